"""From the class in the database to the plain values that its papers are made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents.models import Paper
from khuevan.documents.samples import department_of, parent_name, signature_of, symbol_of
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import format_date
from khuevan.people.enums import OrganisationKind
from khuevan.people.models import Organisation
from khuevan.plans.models import Plan
from khuevan.training.entries import place_of
from khuevan.training.enums import Mode
from khuevan.training.models import ClassRun, Nomination
from khuevan.training.printing.letters import Occasion, Summoned
from khuevan.training.tickets import ticket_of
from khuevan.vanban.catalogue import state_type

COMMITTEES = frozenset({OrganisationKind.WARD, OrganisationKind.COMMUNE})


def occasion(run: ClassRun, *, on: date | None = None) -> Occasion:
    """How papers name the class; number and day are those of its signed summons, once given.

    ``on``: the day that another paper bears; it has no number of văn thư.
    """
    if run.starts_at is None:
        raise Refused(
            _("The class has no day and hour yet. Set them on the page of the class first.")
        )
    issuer = run.issuer or department_of(run.owner)
    paper = paper_of(run)
    return Occasion(
        title=run.title,
        plan=_plan(run.plan) if run.plan else "",
        starts=timezone.localtime(run.starts_at),
        ends=timezone.localtime(run.ends_at) if run.ends_at else None,
        place=place_of(run),
        is_online=run.mode == Mode.ONLINE,
        issuer=issuer.name_vi,
        parent_issuer=parent_name(issuer),
        symbol=paper.symbol if paper else symbol_of(state_type("CV"), issuer, run.owner),
        signature=signature_of(issuer),
        contact=settings.OFFICE_CONTACT,
        number=paper.number if paper and on is None else None,
        date=on or (paper.date if paper else None),
    )


def origin_of(run: ClassRun) -> str:
    """What the signed document of the summonses is made of."""
    return f"{audit.key_of(run)}#summons"


def paper_of(run: ClassRun) -> Paper | None:
    live = Paper.objects.exclude(state="cancelled")
    return live.filter(origin=origin_of(run)).first()


def people(nominations: Iterable[Nomination], run: ClassRun) -> list[Summoned]:
    """Their seats and units must have been fetched with them."""
    return [
        Summoned(
            name=one.full_name,
            position=one.position,
            unit=(unit := _as_unit(one.seat.organisation)),
            addressee=unit,
            ticket=ticket_of(one, run.pk),
        )
        for one in nominations
    ]


def _as_unit(organisation: Organisation) -> str:
    """A ward is written to through its people's committee."""
    name = organisation.name_vi
    if organisation.kind in COMMITTEES and name.startswith(("Phường ", "Xã ", "Đặc khu ")):
        return f"UBND {name[0].lower()}{name[1:]}"
    return name


def _plan(plan: Plan) -> str:
    if not (plan.number and plan.date):
        return f"Kế hoạch {plan.title[:1].lower()}{plan.title[1:]}"
    of = f" của {plan.issuer.name_vi}" if plan.issuer else ""
    return f"Kế hoạch số {plan.number} ngày {format_date(plan.date)}{of}"
