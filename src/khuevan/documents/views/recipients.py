"""The list of recipients: typed as printed, each line led to its body, doubtful ones asked."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.documents import actions, compositions
from khuevan.documents.enums import WRITABLE, Place
from khuevan.documents.forms.deliveries import KeepForm, LinesForm, SettleForm, UseForm
from khuevan.documents.models import Paper
from khuevan.documents.recipients import Line, expand, printed, read_line, read_lines
from khuevan.documents.views.parts import context, found
from khuevan.people.http import SignedInRequest
from khuevan.people.models import Organisation
from khuevan.people.names import Index
from khuevan.people.permissions import Can, requires


@requires(Can.PAPER_VIEW)
def recipients(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = found(request, pk)
    return page(request, paper, LinesForm(initial={"lines": shown_lines(paper)}))


def page(
    request: SignedInRequest, paper: Paper, lines: LinesForm, status: int = 200,
    settling: SettleForm | None = None,
) -> HttpResponse:  # fmt: skip
    on = paper.date or timezone.localdate()
    roles = dict(expand(paper, on))
    bodies = Organisation.objects.filter(pk__in=roles)
    facts = context(request, paper, "documents:recipients") | {
        "lines_form": lines,
        "settle_form": settling or settle_form(paper),
        "keep_form": KeepForm(),
        "use_form": UseForm(),
        "unsettled": paper.recipients.unsettled().count(),
        "bodies": [(body, roles[body.pk].label) for body in bodies],
        "on": on,
        "is_writable": paper.state in WRITABLE,
    }
    return render(request, "documents/recipients.html", facts, status=status)


def settle_form(paper: Paper, *sent: object) -> SettleForm:
    rows = paper.recipients.exclude(place=Place.ARCHIVE).select_related("organisation", "group")
    index = Index.load(paper.date or timezone.localdate())
    return SettleForm(*sent, rows=list(rows), index=index)


def shown_lines(paper: Paper) -> str:
    """The list as set; before that, what the draft itself prints, and the archive line."""
    rows: list[Line] = []
    if not paper.recipients.exists():
        composition = compositions.current(paper)
        for one in composition.recipients:
            rows.append(read_line(f"{one.name} ({one.purpose})" if one.purpose else one.name))
        mark = f" ({composition.drafter_mark})" if composition.drafter_mark else ""
        rows.append(read_line(f"Lưu: {composition.archive}{mark}"))
        return "\n".join(printed(one) for one in rows)
    return "\n".join(printed(one) for one in paper.recipients.all() if one.place != Place.ADDRESSED)


@require_POST
@requires(Can.PAPER_WRITE)
def set_(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = found(request, pk)
    form = LinesForm(request.POST)
    if not form.is_valid():
        return page(request, paper, form, 400)
    actions.set_recipients(paper, read_lines(form.cleaned_data["lines"]), by=request.user)
    left = paper.recipients.unsettled().count()
    if left:
        messages.warning(request, _("%(count)d lines wait for you: say whom they mean.")
                         % {"count": left})  # fmt: skip
    else:
        messages.success(request, _("Recipients saved; each line leads to its body."))
    return redirect("documents:recipients", pk=pk)


@require_POST
@requires(Can.PAPER_WRITE)
def settle(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = found(request, pk)
    form = settle_form(paper, request.POST)
    if not form.is_valid():
        lines = LinesForm(initial={"lines": shown_lines(paper)})
        return page(request, paper, lines, 400, form)
    for one in form.rows:
        actions.settle_recipient(one, by=request.user, **form.choice_of(one))
    messages.success(request, _("Saved."))
    return redirect("documents:recipients", pk=pk)


@require_POST
@requires(Can.PAPER_WRITE)
def keep(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = found(request, pk)
    kept = actions.keep_list(paper, request.POST.get("name", ""), by=request.user)
    messages.success(request, _("The list “%(name)s” is kept.") % {"name": kept.name})
    return redirect("documents:recipients", pk=pk)


@require_POST
@requires(Can.PAPER_WRITE)
def use(request: SignedInRequest, pk: int) -> HttpResponse:
    paper = found(request, pk)
    form = UseForm(request.POST)
    if form.is_valid():
        actions.use_list(paper, form.cleaned_data["kept"], by=request.user)
        messages.success(request, _("The kept list stands in the document now."))
    return redirect("documents:recipients", pk=pk)
