"""Makes small .docx files whose every look is said, so that a test can change one of them."""

from __future__ import annotations

from xml.sax.saxutils import escape

from khuevan.vanban.checking.components import Component
from khuevan.vanban.checking.examples import DECISION, LETTER, PLAN
from khuevan.vanban.tests.files import W, docx

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CENTRED = {"align": "center"}
LOOKS = {
    Component.PARENT: {"size": 13, **CENTRED},
    Component.ISSUER: {"size": 13, "bold": True, "ruled": True, **CENTRED},
    Component.COUNTRY: {"size": 13, "bold": True, **CENTRED},
    Component.MOTTO: {"size": 14, "bold": True, "ruled": True, **CENTRED},
    Component.NUMBER: {"size": 13, **CENTRED},
    Component.PLACE_DATE: {"size": 14, "italic": True, **CENTRED},
    Component.TYPE: {"size": 14, "bold": True, **CENTRED},
    Component.SUBJECT: {"size": 14, "bold": True, "ruled": True, **CENTRED},
    Component.LETTER_SUBJECT: {"size": 13, **CENTRED},
    Component.ADDRESSED: {"size": 14},
    Component.BASIS: {"size": 14, "italic": True, "align": "both", "first": 36, "after": 6},
    Component.CHAPTER: {"size": 14, "bold": True, **CENTRED},
    Component.SECTION: {"size": 14, "bold": True, "align": "both", "first": 36, "after": 6},
    Component.TITLED: {"size": 14, "bold": True, "align": "both", "first": 36, "after": 6},
    Component.ARTICLE: {"size": 14, "bold": True, "align": "both", "first": 36, "after": 6},
    Component.BODY: {"size": 14, "align": "both", "first": 36, "after": 6},
    Component.RECIPIENTS_WORD: {"size": 12, "bold": True, "italic": True},
    Component.RECIPIENT: {"size": 11},
    Component.AUTHORITY: {"size": 14, "bold": True, **CENTRED},
    Component.SIGNER: {"size": 14, "bold": True, **CENTRED},
    Component.APPENDIX: {"size": 14, "bold": True, **CENTRED},
    Component.APPENDIX_TITLE: {"size": 14, "bold": True, **CENTRED},
    Component.APPENDIX_REFERENCE: {"size": 14, "italic": True, **CENTRED},
}
LONG = (
    "- Phối hợp với các trường học, thư viện và nhà văn hóa trên địa bàn tỉnh để đưa sách đến với "
    "bạn đọc ở vùng sâu, vùng xa trong suốt thời gian diễn ra Ngày hội."
)


