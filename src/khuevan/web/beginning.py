"""Where an office that has just been installed begins."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from khuevan.people.models import User
from khuevan.people.permissions import Can
from khuevan.plans.models import Plan
from khuevan.web.home import Card, Home


def first_step(home: Home, user: User) -> Card | None:
    """Where a new office begins, by what this person may do; nothing once it has a plan."""
    if not home.is_bare() or Plan.objects.exists():
        return None
    if user.can(Can.PLAN_EDIT):
        return Card(
            _("Begin with the first plan"), reverse("plans:upload"), _("Bring in a plan"),
            note=_(
                "Bring it as the document that it is. Its clauses are read, you confirm them, and tasks, "
                "classes, estimates and reports follow from them."
            ),
        )  # fmt: skip
    if user.can(Can.ACCOUNT_MANAGE):
        return Card(
            _("Begin with the people of the office"), reverse("people:add_account"),
            _("Invite somebody"),
            note=_("Each gets a role; a lead officer then brings in the first plan."),
        )  # fmt: skip
    return Card(
        _("The office has no plan yet"), reverse("tour"), _("A short tour"),
        note=_("Once a lead officer has brought in the first one, what waits for you stands here."),
    )  # fmt: skip
