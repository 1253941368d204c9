"""Classes: the list, one class, how it is made, changed and moved on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from khuevan.kit import outbox
from khuevan.kit.components import status
from khuevan.kit.lists import Column, Empty, Filter, ListDef, for_reader, respond
from khuevan.people.enums import TaskPart
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.plans.models import Clause, Plan, TaskUnit
from khuevan.training import actions, parting
from khuevan.training.actions.seating import OPEN_TO_CHANGE
from khuevan.training.enums import RunState, SeatState
from khuevan.training.forms.runs import ChangeForm, RunForm
from khuevan.training.forms.seats import SyllabusForm
from khuevan.training.models import ClassRun, Course
from khuevan.training.proposals import words_of
from khuevan.training.views.frame import crumbs, found, frame, registers

LOOKS = {
    RunState.PREPARING: "received", RunState.NOMINATING: "doing", RunState.LOCKED: "received",
    RunState.SUMMONED: "doing", RunState.HELD: "done", RunState.CANCELLED: "cancelled",
}  # fmt: skip


BEFORE_SUMMONS = frozenset({RunState.PREPARING, RunState.NOMINATING, RunState.LOCKED})


def strip_of(counts: dict[str, int]) -> list[tuple[str, int]]:
    """The seats as a strip: accepted, to be checked, returned, nobody, silent."""
    n = counts.get
    return [
        ("done", n(SeatState.VALID, 0) + n(SeatState.SUMMONED, 0)),
        ("received", n(SeatState.NOMINATED, 0)), ("returned", n(SeatState.AMEND, 0)),
        ("cancelled", n(SeatState.DECLINED, 0)), ("unanswered", n(SeatState.OPEN, 0)),
    ]  # fmt: skip


def look_of(run: ClassRun) -> str:
    """The state of the house that the class's own state borrows."""
    return LOOKS[RunState(run.state)]


def linked(run: ClassRun) -> str:
    return format_html(
        '<a class="link" href="{}">{}</a>', reverse("training:run", args=[run.pk]), run.title
    )


def pill(run: ClassRun) -> str:
    return status(look_of(run), str(run.get_state_display()))


def filled(run: Any) -> str:
    return f"{run.n_filled}/{run.n_seats}"


def themes(_request: HttpRequest) -> list[tuple[str, Any]]:
    rows = Course.objects.order_by("theme_key").values_list("theme_key", "theme")
    return list(dict(rows).items())


def of_theme(runs: QuerySet[ClassRun], value: str) -> QuerySet[ClassRun]:
    return runs.filter(course__theme_key=value)


RUNS = ListDef(
    name="training.runs",
    title=gettext_lazy("Classes"),
    columns=(
        Column("title", gettext_lazy("Class"), lambda r: r.title, linked, ("title",), head=True,
               width=60),
        Column("state", gettext_lazy("State"), lambda r: r.get_state_display(), pill, ("state",)),
        Column("when", gettext_lazy("Day"), lambda r: r.starts_at, order=("starts_at",),
               kind="datetime"),
        Column("window", gettext_lazy("Window"), actions.window_words),
        Column("seats", gettext_lazy("Named"), filled),
        Column("silent", gettext_lazy("Silent"), lambda r: r.n_silent, kind="int"),
        Column("by", gettext_lazy("Nominate until"), lambda r: r.nominate_by,
               order=("nominate_by",), kind="date"),
        Column("theme", gettext_lazy("Theme"), lambda r: r.course.theme, hidden=True),
        Column("mode", pgettext_lazy("class", "Mode"), lambda r: r.get_mode_display(), hidden=True),
    ),
    filters=(
        Filter("state", gettext_lazy("State"), tuple(RunState.choices),
               lambda rows, value: rows.filter(state=value)),
        Filter("theme", gettext_lazy("Theme"), themes, of_theme),
    ),
    search=("search",),
    order=("-created_at", "-pk"),
    empty=Empty(
        gettext_lazy("No class yet"),
        gettext_lazy(
            "Make one from the clause of a plan that orders it (open the plan, choose the clause, "
            "“Make the class”), or write it here."
        ),
        gettext_lazy("Make a class"), "/training/new/", icon="class",
    ),
    wide=True,
)  # fmt: skip


