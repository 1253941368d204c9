from __future__ import annotations

import random
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan.kit.vietnamese import (
    dong,
    fold,
    format_date,
    name_key,
    nfc,
    parse_date,
    phone,
    short_size,
    text_key,
)

# Ordered by ICU's Vietnamese collation in PostgreSQL ("vi-x-icu"), by given name, then the other
# words one by one: a method that shares nothing with ours.
ORDERED = (Path(__file__).parent / "names_in_order.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.shows("TRN-8")
def test_name_key_orders_300_names_as_icu_does():
    shuffled = random.Random(1).sample(ORDERED, len(ORDERED))

    assert len(set(ORDERED)) == 300
    assert sorted(shuffled, key=name_key) == ORDERED


@pytest.mark.shows("TRN-8")
def test_name_key_orders_the_named_traps():
    names = ["Ước", "Uyên", "Oanh", "Ơn", "Đức", "Dung", "Ẩn", "Ân", "Ăn", "An", "Ánh"]

    assert sorted(names, key=name_key) == [
        "An", "Ánh", "Ăn", "Ân", "Ẩn", "Dung", "Đức", "Oanh", "Ơn", "Uyên", "Ước",
    ]  # fmt: skip


def test_name_key_is_by_given_name_then_family_name_then_middle_names():
    names = ["Trần Văn An", "Nguyễn Văn Ánh", "Lê Thị An", "Lê An", "An"]

    assert sorted(names, key=name_key) == [
        "An", "Lê An", "Lê Thị An", "Trần Văn An", "Nguyễn Văn Ánh",
    ]  # fmt: skip


def test_text_key_puts_tones_in_dictionary_order():
    words = ["mạ", "má", "mã", "mả", "mà", "ma"]

    assert sorted(words, key=text_key) == ["ma", "mà", "mả", "mã", "má", "mạ"]


def test_text_key_goes_word_by_word():
    assert sorted(["bà", "ba chỉ", "ba"], key=text_key) == ["ba", "ba chỉ", "bà"]


def test_text_key_orders_numbers_by_value_and_before_letters():
    units = ["Phường Ba", "Phường 10", "Phường 2", "Phường 02B"]

    assert sorted(units, key=text_key) == ["Phường 2", "Phường 02B", "Phường 10", "Phường Ba"]


@pytest.mark.parametrize("other", ["hòa", "HOÀ", unicodedata.normalize("NFD", "hoà"), " hoà. "])
def test_text_key_is_one_for_all_spellings_of_a_word(other):
    assert text_key(other) == text_key("hoà")


def test_text_key_puts_other_alphabets_last():
    assert sorted(["Ω", "zebra", "한국"], key=text_key) == ["zebra", "Ω", "한국"]


@given(st.text(max_size=60))
def test_text_key_is_digits_only_so_that_any_collation_agrees(text):
    assert set(text_key(text)) <= set("0123456789")


@given(st.text(max_size=60))
def test_text_key_does_not_depend_on_the_unicode_form(text):
    assert text_key(unicodedata.normalize("NFD", text)) == text_key(nfc(text))


@pytest.mark.parametrize(
    "text",
    ["đối ngoại", "ĐỐI NGOẠI", "doi ngoai", "Đối  ngoại", "đối – ngoại", "đối-ngoại",
     "Ðối ngoại", "\ufeffđối\u00a0ngoại ", unicodedata.normalize("NFD", "Đối ngoại")],
)  # fmt: skip
def test_fold_finds_one_thing_however_it_is_typed(text):
    assert fold(text) == "doi ngoai"


def test_fold_makes_both_places_of_a_tone_alike():
    assert fold("Hoà Bình") == fold("Hòa Bình") == "hoa binh"


@given(st.text(max_size=60))
def test_fold_of_a_fold_is_the_same(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("+84 912 345 678", "0912345678"),
        ("0912.345.678", "0912345678"),
        ("84912345678", "0912345678"),
        ("0084 912 345 678", "0912345678"),
        ("(024) 3825-1234", "02438251234"),
        ("+84 (0)24 3825 1234", "02438251234"),
        ("+1 202 555 0100", "+12025550100"),
        ("1022", "1022"),
        ("chưa có", ""),
        ("", ""),
    ],
)
def test_phone_gives_one_form(text, number):
    assert phone(text) == number


@pytest.mark.parametrize(
    ("amount", "text"),
    [(0, "0 đồng"), (1234567, "1.234.567 đồng"), (-5000, "-5.000 đồng"),
     (Decimal("999.5"), "1.000 đồng")],
)  # fmt: skip
def test_dong(amount, text):
    assert dong(amount) == text


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("5/1/2026", date(2026, 1, 5)),
        ("05-01-2026", date(2026, 1, 5)),
        ("05.01.2026", date(2026, 1, 5)),
        ("ngày 05 tháng 01 năm 2026", date(2026, 1, 5)),
        ("2026-01-05", date(2026, 1, 5)),
        ("31/2/2026", None),
        ("5/1/26", None),
        ("Quý I", None),
        ("", None),
    ],
)
def test_parse_date(text, day):
    assert parse_date(text) == day


@given(st.dates(min_value=date(1000, 1, 1)))
def test_a_formatted_date_is_read_back(day):
    assert parse_date(format_date(day)) == day


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1023 B"), (1024, "1 KB"), (1_234_567, "1,2 MB"), (5 * 2**30, "5 GB")],
)
def test_short_size(size, text):
    assert short_size(size) == text
