"""edXML packages after QCVN 102:2016/BTTTT, written and read; docs/adr/0031 says what was followed.

No official schema was found in public. We send no XML signature, because we hold no keys: the system
that takes the package in signs what it forwards.
"""

from __future__ import annotations

import base64
import binascii
from datetime import date, datetime
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _

from khuevan.documents.dispatches import (
    BadPackage,
    Dispatch,
    Enclosed,
    Party,
    Returned,
    require_lengths,
)

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
XLINK = "http://www.w3.org/1999/xlink"
MOST_BYTES = 80 * 1024 * 1024
MOST_FILES = 50
NEW, ADMINISTRATIVE = "0", "2"
_DAY = "%Y/%m/%d"
_PDF = "application/pdf"


def write(one: Dispatch) -> bytes:
    """The package; the same value gives the same bytes. Raises ``BadPackage`` for what is too long."""
    require_lengths(one)
    root = ET.Element("edXML", {"xmlns:edXML": NAMESPACE, "xmlns:xlink": XLINK})
    envelope = _add(root, "edXMLEnvelope")
    header = _add(envelope, "edXMLHeader")
    _message_header(_add(header, "MessageHeader"), one)
    _trace(header, one)
    _manifest(_add(envelope, "edXMLBody"), one)
    encoded = ET.SubElement(root, "AttachmentEncoded")
    for number, file in enumerate(one.files, 1):
        _attachment(ET.SubElement(encoded, "Attachment"), number, file)
    ET.indent(root, " ")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="utf-8") + b"\n"


def _message_header(header: ET.Element, one: Dispatch) -> None:
    _party(_add(header, "From"), one.sender)
    for party in one.recipients:
        _party(_add(header, "To"), party)
    code = _add(header, "Code")
    _add(code, "CodeNumber", str(one.number or ""))
    _add(code, "CodeNotation", one.notation)
    told = _add(header, "PromulgationInfo")
    _add(told, "Place", one.place)
    _add(told, "PromulgationDate", _shown(one.day))
    kind = _add(header, "DocumentType")
    _add(kind, "Type", ADMINISTRATIVE)
    _add(kind, "TypeName", one.type_name)
    _add(header, "Subject", one.subject)
    _add(header, "Content", one.subject)
    signer = _add(header, "SignerInfo")
    _add(signer, "Competence", one.competence)
    _add(signer, "Position", one.signer_position)
    _add(signer, "FullName", one.signer_name)
    _add(header, "DueDate", _shown(one.due))
    places = _add(header, "ToPlaces")
    for place in one.to_places:
        _add(places, "Place", place)
    other = _add(header, "OtherInfo")
    _add(other, "Priority", str(one.priority))
    _add(other, "PromulgationAmount", str(len(one.recipients)))
    _add(_add(other, "Appendixes"), "Appendix", str(one.appendices))
    _add(header, "DocumentId", document_id(one))


def document_id(one: Dispatch) -> str:
    """ "OrganId,yyyy/MM/dd,number/notation"; parts that are not known yet are empty."""
    return f"{one.sender.code},{_shown(one.day)},{one.number or ''}/{one.notation}"


def _party(place: ET.Element, party: Party) -> None:
    _add(place, "OrganId", party.code)
    _add(place, "OrganName", party.name)
    _add(place, "Email", party.email)


def _trace(header: ET.Element, one: Dispatch) -> None:
    traces = _add(header, "TraceHeaderList")
    traces.attrib |= {"id": "trace", "version": "1.0", "edXML:mustUnderstand": "1"}
    trace = _add(traces, "TraceHeader")
    _add(trace, "OrganId", one.sender.code)
    _add(trace, "Timestamp", one.at.strftime("%Y/%m/%d %H:%M:%S"))
    business = _add(traces, "Bussiness")  # spelt so in the regulation
    _add(business, "BussinessDocType", NEW)
    _add(business, "BussinessDocReason", one.reference)
    _add(business, "Paper", "0")


def _manifest(body: ET.Element, one: Dispatch) -> None:
    manifest = _add(body, "edXMLManifest")
    manifest.set("version", "1.0")
    for number, file in enumerate(one.files, 1):
        reference = _add(manifest, "Reference")
        reference.set("xlink:href", f"cid:{_content_id(number, file)}")
        _add(reference, "ContentId", _content_id(number, file))
        _add(reference, "ContentType", file.media_type)
        _add(reference, "AttachmentName", file.name)