@requires(Can.TRAINING_VIEW)
def index(request: SignedInRequest) -> HttpResponseBase:
    may_edit = request.user.can(Can.TRAINING_EDIT)
    rows = ClassRun.objects.visible_to(request.user).counted().select_related("course")
    facts = {"may_edit": may_edit, "registers": registers("index")}
    return respond(request, for_reader(RUNS, may_act=may_edit), rows, "training/index.html", facts)


@requires(Can.TRAINING_VIEW)
def run(request: SignedInRequest, pk: int) -> HttpResponse:
    """What the class is, how far it has come, what is to be done next."""
    one = found(request, pk)
    counts = one.seats.counts()
    facts = frame(request, one, "run") | {
        "look": look_of(one),
        "counts": counts,
        "seats": sum(counts.values()),
        "silent": counts.get(SeatState.OPEN, 0),
        "syllabus": one.syllabus.prefetch_related("bases"),
        "strip": strip_of(counts),
        "gate": actions.gate(one) if one.state in BEFORE_SUMMONS else None,
        "groups": one.groups.all(),
        "problems": actions.opening_problems(one) if one.state == RunState.PREPARING else [],
        "window": actions.window_words(one),
        "short": parting.lacking(one, sum(counts.values())) if one.state in BEFORE_SUMMONS else 0,
        "can_join": one.state in OPEN_TO_CHANGE and actions.joinable(one).exists(),
        "leads": leads_of(one),
    }
    return render(request, "training/run.html", facts)


def leads_of(run: ClassRun) -> list[str]:
    """Who leads this class by the task of its plan (R27); the catalogue's lead is the course's (R94)."""
    if run.clause_id is None:
        return [run.issuer.name] if run.issuer else []
    parts = TaskUnit.objects.filter(task__clause=run.clause_id, part=TaskPart.LEAD)
    return list(dict.fromkeys(one.name for one in parts.select_related("organisation", "group")))


# --- made


@requires(Can.TRAINING_EDIT)
def new(request: SignedInRequest) -> HttpResponse:
    form = RunForm(request.POST or None, initial=of_course(request.GET.get("course", "")))
    if request.method == "POST" and form.is_valid():
        made = actions.open_run(form.facts(), by=request.user)
        messages.success(request, _("The class is made, with its seats."))
        return redirect("training:run", pk=made.pk)
    return render(request, "training/new.html", {"form": form, "crumbs": crumbs()})


def of_course(key: str) -> dict[str, Any]:
    """What the catalogue says of a course, to begin a class of it."""
    known = key.isascii() and key.isdecimal() and len(key) < 19
    course = Course.objects.filter(pk=int(key)).first() if known else None
    if course is None:
        return {}
    return {"course": course.pk, "title": course.name_vi, "theme": course.theme,
            "minutes": course.minutes}  # fmt: skip


@requires(Can.TRAINING_EDIT)
def from_clause(request: SignedInRequest, pk: int) -> HttpResponse:
    """The class that a plan's clause orders: all that is printed filled in, one button to make it."""
    clauses = Clause.objects.filter(plan__in=Plan.objects.visible_to(request.user)).select_related(
        "plan"
    )
    clause = get_object_or_404(clauses, pk=pk)
    proposal = actions.propose_run(clause)
    facts = actions.facts_of(proposal)
    made = ClassRun.objects.filter(clause=clause).exclude(state=RunState.CANCELLED)
    form = RunForm(request.POST or None, initial=initial_of(facts))
    if request.method == "POST" and form.is_valid():
        written = form.facts(
            venue_rule=facts.venue_rule, syllabus=facts.syllabus, issuer=facts.issuer
        )
        again = bool(request.POST.get("again"))
        one = actions.open_run(written, by=request.user, clause=clause, again=again)
        messages.success(request, _("The class is made from the plan, with its seats."))
        return redirect("training:run", pk=one.pk)
    context = {
        "form": form, "proposal": proposal, "clause": clause, "made": made, "crumbs": crumbs(),
        "asked": proposal.doubts,
    }  # fmt: skip
    return render(request, "training/from_clause.html", context)


