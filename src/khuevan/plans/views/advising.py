"""What waits for a department's opinion, and the checklist by which it gives one (R41)."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.kit import components, lists
from khuevan.kit.errors import Refused
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.plans import actions, procedure
from khuevan.plans.enums import ADVISABLE, Stance
from khuevan.plans.forms.guidance import GiveForm
from khuevan.plans.guidance import LOOKS
from khuevan.plans.models import GuidanceRequest, ProcedureItem
from khuevan.plans.sheet import sheet
from khuevan.plans.views.guidance import request_of
from khuevan.plans.views.page import context

WAITING, GIVEN = "waiting", "given"


def state_of(row: GuidanceRequest) -> str:
    if row.answered_at:
        stance = Stance(vars(row)["stance"])
        return components.status(LOOKS[stance], str(stance.label))
    if row.is_late(timezone.localdate()):
        return components.status("overdue", _("Late"))
    return components.status("unanswered", _("No opinion yet"))


def state_words(row: GuidanceRequest) -> str:
    if row.answered_at:
        return str(Stance(vars(row)["stance"]).label)
    return _("Late") if row.is_late(timezone.localdate()) else _("No opinion yet")


def _linked(row: GuidanceRequest) -> str:
    return format_html(
        '<a class="link" href="{}">{}</a>', reverse("plans:give", args=[row.pk]), row.plan
    )


def _only(rows: QuerySet[GuidanceRequest], value: str) -> QuerySet[GuidanceRequest]:
    if value == WAITING:
        return rows.filter(answered_at=None, plan__state__in=ADVISABLE)
    return rows.exclude(answered_at=None)


QUEUE = lists.ListDef(
    name="plans.guidance",
    title=gettext_lazy("Waiting for my opinion"),
    columns=(
        lists.Column(
            "plan", gettext_lazy("Plan"), lambda r: r.plan.title, cell=_linked,
            order=("plan__search",), head=True, width=60,
        ),
        lists.Column("by", gettext_lazy("Asked by"), lambda r: r.asked_by.full_name),
        lists.Column("whom", gettext_lazy("Asked of"), lambda r: r.whom),
        lists.Column("due", gettext_lazy("Opinion by"), lambda r: r.due, order=("due",), kind="date"),
        lists.Column("state", gettext_lazy("State"), state_words, cell=state_of),
        lists.Column("question", gettext_lazy("What to look at"), lambda r: r.question),
    ),
    filters=(
        lists.Filter(
            "state", gettext_lazy("State"),
            ((WAITING, gettext_lazy("Waiting")), (GIVEN, gettext_lazy("Given"))),
            _only, default=WAITING,
        ),
    ),
    search=("plan__search",),
    order=("due", "pk"),
    empty=lists.Empty(
        gettext_lazy("Nothing waits for your opinion"),
        gettext_lazy("When an officer asks you or your department about a plan, it stands here."),
        icon="done",
    ),
    wide=True,
)  # fmt: skip


@requires(Can.PLAN_ADVISE)
def queue(request: SignedInRequest) -> HttpResponseBase:
    rows = GuidanceRequest.objects.standing().asked_of(request.user).with_stance()
    rows = rows.select_related("plan", "organisation", "person", "asked_by")
    crumbs = [(_("Plans"), reverse("plans:index")), (_("Waiting for my opinion"), "")]
    return lists.respond(request, QUEUE, rows, "plans/queue.html", {"crumbs": crumbs})


@requires(Can.PLAN_ADVISE)
def give(request: SignedInRequest, request_pk: int) -> HttpResponse:
    """The plan beside the checklist; what the house found is proposed, the person decides."""
    one = request_of(request, request_pk)
    if not actions.may_give(one, request.user):
        raise Refused(_("This was asked of %(unit)s; you cannot answer it.") % {"unit": one.whom})
    today = timezone.localdate()
    items = list(ProcedureItem.objects.valid(today).select_related("basis"))
    last = one.guidances.current().prefetch_related("points").first()
    found = procedure.findings(one.plan, [item.probe for item in items], today)
    form = GiveForm(request.POST or None, items=items, found=found, last=last)
    if request.method == "POST" and form.is_valid():
        made = actions.give_guidance(one, form.opinion, by=request.user)
        messages.success(request, _("Signed. The officer was told."))
        return redirect(made)
    facts = context(request, one.plan) | {
        "asked": one, "form": form, "last": last, "is_open": one.plan.state in ADVISABLE,
        "is_late": one.is_late(today),
        "sheet": sheet(one.plan, list(one.plan.clauses.defer("search")), {}),
    }  # fmt: skip
    facts["crumbs"] = [
        (_("Plans"), reverse("plans:index")),
        (_("Waiting for my opinion"), reverse("plans:queue")),
        (one.plan.title, ""),
    ]
    return render(request, "plans/give.html", facts, status=400 if form.errors else 200)