def _attachment(place: ET.Element, number: int, file: Enclosed) -> None:
    for tag, value in (
        ("ContentType", file.media_type), ("ContentId", _content_id(number, file)),
        ("Description", file.name), ("ContentTransferEncoded", "base64"),
        ("AttachmentName", file.name),
    ):  # fmt: skip
        ET.SubElement(place, tag).text = value
    ET.SubElement(place, "Attachment").text = base64.b64encode(file.content).decode("ascii")


def _content_id(number: int, file: Enclosed) -> str:
    return f"{number}-{file.sha256[:16]}"


def _add(parent: ET.Element, tag: str, text: str = "") -> ET.Element:
    made = ET.SubElement(parent, f"edXML:{tag}")
    made.text = _clean(text) or None
    return made


def _clean(text: str) -> str:
    """XML knows no control characters."""
    return "".join(c for c in text if c.isprintable() or c in "\n\t")


def _shown(day: date | None) -> str:
    return day.strftime(_DAY) if day else ""


# --- what comes back


def read(content: bytes) -> Returned:
    """Number, date and signed file of an answer. No entities, no DTD, nothing fetched."""
    if len(content) > MOST_BYTES:
        raise BadPackage(_("The file is larger than 80 MB: no answer to a document is."))
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise BadPackage(
            _(
                "The file defines entities or a document type, which no edXML package does. It was "
                "not read."
            )
        ) from error
    except (ET.ParseError, ValueError, LookupError) as error:
        raise BadPackage(_("The file is no readable XML (%(why)s).") % {"why": error}) from error
    if _local(root.tag) != "edXML":
        raise BadPackage(_("The file is XML, but no edXML package."))
    number, notation = _code(_text(root, "CodeNumber"), _text(root, "CodeNotation"))
    return Returned(
        notation=notation,
        subject=_text(root, "Subject"),
        number=number,
        day=_day(_text(root, "PromulgationDate")),
        reference=_text(root, "BussinessDocReason"),
        signed=_signed(root),
    )


def _code(number: str, notation: str) -> tuple[int | None, str]:
    """Some systems write the figure into the notation too: "12/KH-SVHTT"."""
    figure, slash, rest = notation.partition("/")
    if slash and figure.strip().isdecimal():
        notation, number = rest, number or figure
    number = number.strip()
    if not number:
        return None, notation.strip()
    if not (number.isascii() and number.isdecimal() and len(number) <= 11):
        raise BadPackage(_("“%(number)s” is no number of a document.") % {"number": number[:20]})
    return int(number), notation.strip()


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    for form in (_DAY, "%d/%m/%Y", "%Y-%m-%d"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise BadPackage(_("“%(text)s” is no day.") % {"text": text[:20]})


def _signed(root: ET.Element) -> Enclosed | None:
    """The first PDF among the attachments."""
    files = [one for one in root.iter() if _local(one.tag) == "Attachment" and len(one)]
    if len(files) > MOST_FILES:
        raise BadPackage(_("The package holds more than 50 files."))
    for one in files:
        name = _text(one, "AttachmentName")
        is_pdf = _text(one, "ContentType") == _PDF or name.lower().endswith(".pdf")
        encoded = next((c.text for c in one if _local(c.tag) in ("Attachment", "Content")), None)
        if is_pdf and encoded:
            return Enclosed(name or "van-ban.pdf", _PDF, _decoded(encoded, name))
    return None


def _decoded(encoded: str, name: str) -> bytes:
    try:
        return base64.b64decode("".join(encoded.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadPackage(
            _("The file “%(name)s” in the package is damaged.") % {"name": name}
        ) from error


def _text(root: ET.Element, tag: str) -> str:
    """The text of the first element of this name, in whichever namespace a system puts it."""
    found = next((one for one in root.iter() if _local(one.tag) == tag), None)
    return (found.text or "").strip() if found is not None else ""


def _local(tag: object) -> str:
    return str(tag).rsplit("}", 1)[-1].rsplit(":", 1)[-1]
