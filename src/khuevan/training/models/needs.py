from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from khuevan.people.models import Organisation
from khuevan.training.models.courses import ClassRun, SyllabusItem


class Need(models.Model):
    """What a unit wants to be taught, asked in the same step as its nominee (R08).

    ``topics``: parts of the syllabus it ticked; ``text``: in its own words; ``answered_by``: the part
    to which the office led those words.
    """

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="needs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    text = models.CharField(max_length=500, blank=True)
    topics = models.ManyToManyField(SyllabusItem, related_name="wanted_by", blank=True)
    answered_by = models.ForeignKey(
        SyllabusItem, models.SET_NULL, null=True, blank=True, related_name="answers"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "organisation"], name="need_once_per_unit"),
            models.CheckConstraint(
                name="need_answered_has_words", condition=Q(answered_by=None) | ~Q(text="")
            ),
        ]

    def __str__(self) -> str:
        return self.text
