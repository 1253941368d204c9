"""Composition -> .docx in the form of Decree 30/2020/ND-CP (or the Party's), and back.

``write(composition)`` gives the bytes of a .docx, the same bytes for the same value;
``read(content)`` gives the value back, and the best it can for files that others wrote;
``body_from_text`` and ``body_to_text`` turn a body into plain lines and back; ``to_pdf`` gives
PDF/A with reserved signature fields.
"""

from khuevan.vanban.writing.errors import CannotWrite, MissingPicture, NoOffice, OfficeFailed
from khuevan.vanban.writing.forms import sample_body, sample_signatures, sample_text
from khuevan.vanban.writing.package import write
from khuevan.vanban.writing.pdf import to_pdf, to_pdfs
from khuevan.vanban.writing.reader import read
from khuevan.vanban.writing.tidy import body as tidy_body
from khuevan.vanban.writing.tidy import tidy
from khuevan.vanban.writing.wording import body_from_text, body_to_text, pictures_of

__all__ = [
    "CannotWrite",
    "MissingPicture",
    "NoOffice",
    "OfficeFailed",
    "body_from_text",
    "body_to_text",
    "pictures_of",
    "read",
    "sample_body",
    "sample_signatures",
    "sample_text",
    "tidy",
    "tidy_body",
    "to_pdf",
    "to_pdfs",
    "write",
]
