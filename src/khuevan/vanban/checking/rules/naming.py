"""A name found in the text: where it ends, and whether it stands there as history."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from khuevan.vanban.checking.known import Body
from khuevan.vanban.checking.subject import Subject, words
from khuevan.vanban.document import PartKind, Span
from khuevan.vanban.numbers import DATE, make_date
from khuevan.vanban.view import bare, key

_CITED = re.compile(
    rf"số\s*:?\s*(?P<number>\d[\w/.\-–&]*)(?P<rest>[^;]{{0,90}}?)(?:ngày\s*{DATE}(?P<by>[^;]{{0,160}}))?$"
)
_OLD = words(
    r"(?<!\w)(?:nay là|nay thuộc|trước đây|cũ(?!\w)|nguyên là|sáp nhập|hợp nhất|giải thể|trước khi|chuyển từ|tách từ|tiếp nhận từ|thuộc các phường|thuộc các xã)"
)
_GOES_ON = re.compile(r"\s*(?:và|-|–|,)?\s+[A-ZĐÀ-Ỹ]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of these names in a lower-cased view, the longest first, over line breaks."""
    keys = sorted({key(name) for name in names}, key=len, reverse=True)
    joined = "|".join(r"\s+".join(map(re.escape, one.split())) for one in keys)
    return re.compile(rf"(?<!\w)(?:{joined or '(?!)'})(?!\w)")


@dataclass(frozen=True, slots=True)
class Mention:
    subject: Subject
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def is_longer(self) -> bool:
        """Whether the words are the beginning of a longer name, or part of the document's head."""
        text = self.subject.page.text
        if not text[self.start].isalpha() or (self.start and text[self.start - 1] in "-–"):
            return True
        return bool(
            re.match(
                r"\s+[-–]\s+Thông tin|\s+và\s+Đổi mới|\s+và\s+Dân\s+vận|\s+và\s+Thông\s+tin",
                text[self.end :],
            )
        )

    @property
    def before(self) -> str:
        passage = self.subject.within(self.start)
        begin = max(passage.start if passage else 0, self.start - 330)
        return self.subject.key[begin : self.start]

    def in_old_citation(self, until: date) -> bool:
        """Named as the issuer, or in the title, of a document from before that day."""
        before = self.before
        if at := max(before.rfind(";"), 0):
            before = before[at:]
        match = _CITED.search(before)
        if match is None:
            return False
        issued = make_date(match[5], match[4], match[3]) if match[3] else None
        if issued:
            return issued < until
        year = _YEAR.search(match["number"])
        return year is None or int(year[0]) <= until.year


def is_quoted(subject: Subject, at: int) -> bool:
    """Within quotation marks: the words of somebody else."""
    before = subject.page.text[max(0, at - 900) : at]
    return before.rfind("“") > before.rfind("”")


def is_history(mention: Mention, body: Body) -> bool:
    """Rightly named by its old name: by an old document, or with what it has become."""
    subject = mention.subject
    if body.until and mention.in_old_citation(body.until):
        return True
    around = subject.key[max(0, mention.start - 70) : mention.end + 70]
    if _OLD.search(around):
        return True
    passage = subject.within(mention.start)
    if (
        passage
        and passage.kind is PartKind.BASIS
        and body.until
        and _dated_before(passage.key, body.until)
    ):
        return True
    initials = "".join(word[0] for word in bare(body.name).split() if word[0].isalpha())
    # a symbol such as BTTTT close by names the old document itself
    return len(initials) > 3 and initials in bare(mention.before[-140:])


def _dated_before(text: str, until: date) -> bool:
    days = [make_date(m[3], m[2], m[1]) for m in re.finditer(DATE, text)]
    known = [day for day in days if day]
    return bool(known) and max(known) < until
