"""Appendices: their numbers, and whether the text refers to them (appendix I, III.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from khuevan.vanban.checking.finding import Severity
from khuevan.vanban.checking.registry import Example, Hit, rule
from khuevan.vanban.checking.rules.outline import roman, to_roman
from khuevan.vanban.checking.subject import Subject, words
from khuevan.vanban.document import Span

_APPENDIX = re.compile(
    r"(?m)^[ \t*]*(?P<word>phụ lục)(?:[ \t]+(?:số[ \t]*)?(?P<n>[ivxlc]+|\d{1,2}))?[ \t*.:]*$"
)
_MENTION = words(r"(?<!\w)phụ lục\b|biểu|danh sách|kèm theo")
_AP = "Phụ lục I, Phần I, mục III.1.{} Nghị định 30/2020/NĐ-CP"
_TAIL = "\nTrần Thị Mẫu\n"


def _appendices(subject: Subject) -> list[re.Match[str]]:
    return list(subject.find(_APPENDIX, subject.body_start))


@rule(
    "G361",
    ("Có phụ lục nhưng nội dung không chỉ dẫn", "An appendix that the text does not mention"),
    _AP.format("a"),
    severity=Severity.WARNING,
    says=(
        "Văn bản có “{words}” nhưng trong nội dung không nhắc đến phụ lục.",
        "There is “{words}” but the text does not refer to it.",
    ),
    mend=(
        "Thêm chỉ dẫn, ví dụ “(Phụ lục kèm theo)”.",
        "Refer to it, such as “(Phụ lục kèm theo)”.",
    ),
    example=Example(_TAIL, f"{_TAIL}\nPhụ lục\nDANH MỤC SÁCH\n", at=_TAIL),
)
def _unmentioned(subject: Subject) -> Iterator[Hit]:
    found = _appendices(subject)
    if found and not _MENTION.search(subject.key, 0, found[0].start()):
        yield Hit(Span(*found[0].span("word")))


@rule(
    "G362",
    ("Nhiều phụ lục không đánh số La Mã", "Several appendices without Roman numbers"),
    _AP.format("a"),
    says=(
        "Có {count} phụ lục; mỗi phụ lục phải có số La Mã: “{words}”.",
        "There are {count} appendices; each needs a Roman number: “{words}”.",
    ),
    mend=("Ghi “Phụ lục I”, “Phụ lục II”…", "Write “Phụ lục I”, “Phụ lục II”…"),
    example=Example(_TAIL, f"{_TAIL}\nPhụ lục 1\nSÁCH\n\nPhụ lục 2\nBÁO\n", at=_TAIL),
)
def _arabic(subject: Subject) -> Iterator[Hit]:
    found = _appendices(subject)
    wrong = [one for one in found if not re.fullmatch(r"[ivxlc]+", one["n"] or "")]
    if len(found) > 1 and wrong:
        yield Hit(Span(wrong[0].start("word"), wrong[0].end("n") if wrong[0]["n"] else wrong[0].end("word")),
                  said={"count": len(found)})  # fmt: skip


@rule(
    "G363",
    ("Số phụ lục không liên tục", "Numbers of appendices with a gap"),
    _AP.format("a"),
    says=("Sau Phụ lục {before} là “{words}”.", "Phụ lục {before} is followed by “{words}”."),
    mend=("Đánh lại số phụ lục.", "Renumber the appendices."),
    example=Example(_TAIL, f"{_TAIL}\nPhụ lục I\nSÁCH\n\nPhụ lục III\nBÁO\n", at=_TAIL),
)
def _appendix_gap(subject: Subject) -> Iterator[Hit]:
    before = 0
    for one in _appendices(subject):
        if not re.fullmatch(r"[ivxlc]+", one["n"] or ""):
            return
        now = roman(one["n"].upper())
        if before and now not in (1, before, before + 1):
            yield Hit(Span(one.start("word"), one.end("n")), said={"before": to_roman(before)})
        before = now


@rule(
    "G364",
    ("Chỉ một phụ lục mà đánh số", "A single appendix with a number"),
    _AP.format("a"),
    severity=Severity.HINT,
    says=(
        "Chỉ có một phụ lục nhưng ghi “{words}”; từ hai phụ lục mới đánh số.",
        "There is one appendix, called “{words}”; only two and more are numbered.",
    ),
    mend=("Ghi “Phụ lục”.", "Write “Phụ lục”."),
    example=Example(_TAIL, f"{_TAIL}\nPhụ lục I\nDANH MỤC SÁCH\n", at=_TAIL),
)
def _single(subject: Subject) -> Iterator[Hit]:
    found = _appendices(subject)
    if len(found) == 1 and found[0]["n"]:
        yield Hit(Span(found[0].start("word"), found[0].end("n")))
