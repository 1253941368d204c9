from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.documents.models import StoredFile
from khuevan.kit.vietnamese import fold, text_key
from khuevan.training.models.courses import ClassRun


class Venue(models.Model):
    """A hall that can be hired. How many stars it has is said by its proofs, never by itself.

    ``capacity`` counts seats at desks, as a class needs them. Empty facts are unknown, not no.
    """

    name = models.CharField(_("name"), max_length=200)
    hall = models.CharField(_("hall"), max_length=200, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    city = models.CharField(_("province or city"), max_length=80)
    capacity = models.PositiveIntegerField(_("seats at desks"), null=True, blank=True)
    is_step_free = models.BooleanField(_("step-free access"), null=True, blank=True)
    access_note = models.CharField(_("way in and parking"), max_length=300, blank=True)
    signal_note = models.CharField(_("wifi and mobile signal"), max_length=300, blank=True)
    contact_name = models.CharField(_("who answers"), max_length=120, blank=True)
    phone = models.CharField(_("work phone"), max_length=20, blank=True)
    email = models.EmailField(_("work e-mail"), blank=True)
    note = models.TextField(_("note"), blank=True)
    is_retired = models.BooleanField(_("no longer used"), default=False)
    search = models.TextField(editable=False)
    sort_key = models.CharField(max_length=600, editable=False)

    class Meta:
        ordering = ["sort_key"]
        constraints = [models.UniqueConstraint(fields=["name", "hall"], name="venue_hall_once")]

    def __str__(self) -> str:
        return f"{self.name} – {self.hall}" if self.hall else self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(f"{self.name} {self.hall} {self.address} {self.city}")
        self.sort_key = text_key(f"{self.name} {self.hall}")[:600]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    def get_absolute_url(self) -> str:
        return reverse("training:venue", args=[self.pk])


class VenueProof(models.Model):
    """A decision that recognises the stars of a house, with the days on which it holds."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="proofs")
    stars = models.PositiveSmallIntegerField(_("stars"))
    number = models.CharField(_("number of the decision"), max_length=80)
    issuer = models.CharField(_("issuer"), max_length=200)
    valid_from = models.DateField(_("in force from"))
    valid_to = models.DateField(_("last day in force"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(_("where this is known from"), max_length=300, blank=True)
    added_by_name = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-valid_to", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["venue", "number"], name="venue_proof_once"),
            models.CheckConstraint(
                name="venue_proof_stars_one_to_five", condition=Q(stars__gte=1, stars__lte=5)
            ),
            models.CheckConstraint(
                name="venue_proof_valid_from_before_to",
                condition=Q(valid_from__lte=F("valid_to")),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def holds_on(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to


class Quote(models.Model):
    """The sum that a house asks for a class, as it wrote it: three of them go with the estimate."""

    run = models.ForeignKey(ClassRun, models.CASCADE, related_name="quotes")
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="quotes")
    amount = models.DecimalField(_("sum in đồng"), max_digits=15, decimal_places=0)
    dated = models.DateField(_("day of the quote"))
    valid_to = models.DateField(_("holds until"), null=True, blank=True)
    covers = models.CharField(_("what it covers"), max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    added_by_name = models.CharField(max_length=200)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["amount", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["run", "venue", "dated"], name="quote_once_per_day"),
            models.CheckConstraint(name="quote_of_some_amount", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.venue_id}: {self.amount}"
