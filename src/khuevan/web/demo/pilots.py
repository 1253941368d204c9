"""The pilot programme of the demo office: two years on, one value of the last quarter still missing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from khuevan.reports import actions, pilots
from khuevan.reports.actions import Entered
from khuevan.reports.enums import Wanted
from khuevan.reports.models import Programme, ProgrammeIndicator
from khuevan.web.demo.plans import Desk, at

NAME = "Thí điểm nâng cao hiệu quả thông tin đối ngoại cấp xã"
ABOUT = "Thành phố là một trong các địa phương làm thí điểm; kết quả báo cáo từng quý."
SOURCE = "Báo cáo tổng kết năm trước khi thí điểm"
COUNTED_AGAIN = "Một phường gửi bổ sung sau khi đối chiếu."
VALUES = ((38, 61, 74, 96, 108, 121), (21, 18, 16, 15, 11, 9), (12, 19, 25, 31, 36, 44))
"""Oldest quarter first; three indicators."""


def fill(desk: Desk) -> None:
    begun = date(desk.today.year - 1, desk.today.month, 1) - timedelta(days=120)
    with at(desk.today - timedelta(days=20), 8, 30):
        programme = actions.keep_programme(
            Programme(
                name_vi=NAME, name_en="Pilot of external information in wards and communes",
                about=ABOUT, lead=desk.officer, starts=begun,
                addressed_to="Ban Chỉ đạo Công tác thông tin đối ngoại (để b/c)",
            ),
            by=desk.officer,
        )  # fmt: skip
        rows = [actions.keep_programme_indicator(one, by=desk.officer) for one in of(programme)]
        ended = [
            quarter
            for quarter in pilots.quarters_of(programme, desk.today)
            if quarter.window(programme).ends <= desk.today - timedelta(days=20)
        ][-6:]
        for row, (indicator, values) in enumerate(zip(rows, VALUES, strict=True)):
            for number, quarter in enumerate(ended):
                if row == 2 and number == len(ended) - 1:
                    continue  # what the desk asks for
                actions.enter_value(
                    indicator, quarter, Entered(Decimal(values[number])), by=desk.officer
                )
        wrong = rows[0].values.standing().latest("year", "quarter")
        actions.correct_value(wrong, Entered(wrong.value + 3), COUNTED_AGAIN, by=desk.officer)


def of(programme: Programme) -> list[ProgrammeIndicator]:
    before = programme.starts - timedelta(days=1)
    target_by = date(programme.starts.year + 3, 12, 31)
    facts = (
        ("Phường, xã có trang giới thiệu bằng tiếng nước ngoài",
         "Wards and communes with a page in a foreign language", "đơn vị", Wanted.UP, 30, 126, ""),
        ("Ngày trung bình từ sự kiện đến bản tin tiếng Anh",
         "Mean days from an event to its item in English", "ngày", Wanted.DOWN, 24, 3, ""),
        ("Minh chứng có ảnh hoặc đường dẫn", "Evidence with a photo or a link", "mục", Wanted.UP,
         10, 60, "links + photos"),
    )  # fmt: skip
    return [
        ProgrammeIndicator(
            programme=programme, name_vi=vi, name_en=en, measured_in=unit, wanted=wanted,
            baseline=Decimal(baseline), baseline_on=before, baseline_source=SOURCE,
            target=Decimal(target), target_by=target_by, formula=formula, order=10 * number,
        )
        for number, (vi, en, unit, wanted, baseline, target, formula) in enumerate(facts, 1)
    ]  # fmt: skip
