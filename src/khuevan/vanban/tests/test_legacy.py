from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuevan.vanban import legacy
from khuevan.vanban.legacy import Encoding

SENTENCES = [
    "Cộng hòa xã hội chủ nghĩa Việt Nam, độc lập, tự do, hạnh phúc",
    "Ủy ban nhân dân thành phố giao các sở, ngành xây dựng kế hoạch chi tiết",
    "Những người thợ ươm giống lúa ở vùng trũng nghỉ ngơi giữa buổi trưa",
]


@pytest.mark.parametrize("letter", legacy.LETTERS)
def test_every_letter_survives_both_old_codes(letter):
    assert legacy.from_tcvn3(legacy.to_tcvn3(letter)) == letter
    assert legacy.from_vni(legacy.to_vni(letter)) == letter
    assert legacy.from_vni(legacy.to_vni(letter.upper())) == letter.upper()


def test_the_alphabet_has_67_letters_beyond_ascii_and_7_capitals_in_tcvn3():
    assert len(legacy.LETTERS) == 67
    assert sorted(filter(str.isupper, legacy.TCVN3.values())) == sorted("ĂÂÊÔƠƯĐ")
    assert len(set(legacy.TCVN3.values())) == len(legacy.TCVN3) == 74


@given(st.text(alphabet="abc xyz,.-" + "".join(legacy.LETTERS)))
def test_tcvn3_round_trip(text):
    assert legacy.from_tcvn3(legacy.to_tcvn3(text)) == text


@given(st.lists(st.sampled_from(" ".join(SENTENCES).split())).map(" ".join))
def test_vni_round_trip_of_words(text):
    assert legacy.from_vni(legacy.to_vni(text)) == text


@pytest.mark.parametrize(
    ("code", "font", "text"),
    [
        ("Céng hoµ x· héi chñ nghÜa viÖt nam", ".VnTimeH", "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        ("§éc lËp - Tù do - H¹nh phóc", ".VnTime", "Độc lập - Tự do - Hạnh phúc"),
        ("Coäng hoøa xaõ hoäi chuû nghóa", "VNI-Times", "Cộng hòa xã hội chủ nghĩa"),
        ("Ñoäc laäp", "Times New Roman", "Ñoäc laäp"),
    ],
)
def test_the_font_of_a_run_says_its_code(code, font, text):
    assert legacy.from_font(code, font) == text


@pytest.mark.parametrize("sentence", SENTENCES)
def test_bare_text_is_told_by_its_syllables(sentence):
    assert legacy.to_unicode(legacy.to_vni(sentence)) == (sentence, Encoding.VNI)
    lower = sentence.lower()
    assert legacy.to_unicode(legacy.to_tcvn3(lower)) == (lower, Encoding.TCVN3)
    assert legacy.to_unicode(sentence) == (sentence, Encoding.UNICODE)


@pytest.mark.parametrize(
    "text",
    [
        "Die Prüfung für größere Übungen",
        "Le café à côté du théâtre",
        "Hà Nội và ngài đại sứ",
        "50 °C ± 2 %, § 3",
        "",
    ],
)
def test_other_languages_and_signs_are_left_alone(text):
    assert legacy.to_unicode(text) == (text, Encoding.UNICODE)


def test_decomposed_text_is_unicode():
    text = unicodedata.normalize("NFD", SENTENCES[0])
    assert legacy.to_unicode(text) == (text, Encoding.UNICODE)


def test_clean_composes_and_takes_out_what_cannot_be_seen():
    dirty = "Kê\u0301\u00a0hoa\u0323ch\u200b so\u00ad\u0302\u0301\r\n\ufeffmột\u2028hai\x00\x85ba\f"
    assert legacy.clean(dirty) == "Kế hoạch sô\u0301\nmột\nhai\nba\f".replace("sô\u0301", "số")


def test_clean_shows_bullets_of_symbol_fonts():
    assert legacy.clean("\uf0b7 một\n\uf02d hai\n\uf02b ba") == "• một\n- hai\n+ ba"


@given(st.text())
def test_clean_is_settled_after_one_pass(text):
    once = legacy.clean(text)
    assert legacy.clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text())
def test_detection_never_fails(text):
    assert legacy.to_unicode(text)[1] in Encoding
