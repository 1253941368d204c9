"""How documents write the names of units: pure text, no tree and no database."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from khuevan.kit.vietnamese import fold, nfc, text_key

_TAIL_NOTE = re.compile(r"\s*\((?:để|đề)\s[^)]*\)?\s*$", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-–—+•*]|\(?\d{1,2}[.)]|[a-zđ]\))\s+")
EDGES = " \t\n.,;:/\"“”'"
_POLITE = re.compile(
    r"^(?:đề nghị|giao cho|giao|mời|đồng chí|đ/c|kính gửi|gửi|như trên)\s*:?\s+", re.IGNORECASE
)
_COMMITTEE = re.compile(r"^(?:ubnd|u[ỷỹ] ban nhân dân|ủy ban nhân dân)\s+", re.IGNORECASE)
# "Giám đốc Sở Y tế", "Trưởng phòng ...", "Chủ tịch UBND phường ...": the unit that they head.
_POST = re.compile(
    r"^(?:đại diện\s+)?(?:lãnh đạo|thủ trưởng|(?:phó\s+)?(?:chủ tịch|giám đốc|trưởng|chánh))\s+"
    r"(?=\S+\s)",
    re.IGNORECASE,
)
MANY = re.compile(r"^(?:tất cả|toàn bộ|toàn thể|các|những)\s+", re.IGNORECASE)
COUNT = re.compile(r"^(\d{1,4})\s+")
_PLACE = re.compile(
    r"(?:\s*(?:trên địa bàn|của|thuộc|trực thuộc))?"
    r"\s+(?:(?:thành phố|tp\.?)\s*hà nội|thành phố|tp|hà nội)$",
    re.IGNORECASE,
)
SOME = re.compile(r"\s*(?:có\s+)?(?:liên quan|chức năng|được giao|được phân công)\b", re.IGNORECASE)
_BRACKETS = re.compile(r"^(.+?)\s*\(([^()]+)\)$")
_SHORT_KINDS = {"p": ("phường", "phòng"), "x": ("xã",), "q": ("quận",), "h": ("huyện",),
                "tx": ("thị xã",), "s": ("sở",), "vp": ("văn phòng",)}  # fmt: skip
_SHORT = re.compile(r"^(p|x|q|h|tx|s|vp)\.\s*(?=\S)", re.IGNORECASE)
# Lists that read like several names but are one; the longest first.
_FIXED = re.compile(
    r"(?:các\s+)?(?:sở|quận|phường|xã|phòng)(?:\s*,\s*(?:ban|ngành|huyện|thị xã|phường|xã|thị trấn|"
    r"đơn vị|chuyên môn|cơ quan))+(?:\s+(?:thuộc|trực thuộc)\s+sở(?:\s+\w+)?)?",
    re.IGNORECASE,
)
JOINING = re.compile(r"^(?:và|cùng|với)\s+", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s*(?:[,;]|\s(?:và|cùng|với)\s)\s*", re.IGNORECASE)


def clean(written: str) -> str:
    """Without bullet, courtesy, purpose ("để b/cáo") and closing marks; one line."""
    text = " ".join(nfc(written).split())
    text = _TAIL_NOTE.sub("", _BULLET.sub("", text)).strip(EDGES)
    return _POLITE.sub("", text).strip(EDGES)


def pieces(text: str) -> tuple[list[str], list[str]]:
    """The phrase cut before each separator, and the lists that stay whole ("sở, ban, ngành")."""
    fixed: list[str] = []

    def hide(match: re.Match[str]) -> str:
        parts = _fixed_parts(match[0])
        places = range(len(fixed), len(fixed) + len(parts))
        fixed.extend(parts)
        return ", ".join(f"\x00{place}\x00" for place in places)

    hidden = _FIXED.sub(hide, text)
    cuts = [0, *(m.start() for m in _SEPARATOR.finditer(hidden)), len(hidden)]
    return [hidden[a:b] for a, b in pairwise(cuts) if hidden[a:b].strip(EDGES)], fixed


def restored(text: str, fixed: list[str]) -> str:
    return re.sub("\x00(\\d+)\x00", lambda match: fixed[int(match[1])], text)


def _fixed_parts(phrase: str) -> list[str]:
    """ "Sở, ban, ngành, quận, huyện, thị xã" is two groups written in one breath."""
    pieces = re.split(r"\s*,\s*(?=(?:quận|phường|xã)\b)", phrase, flags=re.IGNORECASE)
    joined: list[str] = []
    for piece in pieces:
        follows = joined and fold(joined[-1]).endswith(("phuong", "xa", "thi xa"))
        starts_anew = fold(piece).startswith(("quan", "phuong", "xa"))
        if follows and starts_anew and fold(joined[-1]) in ("phuong", "xa", "cac phuong", "cac xa"):
            joined[-1] = f"{joined[-1]}, {piece}"
        else:
            joined.append(piece)
    return joined


def readings(text: str) -> Iterator[str]:
    """The name as written, then with less around it; each only once."""
    yield from dict.fromkeys(_all_readings(text))


def _all_readings(text: str) -> Iterator[str]:
    heads = [text, MANY.sub("", text)]
    heads += [_POST.sub("", head) for head in heads]
    heads += [MANY.sub("", head) for head in heads]
    heads += [_COMMITTEE.sub("", head) for head in heads]
    heads += [MANY.sub("", head) for head in heads]
    for head in dict.fromkeys(heads):
        yield head
        if short := _SHORT.match(head):
            rest = head[short.end() :]
            yield from (f"{kind} {rest}" for kind in _SHORT_KINDS[short[1].lower()])
    for head in dict.fromkeys(heads):
        yield _PLACE.sub("", head)


def group_readings(text: str) -> Iterator[str]:
    for reading in readings(text):
        yield reading
        yield COUNT.sub("", reading)
        yield MANY.sub("", COUNT.sub("", reading))


def group_key(text: str) -> str:
    """ "Các Sở, Ban, Ngành", "sở - ban - ngành" and "sở, ban và ngành" are one; order matters."""
    words = [word for word in re.findall(r"\w+", nfc(text).casefold()) if word != "và"]
    return text_key(" ".join(words))


def parts(reading: str) -> Iterator[tuple[str, str]]:
    """(part, whole) as "part - whole", "part, whole", "part thuộc whole", "whole (part)"."""
    if match := _BRACKETS.match(reading):
        yield match[2], match[1]
        yield match[1], match[2]
    for separator in (" - ", " – ", ", ", " thuộc ", " của ", " trực thuộc "):
        for place in (m.start() for m in re.finditer(re.escape(separator), reading)):
            yield reading[:place], reading[place + len(separator) :]


def folded(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))
