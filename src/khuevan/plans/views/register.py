"""The register of plans, and the door through which a plan comes in."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.kit import components, lists
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.plans import actions
from khuevan.plans.enums import PlanState
from khuevan.plans.forms.plans import UploadForm
from khuevan.plans.models import Plan

# How a plan's state looks; its own words stay.
LOOKS = {
    PlanState.DRAFT: "unanswered",
    PlanState.CONSULTING: "doing",
    PlanState.SUBMITTED: "received",
    PlanState.APPROVED: "done",
    PlanState.ISSUED: "done",
    PlanState.RUNNING: "doing",
    PlanState.CLOSED: "done",
    PlanState.SUPERSEDED: "cancelled",
    PlanState.CANCELLED: "cancelled",
}


def state_pill(plan: Plan) -> str:
    state = PlanState(plan.state)
    return components.status(LOOKS[state], str(state.label))


def _linked(plan: Plan) -> str:
    return format_html(
        '<a class="link" href="{}">{}</a>', reverse("plans:detail", args=[plan.pk]), plan
    )


PLANS = lists.ListDef(
    name="plans",
    title=gettext_lazy("Plans"),
    columns=(
        lists.Column(
            "title", gettext_lazy("Plan"), lambda p: p.title, cell=_linked, order=("search",),
            head=True, width=60,
        ),
        lists.Column("number", gettext_lazy("Number"), lambda p: p.number or p.symbol),
        lists.Column("date", gettext_lazy("Date"), lambda p: p.date, order=("date",), kind="date"),
        lists.Column("year", gettext_lazy("Year"), lambda p: str(p.year), order=("year",)),
        lists.Column("issuer", gettext_lazy("Issued by"), lambda p: p.issuer_name),
        lists.Column(
            "state", gettext_lazy("State"), lambda p: p.get_state_display(), cell=state_pill,
            order=("state",),
        ),
        lists.Column("owner", gettext_lazy("Kept by"), lambda p: p.owner.full_name),
        lists.Column(
            "created", gettext_lazy("Taken in"), lambda p: p.created_at, order=("created_at",),
            kind="datetime", hidden=True,
        ),
    ),
    filters=(
        lists.Filter(
            "state", gettext_lazy("State"), tuple(PlanState.choices),
            lambda plans, value: plans.filter(state=value),
        ),
        lists.Filter(
            "year", gettext_lazy("Year"),
            lambda request: [
                (str(year), str(year))
                for year in Plan.objects.order_by("-year").values_list("year", flat=True).distinct()
            ],
            lambda plans, value: plans.filter(year=value),
        ),
    ),
    search=("search",),
    order=("-year", "-created_at"),
    empty=lists.Empty(
        gettext_lazy("No plan yet"),
        gettext_lazy(
            "Bring in a Word file, a PDF or a scan: it is cut into clauses with every letter "
            "kept, and you confirm them one by one."
        ),
        gettext_lazy("Bring in a plan"),
        "/plans/upload/",
    ),
    wide=True,
)  # fmt: skip


@requires(Can.PLAN_VIEW)
def index(request: SignedInRequest) -> HttpResponseBase:
    plans = (
        Plan.objects.visible_to(request.user)
        .select_related("owner")
        .defer("text", "parts", "reading")
    )
    return lists.respond(
        request, PLANS, plans, "plans/index.html", {"can_upload": request.user.can(Can.PLAN_EDIT)}
    )


@requires(Can.PLAN_EDIT)
def upload(request: SignedInRequest) -> HttpResponse:
    form = UploadForm(request.POST or None, request.FILES or None)
    looks_other = ""
    if request.method == "POST" and form.is_valid():
        try:
            taken = actions.receive(
                form.cleaned_data["file"], by=request.user, is_sure=form.cleaned_data["is_sure"]
            )
        except actions.LooksLikeContract as question:
            looks_other = str(question)
        else:
            return _taken(request, taken)
    return render(request, "plans/upload.html", {"form": form, "looks_other": looks_other})


def _taken(request: SignedInRequest, taken: object) -> HttpResponse:
    if isinstance(taken, Plan):
        messages.success(
            request,
            _("%(count)d clauses were read. The machine reads, you decide.")
            % {"count": taken.clauses.count()},
        )
        return redirect("plans:confirm", taken.pk)
    return redirect("kit:work", taken.pk)  # type: ignore[attr-defined]  # a Work