def paragraph(text, look):
    def twips(points):
        return round(points * 20)

    font = look.get("font", "Times New Roman")
    run = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>'
    run += "<w:b/>" if look.get("bold") else ""
    run += "<w:i/>" if look.get("italic") else ""
    run += f'<w:color w:val="{look["colour"]}"/>' if "colour" in look else ""
    run += f'<w:sz w:val="{round(look.get("size", 14) * 2)}"/>'
    border = '<w:pBdr><w:bottom w:val="single"/></w:pBdr>' if look.get("ruled") else ""
    spacing = round(look.get("spacing", 1) * 240)
    return (
        f'<w:p><w:pPr>{border}<w:spacing w:before="0" w:after="{twips(look.get("after", 0))}" '
        f'w:line="{spacing}" w:lineRule="auto"/><w:ind w:firstLine="{twips(look.get("first", 0))}"/>'
        f'<w:jc w:val="{look.get("align", "left")}"/></w:pPr>'
        f'<w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def table(rows):
    cells = "".join(
        "<w:tr>" + "".join(f"<w:tc>{cell or '<w:p/>'}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/>{cells}</w:tbl>"


def section(change, *, restarts=False):
    def twips(mm):
        return round(mm / 25.4 * 1440)

    size = (twips(change.get("width", 210)), twips(change.get("height", 297)))
    margins = " ".join(
        f'w:{side}="{twips(change.get(side, usual))}"'
        for side, usual in (("top", 20), ("bottom", 20), ("left", 30), ("right", 15))
    )
    kind = change.get("page_number", "header")
    reference = f'<w:{kind}Reference w:type="default" r:id="rId9"/>' if kind else ""
    form = change.get("number_form", "decimal")
    start = ' w:start="1"' if restarts else ""
    first = "<w:titlePg/>" if change.get("first_differs", True) else ""
    return (
        f'<w:sectPr xmlns:r="{RELATIONS}">{reference}<w:pgSz w:w="{size[0]}" w:h="{size[1]}"/>'
        f'<w:pgMar {margins}/><w:pgNumType w:fmt="{form}"{start}/>{first}</w:sectPr>'
    )


def number_part(change):
    kind = change.get("page_number", "header") or "header"
    look = {"size": change.get("number_size", 14), "align": change.get("number_align", "center")}
    inner = paragraph("1", look).replace("<w:t ", "<w:instrText> PAGE </w:instrText><w:t ", 1)
    root = "hdr" if kind == "header" else "ftr"
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId9" Type="{RELATIONS}/{kind}" Target="{kind}1.xml"/></Relationships>'
    )
    return {
        f"word/{kind}1.xml": f'<w:{root} xmlns:w="{W}">{inner}</w:{root}>',
        "word/_rels/document.xml.rels": relation,
    }


def sheet(base="plan", change=None):
    """The bytes of a model document, with what ``change`` says set differently."""
    change = dict(change or {})
    looks = {kind: {**look, **change.get(kind, {})} for kind, look in LOOKS.items()}

    def say(kind, text, **more):
        return paragraph(text, {**looks[kind], **more})

    lines = [one for one in _source(base).split("\n") if one]
    body = _head(lines, say, change, base)
    body += _middle(lines, say, change, base)
    body += _end(lines, say, change)
    if base == "appendix":
        body += "" if change.get("same_section") else f"<w:p><w:pPr>{section(change)}</w:pPr></w:p>"
        body += say(Component.APPENDIX, "Phụ lục") + say(Component.APPENDIX_TITLE, "DANH MỤC SÁCH")
        body += say(Component.APPENDIX_REFERENCE, "(Kèm theo Kế hoạch số 05/KH-STV)")
    body += section(change, restarts=base == "appendix")
    return docx(body, number_part(change))


def _source(base):
    return {"letter": LETTER, "decision": DECISION}.get(base, PLAN)


def _head(lines, say, change, base):
    at = {line: number for number, line in enumerate(lines)}
    country = at["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
    names = lines[:country]
    left = "".join(
        say(Component.ISSUER if base == "decision" or n == country - 1 else Component.PARENT, line)
        for n, line in enumerate(names)
    )
    right = say(Component.COUNTRY, lines[country]) + say(Component.MOTTO, lines[country + 1])
    number = next(line for line in lines if line.startswith("Số:"))
    place = next(line for line in lines if line.startswith("Hải Vân, ngày"))
    left_number = say(Component.NUMBER, number)
    if base == "letter":
        left_number += say(
            Component.LETTER_SUBJECT, next(one for one in lines if one.startswith("V/v"))
        )
    dated = say(Component.PLACE_DATE, place)
    rows = [[left, right], [left_number, dated]]
    if change.get("date_row"):
        rows = [[left, right], [left_number, ""], ["", dated]]
    if change.get("country_column") == 0:
        rows = [[right, left], [left_number, dated]]
    return table(rows)


def _middle(lines, say, change, base):
    start = next(n for n, one in enumerate(lines) if one.startswith("Hải Vân, ngày")) + 1
    stop = lines.index("Nơi nhận:")
    found = ["<w:p/>"]
    marked = False
    for number, line in enumerate(lines[start:stop]):
        kind = _kind(number, line, base)
        more = {}
        if kind is Component.BODY and line.startswith("- ") and "one" in change and not marked:
            marked, more = True, change["one"]
        found.append(say(kind, line, **more))
        if kind is Component.BODY and line.startswith("- Khuyến"):
            found += [say(Component.BODY, LONG)] * (60 if change.get("long") else 2)
        if base == "appendix" and line.startswith("- Khuyến"):
            found.append(say(Component.BODY, "- Danh mục sách tại Phụ lục kèm theo."))
    if base == "chapters":
        at = next(n for n, one in enumerate(found) if "I. MỤC ĐÍCH" in one)
        found.insert(at, say(Component.CHAPTER, "Phần I"))
    return "".join(found)


def _kind(number, line, base):
    if base == "letter":
        addressed = line.startswith("Kính gửi") or (line.startswith("- ") and number < 3)
        return Component.ADDRESSED if addressed else Component.BODY
    if number < 2:
        return (Component.TYPE, Component.SUBJECT)[number]
    if line.startswith("Căn cứ") or line.startswith("Theo đề nghị"):
        return Component.BASIS
    if line.isupper() or line.rstrip(":").isupper():
        return Component.SECTION if line[0] in "IV" and "." in line[:5] else Component.TYPE
    if line.startswith("Điều"):
        return Component.ARTICLE
    return Component.TITLED if line[:1].isdigit() and not line.endswith(".") else Component.BODY


def _end(lines, say, change):
    start = lines.index("Nơi nhận:")
    dashes = [line for line in lines[start + 1 :] if line.startswith("- ")]
    signature = lines[start + 1 + len(dashes) :]
    left = say(Component.RECIPIENTS_WORD, "Nơi nhận:") + "".join(
        say(Component.RECIPIENT, one) for one in dashes
    )
    right = "".join(say(Component.AUTHORITY, one) for one in signature[:-1])
    right += "<w:p/>" + say(Component.SIGNER, signature[-1])
    if change.get("signature_row"):
        return table([[left, ""], ["", right]])
    return table([[left, right]])
