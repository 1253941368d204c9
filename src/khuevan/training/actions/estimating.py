"""The estimate of a class, begun from what the class needs or from an earlier one."""

from __future__ import annotations

from django.utils.translation import gettext as _

from khuevan.budget import actions as budget
from khuevan.budget.models import Estimate, FundingSource
from khuevan.kit import audit
from khuevan.kit.errors import Refused
from khuevan.people.models import User
from khuevan.training.enums import RunState
from khuevan.training.estimating import day_of, propose, task_of
from khuevan.training.models import ClassRun


def begin_estimate(
    run: ClassRun,
    *,
    by: User,
    source: FundingSource | None = None,
    previous: Estimate | None = None,
) -> Estimate:
    """One alive per class; its officer fills in what no norm, quote or fee says."""
    if run.state == RunState.CANCELLED:
        raise Refused(_("The class was called off: it needs no estimate."))
    return budget.start_estimate(
        run.title, propose(run, previous), by=by, origin=audit.key_of(run), source=source,
        on=day_of(run), previous=previous, task=task_of(run),
    )  # fmt: skip
