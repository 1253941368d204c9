"""The .docx file: a zip of parts with fixed times, so that the same value gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time
from xml.sax.saxutils import escape

from khuevan.vanban.catalogue import type_of
from khuevan.vanban.composition import Composition
from khuevan.vanban.writing import layout
from khuevan.vanban.writing.body import Media
from khuevan.vanban.writing.markup import DECLARATION, NAMESPACES, paragraph
from khuevan.vanban.writing.styles import FONT, styles_part
from khuevan.vanban.writing.tidy import tidy

UNDATED = datetime(2020, 3, 5, 0, 0, 1, tzinfo=UTC)
"""The file's time while the document has no date: the day of the decree, and no moment of ours."""
PROGRAM = "Khue Van"
_ZIP_TIME = (2020, 3, 5, 0, 0, 0)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def write(composition: Composition) -> bytes:
    """The document as .docx. Raises ``CannotWrite``; the same value gives the same bytes."""
    given = tidy(composition)
    media = Media()
    body = layout.document_body(given, media)
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _package_relations(),
        "docProps/core.xml": _core(given),
        "docProps/app.xml": _app(),
        "word/document.xml": f"{DECLARATION}<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _document_relations(media),
        "word/styles.xml": styles_part(given.regime),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _fonts(),
        "word/header1.xml": _edge("hdr", layout.page_part()),
        "word/header2.xml": _edge("hdr", paragraph("KVGap")),
        "word/header3.xml": _edge("hdr", layout.corner_part(given) or paragraph("KVGap")),
        "word/footer1.xml": _edge("ftr", paragraph("KVGap")),
        "word/footer2.xml": _edge(
            "ftr", layout.contact_part(given) if given.contact else paragraph("KVGap")
        ),
    }
    parts |= {f"word/{name}": content for name, content in media.parts.items()}
    return _zipped(parts)


def _zipped(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            is_picture = name.startswith("word/media/")
            entry.compress_type = zipfile.ZIP_STORED if is_picture else zipfile.ZIP_DEFLATED
            packed.writestr(entry, content, compresslevel=6)
    return out.getvalue()


def _edge(tag: str, content: str) -> str:
    return f"{DECLARATION}<w:{tag} {NAMESPACES}>{content}</w:{tag}>"


def _content_types() -> str:
    word = [("document", "document.main"), ("styles", "styles"), ("settings", "settings"),
            ("fontTable", "fontTable"), ("header1", "header"), ("header2", "header"),
            ("header3", "header"), ("footer1", "footer"), ("footer2", "footer")]  # fmt: skip
    overrides = [(f"word/{name}.xml", f"{_WORD_TYPE}.{kind}+xml") for name, kind in word]
    overrides += [
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        (
            "docProps/app.xml",
            "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        ),
    ]
    listed = "".join(
        f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides
    )
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Default Extension="jpeg" ContentType="image/jpeg"/>{listed}</Types>'
    )


def _package_relations() -> str:
    return _relations(
        [
            ("rId1", f"{_OFFICE}/relationships/officeDocument", "word/document.xml"),
            ("rId2", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            ("rId3", f"{_OFFICE}/relationships/extended-properties", "docProps/app.xml"),
        ]
    )


def _document_relations(media: Media) -> str:
    kind = f"{_OFFICE}/relationships"
    fixed = [
        ("rIdStyles", f"{kind}/styles", "styles.xml"),
        ("rIdSettings", f"{kind}/settings", "settings.xml"),
        ("rIdFonts", f"{kind}/fontTable", "fontTable.xml"),
        ("rIdHeader", f"{kind}/header", "header1.xml"),
        ("rIdNoHeader", f"{kind}/header", "header2.xml"),
        ("rIdCorner", f"{kind}/header", "header3.xml"),
        ("rIdNoFooter", f"{kind}/footer", "footer1.xml"),
        ("rIdContact", f"{kind}/footer", "footer2.xml"),
    ]
    return _relations(
        [*fixed, *((key, f"{kind}/image", target) for key, target in media.targets())]
    )


def _relations(rows: list[tuple[str, str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>' for key, kind, target in rows
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def _core(given: Composition) -> str:
    """Title, body, type and the document's own date; no person, no machine, no moment of writing."""
    kind = type_of(given.type_code, given.regime)
    on = datetime.combine(given.date, time(), UTC) if given.date else UNDATED
    moment = on.isoformat().replace("+00:00", "Z")
    title = " ".join(f"{kind.name} {given.subject}".split())
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(given.issuer)}</dc:creator>"
        f"<cp:category>{escape(kind.name)}</cp:category><dc:language>vi-VN</dc:language>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        "</cp:coreProperties>"
    )


def _app() -> str:
    return (
        f'{DECLARATION}<Properties xmlns="{_OFFICE}/extended-properties">'
        f"<Application>{PROGRAM}</Application></Properties>"
    )


def _settings() -> str:
    modes = "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word" w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", "15"),
            ("overrideTableStyleFontSizeAndJustification", "1"),
        )
    )
    return (
        f'{DECLARATION}<w:settings {NAMESPACES}><w:zoom w:percent="100"/>'
        '<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>'
        f'<w:compat>{modes}</w:compat><w:themeFontLang w:val="vi-VN"/>'
        '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
    )


def _fonts() -> str:
    return (
        f'{DECLARATION}<w:fonts {NAMESPACES}><w:font w:name="{FONT}">'
        '<w:panose1 w:val="02020603050405020304"/><w:charset w:val="00"/><w:family w:val="roman"/>'
        '<w:pitch w:val="variable"/></w:font></w:fonts>'
    )
