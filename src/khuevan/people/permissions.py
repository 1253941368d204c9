"""Who may do what, on one screen."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum, auto
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from khuevan.people.enums import Role

View = Callable[..., HttpResponseBase]


class Can(StrEnum):
    WORK_VIEW = auto()  # own dashboard, search, own works and filters
    UNIT_VIEW = auto()
    UNIT_EDIT = auto()
    LINK_MANAGE = auto()
    PLAN_VIEW = auto()
    PLAN_EDIT = auto()  # upload, confirm clauses, set roles and dates, submit
    PLAN_ADVISE = (
        auto()
    )  # give guidance on a plan that oneself or the own department is asked about
    PLAN_APPROVE = auto()
    PROCEDURE_KEEP = auto()  # keep the checklist of procedure
    GATE_OVERRIDE = auto()
    TASK_SEND = auto()
    ASSIGNMENT_VIEW_ALL = auto()
    ASSIGNMENT_REPORT = auto()  # receive, assign, report on what the own unit owes
    ASSIGNMENT_JUDGE = auto()  # accept or return evidence, evaluate, answer difficulties
    REMIND = auto()
    BASIS_EDIT = auto()  # keep the register of legal bases
    PAPER_VIEW = auto()
    PAPER_WRITE = auto()  # draft documents, ask for opinions, submit
    PAPER_CHECK = auto()  # look at the form of somebody else's draft
    PAPER_SIGN = auto()  # sign or return what was submitted
    PAPER_NUMBER = auto()  # văn thư: number, date, signed file, issue, deliver
    PAPER_DELIVER = auto()  # receipts, replies, what other bodies ask of us
    REPORT_VIEW = auto()
    REPORT_EDIT = auto()  # types, cycles, requests, returning cells, consolidation
    REPORT_ANSWER = auto()  # fill in what the own unit owes
    PROGRAMME_EDIT = auto()  # pilot programmes, their indicators and quarterly values
    TRAINING_VIEW = auto()
    TRAINING_EDIT = auto()  # catalogue, classes, seats, agenda, venues, speakers, summons
    TRAINING_NOMINATE = auto()  # name the person of the own unit
    TRAINING_JUDGE = auto()  # decide on the composition of the list
    DOOR_KEEP = auto()  # prepare door devices, look at the day, settle the sign-in sheet
    BUDGET_VIEW = auto()
    BUDGET_PREPARE = auto()  # write estimates and settlements, bring vouchers
    BUDGET_APPRAISE = auto()  # appraise estimates, examine settlements
    BUDGET_APPROVE = auto()
    BUDGET_KEEP = auto()  # sources, allocations, norms, commitments, payments
    AUDIT_VIEW = auto()
    ACCOUNT_MANAGE = auto()
    KIT_VIEW = auto()


CAN_WORDS: dict[Can, str | Promise] = {
    Can.WORK_VIEW: _("Own desk, search, own background work"),
    Can.UNIT_VIEW: _("See units, groups and focal points"),
    Can.UNIT_EDIT: _("Change units, focal points and contacts; merge; load sheets"),
    Can.LINK_MANAGE: _("Make and withdraw the links of units"),
    Can.PLAN_VIEW: _("See plans and documents"),
    Can.PLAN_EDIT: _("Upload plans, confirm clauses, set roles and dates, submit"),
    Can.PLAN_ADVISE: _("Give guidance on plans when the own department is asked"),
    Can.PLAN_APPROVE: _("Approve or return plans"),
    Can.PROCEDURE_KEEP: _("Keep the checklist of procedure for plans"),
    Can.GATE_OVERRIDE: _("Let tasks out before approval, with a reason"),
    Can.TASK_SEND: _("Send tasks to units"),
    Can.ASSIGNMENT_VIEW_ALL: _("See what every unit owes"),
    Can.ASSIGNMENT_REPORT: _("Receive and report what the own unit owes"),
    Can.ASSIGNMENT_JUDGE: _("Accept or return evidence, evaluate, answer difficulties"),
    Can.REMIND: _("Send reminders, see the outbox"),
    Can.BASIS_EDIT: _("Keep the register of legal bases"),
    Can.PAPER_VIEW: _("See the office's documents and to whom they went"),
    Can.PAPER_WRITE: _("Draft documents, ask for opinions, submit"),
    Can.PAPER_CHECK: _("Check the form of another person's draft"),
    Can.PAPER_SIGN: _("Sign or return documents that were submitted"),
    Can.PAPER_NUMBER: _("Give numbers and dates, take in signed files, issue and deliver"),
    Can.PAPER_DELIVER: _("Record receipts, replies and what other bodies ask"),
    Can.REPORT_VIEW: _("See reports, cycles and the figures behind them"),
    Can.REPORT_EDIT: _("Ask units for reports, return cells, consolidate"),
    Can.REPORT_ANSWER: _("Fill in the reports that the own unit owes"),
    Can.PROGRAMME_EDIT: _("Keep pilot programmes, their indicators and quarterly values"),
    Can.TRAINING_VIEW: _("See classes, seats and who attended"),
    Can.TRAINING_EDIT: _("Make classes, give seats, prepare and summon"),
    Can.TRAINING_NOMINATE: _("Name the person whom the own unit sends"),
    Can.TRAINING_JUDGE: _("Decide whether nominees are the right ones"),
    Can.DOOR_KEEP: _("Prepare door devices, watch the day, settle sign-in sheets"),
    Can.BUDGET_VIEW: _("See estimates, sources, payments and settlements"),
    Can.BUDGET_PREPARE: _("Write estimates and settlements, bring vouchers"),
    Can.BUDGET_APPRAISE: _("Appraise estimates, examine settlements"),
    Can.BUDGET_APPROVE: _("Approve estimates, lock settlements"),
    Can.BUDGET_KEEP: _("Keep sources, allocations, norms, commitments and payments"),
    Can.AUDIT_VIEW: _("Read the audit log"),
    Can.ACCOUNT_MANAGE: _("Invite people, change roles, close accounts"),
    Can.KIT_VIEW: _("See the page of components"),
}

READ = frozenset({
    Can.WORK_VIEW, Can.UNIT_VIEW, Can.PLAN_VIEW, Can.ASSIGNMENT_VIEW_ALL, Can.PAPER_VIEW,
    Can.REPORT_VIEW, Can.TRAINING_VIEW, Can.BUDGET_VIEW,
})  # fmt: skip
OWN = frozenset({
    Can.WORK_VIEW, Can.PLAN_VIEW, Can.UNIT_VIEW, Can.ASSIGNMENT_REPORT, Can.REPORT_ANSWER,
    Can.TRAINING_NOMINATE,
})  # fmt: skip

ROLES: dict[Role, frozenset[Can]] = {
    Role.LEAD_OFFICER: READ | OWN | {
        Can.UNIT_EDIT, Can.LINK_MANAGE, Can.PLAN_EDIT, Can.TASK_SEND, Can.ASSIGNMENT_JUDGE,
        Can.REMIND, Can.KIT_VIEW, Can.BASIS_EDIT, Can.PAPER_WRITE, Can.PAPER_CHECK,
        Can.PAPER_DELIVER, Can.REPORT_EDIT, Can.TRAINING_EDIT, Can.TRAINING_JUDGE, Can.DOOR_KEEP,
        Can.BUDGET_PREPARE, Can.PROGRAMME_EDIT, Can.PLAN_ADVISE,
    },
    Role.EDITOR: READ | OWN | {
        Can.PLAN_EDIT, Can.KIT_VIEW, Can.PAPER_WRITE, Can.PAPER_DELIVER, Can.DOOR_KEEP,
        Can.BUDGET_PREPARE, Can.PROGRAMME_EDIT, Can.PLAN_ADVISE,
    },
    Role.DIGITAL_DESK: READ | OWN | {Can.DOOR_KEEP, Can.PLAN_ADVISE},
    Role.FINANCE: READ | OWN | {Can.BUDGET_APPRAISE, Can.BUDGET_KEEP, Can.PLAN_ADVISE},
    Role.LEGAL: READ | OWN | {
        Can.UNIT_EDIT, Can.BASIS_EDIT, Can.PAPER_WRITE, Can.PAPER_CHECK, Can.PAPER_DELIVER,
        Can.TRAINING_EDIT, Can.TRAINING_JUDGE, Can.BUDGET_PREPARE, Can.PLAN_ADVISE,
        Can.PROCEDURE_KEEP,
    },
    Role.OFFICE_HEAD: READ | OWN | {
        Can.ASSIGNMENT_JUDGE, Can.PAPER_WRITE, Can.PAPER_CHECK, Can.PAPER_NUMBER,
        Can.PAPER_DELIVER, Can.BUDGET_APPROVE, Can.BUDGET_APPRAISE, Can.DOOR_KEEP,
        Can.PLAN_ADVISE,
    },
    Role.CLERK: READ | OWN | {
        Can.PAPER_CHECK, Can.PAPER_NUMBER, Can.PAPER_DELIVER, Can.REMIND,
    },
    Role.DIRECTOR: READ | {
        Can.PLAN_APPROVE, Can.GATE_OVERRIDE, Can.ASSIGNMENT_JUDGE, Can.PAPER_SIGN,
        Can.BUDGET_APPROVE,
    },
    Role.FOCAL_POINT: OWN,
    Role.AUDITOR: READ | {Can.AUDIT_VIEW},
    Role.ADMINISTRATOR: frozenset({
        Can.WORK_VIEW, Can.UNIT_VIEW, Can.UNIT_EDIT, Can.LINK_MANAGE, Can.ACCOUNT_MANAGE,
        Can.AUDIT_VIEW, Can.KIT_VIEW,
    }),
}  # fmt: skip

# These sign in with a second factor (TOTP or passkey).
SECOND_FACTOR = frozenset({Role.DIRECTOR, Role.OFFICE_HEAD, Role.FINANCE, Role.ADMINISTRATOR})

# Powers that cannot be handed on by delegation.
PERSONAL = frozenset({Can.ACCOUNT_MANAGE, Can.KIT_VIEW})


def requires(permission: Can) -> Callable[[View], View]:
    """Sign-in first, then the permission; the view's ``access`` feeds the reviewed table."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.can(permission):  # type: ignore[union-attr]  # login_required below
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded = login_required(checked)
        guarded.access = permission  # type: ignore[attr-defined]  # read by the access table
        return guarded

    return decorate


def public(view: View) -> View:
    view.access = "public"  # type: ignore[attr-defined]  # read by the access table
    return view
