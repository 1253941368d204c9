"""What a class answered, from the tallies: only when a survey is closed and enough answered (R04)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from khuevan.training.enums import Moment, QuestionForm, QuestionPart
from khuevan.training.models import ClassRun, Remark, Survey, SurveyQuestion, Tally

ENOUGH = 5
"""Fewer answers are not shown: one could guess whose they were."""

Counts = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One question: how many chose what. ``value`` is a mean mark, or the share of right answers."""

    question: SurveyQuestion
    counts: Counts

    @property
    def answers(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        if self.question.form != QuestionForm.SCALE or not self.answers:
            return None
        return sum(mark * count for mark, count in self.counts.items()) / self.answers

    @property
    def right_share(self) -> float | None:
        """Of a hundred."""
        if self.question.right is None or not self.answers:
            return None
        return 100 * self.counts.get(self.question.right, 0) / self.answers

    @property
    def value(self) -> float | None:
        return self.mean if self.question.form == QuestionForm.SCALE else self.right_share

    @property
    def bars(self) -> list[tuple[str, int]]:
        """Each answer there is, in words, with how many chose it."""
        if self.question.form == QuestionForm.SCALE:
            return [(str(mark), self.counts.get(mark, 0)) for mark in range(1, 6)]
        return [(words, self.counts.get(n, 0)) for n, words in enumerate(self.question.options)]


@dataclass(frozen=True, slots=True)
class Results:
    survey: Survey
    lines: tuple[Line, ...] = ()
    remarks: tuple[Remark, ...] = field(default=())

    @property
    def is_shown(self) -> bool:
        return self.survey.closed_at is not None and self.survey.replies >= ENOUGH

    @property
    def is_too_few(self) -> bool:
        return self.survey.closed_at is not None and self.survey.replies < ENOUGH

    def mean_of(self, part: QuestionPart) -> float | None:
        """The mean of the means of the marks: what the report calls the evaluation as a whole."""
        means = [m for one in self.lines if one.question.part == part and (m := one.mean)]
        return sum(means) / len(means) if means else None


@dataclass(frozen=True, slots=True)
class Gain:
    """One question on knowledge, before and after."""

    question: SurveyQuestion
    before: float | None
    after: float | None

    @property
    def difference(self) -> float | None:
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def is_mark(self) -> bool:
        return self.question.form == QuestionForm.SCALE


def results(survey: Survey, *, with_hidden: bool = False) -> Results:
    """Nothing at all unless it may be shown. Three queries."""
    blank = Results(survey)
    if not blank.is_shown:
        return blank
    counts: dict[int, dict[int, int]] = defaultdict(dict)
    for row in Tally.objects.filter(survey=survey):
        counts[row.question_id][row.choice] = row.count
    questions = SurveyQuestion.objects.filter(run=survey.run_id)
    if survey.moment == Moment.BEFORE:
        questions = questions.filter(part=QuestionPart.KNOWLEDGE)
    remarks = survey.remarks.select_related("question").order_by("question__order", "pk")
    if not with_hidden:
        remarks = remarks.filter(is_hidden=False)
    lines = tuple(Line(one, counts[one.pk]) for one in questions if one.form != QuestionForm.WORDS)
    return Results(survey, lines, tuple(remarks))


def surveys_of(run: ClassRun) -> dict[Moment, Survey]:
    return {Moment(one.moment): one for one in run.surveys.all()}


def gains(before: Results | None, after: Results | None) -> list[Gain]:
    """The same questions twice; none unless both surveys may be shown."""
    if not (before and after and before.is_shown and after.is_shown):
        return []
    first = {one.question.pk: one.value for one in before.lines}
    return [
        Gain(one.question, first.get(one.question.pk), one.value)
        for one in after.lines
        if one.question.part == QuestionPart.KNOWLEDGE and one.value is not None
    ]


def gains_of(
    runs: Iterable[ClassRun], *, before: datetime
) -> dict[int, tuple[dict[Moment, Survey], list[Gain]]]:
    """Of the classes whose two surveys were closed before the moment and may be shown. Three queries."""
    shown = Survey.objects.filter(run__in=list(runs), closed_at__lt=before, replies__gte=ENOUGH)
    pairs: dict[int, dict[Moment, Survey]] = defaultdict(dict)
    for one in shown:
        pairs[one.run_id][Moment(one.moment)] = one
    pairs = {run: both for run, both in pairs.items() if len(both) == len(Moment)}
    if not pairs:
        return {}
    counts: dict[tuple[int, int], dict[int, int]] = defaultdict(dict)
    for row in Tally.objects.filter(survey__run__in=pairs):
        counts[row.survey_id, row.question_id][row.choice] = row.count
    asked: dict[int, list[SurveyQuestion]] = defaultdict(list)
    known = SurveyQuestion.objects.filter(run__in=pairs, part=QuestionPart.KNOWLEDGE)
    for question in known.exclude(form=QuestionForm.WORDS):
        asked[question.run_id].append(question)
    found = {}
    for run, both in pairs.items():
        first, last = (
            Results(one, tuple(Line(q, counts[one.pk, q.pk]) for q in asked[run]))
            for one in (both[Moment.BEFORE], both[Moment.AFTER])
        )
        found[run] = (both, [one for one in gains(first, last) if one.before is not None])
    return found
