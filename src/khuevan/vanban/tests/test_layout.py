from __future__ import annotations

from khuevan.vanban.formats.layout import blocks
from khuevan.vanban.formats.rulings import Edge, grids
from khuevan.vanban.formats.tables import lines
from khuevan.vanban.formats.words import Grid, Page, Word, gather


def words(x, y, text, size=12.0):
    """Letters of 6 points, as in a typewriter."""
    found = []
    for word in text.split(" "):
        found.append(Word(word, x, x + 6 * len(word), y, size))
        x += 6 * (len(word) + 1)
    return found


def page(*placed, grid=()):
    return Page(595, [word for item in placed for word in words(*item)], list(grid))


def spelled(made):
    return [block if isinstance(block, str) else list(lines(block)) for block in blocks(made)]


def test_words_on_nearly_one_baseline_make_a_line():
    found = gather(words(100, 50, "hai ba") + words(80, 51, "một") + words(80, 70, "bốn"))
    assert [[word.text for word in line.words] for line in found] == [["một", "hai", "ba"], ["bốn"]]


def test_a_letterhead_of_two_columns_is_read_column_by_column():
    made = page(
        (80, 50, "UBND TỈNH HẢI VÂN"),
        (300, 50, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (90, 66, "SỞ THƯ VIỆN"),
        (330, 66, "Độc lập - Tự do - Hạnh phúc"),
        (90, 98, "Số: 27/KH-STV"),
        (320, 96, "Hải Vân, ngày 05 tháng 3 năm 2025"),
        (230, 130, "KẾ HOẠCH"),
        (100, 146, "Tổ chức Ngày hội đọc sách trên địa bàn tỉnh năm 2025"),
    )
    assert [line.strip() for line in spelled(made) if line] == [
        "UBND TỈNH HẢI VÂN",
        "SỞ THƯ VIỆN",
        "Số: 27/KH-STV",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Hải Vân, ngày 05 tháng 3 năm 2025",
        "KẾ HOẠCH",
        "Tổ chức Ngày hội đọc sách trên địa bàn tỉnh năm 2025",
    ]


def test_a_letterhead_of_one_column_stays_in_order():
    made = page((150, 50, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), (150, 66, "Độc lập - Tự do"))
    assert [line.strip() for line in spelled(made)] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do",
    ]


def test_recipients_come_before_the_signer_beside_them():
    made = page(
        (80, 400, "Các đơn vị báo cáo kết quả về Văn phòng Sở trước ngày 5 tháng 4 năm 2025./."),
        (80, 432, "Nơi nhận:"),
        (350, 430, "KT. GIÁM ĐỐC"),
        (80, 446, "- UBND tỉnh (để b/c);"),
        (345, 444, "PHÓ GIÁM ĐỐC"),
        (80, 460, "- Lưu: VT, NV."),
        (355, 520, "Trần Thị Mẫu"),
    )
    assert [line.strip() for line in spelled(made) if line][1:] == [
        "Nơi nhận:",
        "- UBND tỉnh (để b/c);",
        "- Lưu: VT, NV.",
        "KT. GIÁM ĐỐC",
        "PHÓ GIÁM ĐỐC",
        "Trần Thị Mẫu",
    ]


def test_the_signers_post_parts_the_columns_when_noi_nhan_was_not_legible():
    made = page(
        (80, 444, "(báo cáo);"),
        (345, 444, "GIÁM ĐỐC"),
        (80, 460, "- Lưu: VT, NV."),
        (355, 520, "Trần Thị Mẫu"),
    )
    assert [line.strip() for line in spelled(made) if line] == [
        "(báo cáo);",
        "- Lưu: VT, NV.",
        "GIÁM ĐỐC",
        "Trần Thị Mẫu",
    ]


def test_indents_and_wide_gaps_stay_and_justified_lines_do_not_gape():
    made = page((80, 50, "I. MỤC ĐÍCH"), (110, 66, "Căn cứ"), (80, 82, "STT"), (200, 82, "Họ tên"))
    made.words += [
        Word(text, x, x + 12, 98, 12) for text, x in zip("abcdef", range(80, 260, 30), strict=True)
    ]
    assert spelled(made) == [
        "I. MỤC ĐÍCH",
        "     Căn cứ",
        "STT" + " " * 17 + "Họ tên",
        "a b c d e f",
    ]


def test_a_ruled_table_becomes_rows_where_it_stands():
    cells = ((80, 90, 120, 110), (120, 90, 300, 110), (80, 110, 120, 150), (120, 110, 300, 150))
    made = page(
        (80, 80, "Phân công:"),
        (84, 104, "TT"),
        (124, 104, "Việc"),
        (84, 124, "1"),
        (124, 124, "Xây dựng"),
        (124, 140, "chương trình"),
        (80, 170, "Hết"),
        grid=[Grid(cells)],
    )
    found = [block for block in spelled(made) if block]
    assert found == ["Phân công:", ["TT | Việc", "1 | Xây dựng chương trình"], "Hết"]


def test_cells_are_found_between_drawn_lines():
    frame = [Edge(x, 50, x + 0.5, 90) for x in (100, 200, 300)]
    frame += [Edge(100, y, 300, y + 0.5) for y in (50, 70, 89.5)]
    assert [sorted(tuple(map(round, cell)) for cell in table) for table in grids(frame)] == [
        [(100, 50, 200, 70), (100, 70, 200, 90), (200, 50, 300, 70), (200, 70, 300, 90)]
    ]
    assert grids([Edge(100, 50, 300, 50.5)] * 5) == []
    assert grids([]) == []


def test_an_empty_page_gives_nothing():
    assert blocks(Page(595)) == []


def test_a_set_in_line_behind_a_heading_opens_a_paragraph():
    made = page(
        (80, 50, "1. Xây dựng chính sách khuyến khích người dân đọc sách"[:52]),
        (116, 66, "1. Xây dựng chính sách"),
        (116, 82, "Tham mưu ban hành chính sách giảm thời gian xử"),
        (80, 98, "lý hồ sơ mượn sách của bạn đọc ở các điểm thư viện"),
        (80, 114, "lưu động trên địa bàn tỉnh, kể cả những điểm đọc ở"),
    )
    assert spelled(made)[1:5] == [
        "      1. Xây dựng chính sách",
        "",
        "      Tham mưu ban hành chính sách giảm thời gian xử",
        "lý hồ sơ mượn sách của bạn đọc ở các điểm thư viện",
    ]
