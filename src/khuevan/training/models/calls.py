from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.training.enums import CallOutcome
from khuevan.training.models.seats import Seat


class Call(models.Model):
    """Somebody of the office called the unit about its seat, and what came of it."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="calls")
    outcome = models.CharField(_("outcome"), max_length=12, choices=CallOutcome.choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.seat_id} {self.outcome}"
