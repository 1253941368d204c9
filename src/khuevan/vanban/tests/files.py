"""Makes the files that the tests of intake read: small, whole, and wrong in one known way."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
FONT = "/usr/share/fonts/truetype/croscore/Tinos-Regular.ttf"

PLAN = """\
UBND TỈNH HẢI VÂN
SỞ THƯ VIỆN
Số: 27/KH-STV
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Hải Vân, ngày 05 tháng 3 năm 2025
KẾ HOẠCH
Tổ chức Ngày hội đọc sách năm 2025
I. MỤC ĐÍCH
- Khuyến khích phong trào đọc sách trong nhà trường.
II. TỔ CHỨC THỰC HIỆN
1. Phòng Nghiệp vụ
- Chủ trì xây dựng chương trình trước ngày 15/3/2025."""


def p(text: str, properties: str = "", run: str = "") -> str:
    return (
        f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr>"
        f'<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def numbered(text: str, num: int, level: int = 0) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')


def table(*rows: Iterable[str], borders: str = "single") -> str:
    lines = f'<w:insideH w:val="{borders}"/><w:insideV w:val="{borders}"/>'
    body = "".join(
        "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl><w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr>{body}</w:tbl>"


def docx(body: str | None = None, parts: Mapping[str, str | bytes] | None = None) -> bytes:
    """A Word file with this body (XML); by default the plan above."""
    inner = "".join(map(p, PLAN.split("\n"))) if body is None else body
    document = (
        f'<w:document xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body>{inner}</w:body></w:document>"
    )
    basic = {"[Content_Types].xml": _TYPES, "_rels/.rels": _RELS, "word/document.xml": document}
    return archive({**basic, **(parts or {})})


def part(root: str, inner: str) -> str:
    return f'<w:{root} xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml">{inner}</w:{root}>'


def archive(parts: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name, text)
    return buffer.getvalue()


def pdf(
    *pages: Iterable[tuple[float, float, str]],
    rules: Iterable[tuple[float, float, float, float]] = (),
    note: str = "",
    encrypted: bool = False,
    rotate: int = 0,
) -> bytes:
    """A PDF with words at (x, y) from the bottom left; ``rules`` are lines on the first page."""
    letters = sorted({char for page in pages for *_, text in page for char in text})
    codes = {char: index + 33 for index, char in enumerate(letters)}
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", _font(letters), _cmap(codes)]
    kids = []
    for number, page in enumerate(pages):
        content = b"".join(_drawn(x, y, text, codes) for x, y, text in page)
        if number == 0:
            content += b"".join(b"%g %g m %g %g l S\n" % line for line in rules)
        content = _TURNS[rotate] + content
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        annots = b""
        if note and number == 0:
            text_bytes = ("\ufeff" + note).encode("utf-16-be").hex().encode()
            annots = (
                b"/Annots [<< /Type /Annot /Subtype /Text /Rect [9 9 20 20] /Contents <%s> >>]"
                % text_bytes
            )
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate %d %s "
            b"/Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % (rotate, annots, len(objects))
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(kids), b" ".join(kids))
    return _pdf_file(objects, encrypted=encrypted)


_TURNS = {
    0: b"",
    90: b"0 1 -1 0 595 0 cm\n",
    180: b"-1 0 0 -1 595 842 cm\n",
    270: b"0 -1 1 0 0 842 cm\n",
}
"""So that a page with /Rotate shows its words upright, as landscape appendices do."""


def _drawn(x: float, y: float, text: str, codes: Mapping[str, int]) -> bytes:
    shown = bytes(codes[char] for char in text).hex().encode()
    return b"BT /F1 12 Tf %g %g Td <%s> Tj ET\n" % (x, y, shown)


def _font(letters: list[str]) -> bytes:
    widths = " ".join("250" if char == " " else "500" for char in letters)
    return (
        b"<< /Type /Font /Subtype /TrueType /BaseFont /Tinos /FirstChar 33 /LastChar %d "
        b"/Widths [%s] /ToUnicode 4 0 R /FontDescriptor << /Type /FontDescriptor /FontName /Tinos "
        b"/Flags 32 /FontBBox [0 -200 1000 900] /Ascent 900 /Descent -200 /CapHeight 700 "
        b"/ItalicAngle 0 /StemV 80 >> >>" % (32 + len(letters), widths.encode())
    )


def _cmap(codes: Mapping[str, int]) -> bytes:
    pairs = "\n".join(
        f"<{code:02x}> <{char.encode('utf-16-be').hex()}>" for char, code in codes.items()
    )
    text = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "1 begincodespacerange <00> <ff> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar\nendcmap end end"
    ).encode()
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text)


def _pdf_file(objects: list[bytes], *, encrypted: bool) -> bytes:
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    lock = b""
    if encrypted:
        lock = (
            b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>]"
            % (b"11" * 32, b"22" * 32)
        )
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer << /Size %d /Root 1 0 R %s >>\n" % (len(objects) + 1, lock)
    return out + b"startxref\n%d\n%%%%EOF" % start


def lines_down(text: str, left: float = 85, top: float = 780) -> list[tuple[float, float, str]]:
    return [(left, top - 18 * row, line) for row, line in enumerate(text.split("\n")) if line]


def picture(text: str, *, form: str = "PNG", turn: int = 0) -> bytes:
    """A scan at 200 dpi of these lines."""
    image = Image.new("L", (1654, 2339), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(FONT, 40)
    for row, line in enumerate(text.split("\n")):
        draw.text((200, 160 + 70 * row), line, font=font, fill=0)
    buffer = io.BytesIO()
    image.rotate(turn, expand=True).save(buffer, form)
    return buffer.getvalue()


def cat() -> bytes:
    """Shapes without a letter."""
    image = Image.new("RGB", (900, 700), (200, 220, 240))
    draw = ImageDraw.Draw(image)
    draw.ellipse((250, 200, 650, 600), fill=(90, 70, 50))
    draw.polygon([(270, 300), (300, 90), (430, 230)], fill=(90, 70, 50))
    draw.polygon([(630, 300), (600, 90), (470, 230)], fill=(90, 70, 50))
    draw.ellipse((350, 330, 410, 390), fill=(220, 220, 60))
    draw.ellipse((490, 330, 550, 390), fill=(220, 220, 60))
    buffer = io.BytesIO()
    image.save(buffer, "JPEG")
    return buffer.getvalue()


_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def ole(streams: Mapping[str, bytes]) -> bytes:
    """An old Office container; a path with "/" makes storages. Every stream fills 4096 bytes."""
    entries = _ole_tree(streams)
    directory_sectors = -(-len(entries) // 4)
    fat = [_FAT, *range(2, directory_sectors + 1), _END]
    body = b""
    records = []
    for entry in entries:
        start = _END
        data = entry["data"]
        if isinstance(data, bytes):
            data = data.ljust(4096, b"\0")
            data += bytes(-len(data) % 512)
            start = len(fat)
            sectors = len(data) // 512
            fat += [*range(start + 1, start + sectors), _END]
            body += data
        size = len(data) if isinstance(data, bytes) else 0
        records.append(_ole_record(entry, start, size))
    directory = b"".join(records).ljust(directory_sectors * 512, b"\0")
    fat += [_FREE] * (128 - len(fat))
    assert len(fat) == 128, "too much for one sector of the allocation table"
    header = struct.pack(
        "<8s16sHHHHH6sIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"", 0x3E, 3, 0xFFFE, 9, 6, b"",
        0, 1, 1, 0, 4096, _END, 0, _END, 0, 0,
    )  # fmt: skip
    header += struct.pack("<109I", *([_FREE] * 108), _FREE)[4:] if len(header) == 80 else b""
    return header.ljust(512, b"\xff") + struct.pack("<128I", *fat) + directory + body


def _ole_tree(streams: Mapping[str, bytes]) -> list[dict[str, object]]:
    entries: list[dict[str, object]] = [_ole_entry("Root Entry", 5)]
    known = {"": 0}
    for path, data in streams.items():
        above = ""
        for depth, name in enumerate(path.split("/")):
            here = f"{above}/{name}"
            if here not in known:
                is_stream = depth == path.count("/")
                known[here] = len(entries)
                entries.append(_ole_entry(name, 2 if is_stream else 1, data if is_stream else None))
                _ole_hang(entries, known[above], known[here])
            above = here
    return entries


def _ole_entry(name: str, kind: int, data: bytes | None = None) -> dict[str, object]:
    return {"name": name, "kind": kind, "data": data, "child": _FREE, "right": _FREE}


def _ole_hang(entries: list[dict[str, object]], parent: int, child: int) -> None:
    entries[child]["right"] = entries[parent]["child"]
    entries[parent]["child"] = child


def _ole_record(entry: dict[str, object], start: int, size: int) -> bytes:
    name = (str(entry["name"]) + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sI8s8sIII",
        name, len(name), entry["kind"], 1, _FREE, entry["right"], entry["child"],
        b"", 0, b"", b"", start, size, 0,
    )  # fmt: skip
