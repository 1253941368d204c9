from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from khuevan.kit import lists
from khuevan.kit.models import Message
from khuevan.kit.models.outbox import MessageState
from khuevan.people.enums import Role
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, public, requires
from khuevan.plans.enums import PlanState
from khuevan.plans.models import Plan
from khuevan.web.beginning import first_step
from khuevan.web.home import home

OUTBOX = lists.ListDef(
    name="outbox",
    title=_("Outbox"),
    columns=(
        lists.Column("recipient", _("Recipient"), lambda m: m.recipient_label, head=True),
        lists.Column("subject", _("Subject"), lambda m: m.subject),
        lists.Column("address", _("Address"), lambda m: m.to_address),
        lists.Column("state", _("State"), lambda m: m.get_state_display(), order=("state",)),
        lists.Column(
            "not_before", _("Not before"), lambda m: m.not_before, kind="datetime",
            order=("not_before",),
        ),
        lists.Column(
            "sent_at", _("Sent"), lambda m: m.sent_at, kind="datetime", order=("sent_at",)
        ),
        lists.Column("error", _("What went wrong"), lambda m: m.last_error, hidden=True),
    ),
    filters=(
        lists.Filter(
            "state",
            _("State"),
            tuple((value, label) for value, label in MessageState.choices),
            lambda messages, value: messages.filter(state=value),
        ),
    ),
    order=("-pk",),
    empty=lists.Empty(
        _("Nothing has been sent yet"),
        _("Messages to units appear here when a plan is sent or a reminder goes out."),
        icon="send",
    ),
    wide=True,
)  # fmt: skip


@public
def front(request: HttpRequest) -> HttpResponse:
    """The address that people type: the desk for those signed in, the sign-in page for others."""
    return redirect("dashboard" if request.user.is_authenticated else "account_login")


@requires(Can.WORK_VIEW)
def dashboard(request: SignedInRequest) -> HttpResponse:
    """A focal point's first page is the unit's own, the one that its link opens."""
    if request.user.role == Role.FOCAL_POINT and request.user.organisation_id:
        return redirect("assignments:own")
    today = timezone.localdate()
    shown = home(request.user, today)
    facts = {"home": shown, "today": today, "first": first_step(shown, request.user)}
    return render(request, "web/dashboard.html", facts)


@requires(Can.WORK_VIEW)
def tour(request: SignedInRequest) -> HttpResponse:
    """Six stops; each leads to a page that this person may open, if there is one."""
    user = request.user
    plans = Plan.objects.visible_to(user)
    stops = {
        "draft": plans.filter(state=PlanState.DRAFT).first() if user.can(Can.PLAN_EDIT) else None,
        "submitted": plans.filter(state=PlanState.SUBMITTED).first(),
        "running": plans.filter(state=PlanState.RUNNING).first()
        if user.can(Can.ASSIGNMENT_VIEW_ALL)
        else None,
        "plans": user.can(Can.PLAN_VIEW),
        "unit": user.can(Can.ASSIGNMENT_REPORT) and user.organisation_id is not None,
        "audit": user.can(Can.AUDIT_VIEW),
    }
    return render(request, "web/tour.html", {"tour": stops})


@requires(Can.REMIND)
def outbox(request: SignedInRequest) -> HttpResponseBase:
    return lists.respond(request, OUTBOX, Message.objects.all(), "web/outbox.html")
