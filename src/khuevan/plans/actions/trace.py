from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.people.models import User
from khuevan.plans.enums import Kind
from khuevan.plans.models import Clause, ClauseLink, Plan


@transaction.atomic
def set_parent(plan: Plan, parent: Plan, *, by: User) -> None:
    """The plan carries out ``parent``; a plan is never its own ancestor."""
    if parent.pk == plan.pk or plan.pk in _ancestors(parent):
        raise Refused(
            _("“%(parent)s” already carries out this plan, so it cannot stand above it.")
            % {"parent": parent}
        )
    plan.parents.add(parent)
    audit.record(Kind.PARENT_SET, plan, by=by, after=parent.title[:200], parent=parent.pk)


@transaction.atomic
def remove_parent(plan: Plan, parent: Plan, *, by: User) -> None:
    """Clause links to that parent go too: they would hang in the air."""
    ClauseLink.objects.filter(clause__plan=plan, parent__plan=parent).delete()
    plan.parents.remove(parent)
    audit.record(Kind.PARENT_REMOVED, plan, by=by, before=parent.title[:200], parent=parent.pk)


@transaction.atomic
def link(clause: Clause, parent: Clause, *, by: User) -> ClauseLink:
    """The clause fulfils a clause of a parent plan; the plans become child and parent with it."""
    if clause.plan_id == parent.plan_id:
        raise Refused(_("A clause fulfils a clause of another plan, not of its own."))
    if not clause.plan.parents.filter(pk=parent.plan_id).exists():
        set_parent(clause.plan, parent.plan, by=by)
    made, created = ClauseLink.objects.get_or_create(clause=clause, parent=parent)
    if created:
        audit.record(Kind.LINKED, clause, by=by, after=parent.path, parent=parent.pk)
    return made


@transaction.atomic
def unlink(made: ClauseLink, *, by: User) -> None:
    audit.record(Kind.UNLINKED, made.clause, by=by, before=made.parent.path, parent=made.parent_id)
    made.delete()


def _ancestors(plan: Plan) -> set[int]:
    found: set[int] = set()
    level = {plan.pk}
    while level:
        above = Plan.objects.filter(children__in=level).values_list("pk", flat=True)
        level = set(above) - found
        found |= level
    return found
