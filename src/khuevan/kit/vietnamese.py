"""Vietnamese text: one form (NFC), one way to search it, to order it and to show it."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language

# Every dash that typists and word processors put where a hyphen is meant.
_GAPS = re.compile("[\\s\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d-]+")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_WORDS = re.compile(r"[^\W_]+")

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: f"{rank:02d}" for rank, letter in enumerate(_ALPHABET, start=21)}
# ngang, huyền, hỏi, ngã, sắc, nặng: the order of Vietnamese dictionaries.
_TONES = {"\u0300": "2", "\u0309": "3", "\u0303": "4", "\u0301": "5", "\u0323": "6"}
_LEVEL_TONE = "1"
_LETTER_MARKS = "\u0302\u0306\u031b"  # circumflex, breve, horn: they make another letter
_END = "0"


def in_own_language(vi: str, en: str) -> str:
    """Of two wordings the one of whoever looks; where there is no English, the Vietnamese."""
    return en if en and (get_language() or "vi").startswith("en") else vi


def nfc(text: str) -> str:
    """The one form in which text enters the house; nothing else about it is changed."""
    return unicodedata.normalize("NFC", text)


_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def typed(text: str) -> str:
    """What a person or a device sent: composed, and without the invisible characters that no
    sheet, no document and no PostgreSQL can hold.
    """
    return nfc(_UNWRITABLE.sub("", text))


def fold(text: str) -> str:
    """Text as people search it: "Đối ngoại", "đối  ngoại" and "doi-ngoai" fold alike.

    For comparing and finding only. Official text is never rewritten through it.
    """
    # ð is the Icelandic letter that looks like đ in capitals; some keyboards type it.
    lowered = text.translate(_UNSEEN).casefold().replace("đ", "d").replace("ð", "d")
    bare = "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))
    return _GAPS.sub(" ", unicodedata.normalize("NFC", bare)).strip()


def text_key(text: str) -> str:
    """A sort key of digits only, so that every database and every collation orders it alike.

    Word by word, as dictionaries do: letters first, then tones ("ba chỉ" before "bà"). Where a
    tone sits does not matter (hoà = hòa), nor does case. Numbers order by value.
    """
    return "".join(_word_key(word) for word in _WORDS.findall(nfc(text).casefold()))


def name_key(full_name: str) -> str:
    """Order people as Vietnamese lists do: by given name (the last word), then family name."""
    *before, given = nfc(full_name).split() or [""]
    return text_key(given) + _END + text_key(" ".join(before))


def _word_key(word: str) -> str:
    letters, tones = [], []
    for run in re.findall(r"\d+|\D", word):
        if run.isdecimal():
            letters.append(_number_key(run))
        else:
            letter, tone = _letter_key(run)
            letters.append(letter)
            tones.append(tone)
    return "".join(letters) + _END * 2 + ("".join(tones) or _LEVEL_TONE) + _END


def _letter_key(letter: str) -> tuple[str, str]:
    """(rank of the letter, its tone); a letter of another alphabet comes after ours."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    tone = "".join(_TONES.get(mark, "") for mark in marks)
    shaped = base + "".join(mark for mark in marks if mark in _LETTER_MARKS)
    rank = _RANK.get(nfc(shaped)) or _RANK.get(base)
    return rank or f"99{ord(base):07d}", tone


def _number_key(digits: str) -> str:
    """Numbers come before letters and by value: "Phường 2" before "Phường 10"."""
    value = str(int(digits))[:99]
    return f"10{len(value):02d}{value}"


def phone(text: str) -> str:
    """One form for one number: "+84 912 345 678" and "0912.345.678" give "0912345678".

    A foreign number keeps its "+" and country; what holds no number gives "".
    """
    digits = re.sub(r"\D", "", text.replace("(0)", "", 1))
    international = text.strip().lstrip("(").startswith("+")
    if digits.startswith("00"):
        digits, international = digits[2:], True
    if digits.startswith("84") and (international or len(digits) >= 11):
        return "0" + digits[2:].removeprefix("0")
    return f"+{digits}" if international and digits else digits


