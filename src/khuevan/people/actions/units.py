from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import fold
from khuevan.people.enums import Direction, Kind
from khuevan.people.models import Alias, Exchange, Organisation


@transaction.atomic
def add_unit(organisation: Organisation, *, by: Actor) -> Organisation:
    organisation.save()
    audit.record(Kind.ORGANISATION_ADDED, organisation, by=by, after=organisation.name_vi)
    return organisation


@transaction.atomic
def change_unit(
    organisation: Organisation, values: Mapping[str, object], *, by: Actor, why: str = ""
) -> bool:
    """Set the fields that differ; False when none does. The audit names them."""
    fresh = Organisation.objects.select_for_update().get(pk=organisation.pk)
    changed = {name: value for name, value in values.items() if getattr(fresh, name) != value}
    if not changed:
        return False
    _refuse_own_descendant(fresh, changed.get("parent"))
    before = "; ".join(f"{name}: {_shown(getattr(fresh, name))}" for name in changed)
    after = "; ".join(f"{name}: {_shown(value)}" for name, value in changed.items())
    for name, value in changed.items():
        setattr(fresh, name, value)
    fresh.save()
    audit.record(Kind.ORGANISATION_CHANGED, fresh, by=by, before=before[:200], after=after[:200],
                 why=why, fields=sorted(changed))  # fmt: skip
    return True


@transaction.atomic
def set_aliases(organisation: Organisation, texts: Iterable[str], *, by: Actor) -> bool:
    """The other names of a unit, one a line; what is no longer listed goes."""
    wanted = {fold(text): text.strip() for text in texts if text.strip()}
    known = {alias.folded: alias for alias in organisation.aliases.select_for_update()}
    added, gone = wanted.keys() - known.keys(), known.keys() - wanted.keys()
    if not added and not gone:
        return False
    organisation.aliases.filter(folded__in=gone).delete()
    for folded in sorted(added):
        Alias.objects.create(organisation=organisation, text=wanted[folded])
    audit.record(
        Kind.ORGANISATION_CHANGED, organisation, by=by, fields=["aliases"],
        before="; ".join(known[folded].text for folded in sorted(gone))[:200],
        after="; ".join(wanted[folded] for folded in sorted(added))[:200],
    )  # fmt: skip
    return True


@transaction.atomic
def log_exchange(
    organisation: Organisation, *, on: date, direction: Direction, summary: str,
    reference: str = "", by: Actor,
) -> Exchange:  # fmt: skip
    exchange = Exchange.objects.create(
        organisation=organisation, on=on, direction=direction, summary=summary,
        reference=reference, by_name=by.actor_name,
    )  # fmt: skip
    audit.record(Kind.EXCHANGE_LOGGED, organisation, by=by, after=summary[:200], why=reference)
    return exchange


def _refuse_own_descendant(organisation: Organisation, parent: object) -> None:
    above = parent if isinstance(parent, Organisation) else None
    while above:
        if above.pk == organisation.pk:
            raise Refused(_("A unit cannot stand below itself. Choose another parent."))
        above = above.parent


def _shown(value: object) -> str:
    return "–" if value in (None, "") else str(value)
