from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.budget.enums import EstimateState
from khuevan.kit.vietnamese import fold
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.plans.models import Task


class EstimateQuerySet(models.QuerySet["Estimate"]):
    def visible_to(self, user: User) -> Self:
        return self if user.can(Can.BUDGET_VIEW) else self.none()

    def of(self, origin: str) -> Self:
        """Those of one thing, by ``kit.audit.key_of`` (a class, say), that were not cancelled."""
        return self.filter(origin=origin).exclude(state=EstimateState.CANCELLED)


class Estimate(models.Model):
    """What something will cost, from proposal to the locked settlement.

    ``origin`` is the ``kit.audit.key_of`` of what the money is for, ``task`` the task of a plan.
    Preparer, appraiser and approver are three persons: constraints of the database (FIN-1).
    """

    title = models.CharField(_("title"), max_length=500)
    origin = models.CharField(max_length=80, blank=True, db_index=True)
    task = models.ForeignKey(Task, models.PROTECT, null=True, blank=True, related_name="estimates")
    state = models.CharField(
        max_length=12, choices=EstimateState.choices, default=EstimateState.DRAFT
    )
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    appraised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="next")
    created_at = models.DateTimeField(default=timezone.now)
    search = models.TextField(editable=False)

    objects = EstimateQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="estimate_appraiser_is_not_preparer",
                condition=Q(appraised_by=None) | ~Q(appraised_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="estimate_approver_is_not_preparer",
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")),
            ),
            models.CheckConstraint(
                name="estimate_approver_is_not_appraiser",
                condition=Q(approved_by=None) | Q(appraised_by=None)
                | ~Q(approved_by=F("appraised_by")),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(self.title)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    def get_absolute_url(self) -> str:
        return reverse("budget:estimate", args=[self.pk])
