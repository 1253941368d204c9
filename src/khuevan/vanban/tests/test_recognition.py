from __future__ import annotations

import pytest

from khuevan.vanban import recognition
from khuevan.vanban.errors import NoDocumentInPicture
from khuevan.vanban.formats.tables import Cell, Table


def table(*rows):
    return Table([[Cell([text] if text else []) for text in row] for row in rows])


def joined(*pages):
    return recognition._joined([list(page) for page in pages]).split("\n\f")


HEAD = ("TT", "Nhiệm vụ", "Chủ trì")


def test_a_table_over_two_pages_drops_its_second_head_and_mends_the_broken_row():
    first = table(HEAD, ("1", "Xây dựng chương", "Sở A"))
    second = table(HEAD, ("", "trình chi tiết", ""), ("2", "Báo cáo", "Sở B"))
    assert joined([first], ["2", second]) == [
        "TT | Nhiệm vụ | Chủ trì\n1 | Xây dựng chương trình chi tiết | Sở A",
        "2\n2 | Báo cáo | Sở B",
    ]


def test_two_tables_with_text_between_them_are_two():
    first, second = table(HEAD, ("1", "a", "b")), table(HEAD, ("", "c", "d"))
    assert joined([first, "Phụ lục"], [second]) == [
        "TT | Nhiệm vụ | Chủ trì\n1 | a | b\nPhụ lục",
        "TT | Nhiệm vụ | Chủ trì\n | c | d",
    ]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "CỘNG HÒA\nHỢP ĐỒNG DỊCH VỤ IN ẤN\nSố 1\nBÊN A: Sở Thư viện\nBÊN B: Công ty In",
            "HỢP ĐỒNG DỊCH VỤ IN ẤN",
        ),
        ("HỢP ĐỒNG THUÊ NHÀ\nĐiều 1", "HỢP ĐỒNG THUÊ NHÀ"),
        ("PHỤ LỤC HỢP ĐỒNG\nBên A: Sở\nBên B: Công ty", "PHỤ LỤC HỢP ĐỒNG"),
        ("KẾ HOẠCH\nKý hợp đồng với bên A", None),
        ("KẾ HOẠCH\nHội đồng\nHỢP ĐỒNG\nlà một mục", None),
        ("HỘI ĐỒNG NHÂN DÂN\nNGHỊ QUYẾT", None),
    ],
)
def test_a_contract_is_told_from_a_plan(text, title):
    assert recognition.foreign_title(text) == title


def test_syllables_that_noise_makes_are_no_document():
    noise = "ẵi đẻ ưa ôi tế bỉ xù ngỡ ấy ịch đũa ủi ồ ẽo mữa yể nấp hỏ vẹ sã tũ kị pể ràm " * 6
    with pytest.raises(NoDocumentInPicture):
        recognition.require_document(noise, "anh.png")
