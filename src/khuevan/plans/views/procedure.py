"""The checklist of procedure, as its keeper sees and changes it."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from khuevan.kit import lists
from khuevan.kit.components import status
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.plans import actions, seeds
from khuevan.plans.forms.guidance import EndForm, ProcedureForm
from khuevan.plans.models import ProcedureItem


def _linked(item: ProcedureItem) -> str:
    return format_html('<a class="link" href="{}">{}</a>', item.get_absolute_url(), item.text)


def _state(item: ProcedureItem) -> str:
    today = timezone.localdate()
    if item.is_valid(today):
        if item.basis and item.basis.is_over:
            return status("returned", _("Its source is out of force"))
        return status("done", _("Asked today"))
    return status("received", _("Begins later")) if item.valid_from > today else status(
        "cancelled", _("Out of date")
    )  # fmt: skip


ITEMS = lists.ListDef(
    name="plans.procedure",
    title=gettext_lazy("Checklist of procedure"),
    columns=(
        lists.Column("order", gettext_lazy("No."), lambda i: i.order, order=("order",), kind="int"),
        lists.Column("text", gettext_lazy("Question"), lambda i: i.text, cell=_linked, head=True,
                     width=60),
        lists.Column("source", gettext_lazy("Source"), lambda i: i.cited, width=40),
        lists.Column("probe", gettext_lazy("The house looks up"), lambda i: i.get_probe_display()),
        lists.Column("from", gettext_lazy("Valid from"), lambda i: i.valid_from, kind="date",
                     order=("valid_from",)),
        lists.Column("to", gettext_lazy("Last valid day"), lambda i: i.valid_to, kind="date"),
        lists.Column("state", gettext_lazy("State"), lambda i: "", cell=_state),
        lists.Column("hint", gettext_lazy("Still to be checked"), lambda i: i.hint, width=40),
    ),
    search=("search",),
    order=("order", "code", "-valid_from"),
    empty=lists.Empty(
        gettext_lazy("The checklist is empty"),
        gettext_lazy("The legal officer puts the usual items in and adds those of the office."),
        gettext_lazy("Add an item"), "/plans/procedure/new/", icon="book",
    ),
    wide=True,
)  # fmt: skip

# Without a way into the form for those who may not keep the items.
TO_READ = replace(
    ITEMS,
    columns=tuple(replace(one, cell=None) if one.key == "text" else one for one in ITEMS.columns),
)


@requires(Can.PLAN_ADVISE)
def index(request: SignedInRequest) -> HttpResponseBase:
    may = request.user.can(Can.PROCEDURE_KEEP)
    facts = {
        "may_keep": may, "usual": len(seeds.missing()) if may else 0,
        "crumbs": [(_("Plans"), reverse("plans:index")), (_("Checklist of procedure"), "")],
    }  # fmt: skip
    rows = ProcedureItem.objects.select_related("basis")
    return lists.respond(
        request,
        lists.for_reader(ITEMS if may else TO_READ, may_act=may),
        rows,
        "plans/procedure.html",
        facts,
    )


@require_POST
@requires(Can.PROCEDURE_KEEP)
def put_usual(request: SignedInRequest) -> HttpResponse:
    count = actions.put_usual_items(by=request.user)
    messages.success(request, _("%(count)d items were put in.") % {"count": count})
    return redirect("plans:procedure")


@requires(Can.PROCEDURE_KEEP)
def edit(request: SignedInRequest, item_pk: int | None = None) -> HttpResponse:
    one = get_object_or_404(ProcedureItem, pk=item_pk) if item_pk else None
    first = {"valid_from": timezone.localdate(), "order": ProcedureItem.objects.count() + 1}
    form = ProcedureForm(request.POST or None, instance=one, initial={} if one else first)
    if request.method == "POST" and form.is_valid():
        actions.set_item(form.save(commit=False), by=request.user)
        messages.success(request, _("Kept."))
        return redirect("plans:procedure")
    title = _("Change an item") if one else _("Add an item")
    facts = {
        "form": form, "title": title, "item": one,
        "used": one.points.count() if one else 0,
        "crumbs": [*_crumbs(), (title, "")],
    }  # fmt: skip
    return render(request, "plans/procedure_item.html", facts, status=400 if form.errors else 200)


@requires(Can.PROCEDURE_KEEP)
def end(request: SignedInRequest, item_pk: int) -> HttpResponse:
    one = get_object_or_404(ProcedureItem, pk=item_pk)
    form = EndForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        actions.end_item(one, form.cleaned_data["last_day"], by=request.user)
        messages.success(request, _("Kept."))
        return redirect("plans:procedure")
    facts = {"form": form, "title": _("Ask it no more"), "item": one,
             "crumbs": [*_crumbs(), (_("Ask it no more"), "")]}  # fmt: skip
    return render(request, "plans/procedure_item.html", facts, status=400 if form.errors else 200)


def _crumbs() -> list[tuple[str, str]]:
    return [
        (_("Plans"), reverse("plans:index")),
        (_("Checklist of procedure"), reverse("plans:procedure")),
    ]
