from __future__ import annotations

from khuevan.vanban.formats.tables import Cell, Table, lines


def cell(*texts, **more):
    return Cell(list(texts), **more)


def test_an_unruled_table_of_two_rows_only_places_things():
    rows = [[cell("a"), cell("b")], [cell("c"), cell("d")]]
    assert list(lines(Table(rows, ruled=False))) == ["a", "c", "", "b", "d"]
    assert list(lines(Table(rows, ruled=True))) == ["a | b", "c | d"]


def test_one_column_gives_its_lines():
    assert list(lines(Table([[cell("a", "b")], [cell("c")]]))) == ["a", "b", "c"]


def test_recipients_and_signer_in_a_ruled_table_are_columns_all_the_same():
    rows = [[cell("Nơi nhận:", "- Lưu: VT."), cell("GIÁM ĐỐC")]]
    assert list(lines(Table(rows))) == ["Nơi nhận:", "- Lưu: VT.", "", "GIÁM ĐỐC"]


def test_a_decomposed_motto_is_known():
    rows = [[cell("SỞ"), cell("CỘNG HO\u0300A XA\u0303 HỘI CHỦ NGHĨA VIỆT NAM")]] * 3
    assert next(lines(Table(rows))) == "SỞ"
    assert "|" not in "".join(lines(Table(rows)))


def test_long_texts_of_merged_cells_are_said_once():
    long = "Rà soát, thống kê, lập danh sách các điểm đến có hướng dẫn bằng tiếng nước ngoài trên địa bàn"
    rows = [
        [cell("1"), cell(long), cell("Sở A")],
        [cell("2"), cell(continues=True), cell(continues=True)],
    ]
    assert list(lines(Table(rows))) == [f"1 | {long} | Sở A", "2 |  | Sở A"]


def test_wide_cells_keep_the_columns_below_them_apart():
    rows = [
        [cell("Tổng", columns=2), cell("Sở A")],
        [cell("1"), cell("Họp"), cell(continues=True)],
    ]
    assert list(lines(Table(rows))) == ["Tổng | Sở A", "1 | Họp | Sở A"]


def test_nothing_gives_nothing():
    assert list(lines(Table([]))) == []
    assert list(lines(Table([[cell(""), cell(" ")]] * 3))) == []
