from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from khuevan.kit.vietnamese import fold
from khuevan.plans.enums import LIVE, ClauseKind
from khuevan.plans.models.plans import Plan


class ClauseQuerySet(models.QuerySet["Clause"]):
    def unconfirmed(self) -> Self:
        return self.filter(confirmed_at=None)

    def confirmed(self) -> Self:
        return self.exclude(confirmed_at=None)

    def ordering_work(self) -> Self:
        return self.filter(kind=ClauseKind.TASK)

    def unfulfilled(self) -> Self:
        """Task clauses of a parent plan that no clause of a live plan takes up (R60)."""
        live = Q(downward__clause__plan__state__in=LIVE)
        return self.ordering_work().exclude(pk__in=self.model.objects.filter(live).values("pk"))

    def uncited(self) -> Self:
        """Task clauses that cite no clause of a parent plan (R101)."""
        return self.filter(kind=ClauseKind.TASK, upward=None)

    def untaken(self) -> Self:
        """Task clauses without a task, or whose tasks name no unit."""
        taken = self.model.objects.filter(
            Q(tasks__units__organisation__isnull=False) | Q(tasks__units__group__isnull=False),
            tasks__cancelled_at=None,
        )
        return self.ordering_work().exclude(pk__in=taken.values("pk"))


class Clause(models.Model):
    """One bullet, numbered paragraph or table row in the plan's own words.

    ``start``/``end`` are its span in ``plan.text``. ``version`` decides between two officers who
    confirm the same clause at once.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="clauses")
    order = models.PositiveIntegerField()
    path = models.CharField(max_length=60)
    parent_path = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=30, blank=True)
    heading = models.CharField(max_length=500, blank=True)
    level = models.PositiveSmallIntegerField(default=1)
    text = models.TextField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    proposed_kind = models.CharField(max_length=20, choices=ClauseKind.choices)
    kind = models.CharField(max_length=20, choices=ClauseKind.choices)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    search = models.TextField(editable=False, default="")

    objects = ClauseQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "order"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "path"], name="clause_path_once_per_plan"),
            models.UniqueConstraint(fields=["plan", "order"], name="clause_order_once_per_plan"),
            models.CheckConstraint(name="clause_start_before_end", condition=Q(start__lt=F("end"))),
            models.CheckConstraint(
                name="clause_confirmed_by_and_at_together",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} {self.text[:80]}"

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(f"{self.heading} {self.text}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None


class ClauseLink(models.Model):
    """A clause fulfils a clause of a parent plan; read both ways."""

    clause = models.ForeignKey(Clause, models.CASCADE, related_name="upward")
    parent = models.ForeignKey(Clause, models.CASCADE, related_name="downward")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clause", "parent"], name="clause_link_once"),
            models.CheckConstraint(
                name="clause_link_between_two", condition=~Q(clause=F("parent"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.clause_id} -> {self.parent_id}"
