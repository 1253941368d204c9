from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.kit.vietnamese import format_date
from khuevan.people.enums import Kind
from khuevan.people.models import Membership, Organisation, UnitGroup


@transaction.atomic
def change_group(group: UnitGroup, values: Mapping[str, object], *, by: Actor) -> None:
    changed = {name: value for name, value in values.items() if getattr(group, name) != value}
    if not changed:
        return
    for name, value in changed.items():
        setattr(group, name, value)
    group.save()
    audit.record(Kind.GROUP_CHANGED, group, by=by, fields=sorted(changed))


@transaction.atomic
def add_member(
    group: UnitGroup, organisation: Organisation, *, starts: date, by: Actor
) -> Membership:
    UnitGroup.objects.select_for_update().get(pk=group.pk)
    if group.memberships.filter(organisation=organisation, valid_to=None).exists():
        raise Refused(_("%(unit)s is in this group already.") % {"unit": organisation})
    member = Membership.objects.create(group=group, organisation=organisation, valid_from=starts)
    audit.record(Kind.GROUP_CHANGED, group, by=by, after=f"+ {organisation.name_vi}"[:200],
                 unit=organisation.pk, starts=starts.isoformat())  # fmt: skip
    return member


@transaction.atomic
def end_member(membership: Membership, *, on: date, by: Actor) -> None:
    """The last day in the group; lists of earlier days keep the unit."""
    if membership.valid_from and on < membership.valid_from:
        raise Refused(
            _("The unit came into the group on %(day)s; it cannot leave before.")
            % {"day": format_date(membership.valid_from)}
        )
    if not Membership.objects.filter(pk=membership.pk, valid_to=None).update(valid_to=on):
        raise AlreadyDecided(_("This unit has already left the group."))
    unit = membership.organisation
    audit.record(Kind.GROUP_CHANGED, membership.group, by=by, before=f"− {unit.name_vi}"[:200],
                 unit=unit.pk, ends=on.isoformat())  # fmt: skip
