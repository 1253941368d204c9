from __future__ import annotations

from datetime import time

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.training.enums import SessionKind
from khuevan.training.models.courses import ClassRun, SyllabusItem
from khuevan.training.models.speakers import Speaker


class AgendaVersion(models.Model):
    """The agenda as it was at one time; a change is a new version, none is lost."""

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="agendas")
    number = models.PositiveIntegerField()
    why = models.CharField(_("what changed"), max_length=300, blank=True)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="agenda_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.number}"


class Session(models.Model):
    """A line of an agenda, to the minute. ``day`` counts the days of the class from one."""

    agenda = models.ForeignKey(AgendaVersion, models.CASCADE, related_name="sessions")
    day = models.PositiveSmallIntegerField(default=1)
    begins = models.TimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    kind = models.CharField(_("kind"), max_length=10, choices=SessionKind.choices)
    title = models.CharField(_("title"), max_length=500)
    speaker = models.ForeignKey(
        Speaker, models.PROTECT, null=True, blank=True, related_name="sessions"
    )
    person = models.CharField(_("who"), max_length=200, blank=True)
    item = models.ForeignKey(
        SyllabusItem, models.SET_NULL, null=True, blank=True, related_name="sessions"
    )

    class Meta:
        ordering = ["day", "begins", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_of_some_minutes", condition=Q(minutes__gte=1, minutes__lte=720)
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ends(self) -> time:
        whole = self.begins.hour * 60 + self.begins.minute + self.minutes
        return time(whole // 60 % 24, whole % 60)

    @property
    def who(self) -> str:
        return str(self.speaker) if self.speaker else self.person
