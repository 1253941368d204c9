from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.assignments.enums import ANSWERABLE, ANSWERED, DifficultyState
from khuevan.assignments.models.assignments import Assignment
from khuevan.documents.models import StoredFile
from khuevan.kit.vietnamese import fold, in_own_language
from khuevan.people.models import Organisation, User
from khuevan.people.permissions import Can
from khuevan.plans.models import Plan


class Topic(models.Model):
    """What difficulties are about; the office keeps the list."""

    name_vi = models.CharField(_("name"), max_length=120, unique=True)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    order = models.PositiveSmallIntegerField(_("place in the list"), default=100)
    is_active = models.BooleanField(_("is offered"), default=True)

    class Meta:
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_own_language(self.name_vi, self.name_en)


class DifficultyQuerySet(models.QuerySet["Difficulty"]):
    def open(self) -> Self:
        return self.filter(state__in=ANSWERABLE)

    def late(self, on: date) -> Self:
        return self.open().filter(answer_due__lt=on)

    def of(self, organisation_id: int | None) -> Self:
        """A unit's own, and those of tasks that came to it by a merger."""
        return self.filter(
            Q(organisation=organisation_id) | Q(assignment__organisation=organisation_id)
        )

    def visible_to(self, user: User) -> Self:
        return self if user.can(Can.ASSIGNMENT_VIEW_ALL) else self.of(user.organisation_id)


class Difficulty(models.Model):
    """Khó khăn, vướng mắc (R97): a number, a clock, an answer, and the sender's last word.

    It may concern a task, a plan, or neither. ``forwarded_to`` keeps the words as typed;
    ``forwarded_body`` is whom they name in the tree. ``duplicate_of``: the answer to that one
    answers this one too.
    """

    number = models.PositiveIntegerField(unique=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="difficulties")
    assignment = models.ForeignKey(
        Assignment, models.PROTECT, null=True, blank=True, related_name="difficulties"
    )
    plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="difficulties"
    )
    topic = models.ForeignKey(
        Topic, models.PROTECT, null=True, blank=True, related_name="difficulties"
    )
    text = models.TextField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    letter_number = models.CharField(max_length=80, blank=True)
    letter_date = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=20, choices=DifficultyState.choices, default=DifficultyState.SENT
    )
    answer_due = models.DateField()
    forwarded_to = models.CharField(max_length=200, blank=True)
    forwarded_body = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    forwarded_at = models.DateTimeField(null=True, blank=True)
    body_answer = models.TextField(blank=True)
    body_answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(blank=True)
    raised_by_name = models.CharField(max_length=200)
    raised_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    reopenings = models.PositiveSmallIntegerField(default=0)
    reopened_why = models.TextField(blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates"
    )
    search = models.TextField(editable=False)

    objects = DifficultyQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                name="difficulty_answered_with_words_and_time",
                condition=~Q(state__in=sorted(ANSWERED))
                | (~Q(answer="") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="difficulty_forwarded_with_words",
                condition=~Q(state=DifficultyState.FORWARDED) | ~Q(forwarded_to=""),
            ),
            models.CheckConstraint(
                name="difficulty_agreed_has_time",
                condition=~Q(state=DifficultyState.AGREED) | Q(decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="difficulty_reopened_with_reason",
                condition=~Q(state=DifficultyState.REOPENED) | ~Q(reopened_why=""),
            ),
            models.CheckConstraint(
                name="difficulty_body_answer_has_time",
                condition=Q(body_answer="", body_answered_at=None)
                | (~Q(body_answer="") & Q(body_answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="difficulty_not_its_own_duplicate",
                condition=Q(duplicate_of=None) | ~Q(duplicate_of=F("pk")),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "answer_due"]),
            models.Index(fields=["raised_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(f"{self.text} {self.letter_number}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    @property
    def is_open(self) -> bool:
        return self.state in ANSWERABLE

    def is_late(self, on: date) -> bool:
        return self.is_open and self.answer_due < on
