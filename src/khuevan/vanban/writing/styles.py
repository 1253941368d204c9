"""The look of every component, one row each: size, weight, place (appendix I, section V).

A component is a named paragraph style ("KV ..."), so Word shows what a line is, and the reader
knows it again. Sizes are the decree's own examples; those of the Party's form come from
36-HD/VPTW as secondary sources tell it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from khuevan.vanban.composition import Regime
from khuevan.vanban.writing.markup import DECLARATION, LABEL, NAMESPACES, PRINTED
from khuevan.vanban.writing.metrics import twips

FONT = "Times New Roman"
INDENT_MM = 12.7
RED = "FF0000"
BODY_SIZE = 14.0


@dataclass(frozen=True, slots=True)
class Look:
    """``flags``: b bold, i italic, u underlined, k kept with the next, h heading for navigation."""

    name: str
    size: float
    flags: str = ""
    align: str = "left"
    first_mm: float = 0
    left_mm: float = 0
    before: float = 0
    after: float = 0
    line: int = 240
    colour: str = ""
    exact: bool = False


_STATE = {
    "KVParent": Look("parent issuer", 12, "", "center"),
    "KVIssuer": Look("issuer", 12, "b", "center"),
    "KVJoint": Look("joint issuer", 12, "b", "center"),
    "KVCountry": Look("country", 12, "b", "center"),
    "KVMotto": Look("motto", 13, "b", "center"),
    "KVStar": Look("star", 14, "", "center"),
    "KVRule": Look("rule", 2, "", "center", before=1, after=2, line=60, exact=True),
    "KVNumber": Look("number", 13, "", "center", before=4),
    "KVLetterSubject": Look("letter subject", 12, "", "center", before=6),
    "KVPlaceDate": Look("place and date", 13, "i", "center", before=4),
    "KVUrgency": Look("urgency", 13, "b", "center", before=8, colour=RED),
    "KVHandling": Look("handling", 13, "b", "center", before=8),
    "KVType": Look("type", 14, "bkh", "center", before=14),
    "KVSubject": Look("subject", 14, "bk", "center"),
    "KVAddressedOne": Look("addressed to one", 14, "", "center", before=12, after=6),
    "KVAddressedHead": Look("addressed to", 14, "k", "left", left_mm=30, before=12, after=6),
    "KVAddressed": Look("addressee", 14, "", "left", after=6),
    "KVEnacted": Look("enacted by", 14, "bk", "center", before=10, after=6),
    "KVBasis": Look("basis", 14, "i", "both", first_mm=INDENT_MM, after=6, line=264),
    "KVVerb": Look("verb", 14, "bk", "center", before=6, after=6),
    "KVDivision": Look("division", 14, "bkh", "center", before=8),
    "KVDivisionTitle": Look("division title", 14, "bk", "center", after=6),
    "KVHeading1": Look("heading 1", 14, "bkh", "both", first_mm=INDENT_MM, before=4, after=6, line=264),
    "KVHeading2": Look("heading 2", 14, "bkh", "both", first_mm=INDENT_MM, before=2, after=6, line=264),
    "KVItem": Look("item", 14, "", "both", first_mm=INDENT_MM, after=6, line=264),
    "KVBody": Look("body", 14, "", "both", first_mm=INDENT_MM, after=6, line=264),
    "KVTableCaption": Look("table caption", 14, "bk", "center", before=4, after=4),
    "KVCellHead": Look("cell head", 12, "b", "center", before=2, after=2),
    "KVCellHeadNumber": Look("cell head of numbers", 12, "b", "center", before=2, after=2),
    "KVCell": Look("cell", 12, "", "left", before=2, after=2),
    "KVCellNumber": Look("cell of numbers", 12, "", "right", before=2, after=2),
    "KVPicture": Look("picture", 14, "k", "center", before=4),
    "KVPictureLone": Look("picture without caption", 14, "", "center", before=4, after=6),
    "KVPictureCaption": Look("picture caption", 14, "i", "center", before=2, after=6),
    "KVGap": Look("gap", 6, "", "left", line=120, exact=True),
    "KVEnd": Look("end", 14, "k", "right"),
    "KVRecipientsHead": Look("recipients head", 12, "bi", "left"),
    "KVRecipient": Look("recipient", 11, "", "left"),
    "KVArchive": Look("archive", 11, "", "left"),
    "KVDrafter": Look("drafter", 11, "", "left"),
    "KVOffice": Look("signer's office", 14, "bk", "center"),
    "KVOwnTitle": Look("signer's own title", 14, "bk", "center"),
    "KVSpace": Look("space for signature", 14, "k", "center", line=1500, exact=True),
    "KVOtherPost": Look("signer's other post", 14, "bk", "center"),
    "KVName": Look("signer's name", 14, "b", "center"),
    "KVEndorsement": Look("endorsement", 14, "b", "center"),
    "KVContact": Look("contact", 11, "", "left"),
    "KVPage": Look("page number", 13, "", "center"),
    "KVCorner": Look("corner", 10, "", "right"),
    "KVAppendix": Look("appendix", 14, "bkh", "center"),
    "KVAppendixTitle": Look("appendix title", 14, "bk", "center"),
    "KVReference": Look("reference", 14, "ik", "center"),
    "KVCopyRule": Look("rule above a copy", 2, "", "center", before=18, after=10, line=40, exact=True),
    "KVCopyForm": Look("form of copy", 14, "b", "center"),
    "KVSection": Look("section end", 2, "", "left", line=20, exact=True),
}  # fmt: skip

# 36-HD/VPTW, secondary: the heading 15, bodies 14, type 16, subject 14-15, recipients' head underlined.
_PARTY = _STATE | {
    "KVCountry": Look("country", 15, "b", "center"),
    "KVParent": Look("parent issuer", 14, "", "center"),
    "KVIssuer": Look("issuer", 14, "b", "center"),
    "KVJoint": Look("joint issuer", 14, "b", "center"),
    "KVNumber": Look("number", 14, "", "center", before=4),
    "KVPlaceDate": Look("place and date", 14, "i", "center", before=4),
    "KVType": Look("type", 16, "bkh", "center", before=14),
    "KVSubject": Look("subject", 14, "bk", "center"),
    "KVBasis": replace(_STATE["KVBasis"], flags=""),
    "KVRecipientsHead": Look("recipients head", 14, "u", "left"),
    "KVRecipient": Look("recipient", 12, "", "left"),
    "KVArchive": Look("archive", 12, "", "left"),
}

LOOKS: dict[Regime, dict[str, Look]] = {Regime.STATE: _STATE, Regime.PARTY: _PARTY}
NAMES = {f"KV {look.name}": key for key, look in _STATE.items()}
"""The name that Word shows -> the key; programs that save a file anew may change the key alone."""


def styles_part(regime: Regime) -> str:
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:color w:val="000000"/>{_size(BODY_SIZE)}'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault><w:pPr><w:widowControl/></w:pPr></w:pPrDefault></w:docDefaults>"
    )
    characters = "".join(
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{key}">'
        f'<w:name w:val="KV {name}"/><w:uiPriority w:val="99"/></w:style>'
        for key, name in ((PRINTED, "printed by the form"), (LABEL, "label"))
    )
    normal = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
    )
    looks = "".join(_style(key, look) for key, look in LOOKS[regime].items())
    return f"{DECLARATION}<w:styles {NAMESPACES}>{defaults}{normal}{characters}{looks}</w:styles>"


def _style(key: str, look: Look) -> str:
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{key}">'
        f'<w:name w:val="KV {look.name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{_paragraph_look(key, look)}</w:pPr><w:rPr>{_run_look(look)}</w:rPr></w:style>"
    )


def _paragraph_look(key: str, look: Look) -> str:
    keep = "<w:keepNext/>" if "k" in look.flags else ""
    rule = "exact" if look.exact else "auto"
    spacing = (
        f'<w:spacing w:before="{round(look.before * 20)}" w:after="{round(look.after * 20)}" '
        f'w:line="{look.line}" w:lineRule="{rule}"/>'
    )
    indent = (
        f'<w:ind w:left="{twips(look.left_mm)}" w:firstLine="{twips(look.first_mm)}"/>'
        if look.first_mm or look.left_mm
        else ""
    )
    level = 1 if key == "KVHeading2" else 0
    outline = f'<w:outlineLvl w:val="{level}"/>' if "h" in look.flags else ""
    return f'{keep}{spacing}{indent}<w:jc w:val="{look.align}"/>{outline}'


def _run_look(look: Look) -> str:
    bold = "<w:b/><w:bCs/>" if "b" in look.flags else ""
    italic = "<w:i/><w:iCs/>" if "i" in look.flags else ""
    colour = f'<w:color w:val="{look.colour}"/>' if look.colour else ""
    under = '<w:u w:val="single"/>' if "u" in look.flags else ""
    return f"{bold}{italic}{colour}{_size(look.size)}{under}"


def _size(points: float) -> str:
    halves = round(points * 2)
    return f'<w:sz w:val="{halves}"/><w:szCs w:val="{halves}"/>'
