from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("Public holiday")
    SWAP_OFF = "swap_off", _("Day off, made up on another day")
    SWAP_WORKING = "swap_working", _("Working day in place of another")
    CLOSED = "closed", _("The office is closed")


WORKING_KINDS = (DayKind.SWAP_WORKING,)


class DayRuleQuerySet(models.QuerySet["DayRule"]):
    def as_rules(self) -> dict[date, bool]:
        """{day: does the office work?}"""
        return {day: kind in WORKING_KINDS for day, kind in self.values_list("date", "kind")}


class DayRule(models.Model):
    """What the office's own table says of one day; it overrides the national calendar."""

    date = models.DateField(_("date"), unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=DayKind)
    name = models.CharField(_("name"), max_length=200)
    source = models.CharField(_("source"), max_length=300, help_text=_("The notice that says so"))

    objects = DayRuleQuerySet.as_manager()

    class Meta:
        ordering = ["date"]
        verbose_name = _("working-day rule")
        verbose_name_plural = _("working-day rules")

    def __str__(self) -> str:
        return f"{self.date:%d/%m/%Y}: {self.name}"
