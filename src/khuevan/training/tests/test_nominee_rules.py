"""A phone without a line says of a nominee what the office says, in the same words."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from django.utils.translation import override

from khuevan.training.forms.naming import DeclineForm, NomineeForm
from khuevan.training.views.waiting import problems

SCRIPT = Path(__file__).parents[1] / "static" / "training" / "naming" / "rules.js"
GOOD = {
    "full_name": "Nguyễn Thị Hương", "position": "Công chức", "phone": "0912 345 678",
    "email": "huong@hanoi.gov.vn", "not_focal_why": "nghỉ phép",
}  # fmt: skip
CASES = {
    "full_name": [
        "", "  ", "Hương", "Nguyễn Thị Hương", "NGUYỄN  THỊ HƯƠNG", "Nguyễn Thị H.", "Ng. Văn A",
        "Nguye\u0302\u0303n Thi\u0323 Hu\u031bo\u031bng", "Nguyễn Văn 3", "Nguyễn_Văn A", "D’Arc Jeanne", "- Văn",
        "Lê Thị Mai", "lê thị mai", "LE THI MAI", "Nguyễn\x07 Văn A", "Nguyễn\u00a0Văn A", "Ⅳ Văn", "a²b c",
        "Nguyễn Văn A,", "Nguyễn (Văn) A",
    ],
    "phone": [
        "", "0912345678", "+84 912 345 678", "84912345678", "0084 912345678", "(+84) 912.345.678",
        "(0)912 345 678", "912345678", "091 234 567", "024 3825 3536", "0243825353", "0112345678",
        "+1 202 555 0123", "+123", "+", "abc", "٠٩١٢٣٤٥٦٧٨", "０９１２３４５６７８", "0912-345-678 (Hương)", "+840912345678",
        "212345678", "84 12345", "00", "𝟎𝟗𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖",
    ],
    "email": [
        "", "huong", "huong@", "@hanoi.gov.vn", "huong@hanoi", "huong@hanoi.gov.vn", "hu ong@hanoi.gov.vn",
        "a..b@hanoi.gov.vn", "HUONG@HANOI.GOV.VN", "hương@hanoi.gov.vn", "a@b@hanoi.gov.vn", "a@.vn",
        "a@localhost",
    ],
    "position": ["", " ", "Công chức"],
    "not_focal_why": ["", "x"],
}  # fmt: skip


def typed():
    """Every case beside fields that are good, then numbers and names by chance."""
    chance = Random(43)
    for field, values in CASES.items():
        yield from ({**GOOD, field: value} for value in values)
    yield {**GOOD, "full_name": "Le thi MAI", "not_focal_why": ""}
    for _n in range(1500):
        number = "".join(chance.choices("0123456789+84 ().-", k=chance.randint(1, 15)))
        name = "".join(chance.choices("aăÂđệ B.'-’1_", k=chance.randint(1, 9)))
        yield {**GOOD, "phone": number, "full_name": name}


def said_here(form):
    return sorted([name, " ".join(words)] for name, words in form.errors.items())


@pytest.mark.browser
@pytest.mark.shows("TRN-1")
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_phone_judges_a_nominee_as_the_office_does(playwright_browser, language):
    page = playwright_browser.new_page()
    page.add_script_tag(path=str(SCRIPT))
    judge = (
        "([rows, words]) => rows.map((fields) => self.khuevanNominee.wrong(fields, words).sort())"
    )
    rows = list(typed())
    reasons = [{"why": why} for why in ("", " . ", "a b c d e f g h i", "a b c d e f g h i k")]
    with override(language):
        words = problems(NomineeForm(syllabus=[], focal="Lê Thị Mai"))
        there = page.evaluate(judge, [rows, words])
        here = [said_here(NomineeForm(row, syllabus=[], focal="Lê Thị Mai")) for row in rows]
        no = DeclineForm({"why": ""}, asks_code=False)
        there += page.evaluate(judge, [reasons, problems(no)])
        here += [said_here(DeclineForm(row, asks_code=False)) for row in reasons]
    page.close()

    both = zip([*rows, *reasons], here, there, strict=True)
    assert [one for one in both if one[1] != one[2]] == []
