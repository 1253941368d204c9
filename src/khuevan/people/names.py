"""A unit's name as a document writes it, matched to the dated tree. Doubtful names are asked."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Self

from django.db.models import Count, Q

from khuevan.kit.vietnamese import fold, text_key
from khuevan.people import wording
from khuevan.people.enums import OrganisationKind
from khuevan.people.models import Alias, Organisation, Succession, UnitGroup, valid_on

MOST_CANDIDATES = 6
ALIKE = 0.82
LONGEST_NAME = 4  # pieces between commas and "và": "Sở Nông nghiệp và Môi trường" has two


class Reason(StrEnum):
    """How a name was found, or why it has to be asked."""

    EXACT = "exact"
    ALIAS = "alias"
    GROUP = "group"
    UNACCENTED = "unaccented"  # typed without any mark, and only one unit reads so
    SUCCEEDED = "succeeded"  # a group that another has replaced by that day
    ENDED = "ended"  # the unit did not exist any more, or not yet, on that day
    SEVERAL_ALIKE = "several_alike"
    SEVERAL_NAMED = "several_named"
    OTHER_MARKS = "other_marks"  # the same letters with other marks: "Sở Y tê"
    PART_OF_GROUP = "part_of_group"  # "các đơn vị liên quan": some of a group, unsaid which
    OTHER_COUNT = "other_count"  # "18 sở, ban, ngành" where the group has 16
    SIMILAR = "similar"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Candidate:
    label: str
    organisation_id: int | None = None
    group_id: int | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """`organisation_id` or `group_id` only when `sure`; else `candidates` is what to ask about."""

    written: str
    sure: bool
    reason: Reason
    organisation_id: int | None = None
    group_id: int | None = None
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unit:
    pk: int
    label: str
    parent: int | None
    is_valid: bool
    kind: str


@dataclass(frozen=True, slots=True)
class _Group:
    pk: int
    label: str
    members: int
    means: int  # the group that stands for it on the day


@dataclass(slots=True)
class Index:
    """The tree of one day, read once; every match after that asks the database nothing."""

    on: date
    units: dict[int, _Unit] = field(default_factory=dict)
    groups: dict[int, _Group] = field(default_factory=dict)
    successors: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_key: dict[str, dict[int, Reason]] = field(default_factory=lambda: defaultdict(dict))
    by_fold: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    group_keys: dict[str, int] = field(default_factory=dict)

    @classmethod
    def load(cls, on: date) -> Self:
        index = cls(on)
        index._load_units()
        index._load_groups()
        pairs = Succession.objects.order_by("on").values_list("predecessor_id", "successor_id")
        for old, new in pairs:
            index.successors[old].append(new)
        return index

    def _load_units(self) -> None:
        valid = set(Organisation.objects.valid(self.on).values_list("pk", flat=True))
        rows = Organisation.objects.values_list(
            "pk", "name_vi", "short_name", "name_en", "parent_id", "kind"
        )
        for pk, name, short, english, parent, kind in rows:
            self.units[pk] = _Unit(pk, name, parent, pk in valid, kind)
            self._name(pk, name, Reason.EXACT)
            self._name(pk, short, Reason.ALIAS)
            self._name(pk, english, Reason.ALIAS)
        for pk, text in Alias.objects.filter(valid_on(self.on)).values_list(
            "organisation_id", "text"
        ):
            self._name(pk, text, Reason.ALIAS)

    def _name(self, pk: int, text: str, reason: Reason) -> None:
        if text:
            self.by_key[text_key(text)].setdefault(pk, reason)
            self.by_fold[wording.folded(text)].add(pk)

    def _load_groups(self) -> None:
        counted = Count("memberships", filter=_member_on(self.on))
        found = {g.pk: g for g in UnitGroup.objects.annotate(size=counted)}
        for group in found.values():
            means = group
            while means.succeeded_by_id and means.succeeded_on and means.succeeded_on <= self.on:
                means = found[means.succeeded_by_id]
            size = means.size
            self.groups[group.pk] = _Group(group.pk, group.name_vi, size, means.pk)
            for text in (group.name_vi, group.name_en, *group.written_as):
                self.group_keys.setdefault(wording.group_key(text), group.pk)

    # -- one name

    def match(self, written: str) -> Match:
        text = wording.clean(written)
        if not text:
            return Match(written, False, Reason.UNKNOWN)
        if found := self._known(written, text):
            return found
        parts = self._named_in(text)
        if len(parts) > 1:
            shown = (candidate for part in parts for candidate in part.candidates)
            asked = tuple(dict.fromkeys(shown))[:MOST_CANDIDATES]
            return Match(written, False, Reason.SEVERAL_NAMED, candidates=asked)
        return self._unknown(written)

    def match_all(self, written: str) -> tuple[Match, ...]:
        """For a phrase that may name several: "Sở Y tế, Sở Nội vụ và UBND các phường, xã"."""
        text = wording.clean(written)
        whole = self._known(written, text) if text else None
        return (whole,) if whole and whole.sure else self._named_in(text) or (self.match(written),)

    def _known(self, written: str, text: str) -> Match | None:
        """What the tree answers without guessing at likeness; None when it knows no such name."""
        if found := self._match_group(written, text):
            return found
        readings = list(wording.readings(text))
        for find in (self._exact, self._within, self._plain, self._ended, self._other_marks):
            for reading in readings:
                if found := find(written, reading):
                    return found
        return None

    def _named_in(self, text: str) -> tuple[Match, ...]:
        """The names of a phrase, each as long as the tree knows one: "và" also joins inside names.

        Empty when the phrase names only one, or none that is sure.
        """
        pieces, fixed = wording.pieces(text)
        if len(pieces) < 2:
            return ()
        found: list[Match] = []
        start = 0
        while start < len(pieces):
            for end in range(min(len(pieces), start + LONGEST_NAME), start, -1):
                span = wording.restored("".join(pieces[start:end]), fixed).strip(wording.EDGES)
                span = wording.JOINING.sub("", span)
                known = self._known(span, wording.clean(span))
                if end == start + 1 or (known and known.sure):
                    found.append(
                        known or self._similar(span, list(wording.readings(wording.clean(span))))
                    )
                    start = end
                    break
        # No known name in it: then it is one name, unknown as a whole.
        return tuple(found) if any(match.sure for match in found) else ()

    def _match_group(self, written: str, text: str) -> Match | None:
        bare = wording.SOME.sub("", text)
        count = wording.COUNT.match(wording.MANY.sub("", bare))
        for reading in wording.group_readings(bare):
            pk = self.group_keys.get(wording.group_key(reading))
            if pk is not None:
                return self._group_answer(written, pk, count, is_part=bare != text)
        return None

    def _group_answer(
        self, written: str, pk: int, count: re.Match[str] | None, *, is_part: bool
    ) -> Match:
        group = self.groups[self.groups[pk].means]
        asked = (Candidate(group.label, group_id=group.pk),)
        if is_part:
            return Match(written, False, Reason.PART_OF_GROUP, candidates=asked)
        if count and int(count[1]) != group.members:
            return Match(written, False, Reason.OTHER_COUNT, candidates=asked)
        reason = Reason.GROUP if group.pk == pk else Reason.SUCCEEDED
        return Match(written, True, reason, group_id=group.pk, candidates=asked)

    def _exact(self, written: str, reading: str) -> Match | None:
        found = self.by_key.get(text_key(reading), {})
        valid = [pk for pk in found if self.units[pk].is_valid]
        if not valid:
            return None
        if len(valid) > 1 or self._name_is_shared(reading, found):
            return self._ask(written, Reason.SEVERAL_ALIKE, found)
        return self._sure(written, valid[0], found[valid[0]])

    def _name_is_shared(self, reading: str, found: dict[int, Reason]) -> bool:
        """A bare place ("Hoàn Kiếm") that a ward has now and a district had before."""
        if len(found) > 1:
            return True
        pk = next(iter(found))
        if self.units[pk].kind not in (OrganisationKind.WARD, OrganisationKind.COMMUNE):
            return False
        bare = fold(reading)
        return any(
            not unit.is_valid
            and unit.kind == OrganisationKind.DISTRICT
            and fold(unit.label).endswith(f" {bare}")
            and not bare.startswith(("phuong ", "xa "))
            for unit in self.units.values()
        )

    def _within(self, written: str, reading: str) -> Match | None:
        """ "Cục TTCS&TTĐN - Bộ VH,TT&DL", "Sở X (Phòng Y)": the part, when it lies in the whole."""
        for part, whole in wording.parts(reading):
            for candidate in wording.readings(part):
                found = self._exact(written, candidate)
                if found and found.sure and self._lies_in(found.organisation_id, whole):
                    return found
        return None

    def _lies_in(self, pk: int | None, whole: str) -> bool:
        """Does `whole` name the parent, surely or nearly?"""
        parent = self.units[pk].parent if pk else None
        if parent is None:
            return False
        found = self.match(whole)
        near = {candidate.organisation_id for candidate in found.candidates}
        return parent == found.organisation_id or parent in near

    def _plain(self, written: str, reading: str) -> Match | None:
        """A name typed without any mark is sure when only one unit reads so."""
        if not reading.isascii():
            return None
        valid = [
            pk for pk in self.by_fold.get(wording.folded(reading), ()) if self.units[pk].is_valid
        ]
        if len(valid) == 1 and not self._name_is_shared(reading, {valid[0]: Reason.UNACCENTED}):
            return self._sure(written, valid[0], Reason.UNACCENTED)
        return self._ask(written, Reason.SEVERAL_ALIKE, valid) if valid else None

    def _ended(self, written: str, reading: str) -> Match | None:
        found = self.by_key.get(text_key(reading), {})
        if not found:
            return None
        heirs = [heir for pk in found for heir in self._heirs(pk)]
        return self._ask(written, Reason.ENDED, heirs or list(found))

    def _heirs(self, pk: int) -> Iterator[int]:
        for heir in self.successors.get(pk, ()):
            if self.units[heir].is_valid:
                yield heir
            else:
                yield from self._heirs(heir)

    def _other_marks(self, written: str, reading: str) -> Match | None:
        found = [
            pk for pk in self.by_fold.get(wording.folded(reading), ()) if self.units[pk].is_valid
        ]
        return self._ask(written, Reason.OTHER_MARKS, found) if found else None

    def _valid_by_fold(self, reading: str) -> list[int]:
        found = self.by_fold.get(wording.folded(reading), ())
        return sorted(pk for pk in found if self.units[pk].is_valid)

    def _unknown(self, written: str) -> Match:
        return self._similar(written, list(wording.readings(wording.clean(written))))

    def _similar(self, written: str, readings: list[str]) -> Match:
        """Units with a name like it, those of the same kind ("Bộ ...") first."""
        names = [name for name, pks in self.by_fold.items() if self._any_valid(pks)]
        alike: dict[str, None] = {}
        for reading in readings:
            alike.update(dict.fromkeys(_alike(wording.folded(reading), names)))
        kinds = {wording.folded(reading).split(" ")[0] for reading in readings}
        ordered = sorted(alike, key=lambda name: name.split(" ")[0] not in kinds)
        found = [pk for name in ordered for pk in self.by_fold[name] if self.units[pk].is_valid]
        if not found:
            return Match(written, False, Reason.UNKNOWN)
        return self._ask(written, Reason.SIMILAR, found)

    def _any_valid(self, pks: Iterable[int]) -> bool:
        return any(self.units[pk].is_valid for pk in pks)

    def _sure(self, written: str, pk: int, reason: Reason) -> Match:
        shown = (Candidate(self.units[pk].label, organisation_id=pk),)
        return Match(written, True, reason, organisation_id=pk, candidates=shown)

    def _ask(self, written: str, reason: Reason, pks: Iterable[int]) -> Match:
        shown = tuple(
            Candidate(self.units[pk].label, organisation_id=pk) for pk in dict.fromkeys(pks)
        )
        return Match(written, False, reason, candidates=shown[:MOST_CANDIDATES])


def _alike(wanted: str, names: list[str]) -> Iterator[str]:
    """Near in spelling, then standing inside what was written, then going on from it."""
    yield from get_close_matches(wanted, names, n=MOST_CANDIDATES, cutoff=ALIKE)
    inside = (name for name in names if len(name) > 6 and f" {name} " in f" {wanted} ")
    yield from sorted(inside, key=len, reverse=True)
    words = set(wanted.split())
    if len(words) > 1:
        first = wanted.split()[0]
        longer = (n for n in names if n.split()[0] == first and words <= set(n.split()))
        yield from sorted(longer, key=len)[:MOST_CANDIDATES]


def _member_on(day: date) -> Q:
    return Q(Q(memberships__valid_from=None) | Q(memberships__valid_from__lte=day)) & Q(
        Q(memberships__valid_to=None) | Q(memberships__valid_to__gte=day)
    )
