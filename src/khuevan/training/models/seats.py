from __future__ import annotations

import secrets
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.kit.vietnamese import fold, name_key
from khuevan.people.models import Organisation, UnitGroup
from khuevan.training.enums import HAS_NOMINEE, RunState, SeatState, Verdict
from khuevan.training.models.courses import ClassRun


class SeatQuerySet(models.QuerySet["Seat"]):
    def silent(self) -> Self:
        """The unit has not answered."""
        return self.filter(state=SeatState.OPEN)

    def filled(self) -> Self:
        return self.filter(state__in=HAS_NOMINEE)

    def waiting_for(self, organisation_id: int) -> Self:
        """Seats for which this unit has to name or to complete somebody now."""
        wanted = Q(state__in=[SeatState.OPEN, SeatState.AMEND], run__state=RunState.NOMINATING)
        return self.filter(wanted, organisation=organisation_id)

    def counts(self) -> dict[str, int]:
        """How many seats are in which state."""
        rows = self.order_by().values_list("state").annotate(n=Count("pk"))
        return dict(rows)

    def with_nominees(self) -> Self:
        """With what a list shows of the active nominee, in the same query: ``nominee_name``..."""
        active = Nomination.objects.filter(seat=OuterRef("pk"), ended_at=None)
        fields = ("pk", "full_name", "position", "phone", "email", "made_at", "sort_key", "search",
                  "not_focal_why")  # fmt: skip
        return self.annotate(
            **{f"nominee_{name}": Subquery(active.values(name)[:1]) for name in fields},
            is_changed=Exists(
                Nomination.objects.filter(seat=OuterRef("pk"), ended_at__isnull=False)
            ),
        )

    def told(self) -> Self:
        return self.exclude(told_at=None)


class Seat(models.Model):
    """A place in a class that belongs to a unit: persons are substitutable, seats are not.

    ``number`` orders the seats of the class (the order of protocol); ``place`` counts the seats of
    one unit. ``group``: the group of units through which it came. ``given_to``: the unit that had it
    first, when a merger passed it on; so the class counts the same in the units of then and of now.
    """

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="seats")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seats")
    group = models.ForeignKey(UnitGroup, models.PROTECT, null=True, blank=True, related_name="+")
    number = models.PositiveIntegerField()
    place = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=SeatState.choices, default=SeatState.OPEN)
    declined_why = models.CharField(max_length=300, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    given_to = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "organisation", "place"], name="seat_once_per_unit_and_place"
            ),
            models.UniqueConstraint(fields=["run", "number"], name="seat_number_once"),
            models.CheckConstraint(
                name="seat_declined_has_reason",
                condition=~Q(state=SeatState.DECLINED) | ~Q(declined_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"


def new_nonce() -> str:
    return secrets.token_hex(8)


class NominationQuerySet(models.QuerySet["Nomination"]):
    def active(self) -> Self:
        return self.filter(ended_at=None)


class Nomination(models.Model):
    """A person on a seat: name, position, unit and how to reach them at work, nothing else.

    One active nomination per seat is a constraint of the database (TRN-2); earlier ones stay as the
    history of the seat. ``nonce`` is part of the ticket's signature (``training/tickets.py``); ``key``
    the client-made id of the sending: twice sent, once kept. ``reasons`` are codes of the composition
    rules that spoke, see ``training/composition.py``.
    """

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="nominations")
    full_name = models.CharField(_("full name"), max_length=120)
    position = models.CharField(_("position"), max_length=120)
    phone = models.CharField(_("work phone"), max_length=20, blank=True, db_index=True)
    email = models.EmailField(_("work e-mail"), blank=True, db_index=True)
    is_focal_point = models.BooleanField(default=False)
    not_focal_why = models.CharField(max_length=300, blank=True)
    proposed_verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices, blank=True)
    verdict_why = models.CharField(max_length=300, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_why = models.CharField(max_length=300, blank=True)
    nonce = models.CharField(max_length=16, default=new_nonce, editable=False)
    key = models.CharField(max_length=40, blank=True)
    search = models.CharField(max_length=300, editable=False, db_index=True)
    sort_key = models.CharField(max_length=600, editable=False, db_index=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=Q(ended_at=None), name="nomination_one_active_per_seat"
            ),
            models.UniqueConstraint(
                fields=["seat", "key"], condition=~Q(key=""), name="nomination_once_per_key"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(f"{self.full_name} {self.position}")[:300]
        self.sort_key = name_key(self.full_name)[:600]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    @property
    def reference(self) -> str:
        """What a unit quotes on the telephone; the log says it instead of the name."""
        return f"CN-{self.pk:06d}"
