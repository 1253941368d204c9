from __future__ import annotations

from datetime import date

import pytest

from khuevan.plans.deadlines import Window, window

WRITTEN = date(2025, 2, 10)


@pytest.mark.shows("R10")
@pytest.mark.parametrize(("words", "starts", "due"), [
    ("trước ngày 15/3/2025", None, date(2025, 3, 15)),
    ("chậm nhất ngày 20 tháng 11 năm 2025", None, date(2025, 11, 20)),
    ("Quý IV năm 2025", date(2025, 10, 1), date(2025, 12, 31)),
    ("Thời gian: Quý III", date(2025, 7, 1), date(2025, 9, 30)),
    ("Tháng 7/2023", date(2023, 7, 1), date(2023, 7, 31)),
    ("đến hết tháng 2/2024", None, date(2024, 2, 29)),
    ("trước tháng 1/2026", None, date(2025, 12, 31)),
    ("từ ngày 01/3 đến ngày 05/4/2025", date(2025, 3, 1), date(2025, 4, 5)),
    ("từ tháng 3 đến tháng 9/2025", date(2025, 3, 1), date(2025, 9, 30)),
    ("6 tháng cuối năm 2025", date(2025, 7, 1), date(2025, 12, 31)),
    ("Trong năm 2025", date(2025, 1, 1), date(2025, 12, 31)),
    ("hoàn thành trước 30/6", None, date(2025, 6, 30)),
])  # fmt: skip
def test_words_that_leave_no_doubt_become_days(words, starts, due):
    assert window(words, year=2025, written=WRITTEN) == Window(starts, due)


@pytest.mark.parametrize("words", [
    "", "thường xuyên", "sau khi được phê duyệt", "Định kỳ", "Trước ngày 25 hằng tháng",
    "31/02/2025", "tháng 13/2025", "trước ngày 15/3/2025 hoặc khi có yêu cầu",
    "từ ngày 05/4/2025 đến ngày 01/3/2025",
])  # fmt: skip
def test_other_words_are_asked(words):
    assert window(words, year=2025, written=WRITTEN) is None


def test_a_day_without_year_that_lies_before_the_plan_is_asked():
    assert window("trước ngày 15/01", year=2025, written=WRITTEN) is None


def test_a_day_without_any_year_is_asked():
    assert window("trước ngày 15/3") is None
