from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.documents.models import StoredFile
from khuevan.training.models.seats import Nomination, Seat


class UnitLetterQuerySet(models.QuerySet["UnitLetter"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)


class UnitLetter(models.Model):
    """The signed letter behind a unit's answer for a seat ("công văn cử"), as its chairman signed it.

    One stands for a seat; those that it replaced stay as its history. A letter for several seats is a
    row for each, of one file. ``nomination``: whom the seat had when the letter came; of whoever was
    named after that it says nothing.
    """

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="letters")
    nomination = models.ForeignKey(
        Nomination, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    number = models.CharField(_("number of the letter"), max_length=80, blank=True)
    signed_on = models.DateField(_("date of the letter"), null=True, blank=True)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = UnitLetterQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(ended_at=None), name="letter_one_standing_per_seat"
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.pk}"


def letter_fields(seat: str = "pk") -> dict[str, Any]:
    """For ``annotate``: the standing letter of a row's seat, in the same query.

    ``letter_for`` is the order key of the person for whom it came, empty when the unit sent nobody.
    """
    standing = UnitLetter.objects.standing().filter(seat=OuterRef(seat))
    of_whom = standing.annotate(whose=Coalesce("nomination__sort_key", Value("")))
    return {
        "letter_pk": Subquery(standing.values("pk")[:1]),
        "letter_number": Subquery(standing.values("number")[:1]),
        "letter_signed_on": Subquery(standing.values("signed_on")[:1]),
        "letter_for": Subquery(of_whom.values("whose")[:1]),
    }
