"""Moves the sample plans in time, so that the demo is in the midst of its quarter on any day."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

from khuevan.web.demo.texts import Paper

WRITTEN = date(2026, 11, 22)
"""The day on which the texts, with their dates, were right."""

# One pass with the longer forms first, so that nothing is moved twice.
WHEN = re.compile(
    r"\bQuý (?P<quarter>IV|III|II|I)(?P<join>/| năm )(?P<quarter_year>20\d\d)\b"
    r"|\b(?P<day>\d{1,2})/(?P<day_month>\d{1,2})/(?P<day_year>20\d\d)\b"
    r"|\btháng (?P<month>\d{1,2})/(?P<month_year>20\d\d)\b"
    r"|\b(?P<before>năm |- )(?P<year>20\d\d)\b"
)
ROMAN = ("I", "II", "III", "IV")


def moved(paper: Paper, today: date) -> Paper:
    """The plan as if it had been written for today: days, months, quarters and years go along."""
    by = today - WRITTEN
    years = today.year - WRITTEN.year
    body = tuple((kind, moved_text(text, by, years)) for kind, text in paper.body)
    return replace(
        paper,
        body=body,
        title=later_year(paper.title, years),
        bases=tuple(later_basis(basis, years) for basis in paper.bases),
        place_date=later_year(paper.place_date, years),
    )


def moved_text(text: str, by: timedelta, years: int) -> str:
    return WHEN.sub(lambda found: moved_time(found, by, years), text)


def moved_time(found: re.Match[str], by: timedelta, years: int) -> str:
    if found["quarter"]:
        then = middle_of_quarter(found) + by
        return f"Quý {ROMAN[(then.month - 1) // 3]}{found['join']}{then.year}"
    if found["day"]:
        then = date(int(found["day_year"]), int(found["day_month"]), int(found["day"])) + by
        return f"{then:%d/%m/%Y}"
    if found["month"]:
        then = date(int(found["month_year"]), int(found["month"]), 15) + by
        return f"tháng {then.month}/{then.year}"
    return f"{found['before']}{int(found['year']) + years}"


def middle_of_quarter(found: re.Match[str]) -> date:
    return date(int(found["quarter_year"]), ROMAN.index(found["quarter"]) * 3 + 2, 15)


def later_year(text: str, years: int) -> str:
    """ "năm 2026" and "2026 - 2030", some years on."""
    return moved_text(text, timedelta(0), years)


def later_basis(text: str, years: int) -> str:
    """The city's plan of the year moves with ours; older decisions stay what they are."""
    if "51/KH-UBND" not in text:
        return text
    return re.sub(r"/(20\d\d)\b", lambda f: f"/{int(f[1]) + years}", later_year(text, years))
