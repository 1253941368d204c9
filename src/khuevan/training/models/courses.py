from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from khuevan.documents.models import LegalBasis
from khuevan.kit.vietnamese import fold, in_own_language
from khuevan.people.models import Organisation, UnitGroup, User
from khuevan.people.permissions import Can
from khuevan.plans.models import Clause, Plan
from khuevan.training.enums import HAS_NOMINEE, Mode, RunState, SeatState


class Course(models.Model):
    """A course of the catalogue; who had which ``theme`` is asked of its classes (R82).

    ``lead``: who keeps the course by the year plan (R94); a class may be led by another body (R27).
    """

    theme = models.CharField(_("theme"), max_length=120)
    theme_key = models.CharField(max_length=120, editable=False, db_index=True, default="")
    name_vi = models.CharField(_("name"), max_length=300)
    name_en = models.CharField(_("English name"), max_length=300, blank=True)
    note = models.TextField(blank=True)
    minutes = models.PositiveIntegerField(_("length in minutes"), default=240)
    is_retired = models.BooleanField(default=False)
    lead = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=pgettext_lazy("course", "led by"),
    )  # fmt: skip
    search = models.TextField(editable=False)

    class Meta:
        ordering = ["theme_key", "name_vi"]
        constraints = [models.UniqueConstraint(fields=["name_vi"], name="course_name_once")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.theme_key = fold(self.theme)[:120]
        self.search = fold(f"{self.name_vi} {self.name_en} {self.theme}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    @property
    def name(self) -> str:
        return in_own_language(self.name_vi, self.name_en)


class ClassRunQuerySet(models.QuerySet["ClassRun"]):
    def visible_to(self, user: User) -> Self:
        """Whoever sees the office's training; a unit sees the classes in which it has a seat."""
        if user.can(Can.TRAINING_VIEW):
            return self
        return self.filter(seats__organisation=user.organisation_id).distinct()

    def live(self) -> Self:
        return self.exclude(state__in=[RunState.HELD, RunState.CANCELLED])

    def counted(self) -> Self:
        """With the numbers of its seats: all, with a nominee, not answered."""
        seats = Count("seats", distinct=True)
        filled = Count("seats", filter=Q(seats__state__in=HAS_NOMINEE), distinct=True)
        silent = Count("seats", filter=Q(seats__state=SeatState.OPEN), distinct=True)
        return self.annotate(n_seats=seats, n_filled=filled, n_silent=silent)


class ClassRun(models.Model):
    """One class: a course held once, from a clause of a plan or by itself.

    ``window_from``/``window_to``: when the plan says it must be held; ``minutes``: how long (240 is
    half a day). ``venue_rule``: ``{"stars": 3, "city": "Hà Nội"}``, what the plan asks of the hall;
    ``venue_why``: why one that does not meet it was taken all the same.
    ``asks_letter``: a unit's answer must bear its chairman's signed letter; it never waits for it.
    ``nominate_by``: until when units nominate. ``revision`` rises with every change that a printed
    summons or a calendar entry would show (SEQUENCE of the ICS). ``report_days``: by when the result
    is reported, in working days after the end (R36). ``forgotten_at``: since then no nominee is named.
    ``joined_to``: the class into which all its seats went (R12). ``hall_rows`` and the rest: how the
    chairs stand, see ``training/hall.py``.
    """

    course = models.ForeignKey(Course, models.PROTECT, related_name="runs")
    title = models.CharField(_("title"), max_length=500)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="runs")
    clause = models.ForeignKey(Clause, models.PROTECT, null=True, blank=True, related_name="runs")
    issuer = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.PREPARING)
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.IN_PERSON)
    window_from = models.DateField(pgettext_lazy("class", "not before"), null=True, blank=True)
    window_to = models.DateField(pgettext_lazy("class", "not after"), null=True, blank=True)
    minutes = models.PositiveIntegerField(_("length in minutes"), default=240)
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    nominate_by = models.DateField(_("nominate by"), null=True, blank=True)
    asks_letter = models.BooleanField(_("units must send a signed letter"), default=False)
    venue_rule = models.JSONField(default=dict, blank=True)
    venue = models.ForeignKey(
        "Venue", models.PROTECT, null=True, blank=True, related_name="runs", verbose_name=_("venue")
    )
    venue_why = models.CharField(max_length=300, blank=True)
    groups = models.ManyToManyField(UnitGroup, related_name="+", blank=True)
    revision = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    held_at = models.DateTimeField(null=True, blank=True)
    report_days = models.PositiveSmallIntegerField(_("working days for the report"), default=10)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="joined"
    )
    hall_rows = models.PositiveSmallIntegerField(_("rows of chairs"), null=True, blank=True)
    hall_columns = models.PositiveSmallIntegerField(_("chairs in a row"), null=True, blank=True)
    hall_aisle = models.PositiveSmallIntegerField(_("aisle after chair"), default=0)
    search = models.TextField(editable=False)

    objects = ClassRunQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="class_run_ends_after_it_begins",
                condition=Q(starts_at=None, ends_at=None) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="class_run_window_in_order",
                condition=Q(window_from=None) | Q(window_to=None)
                | Q(window_to__gte=F("window_from")),
            ),
            models.CheckConstraint(
                name="class_run_held_has_time",
                condition=~Q(state=RunState.HELD) | Q(held_at__isnull=False),
            ),
            models.CheckConstraint(
                name="class_run_joined_is_cancelled",
                condition=Q(joined_to=None) | Q(state=RunState.CANCELLED),
            ),
            models.CheckConstraint(
                name="class_run_hall_rows_and_columns_together",
                condition=Q(hall_rows=None, hall_columns=None)
                | Q(hall_rows__gte=1, hall_columns__gt=F("hall_aisle")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    def get_absolute_url(self) -> str:
        return reverse("training:run", args=[self.pk])

    @property
    def is_live(self) -> bool:
        return self.state not in {RunState.HELD, RunState.CANCELLED}

    def fits_window(self, day: date) -> bool:
        """Is the day within the time that the plan gives (R10)?"""
        after = self.window_from is None or self.window_from <= day
        return after and (self.window_to is None or day <= self.window_to)


class SyllabusItem(models.Model):
    """A part of what is taught. It cites a directive (``bases``) or answers a need (R08).

    ``is_restricted``: on sovereignty, borders, sea and islands and the like; trainees get only what
    rests on a document of the register (R23).
    """

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="syllabus")
    order = models.PositiveIntegerField()
    title = models.TextField()
    need = models.CharField(_("need that it answers"), max_length=300, blank=True)
    bases = models.ManyToManyField(LegalBasis, related_name="+", blank=True)
    is_restricted = models.BooleanField(_("approved sources only"), default=False)

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["run", "order"], name="syllabus_item_once_per_place")
        ]

    def __str__(self) -> str:
        return self.title
