from __future__ import annotations

import random
from decimal import Decimal

import pytest

from khuevan.kit.vietnamese import amount_in_words

WRITTEN = {
    0: "Không đồng",
    5: "Năm đồng",
    10: "Mười đồng",
    15: "Mười lăm đồng",
    21: "Hai mươi mốt đồng",
    24: "Hai mươi tư đồng",
    55: "Năm mươi lăm đồng",
    100: "Một trăm đồng",
    101: "Một trăm linh một đồng",
    104: "Một trăm linh bốn đồng",
    111: "Một trăm mười một đồng",
    1_000: "Một nghìn đồng",
    1_005: "Một nghìn không trăm linh năm đồng",
    20_050: "Hai mươi nghìn không trăm năm mươi đồng",
    1_000_000: "Một triệu đồng",
    1_000_001: "Một triệu không trăm linh một đồng",
    34_720_000: "Ba mươi tư triệu bảy trăm hai mươi nghìn đồng",
    2_005_000_000: "Hai tỷ không trăm linh năm triệu đồng",
    1_000_000_000_000: "Một nghìn tỷ đồng",
    1_234_000_000_005: "Một nghìn hai trăm ba mươi tư tỷ không trăm linh năm đồng",
    -1_500: "Âm một nghìn năm trăm đồng",
}

VALUES = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9,
}  # fmt: skip


def read(words: str) -> int:
    """The number that these words say, found another way than they were written."""
    whole = group = last = 0
    for word in words.lower().removesuffix(" đồng").split():
        if word in VALUES:
            last = VALUES[word]
        elif word == "mười":
            group, last = group + 10, 0
        elif word == "mươi":
            group, last = group + last * 10, 0
        elif word == "trăm":
            group, last = group + last * 100, 0
        elif word in {"nghìn", "triệu"}:
            whole += (group + last) * {"nghìn": 1_000, "triệu": 1_000_000}[word]
            group = last = 0
        elif word == "tỷ":
            whole, group, last = (whole + group + last) * 10**9, 0, 0
        else:
            assert word == "linh", word
    return whole + group + last


@pytest.mark.shows("FIN-2")
def test_amounts_in_words_are_those_of_the_office():
    assert {amount: amount_in_words(amount) for amount in WRITTEN} == WRITTEN


@pytest.mark.shows("FIN-2")
def test_five_hundred_amounts_in_words_read_back_as_themselves():
    chance = random.Random(4879)
    amounts = [chance.randrange(10 ** chance.randrange(1, 13)) for _ in range(500)]
    assert [read(amount_in_words(Decimal(one))) for one in amounts] == amounts
    assert len({amount_in_words(one) for one in set(amounts)}) == len(set(amounts))
