from __future__ import annotations

import pytest

from khuevan.vanban.errors import Damaged, Encrypted, TooManyPages
from khuevan.vanban.recognition import read_pdf
from khuevan.vanban.tests.files import PLAN, lines_down, pdf


def read(source, **options):
    wanted = {"ocr": False, "most_pages": 500, "progress": None, **options}
    return read_pdf(source, "a.pdf", **wanted)


def stripped(text):
    return [line.strip() for line in text.replace("\f", "\n").split("\n") if line.strip()]


def test_the_words_of_a_text_pdf_in_order():
    found = read(pdf(lines_down(PLAN)))
    assert stripped(found.text) == PLAN.split("\n")
    assert (found.pages, found.scanned, found.notices) == (1, False, ())


def test_pages_are_parted_by_form_feeds_and_counted():
    told = []
    found = read(
        pdf(lines_down("một"), lines_down("hai")), progress=lambda done, of: told.append((done, of))
    )
    assert found.text == "một\n\fhai"
    assert told == [(1, 2), (2, 2)]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_columns_are_told_apart_as_the_page_is_shown(rotate):
    words = [(85, 500, "SỞ THƯ VIỆN"), (280, 500, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")]
    found = read(pdf([*words, (85, 480, "Số: 27/KH-STV"), (300, 480, "Độc lập")], rotate=rotate))
    assert stripped(found.text) == [
        "SỞ THƯ VIỆN",
        "Số: 27/KH-STV",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập",
    ]


def test_a_drawn_table_gives_rows_with_bars():
    rules = [(x, 700, x, 760) for x in (80, 140, 400)] + [(80, y, 400, y) for y in (700, 730, 760)]
    words = [(90, 740, "TT"), (150, 740, "Nhiệm vụ"), (90, 710, "1"), (150, 710, "Họp giao ban")]
    assert stripped(read(pdf(words, rules=rules)).text) == ["TT | Nhiệm vụ", "1 | Họp giao ban"]


def test_annotations_and_properties_are_kept_aside():
    found = read(pdf(lines_down(PLAN), note="Độ mật: Tối mật"))
    assert "Độ mật: Tối mật" in found.aside
    assert "Tối mật" not in found.text


def test_refusals():
    with pytest.raises(Encrypted):
        read(pdf(lines_down(PLAN), encrypted=True))
    with pytest.raises(Damaged):
        read(pdf(lines_down(PLAN))[:150])
    with pytest.raises(TooManyPages) as refused:
        read(pdf(lines_down("a"), lines_down("b")), most_pages=1)
    assert refused.value.params == {"name": "a.pdf", "pages": 2, "limit": 1}