def initial_of(facts: actions.RunFacts) -> dict[str, Any]:
    names = ("title", "theme", "seats_each", "mode", "minutes", "window_from", "window_to")
    return {name: getattr(facts, name) for name in names} | {"groups": list(facts.groups)}


@requires(Can.TRAINING_EDIT)
def edit(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found(request, pk)
    form = ChangeForm(request.POST or None, initial=ChangeForm.initial_of(one))
    if request.method == "POST" and form.is_valid():
        actions.change_run(one, form.changes, by=request.user)
        messages.success(request, _("Written."))
        return redirect("training:run", pk=pk)
    facts = frame(request, one, "run") | {"form": form, "crumbs": crumbs(one)}
    return render(request, "training/edit.html", facts)


@requires(Can.TRAINING_EDIT)
def syllabus(request: SignedInRequest, pk: int) -> HttpResponse:
    """The parts of what is taught, each with the directive or the need that it answers (R08, R101)."""
    one = found(request, pk)
    words = words_of(one.syllabus.prefetch_related("bases"))
    form = SyllabusForm(request.POST or None, initial={"words": words})
    if request.method == "POST" and form.is_valid():
        actions.change_syllabus(one, form.cleaned_data["words"], by=request.user)
        messages.success(request, _("Written."))
        return redirect("training:run", pk=pk)
    parts = one.syllabus.all()
    facts = frame(request, one, "run") | {"form": form, "crumbs": crumbs(one), "parts": parts}
    return render(request, "training/syllabus.html", facts)


@require_POST
@requires(Can.TRAINING_EDIT)
def restrict(request: SignedInRequest, pk: int) -> HttpResponse:
    """Which parts take approved sources only (R23)."""
    one = found(request, pk)
    ticked = set(request.POST.getlist("parts"))
    keys = {part for part in one.syllabus.values_list("pk", flat=True) if str(part) in ticked}
    actions.restrict_parts(one, keys, request.POST.get("why", ""), by=request.user)
    messages.success(request, _("Written."))
    return redirect("training:syllabus", pk=pk)


# --- from state to state


def seen(request: HttpRequest) -> int | None:
    """How many units the preview showed; a number that cannot be right counts as not seen."""
    text = request.POST.get("units", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else None


@requires(Can.TRAINING_EDIT)
def open_(request: SignedInRequest, pk: int) -> HttpResponse:
    """What units would be told, and to how many; then it is done. Later: those not told yet."""
    one = found(request, pk)
    if request.method == "POST":
        work = actions.open_and_ask(one, by=request.user, seen=seen(request))
        return redirect("kit:work", pk=work.pk)
    is_new = one.state == RunState.PREPARING
    outlook = actions.asking_outlook(one)
    facts = frame(request, one, "run") | {
        "crumbs": crumbs(one), "problems": actions.opening_problems(one) if is_new else [],
        "seats": one.seats.silent().count(), "outlook": outlook,
        "lines": [(unit, None) for unit in outlook.units],
        "first_at": outbox.awake(timezone.now()),
    }  # fmt: skip
    return render(request, "training/open.html", facts)


@requires(Can.REMIND)
def remind(request: SignedInRequest, pk: int) -> HttpResponse:
    one = found(request, pk)
    if request.method == "POST":
        work = actions.remind_silent(one, by=request.user, seen=seen(request))
        return redirect("kit:work", pk=work.pk)
    outlook = actions.nudge_outlook(one)
    facts = frame(request, one, "board") | {
        "crumbs": crumbs(one), "outlook": outlook, "lines": outlook.units,
        "first_at": outbox.awake(timezone.now()),
    }  # fmt: skip
    return render(request, "training/remind.html", facts)


@require_POST
@requires(Can.TRAINING_EDIT)
def lock(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.lock_list(found(request, pk), by=request.user)
    messages.success(request, _("The list is locked: the summons can be prepared."))
    return redirect("training:run", pk=pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def unlock(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.unlock_list(found(request, pk), request.POST.get("why", ""), by=request.user)
    messages.success(request, _("The list is open again: units may name and change people."))
    return redirect("training:run", pk=pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    actions.cancel_run(found(request, pk), request.POST.get("why", ""), by=request.user)
    messages.success(request, _("The class is called off. Its seats and nominees stay on record."))
    return redirect("training:run", pk=pk)
