from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from khuevan.kit.vietnamese import fold, in_own_language, text_key
from khuevan.people.enums import Direction, OrganisationKind


def valid_on(day: date) -> Q:
    """Rows in force on the day; an open end counts. ``valid_to`` is the last day."""
    return Q(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day))


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def valid(self, on: date) -> Self:
        return self.filter(valid_on(on))

    def in_group(self, code: str, on: date) -> Self:
        """Members on the day; a group that was replaced by then stands for the one after it."""
        group = UnitGroup.objects.filter(code=code).first()
        if group is None:
            return self.none()
        members = Membership.objects.filter(valid_on(on), group=group.on(on))
        return self.filter(pk__in=members.values("organisation"))

    def matching(self, words: str) -> Self:
        return self.filter(search__contains=fold(words))


class Organisation(models.Model):
    """A body with its validity dates: a merger closes one row and opens another, history stays."""

    kind = models.CharField(max_length=20, choices=OrganisationKind.choices)
    code = models.CharField(max_length=40, unique=True)
    name_vi = models.CharField(_("official name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)
    short_name = models.CharField(_("short name"), max_length=80)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    is_confirmed = models.BooleanField(default=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    latitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    longitude = models.DecimalField(max_digits=8, decimal_places=5, null=True, blank=True)
    protocol_order = models.PositiveIntegerField(default=1000)
    search = models.TextField(editable=False)
    sort_key = models.CharField(max_length=600, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["protocol_order", "sort_key"]
        constraints = [
            models.CheckConstraint(
                name="organisation_valid_from_before_to",
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_from__lte=F("valid_to")),
            )
        ]
        indexes = [models.Index(fields=["kind", "sort_key"])]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.search = fold(" ".join([self.name_vi, self.name_en, self.short_name, self.code]))
        self.sort_key = text_key(self.short_name)[:600]
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched

    @property
    def name(self) -> str:
        return in_own_language(self.name_vi, self.name_en)


class Alias(models.Model):
    """Another way in which documents write the name; ``folded`` is compared, ``text`` kept."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="aliases")
    text = models.CharField(max_length=200)
    folded = models.CharField(max_length=200, db_index=True, editable=False)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "folded"], name="alias_once_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return self.text

    def save(self, *args: object, **kwargs: object) -> None:
        self.folded = fold(self.text)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # passed through untouched


class Succession(models.Model):
    """``successor`` took over (a part of) ``predecessor`` on a day, by a decision."""

    predecessor = models.ForeignKey(Organisation, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Organisation, models.PROTECT, related_name="inheritances")
    on = models.DateField()
    is_whole = models.BooleanField(default=True)
    is_confirmed = models.BooleanField(default=True)
    basis = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                name="succession_between_two", condition=~Q(predecessor=F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} -> {self.successor_id}"


class UnitGroup(models.Model):
    """A named group as plans write it ("126 phường, xã"), with dated members.

    ``succeeded_by`` says which group an old name means from a day on ("quận, huyện, thị xã").
    """

    code = models.SlugField(max_length=40, unique=True)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    order = models.PositiveIntegerField(default=100)
    is_confirmed = models.BooleanField(default=True)
    written_as = models.JSONField(default=list, blank=True)
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors"
    )
    succeeded_on = models.DateField(null=True, blank=True)
    members = models.ManyToManyField(Organisation, through="Membership", related_name="groups")

    class Meta:
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                name="unit_group_successor_with_its_day",
                condition=Q(succeeded_by=None, succeeded_on=None)
                | Q(succeeded_by__isnull=False, succeeded_on__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def on(self, day: date) -> UnitGroup:
        """The group that this name means on the day."""
        group = self
        while group.succeeded_by and group.succeeded_on and group.succeeded_on <= day:
            group = group.succeeded_by
        return group

    def members_on(self, day: date) -> OrganisationQuerySet:
        members = Membership.objects.filter(valid_on(day), group=self.on(day))
        return Organisation.objects.filter(pk__in=members.values("organisation"))

    @property
    def name(self) -> str:
        return in_own_language(self.name_vi, self.name_en)


class Membership(models.Model):
    group = models.ForeignKey(UnitGroup, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "organisation"],
                condition=Q(valid_to=None),
                name="membership_open_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.organisation_id}"


class Exchange(models.Model):
    """One thing that went between us and a partner: what, when, in which direction."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="exchanges")
    on = models.DateField(_("day"))
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    summary = models.CharField(_("what"), max_length=500)
    reference = models.CharField(_("document"), max_length=200, blank=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.summary


def resolve(organisation_ids: Iterable[int], on: date) -> dict[int, tuple[int, ...]]:
    """Each unit -> the units that stand for it on the day: itself, or its heirs, or (for a day
    before it existed) those that it came from. Two queries, however many units.
    """
    wanted = set(organisation_ids)
    lines = _Lines.load(on)
    return {pk: tuple(dict.fromkeys(lines.standing_for(pk))) for pk in wanted}


def whole_heirs(organisation_ids: Iterable[int], on: date) -> dict[int, int]:
    """Unit no longer in force -> the one that took it over whole, through every merger since.

    Absent: what is in force, what was divided, and whose heir is not known for sure. Two queries.
    """
    valid = set(Organisation.objects.valid(on).values_list("pk", flat=True))
    steps: dict[int, list[tuple[int, bool]]] = {}
    for one in Succession.objects.filter(on__lte=on):
        is_sure = one.is_whole and one.is_confirmed
        steps.setdefault(one.predecessor_id, []).append((one.successor_id, is_sure))
    found: dict[int, int] = {}
    for start in set(organisation_ids) - valid:
        pk, passed = start, {start}
        while len(step := steps.get(pk, [])) == 1 and step[0][1] and step[0][0] not in passed:
            pk = step[0][0]
            passed.add(pk)
            if pk in valid:
                found[start] = pk
                break
    return found


def regroup(counts: Mapping[int, int], on: date) -> dict[int, int]:
    """Figures by unit, read in the units of a day; the sum never changes.

    A figure moves to the unit that took over the whole; one that went to several stays under the
    unit that earned it, because nobody can say how it divides.
    """
    found = resolve(counts, on)
    totals: dict[int, int] = {}
    for pk, count in counts.items():
        heirs = found[pk]
        key = heirs[0] if len(heirs) == 1 else pk
        totals[key] = totals.get(key, 0) + count
    return totals


@dataclass(frozen=True, slots=True)
class _Lines:
    """Who is in force on a day, and who came before and after whom."""

    valid: frozenset[int]
    heirs: dict[int, list[int]]
    origins: dict[int, list[int]]

    @classmethod
    def load(cls, on: date) -> _Lines:
        valid = frozenset(Organisation.objects.valid(on).values_list("pk", flat=True))
        heirs: dict[int, list[int]] = {}
        origins: dict[int, list[int]] = {}
        pairs = Succession.objects.order_by("on", "pk")
        for old, new, day in pairs.values_list("predecessor_id", "successor_id", "on"):
            if day <= on:
                heirs.setdefault(old, []).append(new)
            else:
                origins.setdefault(new, []).append(old)
        return cls(valid, heirs, origins)

    def standing_for(self, pk: int) -> Iterator[int]:
        if pk in self.valid:
            yield pk
            return
        for next_pk in self.heirs.get(pk) or self.origins.get(pk) or []:
            yield from self.standing_for(next_pk)
