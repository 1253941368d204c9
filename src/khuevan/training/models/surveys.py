from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.training.enums import Applied, Moment, QuestionForm, QuestionPart
from khuevan.training.models.courses import ClassRun
from khuevan.training.models.seats import Nomination, Seat

ASKED_AFTER = timedelta(days=60)
DUE_AFTER = timedelta(days=90)
"""After a class: when a unit is asked what it applied, and until when it answers."""


class Survey(models.Model):
    """A class asked before or after. Answers are added to tallies: no row holds those of a person.

    ``replies`` counts who answered. What was said is shown once it is closed and enough answered; it
    is never opened again, or the difference would tell what the last one said.
    """

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="surveys")
    moment = models.CharField(max_length=10, choices=Moment.choices)
    replies = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["run", "-moment"]
        constraints = [
            models.UniqueConstraint(fields=["run", "moment"], name="survey_once_per_moment"),
            models.CheckConstraint(
                name="survey_closed_after_opened",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("opened_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.moment}"


class SurveyQuestion(models.Model):
    """A question to a class; ``right`` is the place of the right answer among ``options``."""

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="survey_questions")
    order = models.PositiveIntegerField()
    part = models.CharField(max_length=10, choices=QuestionPart.choices)
    form = models.CharField(max_length=10, choices=QuestionForm.choices)
    text = models.CharField(_("question"), max_length=400)
    options = models.JSONField(default=list, blank=True)
    right = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "order"], name="survey_question_once_per_place"),
            models.CheckConstraint(
                name="survey_question_right_only_for_choices",
                condition=Q(right=None) | Q(form=QuestionForm.CHOICE),
            ),
            models.CheckConstraint(
                name="survey_question_words_only_in_evaluation",
                condition=~Q(form=QuestionForm.WORDS) | Q(part=QuestionPart.EVALUATION),
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Tally(models.Model):
    """How many chose ``choice``: a mark from 1 to 5, or the place of the answer from 0."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="tallies")
    question = models.ForeignKey(SurveyQuestion, models.CASCADE, related_name="tallies")
    choice = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "question", "choice"], name="tally_once_per_choice"
            )
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.choice}: {self.count}"


class Remark(models.Model):
    """What somebody wrote, without a name, without a time, under a number drawn by lot."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="remarks")
    question = models.ForeignKey(SurveyQuestion, models.CASCADE, related_name="+")
    text = models.CharField(max_length=1000)
    is_hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text


class SurveyMark(models.Model):
    """That a nominee has answered, and nothing else: nobody answers twice."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")
    nomination = models.ForeignKey(Nomination, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "nomination"], name="survey_mark_once_per_nominee"
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id}: {self.nomination_id}"


class ApplicationNoteQuerySet(models.QuerySet["ApplicationNote"]):
    def owed(self) -> Self:
        return self.filter(answered_at=None)

    def late(self, on: date) -> Self:
        return self.owed().filter(due__lt=on)


class ApplicationNote(models.Model):
    """Five answers of a unit on what it did with what was learnt, 60 to 90 days later (R44)."""

    seat = models.OneToOneField(Seat, models.CASCADE, related_name="application")
    asked_on = models.DateField(default=timezone.localdate)
    due = models.DateField()
    applied = models.CharField(max_length=10, choices=Applied.choices, blank=True)
    what = models.CharField(max_length=1000, blank=True)
    example_url = models.URLField(max_length=500, blank=True)
    shared_with = models.PositiveIntegerField(null=True, blank=True)
    wish = models.CharField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True)

    objects = ApplicationNoteQuerySet.as_manager()

    class Meta:
        ordering = ["due", "seat"]
        constraints = [
            models.CheckConstraint(
                name="application_note_answered_or_not",
                condition=Q(answered_at=None, applied="")
                | (Q(answered_at__isnull=False) & ~Q(applied="")),
            ),
            models.CheckConstraint(
                name="application_note_applied_says_what",
                condition=~Q(applied__in=[Applied.YES, Applied.PARTLY]) | ~Q(what=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id}: {self.applied}"
