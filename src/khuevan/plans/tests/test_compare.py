from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan.plans.compare import Change, rows, word_diff
from khuevan.plans.likeness import Piece, Scale, best_pairs
from khuevan.plans.models import Clause

TEXT = st.text(alphabet="aăđ ớ,.-1 ", max_size=40)


def clauses(*texts):
    return [Clause(pk=n, path=f"I.-{n}", text=text) for n, text in enumerate(texts, 1)]


def test_new_dropped_changed_and_same_are_told_apart_in_the_order_of_the_newer_plan():
    before = clauses(
        "Mở một lớp tập huấn cho cán bộ phường, xã.",
        "In tờ gấp giới thiệu Thủ đô bằng hai thứ tiếng.",
        "Báo cáo kết quả hằng quý về Ban Chỉ đạo.",
    )
    after = clauses(
        "Báo cáo kết quả hằng quý về Ban Chỉ đạo.",
        "Mở hai lớp tập huấn cho cán bộ phường, xã.",
        "Xây dựng bản đồ số các sự kiện văn hóa.",
    )

    found = [(row.change, row.place) for row in rows(before, after)]

    assert found == [
        (Change.SAME, "I.-1"), (Change.CHANGED, "I.-2"), (Change.DROPPED, "I.-2"),
        (Change.NEW, "I.-3"),
    ]  # fmt: skip


def test_diff_is_word_by_word():
    assert list(word_diff("01 lớp (150 người)", "01 lớp (142 người)")) == [
        ("same", "01 lớp ("), ("del", "150"), ("ins", "142"), ("same", " người)"),
    ]  # fmt: skip


@given(TEXT, TEXT)
def test_diff_keeps_every_letter_of_both(old, new):
    pieces = list(word_diff(old, new))

    assert "".join(text for kind, text in pieces if kind != "ins") == old
    assert "".join(text for kind, text in pieces if kind != "del") == new


@given(st.lists(TEXT, max_size=5), st.lists(TEXT, max_size=5))
def test_each_clause_is_paired_at_most_once(left, right):
    pairs = best_pairs(left, right, least=0.4)

    assert len({i for i, _j, _s in pairs}) == len({j for _i, j, _s in pairs}) == len(pairs)


@pytest.mark.shows("PLN-2")
def test_likeness_needs_shared_words_of_their_own_titles_only_help():
    title = "Tổ chức lớp tập huấn cho công chức thông tin đối ngoại"
    ours = Piece("Mời báo cáo viên, tổ chức lớp tập huấn.", title)
    same = Piece("Tổ chức lớp tập huấn cho công chức thông tin đối ngoại các sở, ban, ngành.")
    other = Piece("Duy trì trang tiếng Anh của Cổng thông tin điện tử.")
    scale = Scale([ours, same, other])

    assert scale.likeness(ours, same) > 50
    assert scale.likeness(ours, same) == scale.likeness(same, ours)
    assert scale.likeness(ours, other) == 0
    assert scale.likeness(Piece("Mua nước uống.", title), same) == 0
