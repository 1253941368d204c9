from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from khuevan.kit.vietnamese import fold, name_key
from khuevan.people.enums import ContactKind
from khuevan.people.models.organisations import Organisation


class Person(models.Model):
    """An official, by name, title and unit: nothing else about a person is kept."""

    full_name = models.CharField(_("full name"), max_length=120)
    search = models.CharField(max_length=120, editable=False, db_index=True)
    sort_key = models.CharField(max_length=600, editable=False, db_index=True)

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(self.full_name)
        self.sort_key = name_key(self.full_name)[:600]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched


class Post(models.Model):
    """A title held in a unit for a term."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    title = models.CharField(max_length=120)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.title}"


class FocalPoint(models.Model):
    """The official who answers for a topic in a unit; one at a time."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="focal_points")
    person = models.ForeignKey(Person, models.PROTECT, related_name="focal_points")
    topic = models.CharField(max_length=60, default="external_information")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "topic"],
                condition=Q(valid_to=None),
                name="focal_point_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.person_id}"


class ContactPoint(models.Model):
    """A work address of a unit, or of a person in it; ``is_registered`` receives one-time codes."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="contacts")
    person = models.ForeignKey(
        Person, models.CASCADE, null=True, blank=True, related_name="contacts"
    )
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    value = models.CharField(max_length=200)
    is_registered = models.BooleanField(default=False)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "value"], name="contact_once_per_organisation"
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                condition=Q(is_registered=True),
                name="contact_one_registered_per_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.value
