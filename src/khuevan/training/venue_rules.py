"""Does a hall meet what the plan asks (R11)? Each check with what was asked and what is known.

A rule is what ``ClassRun.venue_rule`` holds: ``{"stars": 3, "city": "Hà Nội", "step_free": true}``.
Stars count only by a decision that holds on the day of the class; what nobody knows does not pass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit.vietnamese import fold, format_date
from khuevan.training.models import ClassRun, Venue, VenueProof

PREFIXES = ("thanh pho ", "tinh ", "tp. ", "tp.", "tp ")


class Reason(StrEnum):
    """Why a check is not passed; "" when it is."""

    NO_PROOF = "no_proof"
    PROOF_EXPIRED = "proof_expired"
    PROOF_NOT_YET = "proof_not_yet"
    TOO_FEW_STARS = "too_few_stars"
    OTHER_CITY = "other_city"
    TOO_SMALL = "too_small"
    SIZE_UNKNOWN = "size_unknown"
    STEPS = "steps"
    STEPS_UNKNOWN = "steps_unknown"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the pass/fail sheet."""

    asked: str
    found: str
    reason: Reason | None = None

    @property
    def passes(self) -> bool:
        return self.reason is None


@dataclass(frozen=True, slots=True)
class VenueVerdict:
    on: date
    checks: tuple[Check, ...]

    @property
    def passes(self) -> bool:
        return all(one.passes for one in self.checks)

    @property
    def failed(self) -> tuple[Check, ...]:
        return tuple(one for one in self.checks if not one.passes)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        return tuple(one.reason for one in self.checks if one.reason)


def judge(venue: Venue, rule: Mapping[str, object], seats: int, on: date) -> VenueVerdict:
    """One query for the proofs, none when they were fetched before."""
    checks = []
    if stars := _whole(rule.get("stars")):
        checks.append(_stars(list(venue.proofs.all()), stars, on))
    if city := str(rule.get("city") or ""):
        checks.append(_city(venue.city, city))
    if seats:
        checks.append(_size(venue.capacity, seats))
    if rule.get("step_free"):
        checks.append(_step_free(venue.is_step_free))
    return VenueVerdict(on, tuple(checks))


def judge_run(run: ClassRun) -> VenueVerdict | None:
    """The venue of a class against the class's own rule; None while no venue is chosen."""
    if run.venue is None:
        return None
    return judge(run.venue, run.venue_rule, run.seats.count(), day_of(run))


def day_of(run: ClassRun) -> date:
    """The day on which the proof must hold: that of the class, else the last that it may have."""
    if run.starts_at:
        return timezone.localdate(run.starts_at)
    return run.window_to or timezone.localdate()


def proof_on(proofs: list[VenueProof], on: date) -> VenueProof | None:
    """The decision that counts on the day: of those in force the youngest, better or worse."""
    in_force = [one for one in proofs if one.holds_on(on)]
    return max(in_force, key=lambda one: (one.valid_from, one.pk), default=None)


def _stars(proofs: list[VenueProof], wanted: int, on: date) -> Check:
    asked = ngettext("%(count)d star or more", "%(count)d stars or more", wanted) % {
        "count": wanted
    }
    holds = proof_on(proofs, on)
    if holds:
        found = ngettext(
            "%(count)d star by %(number)s, until %(day)s",
            "%(count)d stars by %(number)s, until %(day)s",
            holds.stars,
        ) % {"count": holds.stars, "number": holds.number, "day": format_date(holds.valid_to)}
        return Check(asked, found, Reason.TOO_FEW_STARS if holds.stars < wanted else None)
    if not proofs:
        return Check(asked, _("no decision about its stars is held here"), Reason.NO_PROOF)
    last = max(proofs, key=lambda one: one.valid_to)
    facts = {"number": last.number, "day": format_date(last.valid_to), "on": format_date(on)}
    if last.valid_to < on:
        found = _("%(number)s ran out on %(day)s, before the day %(on)s") % facts
        return Check(asked, found, Reason.PROOF_EXPIRED)
    found = _("%(number)s is not yet in force on %(on)s") % facts
    return Check(asked, found, Reason.PROOF_NOT_YET)


def _city(city: str, wanted: str) -> Check:
    asked = _("in %(city)s") % {"city": wanted}
    other = None if _bare(city) == _bare(wanted) else Reason.OTHER_CITY
    return Check(asked, _("in %(city)s") % {"city": city}, other)


def _size(capacity: int | None, seats: int) -> Check:
    asked = ngettext("%(count)d seat or more", "%(count)d seats or more", seats) % {"count": seats}
    if capacity is None:
        return Check(asked, _("how many seats it has is not known"), Reason.SIZE_UNKNOWN)
    found = ngettext("%(count)d seat", "%(count)d seats", capacity) % {"count": capacity}
    return Check(asked, found, Reason.TOO_SMALL if capacity < seats else None)


def _step_free(is_step_free: bool | None) -> Check:
    asked = _("step-free access")
    if is_step_free is None:
        return Check(asked, _("whether it has steps is not known"), Reason.STEPS_UNKNOWN)
    if is_step_free:
        return Check(asked, asked)
    return Check(asked, _("only by steps"), Reason.STEPS)


def _bare(city: str) -> str:
    """ "Thành phố Hà Nội", "TP. Hà Nội" and "Hanoi" are one city."""
    name = fold(city)
    for prefix in PREFIXES:
        name = name.removeprefix(prefix)
    return name.replace(" ", "")


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else 0
