"""The settlement of an estimate: what is missing today, what differs, and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.budget import account, actions
from khuevan.budget.account import Account
from khuevan.budget.actions.paying import SPENDING
from khuevan.budget.actions.proving import TAKING
from khuevan.budget.checklist import Item
from khuevan.budget.entries import ExplainForm
from khuevan.budget.enums import EstimateState, VoucherKind
from khuevan.budget.models import Estimate, Line, Settlement, Waiver
from khuevan.budget.views.frame import found, framed
from khuevan.budget.views.reasons import Asked, ask
from khuevan.budget.views.vouchers import page_of
from khuevan.documents.enums import PaperState
from khuevan.documents.models import Paper
from khuevan.kit import audit
from khuevan.people.http import SignedInRequest
from khuevan.people.models import User
from khuevan.people.permissions import Can, requires
from khuevan.people.words import kind_words, value_words


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the checklist as the page shows it."""

    item: Item
    look: str
    words: str
    waiver: int | None

    @property
    def label(self) -> str:
        return str(VoucherKind(self.item.kind).label)


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    points: list[Point]


@requires(Can.BUDGET_VIEW)
def settlement(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    stands = account.of(estimate)
    rounds = list(
        estimate.settlements.select_related(
            "prepared_by", "examined_by", "locked_by", "reopened_by"
        )
    )
    here = rounds[0] if rounds else None
    facts = framed(
        estimate, page_of(estimate), account=stands, groups=_groups(estimate, stands),
        vouchers=account.standing([estimate]), current_round=here, rounds=rounds[1:],
        may=may(estimate, here, request.user), hands=_hands(estimate, here),
        history=_history(estimate), **_papers(estimate, here),
        first_day=rounds[-1].started_at if rounds else None,
        unexplained={line.line for line in stands.unexplained},
    )  # fmt: skip
    return render(request, "budget/settlement.html", facts)


def _papers(estimate: Estimate, here: Settlement | None) -> dict[str, Any]:
    """The papers of this round, and those that may still be drafted."""
    if here is None:
        return {"papers": [], "drafts": []}
    papers = list(Paper.objects.filter(origin__in=[here.origin("BB"), here.origin("QĐ")]))
    alive = {one.type_code for one in papers if one.state != PaperState.CANCELLED}
    wanted = {"BB": _("Draft the minutes"), "QĐ": _("Draft the decision")}
    kinds = {"BB": "minutes", "QĐ": "decision"}
    return {
        "papers": papers,
        "drafts": [(kinds[code], words) for code, words in wanted.items() if code not in alive],
    }


def _history(estimate: Estimate) -> list[tuple[str, str]]:
    return [
        (
            f"{timezone.localtime(event.at):%d/%m/%Y %H:%M}",
            " · ".join(
                part for part in (
                    kind_words(event.kind), value_words(event, event.after or event.before),
                    event.by_name, event.why,
                ) if part
            ),
        )
        for event in audit.history(estimate).filter(kind__startswith="budget.")[:40]
    ]  # fmt: skip


def _groups(estimate: Estimate, stands: Account) -> list[Group]:
    """The points of each line together; what is asked of the whole comes last."""
    waivers = {(one.kind, one.line_id): one.pk for one in estimate.waivers.all()}
    today, late, groups = timezone.localdate(), stands.rules.late_after, list[Group]()
    for item in stands.items:
        title = stands.title_of(item)
        if not groups or groups[-1].title != title:
            groups.append(Group(title, []))
        waiver = waivers.get((item.kind, item.line))
        groups[-1].points.append(_point(item, waiver, is_late=item.is_late(today, late)))
    return groups


def _point(item: Item, waiver: int | None, *, is_late: bool) -> Point:
    if item.waived:
        look, words = "received", _("Does not apply")
    elif not item.is_missing:
        look, words = "done", _("Here")
    elif is_late:
        look, words = "overdue", _("Missing, late")
    else:
        look, words = "unanswered", _("Missing")
    if item.is_missing and item.wanted > 1:
        words = _("%(words)s: %(here)d of %(wanted)d") % {
            "words": words, "here": item.here, "wanted": item.wanted,
        }  # fmt: skip
    return Point(item, look, words, waiver)


def _hands(estimate: Estimate, here: Settlement | None) -> list[dict[str, Any]]:
    """Who did which of the three steps; an empty one waits."""
    state = estimate.state
    return [
        {"label": _("1. Prepared by"), "person": here and here.prepared_by,
         "at": here and here.started_at, "open": state == EstimateState.APPROVED},
        {"label": _("2. Examined by"), "person": here and here.examined_by,
         "at": here and here.examined_at, "open": state == EstimateState.SETTLING},
        {"label": _("3. Locked by"), "person": here and here.locked_by,
         "at": here and here.locked_at, "open": state == EstimateState.EXAMINED},
    ]  # fmt: skip


def may(estimate: Estimate, here: Settlement | None, user: User) -> dict[str, bool]:
    """Which buttons the person sees; the actions ask again."""
    state = EstimateState(estimate.state)
    apart = here is None or user.pk not in {here.prepared_by_id, here.examined_by_id}
    prepares, keeps = user.can(Can.BUDGET_PREPARE), user.can(Can.BUDGET_KEEP)
    appraises, approves = user.can(Can.BUDGET_APPRAISE), user.can(Can.BUDGET_APPROVE)
    return {
        "bring": state in TAKING and (prepares or keeps),
        "remove": state in TAKING and prepares,
        "explain": state in SPENDING and prepares,
        "waive": state in SPENDING and appraises,
        "settle": state == EstimateState.APPROVED and prepares,
        "examine": state == EstimateState.SETTLING and appraises and apart,
        "send_back": state == EstimateState.EXAMINED and (appraises or approves),
        "lock": state == EstimateState.EXAMINED and approves and apart,
        "reopen": state == EstimateState.LOCKED and approves,
        "draft": here is not None and user.can(Can.PAPER_WRITE)
        and state in {EstimateState.EXAMINED, EstimateState.LOCKED},
    }  # fmt: skip


@require_POST
@requires(Can.BUDGET_PREPARE)
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    actions.settle(estimate, by=request.user)
    messages.success(request, _("The settlement has begun. The checklist says what is missing."))
    return redirect(page_of(estimate))


@require_POST
@requires(Can.BUDGET_APPRAISE)
def examine(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    actions.examine(estimate, by=request.user)
    messages.success(request, _("Examined. A third person locks it now."))
    return redirect(page_of(estimate))


@require_POST
@requires(Can.BUDGET_APPROVE)
def lock(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    actions.lock(estimate, by=request.user)
    messages.success(request, _("Locked. Nothing of it changes any more."))
    return redirect(page_of(estimate))


@requires(Can.BUDGET_VIEW)
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    asked = Asked(
        _("Return the settlement"), _("It goes back to its preparer, who mends it."),
        _("Returned."), page_of(estimate),
    )  # fmt: skip
    return ask(
        request, estimate, asked,
        lambda why: actions.return_settlement(estimate, why, by=request.user),
    )  # fmt: skip


@requires(Can.BUDGET_APPROVE)
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    estimate = found(request.user, pk)
    asked = Asked(
        _("Reopen the settlement"),
        _(
            "What was locked stays on record as it was; a new round begins from it. Supervision sees it."
        ),
        _("Reopened."),
        page_of(estimate),
    )
    return ask(request, estimate, asked, lambda why: actions.reopen(estimate, why, by=request.user))


@requires(Can.BUDGET_PREPARE)
def explain(request: SignedInRequest, pk: int) -> HttpResponse:
    line = get_object_or_404(Line.objects.select_related("explanation"), pk=pk)
    estimate = found(request.user, line.estimate_id)
    known = getattr(line, "explanation", None)
    form = ExplainForm(request.POST or None, initial={"text": known.text if known else ""})
    asked = Asked(_("Explain the difference"), line.title, _("Kept."), page_of(estimate))
    return ask(
        request, estimate, asked, lambda text: actions.explain(line, text, by=request.user), form
    )


@requires(Can.BUDGET_APPRAISE)
def waive(request: SignedInRequest, pk: int, kind: str, line: int | None = None) -> HttpResponse:
    estimate = found(request.user, pk)
    if kind not in VoucherKind.values:
        raise Http404
    about = get_object_or_404(estimate.lines, pk=line) if line else None
    voucher = VoucherKind(kind)
    asked = Asked(
        _("Say that it does not apply"),
        _("“%(voucher)s” will not be asked for “%(line)s”. Your reason stands in the minutes.")
        % {"voucher": voucher.label, "line": about or _("The whole")},
        _("Kept."),
        page_of(estimate),
    )
    return ask(
        request, estimate, asked,
        lambda why: actions.waive(estimate, voucher, about, why, by=request.user),
    )  # fmt: skip


@require_POST
@requires(Can.BUDGET_APPRAISE)
def unwaive(request: SignedInRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(Waiver.objects.select_related("line"), pk=pk)
    estimate = found(request.user, one.estimate_id)
    actions.unwaive(one, by=request.user)
    messages.success(request, _("It is asked for again."))
    return redirect(page_of(estimate))
