"""Deadlines in the document's own words."""

import pytest

from khuevan.vanban import deadlines
from khuevan.vanban.bases import cited


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("Báo cáo kết quả, hoàn thành trước ngày 15/3/2025.", "trước ngày 15/3/2025"),
        ("Gửi hồ sơ trước 17h00 ngày 10/12/2025 (để tổng hợp).", "trước 17h00 ngày 10/12/2025"),
        ("Lập danh sách, hạn chót 13/10/2017, theo mẫu.", "hạn chót 13/10/2017"),
        ("Nghiệm thu chậm nhất ngày 05 tháng 6 năm 2026.", "chậm nhất ngày 05 tháng 6 năm 2026"),
        ("Rà soát, hoàn thành trong Quý II/2026.", "trong Quý II/2026"),
        ("Định kỳ hằng quý báo cáo UBND tỉnh.", "Định kỳ hằng quý"),
        ("Triển khai Quyết định số 08/QĐ-UBND ngày 15/7/2021 của UBND tỉnh.", None),
        ("Thực hiện Chiến lược đến năm 2030, tầm nhìn đến năm 2045.", None),
        ("Tuyên truyền kịp thời, thường xuyên, liên tục.", None),
    ],
)
def test_the_first_deadline_is_found_and_dates_of_documents_are_not(text, deadline):
    assert deadlines.find(text) == deadline


def test_a_stated_time_ends_with_its_sentence():
    assert deadlines.stated("Tháng 8/2025. Báo cáo sau 05 ngày.") == "Tháng 8/2025"
    assert deadlines.stated("") is None


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Căn cứ Quyết định 146/QĐ-TTg ngày 28/01/2022 của Thủ tướng Chính phủ;", ["146/QĐ-TTg"]),
        ("Căn cứ tình hình thực tế và khả năng ngân sách;", []),
        (
            "Căn cứ các Nghị định của Chính phủ: số 30/2020/NĐ-CP ngày 05/3/2020; số 61/2018/NĐ-CP ngày 23/4/2018;",
            ["30/2020/NĐ-CP", "61/2018/NĐ-CP"],
        ),
        (
            "Căn cứ Kết luận số 91-KL/TW ngày 12/8/2024 của Bộ Chính trị về tiếp tục thực hiện Nghị quyết số 29-NQ/TW;",
            ["91-KL/TW"],
        ),
        (
            "Thực hiện Kế hoạch hành động số 1539/QĐ-UBND ngày 02/6/2022 của UBND tỉnh,",
            ["1539/QĐ-UBND"],
        ),
    ],
)
def test_grounds_are_the_documents_cited_not_those_they_speak_of(text, numbers):
    assert [citation.number for citation in cited(text)] == numbers
