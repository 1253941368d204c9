from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.documents.enums import Resolution
from khuevan.documents.models import LegalBasis
from khuevan.kit.vietnamese import fold, in_own_language
from khuevan.people.models import Organisation, User
from khuevan.people.permissions import Can
from khuevan.plans.enums import ADVISABLE, Answer, Probe, Stance
from khuevan.plans.models.plans import Plan


class ProcedureItemQuerySet(models.QuerySet["ProcedureItem"]):
    def valid(self, on: date) -> Self:
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


class ProcedureItem(models.Model):
    """One thing to look at before a plan goes to the director, dated and with its source.

    One ``code`` has a row for every span of days; an opinion keeps the words it answered. ``hint`` is
    for the keeper: it is never printed.
    """

    code = models.SlugField(_("code"), max_length=60)
    order = models.PositiveSmallIntegerField(_("order"), default=1)
    text_vi = models.CharField(_("question"), max_length=300)
    text_en = models.CharField(_("question in English"), max_length=300, blank=True)
    probe = models.CharField(
        _("what the house looks up"), max_length=20, choices=Probe.choices, blank=True
    )
    basis = models.ForeignKey(
        LegalBasis, models.PROTECT, null=True, blank=True, verbose_name=_("document"),
        related_name="+",
    )  # fmt: skip
    place = models.CharField(_("article, clause"), max_length=300)
    hint = models.CharField(_("still to be checked"), max_length=300, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("last valid day"), null=True, blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kept_at = models.DateTimeField(default=timezone.now)
    search = models.TextField(editable=False)

    objects = ProcedureItemQuerySet.as_manager()

    class Meta:
        ordering = ["order", "code", "-valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "valid_from"], name="procedure_item_once_per_first_day"
            ),
            models.CheckConstraint(
                name="procedure_item_valid_from_before_to",
                condition=Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
            ),
            models.CheckConstraint(name="procedure_item_has_source", condition=~Q(place="")),
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(f"{self.text_vi} {self.text_en} {self.code} {self.cited}")
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    def get_absolute_url(self) -> str:
        return reverse("plans:procedure_item", args=[self.pk])

    @property
    def text(self) -> str:
        return in_own_language(self.text_vi, self.text_en)

    @property
    def cited(self) -> str:
        return ", ".join(part for part in (str(self.basis or ""), self.place) if part)

    def is_valid(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class GuidanceRequestQuerySet(models.QuerySet["GuidanceRequest"]):
    def visible_to(self, user: User) -> Self:
        """An internal matter of the office: units outside see plans, not what was said on them."""
        return self if user.can(Can.ASSIGNMENT_VIEW_ALL) else self.none()

    def standing(self) -> Self:
        return self.filter(withdrawn_at=None)

    def waiting(self) -> Self:
        """Still without the opinion that was asked, of a plan that still takes one."""
        return self.standing().filter(answered_at=None, plan__state__in=ADVISABLE)

    def with_stance(self) -> Self:
        """``stance``: of the opinion that stands, None while there is none."""
        current = Guidance.objects.filter(request=OuterRef("pk"), is_current=True)
        return self.annotate(stance=Subquery(current.values("stance")[:1]))

    def asked_of(self, user: User) -> Self:
        """Put to this person or to their unit, or to those whose deputy they are."""
        persons, units = [user.pk], [user.organisation_id]
        for one in user.delegations_held:
            if Can.PLAN_ADVISE in one.principal.powers:
                persons.append(one.principal_id)
                units.append(one.principal.organisation_id)
        known = [unit for unit in units if unit]
        return self.filter(Q(person__in=persons) | Q(organisation__in=known)).exclude(asked_by=user)


class GuidanceRequest(models.Model):
    """A department of the office, or one person, is asked to look at a plan by a day (R41).

    ``answered_at`` is empty while an opinion is waited for, again when one is asked anew.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="guidance_requests")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    question = models.TextField(_("what to look at"), blank=True)
    due = models.DateField(_("opinion by"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=500, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    objects = GuidanceRequestQuerySet.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        constraints = [
            models.CheckConstraint(
                name="guidance_asked_of_one",
                condition=Q(organisation=None, person__isnull=False)
                | Q(organisation__isnull=False, person=None),
            ),
            models.CheckConstraint(
                name="guidance_not_asked_of_oneself",
                condition=Q(person=None) | ~Q(person=F("asked_by")),
            ),
            models.UniqueConstraint(
                fields=["plan", "organisation"],
                condition=Q(withdrawn_at=None, organisation__isnull=False),
                name="guidance_once_per_unit",
            ),
            models.UniqueConstraint(
                fields=["plan", "person"],
                condition=Q(withdrawn_at=None, person__isnull=False),
                name="guidance_once_per_person",
            ),
            models.CheckConstraint(
                name="guidance_withdrawn_with_reason",
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_why=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.whom}"

    def get_absolute_url(self) -> str:
        return reverse("plans:guidances", args=[self.plan_id])

    @property
    def whom(self) -> str:
        """The unit, or the person, as a page names them."""
        return self.organisation.name if self.organisation else str(self.person)

    def is_late(self, on: date) -> bool:
        return self.answered_at is None and self.withdrawn_at is None and self.due < on


class GuidanceQuerySet(models.QuerySet["Guidance"]):
    def current(self) -> Self:
        return self.filter(is_current=True)

    def visible_to(self, user: User) -> Self:
        return self if user.can(Can.ASSIGNMENT_VIEW_ALL) else self.none()


class Guidance(models.Model):
    """An opinion as it was signed; a later one of the same request takes its place, none is changed.

    ``clauses`` is the sum of the versions of the plan's clauses then: another sum, another plan.
    ``seal`` is the event of the audit chain that holds the digest of these words.
    """

    request = models.ForeignKey(GuidanceRequest, models.CASCADE, related_name="guidances")
    number = models.PositiveSmallIntegerField()
    stance = models.CharField(_("stance"), max_length=10, choices=Stance.choices)
    text = models.TextField(_("opinion"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=200)
    by_title = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(default=timezone.now)
    clauses = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)
    seal = models.PositiveBigIntegerField(null=True)
    is_current = models.BooleanField(default=True)

    objects = GuidanceQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="guidance_number_once"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(is_current=True), name="guidance_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} v{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("plans:opinion", args=[self.pk])


class GuidancePointQuerySet(models.QuerySet["GuidancePoint"]):
    def open(self) -> Self:
        """The officer has not said yet what becomes of them."""
        return self.filter(needs_reply=True, resolution=Resolution.OPEN, guidance__is_current=True)


class GuidancePoint(models.Model):
    """One line of an opinion: an item of procedure with its answer, or a point of its own.

    ``finding`` and ``proposed`` are what the house had found; ``answer`` is the person's. Answered by
    the officer is what was answered no, and each point of its own; other remarks are notes.
    """

    guidance = models.ForeignKey(Guidance, models.CASCADE, related_name="points")
    order = models.PositiveSmallIntegerField()
    item = models.ForeignKey(
        ProcedureItem, models.PROTECT, null=True, blank=True, related_name="points"
    )
    text = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=500, blank=True)
    finding = models.TextField(blank=True)
    proposed = models.CharField(max_length=4, choices=Answer.choices, blank=True)
    answer = models.CharField(max_length=4, choices=Answer.choices, blank=True)
    remark = models.TextField(blank=True)
    needs_reply = models.BooleanField(default=False)
    resolution = models.CharField(
        max_length=20, choices=Resolution.choices, default=Resolution.OPEN
    )
    reply = models.TextField(blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True, blank=True)

    objects = GuidancePointQuerySet.as_manager()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["guidance", "order"], name="guidance_point_order_once"),
            models.CheckConstraint(
                name="guidance_point_no_says_why", condition=~Q(answer=Answer.NO) | ~Q(remark="")
            ),
            models.CheckConstraint(
                name="guidance_point_to_answer_has_words",
                condition=Q(needs_reply=False) | ~Q(remark=""),
            ),
            models.CheckConstraint(
                name="guidance_point_explained_with_words",
                condition=~Q(resolution__in=[Resolution.PARTLY, Resolution.EXPLAINED])
                | ~Q(reply=""),
            ),
        ]

    def __str__(self) -> str:
        return self.remark[:80] or self.text[:80]

    @property
    def is_open(self) -> bool:
        return self.needs_reply and self.resolution == Resolution.OPEN
