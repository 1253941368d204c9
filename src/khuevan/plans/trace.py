"""From the plans above to ours and back: what cites nothing, is not taken or not fulfilled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from khuevan.documents.models import Citation, LegalBasis
from khuevan.documents.models.bases import number_key
from khuevan.kit import audit
from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.plans.likeness import ratio
from khuevan.plans.models import Clause, Plan


@dataclass(frozen=True, slots=True)
class Basis:
    """A document that the plan cites; ``plan`` when it is in the register."""

    kind: str
    number: str
    date: date | None
    text: str
    plan: Plan | None = None
    is_parent: bool = False
    registered: LegalBasis | None = None
    """Its page in the register of legal bases, which knows whether it is in force."""

    @property
    def proposes_parent(self) -> bool:
        return self.plan is not None and not self.is_parent


def bases(plan: Plan, user: User) -> list[Basis]:
    """The grounds that the plan names, each with the plan of that number the user may see."""
    read = plan.reading.get("legal_bases", [])
    wanted = {number_key(b["number"]) for b in read if b.get("number")}
    visible = Plan.objects.visible_to(user).exclude(number="").exclude(pk=plan.pk)
    by_number = {number_key(p.number): p for p in visible if number_key(p.number) in wanted}
    parents = set(plan.parents.values_list("pk", flat=True))
    registered = {}
    if user.can(Can.PAPER_VIEW):
        citations = Citation.objects.filter(target=audit.key_of(plan)).select_related("basis")
        registered = {(c.basis.number_key, c.as_written): c.basis for c in citations}
    found = []
    for one in read:
        cited = by_number.get(number_key(one.get("number") or ""))
        found.append(
            Basis(
                one.get("kind") or "",
                one.get("number") or "",
                date.fromisoformat(one["date"]) if one.get("date") else None,
                one.get("text") or "",
                cited,
                cited is not None and cited.pk in parents,
                registered.get(
                    (number_key(one.get("number") or ""), (one.get("text") or "")[:1000])
                ),
            )
        )
    return found


def names_on(plan: Plan) -> date:
    """The day whose map of units the plan speaks of (see ``proposals.day_of_names``)."""
    kept = plan.reading.get("names_on", "")
    return plan.date or (date.fromisoformat(kept) if kept else timezone.localdate())


@dataclass(frozen=True, slots=True)
class Trace:
    uncited: list[Clause]
    untaken: list[Clause]
    unfulfilled: list[Clause]
    """Task clauses of the parent plans that no live plan takes up."""


def trace(plan: Plan) -> Trace:
    parents = plan.parents.all()
    return Trace(
        uncited=list(plan.clauses.uncited()),
        untaken=list(plan.clauses.untaken()),
        unfulfilled=list(
            Clause.objects.filter(plan__in=parents).unfulfilled().select_related("plan")
        ),
    )


def offered(clause: Clause, parents: Iterable[Plan], most: int = 5) -> list[Clause]:
    """Clauses of the parent plans likest to this one, to choose from; none is linked by itself."""
    candidates = Clause.objects.filter(plan__in=parents).select_related("plan")
    scored = [(ratio(clause.text, other.text), other) for other in candidates]
    scored.sort(key=lambda one: (-one[0], one[1].pk))
    return [other for score, other in scored[:most] if score > 0]
