"""A supplementary estimate (dự toán bổ sung): more money for what is approved, by the same steps.

The class's gate and its vouchers stay with the first estimate; the supplement has lines, vouchers
and a settlement of its own, and the first is not examined before its supplements are locked.
"""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.budget.actions.lines import start_estimate
from khuevan.budget.actions.moves import require_power
from khuevan.budget.actions.paying import held
from khuevan.budget.enums import UNDECIDED, EstimateState, Kind
from khuevan.budget.models import Estimate
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.people.models import User
from khuevan.people.permissions import Can


@transaction.atomic
def start_supplement(main: Estimate, *, by: User) -> Estimate:
    """A draft beside an approved estimate; one undecided at a time."""
    require_power(by, Can.BUDGET_PREPARE)
    locked = held(main.pk, {EstimateState.APPROVED})
    if locked.supplements_id:
        raise Refused(_("This is a supplement itself. Begin another one from the first estimate."))
    if open_one := locked.supplementary.filter(state__in=UNDECIDED).first():
        raise Refused(_("“%(title)s” is not decided yet. Go on there.") % {"title": open_one.title})
    number = 1 + locked.supplementary.exclude(state=EstimateState.CANCELLED).count()
    title = _("%(title)s (supplement no. %(number)d)") % {
        "title": locked.title[:450], "number": number,
    }  # fmt: skip
    made = start_estimate(
        title, by=by, task=locked.task, source=locked.source,
        on=max(locked.on, timezone.localdate()), supplements=locked,
    )  # fmt: skip
    audit.record(Kind.SUPPLEMENTED, locked, by=by, after=made.title[:200], supplement=made.pk)
    return made
