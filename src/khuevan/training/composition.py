"""Is the nominee the right one ("đúng thành phần")? Rules that propose, with their reasons.

A rule says what it saw; a person decides. Nothing here weighs or ranks people: each reason is a fact
of this nomination, and the worst of them is the proposal.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from khuevan.kit.vietnamese import fold, name_key
from khuevan.people.models import ContactPoint
from khuevan.training import nominees
from khuevan.training.enums import Reason, Verdict
from khuevan.training.models import Nomination, Seat
from khuevan.training.models.seats import NominationQuerySet
from khuevan.training.nominees import Nominee

# Folded words, whole: what a position says about status and duty.
NOT_CIVIL_SERVANT = re.compile(
    r"\b(hop dong|bao ve|lai xe|tap vu|thuc tap|cong tac vien|khong chuyen trach|nghi huu|tinh nguyen)\b"
)
PUBLIC_EMPLOYEE = re.compile(r"\bvien chuc\b")
DUTY = re.compile(
    r"\b(doi ngoai|thong tin|truyen thong|bao chi|van hoa|van xa|tuyen giao|van phong|du lich|"
    r"cong nghe|chuyen doi so|dan van|xa hoi)\b"
)
ON_LEAVE = re.compile(r"\b(nghi phep|nghi che do|thai san|nghi om|di cong tac nuoc ngoai)\b")
WRONG = frozenset({Reason.NOT_CIVIL_SERVANT, Reason.NAMED_TWICE})
OF_OTHERS = frozenset({Reason.NAMED_TWICE, Reason.SAME_REACH, Reason.OF_OTHER_UNIT})


@dataclass(frozen=True, slots=True)
class Others:
    """What else is known of this name, phone and mail: asked once, see ``others_of``."""

    same_person: tuple[str, ...] = ()
    """Other units of the class that named the same person (name and phone or mail)."""
    same_reach: tuple[str, ...] = ()
    """Other units whose nominee has this phone or mail under another name."""
    belongs_to: tuple[str, ...] = ()
    """Other units whose contact this phone or mail is."""


@dataclass(frozen=True, slots=True)
class Proposal:
    verdict: Verdict
    reasons: tuple[Reason, ...] = ()

    @property
    def codes(self) -> list[str]:
        return [str(reason.value) for reason in self.reasons]


def propose(
    facts: Nominee, *, is_focal: bool, has_focal: bool, others: Others | None = None
) -> Proposal:
    """What the rules say of a nominee; ``has_focal``: the unit has named a focal point."""
    own = _reasons(facts, is_focal, has_focal)
    return concluded((*own, *_reasons_of_others(others or Others())))


def with_others(kept: Iterable[str], others: Others) -> Proposal:
    """The reasons that a nomination bears by itself, with what is known of others now."""
    own = [Reason(code) for code in sorted(kept)]
    return concluded((*own, *_reasons_of_others(others)))


def concluded(reasons: tuple[Reason, ...]) -> Proposal:
    if not reasons:
        return Proposal(Verdict.RIGHT)
    return Proposal(Verdict.WRONG if WRONG & set(reasons) else Verdict.DOUBTFUL, reasons)


def _reasons(facts: Nominee, is_focal: bool, has_focal: bool) -> Iterable[Reason]:
    position = fold(facts.position)
    words = f"{position} {fold(facts.not_focal_why)}"
    if NOT_CIVIL_SERVANT.search(position):
        yield Reason.NOT_CIVIL_SERVANT
    elif PUBLIC_EMPLOYEE.search(position):
        yield Reason.PUBLIC_EMPLOYEE
    if has_focal and not is_focal and not facts.not_focal_why:
        yield Reason.NO_REASON
    if not is_focal and not DUTY.search(position):
        yield Reason.OTHER_DUTY
    # "The focal point is on leave" is why another comes; of the nominee it is said in the position.
    if ON_LEAVE.search(position if not is_focal else words):
        yield Reason.ON_LEAVE
    if not (facts.phone or facts.email):
        yield Reason.UNREACHABLE


def _reasons_of_others(others: Others) -> Iterable[Reason]:
    if others.same_person:
        yield Reason.NAMED_TWICE
    if others.same_reach:
        yield Reason.SAME_REACH
    if others.belongs_to:
        yield Reason.OF_OTHER_UNIT


@dataclass(frozen=True, slots=True)
class Look:
    is_focal: bool
    proposal: Proposal


def look(seat: Seat, facts: Nominee) -> Look:
    """What the rules would say of this person on this seat."""
    focal = nominees.focal_point(seat.organisation, timezone.localdate())
    is_focal = focal is not None and nominees.is_same_name(focal.person.full_name, facts.full_name)
    return Look(is_focal, propose(
        facts, is_focal=is_focal, has_focal=focal is not None, others=others_of(seat, facts),
    ))  # fmt: skip


def others_of(seat: Seat, facts: Nominee) -> Others:
    """Two queries: the class's other nominees, and the contacts of other units."""
    reach = _reach(facts)
    alike = twins(seat, facts).exclude(seat__organisation=seat.organisation_id)
    key = name_key(facts.full_name)[:600]
    same: list[str] = []
    shared: list[str] = []
    for one in alike.select_related("seat__organisation"):
        (same if one.sort_key == key else shared).append(one.seat.organisation.name_vi)
    held = ContactPoint.objects.filter(value__in=reach).exclude(organisation=seat.organisation_id)
    owners = held.values_list("organisation__name_vi", flat=True).distinct() if reach else ()
    return Others(tuple(same), tuple(shared), tuple(owners))


def twins(seat: Seat, facts: Nominee) -> NominationQuerySet:
    """Active nominations on other seats of the class that share phone or mail, or that bear the same
    name and cannot be reached at all."""
    same_name = Q(sort_key=name_key(facts.full_name)[:600])
    shares = Q()
    if facts.phone:
        shares |= Q(phone=facts.phone)
    if facts.email:
        shares |= Q(email=facts.email)
    unreachable = same_name & Q(phone="", email="") if shares else same_name
    found = Nomination.objects.active().filter(seat__run=seat.run_id).exclude(seat=seat.pk)
    return found.filter(shares | unreachable)


def _reach(facts: Nominee) -> list[str]:
    return [value for value in (facts.phone, facts.email) if value]


def facts_of(nomination: Nomination) -> Nominee:
    return Nominee(
        full_name=nomination.full_name, position=nomination.position, phone=nomination.phone,
        email=nomination.email, not_focal_why=nomination.not_focal_why,
    )  # fmt: skip
