from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.kit.vietnamese import format_date
from khuevan.people.enums import Kind
from khuevan.people.models import FocalPoint, Membership, Organisation, Succession


@transaction.atomic
def merge(
    predecessors: Sequence[Organisation], successor: Organisation, *, on: date, basis: str,
    by: Actor,
) -> Organisation:  # fmt: skip
    """From `on`, `successor` stands for all `predecessors`; what happened before stays theirs.

    A successor without a key is new and begins on that day; one that exists goes on and absorbs.
    """
    keys = [one.pk for one in predecessors]
    closing = list(Organisation.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    _refuse_impossible(closing, successor, on, basis)
    is_new = successor.pk is None
    if is_new:
        successor.valid_from = on
        successor.save()
        audit.record(Kind.ORGANISATION_ADDED, successor, by=by, after=successor.name_vi, why=basis)
    last_day = on - timedelta(days=1)
    _move_memberships(keys, successor, on, last_day)
    FocalPoint.objects.filter(
        organisation__in=keys, valid_to=None, valid_from__lte=last_day
    ).update(valid_to=last_day)
    for old in closing:
        old.valid_to = last_day
        old.save(update_fields=["valid_to"])
        Succession.objects.create(predecessor=old, successor=successor, on=on, basis=basis)
        audit.record(Kind.ORGANISATION_MERGED, old, by=by, before=old.name_vi,
                     after=successor.name_vi, why=basis, on=on.isoformat(),
                     successor=successor.pk)  # fmt: skip
    audit.record(
        Kind.ORGANISATION_MERGED, successor, by=by, after=successor.name_vi, why=basis,
        before=", ".join(old.name_vi for old in closing)[:200], on=on.isoformat(),
        predecessors=keys,
    )  # fmt: skip
    return successor


def _move_memberships(
    keys: Sequence[int], successor: Organisation, on: date, last_day: date
) -> None:
    open_ones = Membership.objects.filter(organisation__in=keys, valid_to=None)
    groups = sorted(set(open_ones.values_list("group", flat=True)))
    open_ones.update(valid_to=last_day)
    has = set(successor.memberships.filter(valid_to=None).values_list("group", flat=True))
    Membership.objects.bulk_create(
        Membership(group_id=group, organisation=successor, valid_from=on)
        for group in groups
        if group not in has
    )


def _refuse_impossible(
    closing: Sequence[Organisation], successor: Organisation, on: date, basis: str
) -> None:
    if not closing:
        raise Refused(_("Choose the units that are merged."))
    if not basis.strip():
        raise Refused(_("Name the decision on which the merger rests."))
    if successor.pk in {old.pk for old in closing}:
        raise Refused(
            _("%(unit)s cannot be its own successor. Leave it out of the merged units: a unit "
              "that goes on and takes in others is the successor only.") % {"unit": successor}
        )  # fmt: skip
    if successor.pk is None and len(closing) < 2:
        raise Refused(_("One unit alone cannot merge into a new one: change its name instead."))
    for old in closing:
        if old.valid_to is not None:
            raise Refused(
                _("%(unit)s ended on %(day)s and cannot be merged again.")
                % {"unit": old, "day": format_date(old.valid_to)}
            )
        if old.valid_from and old.valid_from >= on:
            raise Refused(
                _("%(unit)s began on %(day)s; a merger must be later.")
                % {"unit": old, "day": format_date(old.valid_from)}
            )
    if successor.pk and successor.valid_to is not None and successor.valid_to < on:
        raise Refused(_("%(unit)s has ended by that day.") % {"unit": successor})
