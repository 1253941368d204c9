"""What is to be written: an administrative document as a frozen value, free of fonts and pages.

``writing`` turns it into .docx and reads the same value back; ``checking`` looks at the result. The
components are those of Decree 30/2020/ND-CP, article 8 and appendix I; the Party's form differs in
its letterhead, number and ending only (``Regime.PARTY``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Regime(StrEnum):
    """Whose form the document takes."""

    STATE = "state"
    PARTY = "party"


class Urgency(StrEnum):
    """Urgency marks (appendix I, II.10.b), as printed."""

    IMMEDIATE = "HỎA TỐC"
    VERY_URGENT = "THƯỢNG KHẨN"
    URGENT = "KHẨN"


class Authority(StrEnum):
    """How the signer signs (article 13), as printed before the title of the office signed for."""

    HEAD = ""
    COLLECTIVE = "TM."
    ACTING = "Q."
    DEPUTY = "KT."
    ORDER = "TL."
    AUTHORISED = "TUQ."


@dataclass(frozen=True, slots=True)
class Signature:
    """``KT. GIÁM ĐỐC / PHÓ GIÁM ĐỐC / Nguyễn Thị A``: authority, office, own title, name.

    ``title`` is blank when the signer holds the office itself; a deputy who signs for a collective
    has two lines of it (TM. ỦY BAN NHÂN DÂN, then "KT. CHỦ TỊCH\\nPHÓ CHỦ TỊCH").
    ``other_post`` is a post held elsewhere, printed above the name.
    """

    office: str
    name: str
    authority: Authority = Authority.HEAD
    title: str = ""
    other_post: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """A line of "Nơi nhận": ``- UBND Thành phố (để b/c);``. ``purpose`` is the words in brackets."""

    name: str
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading: ``I. MỤC ĐÍCH``, ``1. Yêu cầu``, ``Chương I``; the label as printed."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """A numbered or bulleted paragraph: ``1.``, ``a)``, ``-``, ``+``, ``Điều 1.``; the label as printed."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, the heading row first in ``head``; every row is as long as ``head``.

    ``widths`` are shares of the line (any scale; () for equal), ``numeric`` the columns set to the
    right. A long table repeats its heading row on each page.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    widths: tuple[int, ...] = ()
    numeric: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Picture:
    """PNG or JPEG bytes (a photo or a chart), ``width_mm`` wide at most."""

    content: bytes = field(repr=False)
    caption: str = ""
    alt: str = ""
    width_mm: int = 150


Block = Heading | Item | Paragraph | Table | Picture


@dataclass(frozen=True, slots=True)
class Appendix:
    """``Phụ lục I``: its own page, its own numbering of pages; across when ``is_landscape``.

    With a ``type_code`` it is a document issued by this one (a Quy chế behind its Quyết định): it
    bears the letterhead and its type's name instead of "Phụ lục".
    """

    title: str
    body: tuple[Block, ...]
    is_landscape: bool = False
    type_code: str = ""


class CopyForm(StrEnum):
    """How a document was copied (article 25, appendix I, part II), as printed."""

    FULL = "SAO Y"
    EXTRACT = "TRÍCH SAO"
    OF_COPY = "SAO LỤC"


@dataclass(frozen=True, slots=True)
class Copy:
    """The components of a copy, behind the document that it copies (appendix III, form 3.1).

    With ``signed_at`` (which must know its time zone) it is a copy in electronic form (3.2): form,
    body and time of signing stand in the upper right corner of the first page, nothing behind.
    """

    form: CopyForm
    issuer: str
    symbol: str = ""
    signature: Signature | None = None
    number: int | None = None
    place: str = ""
    date: date | None = None
    recipients: tuple[Addressee, ...] = ()
    archive: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Composition:
    """An administrative document. ``type_code`` is a key of ``vanban.catalogue`` ("KH", "BC", "CV").

    ``symbol`` is what follows the figure ("KH-SVHTT", for Party documents "KH/TU"); ``number`` is the
    figure alone, None while it is left blank for văn thư, like ``date``. ``bases`` are the lines
    "Căn cứ ..." without their closing mark. ``addressed_to`` are the lines of "Kính gửi:".

    ``enacted_by`` is the line above the grounds of a resolution or decision ("GIÁM ĐỐC SỞ VĂN HÓA VÀ
    THỂ THAO"). Several ``signatures`` stand side by side, the first on the left. ``joint_issuers``
    issue it together with ``issuer``. ``endorsement`` is what another body confirms below (leave
    papers). ``drafter_mark`` is the drafter's sign and the number of copies, ``contact`` the foot of page 1.
    """

    type_code: str
    issuer: str
    symbol: str
    subject: str
    body: tuple[Block, ...]
    signatures: tuple[Signature, ...]
    parent_issuer: str = ""
    number: int | None = None
    place: str = ""
    date: date | None = None
    regime: Regime = Regime.STATE
    urgency: Urgency | None = None
    handling: tuple[str, ...] = ()
    addressed_to: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    recipients: tuple[Addressee, ...] = ()
    archive: str = ""
    drafter_mark: str = ""
    contact: str = ""
    appendices: tuple[Appendix, ...] = ()
    enacted_by: str = ""
    joint_issuers: tuple[str, ...] = ()
    endorsement: str = ""
    copy: Copy | None = None