def dong(amount: int | Decimal) -> str:
    """1234567 -> "1.234.567 đồng"; fractions of a đồng are rounded half up."""
    return f"{grouped(amount)} đồng"


def grouped(number: int | Decimal) -> str:
    """A whole number as Vietnamese prints it: 1.234.567."""
    whole = int(Decimal(number).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return f"{whole:,}".replace(",", ".")


def printed(number: Decimal) -> str:
    """1234.50 -> "1.234,5", to the second place."""
    whole, _dot, places = f"{abs(number):.2f}".partition(".")
    tail = places.rstrip("0")
    sign = "-" if number < 0 else ""
    return f"{sign}{grouped(int(whole))}" + (f",{tail}" if tail else "")


_DATE = re.compile(
    r"(?:ngày\s+)?(\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(\d{1,2})(?:\s*[/.-]\s*|\s+năm\s+)(\d{4})",
    re.IGNORECASE,
)


def parse_date(text: str) -> date | None:
    """Read "5/1/2026", "05-01-2026", "ngày 5 tháng 1 năm 2026" or ISO; anything else is None."""
    clean = nfc(text).strip()
    try:
        if match := _DATE.fullmatch(clean):
            day, month, year = (int(part) for part in match.groups())
            return date(year, month, day)
        return date.fromisoformat(clean) if "-" in clean else None
    except ValueError:
        return None


def format_date(day: date | None) -> str:
    """05/01/2026, or nothing for no date."""
    return f"{day:%d/%m/%Y}" if day else ""


def short_size(size: int) -> str:
    """A file's size for people, in steps of 1,024 bytes: "1,2 MB"."""
    if size < 1024:
        return f"{size} B"
    power = min(int(math.log(size, 1024)), 3)
    amount = f"{size / 1024**power:.1f}".removesuffix(".0").replace(".", ",")
    return f"{amount} {('B', 'KB', 'MB', 'GB')[power]}"


_DIGITS = "không một hai ba bốn năm sáu bảy tám chín".split()
_THOUSANDS = ("", " nghìn", " triệu")
_BILLION = 10**9


def amount_in_words(amount: int | Decimal) -> str:
    """34720000 -> "Ba mươi tư triệu bảy trăm hai mươi nghìn đồng", as payment papers want it."""
    whole = int(Decimal(amount).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    words = ("âm " if whole < 0 else "") + (_spoken(abs(whole)) or _DIGITS[0]) + " đồng"
    return words[0].upper() + words[1:]


def _spoken(number: int, *, follows: bool = False) -> str:
    """``follows``: larger groups stand before it, so that its hundreds are named even when nought."""
    billions, rest = divmod(number, _BILLION)
    parts = [f"{_spoken(billions, follows=follows)} tỷ"] if billions else []
    for power in (2, 1, 0):
        if group := rest // 1000**power % 1000:
            parts.append(_hundreds(group, full=bool(parts) or follows) + _THOUSANDS[power])
    return " ".join(parts)


def _hundreds(group: int, *, full: bool) -> str:
    hundreds, rest = divmod(group, 100)
    words = [f"{_DIGITS[hundreds]} trăm"] if hundreds or full else []
    if 0 < rest < 10:
        words.append(f"linh {_DIGITS[rest]}" if words else _DIGITS[rest])
    elif rest:
        words.append(_tens(*divmod(rest, 10)))
    return " ".join(words)


def _tens(tens: int, ones: int) -> str:
    """mười lăm, hai mươi mốt, ba mươi tư: ones change their word after tens."""
    head = "mười" if tens == 1 else f"{_DIGITS[tens]} mươi"
    changed = {5: "lăm"} if tens == 1 else {1: "mốt", 4: "tư", 5: "lăm"}
    return f"{head} {changed.get(ones, _DIGITS[ones])}" if ones else head
