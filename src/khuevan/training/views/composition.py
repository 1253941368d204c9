"""Is everybody the right person ("đúng thành phần")? What the rules propose, what the office decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_POST

from khuevan.kit import audit
from khuevan.kit.components import status
from khuevan.kit.lists import Column, Empty, Filter, ListDef, respond
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.people.words import kind_words
from khuevan.training import actions, composition, nominees, unit_letters
from khuevan.training.enums import LetterStanding, Reason, SeatState, Verdict
from khuevan.training.forms.naming import JudgementForm
from khuevan.training.models import ClassRun, Nomination, SyllabusItem, letter_fields
from khuevan.training.models.seats import NominationQuerySet
from khuevan.training.views.frame import crumbs, found, frame
from khuevan.training.views.letters import letter_cell, with_letters

STANDINGS = (
    ("todo", gettext_lazy("To decide")),
    ("doubt", gettext_lazy("To decide, the rules doubt")),
    ("returned", gettext_lazy("Returned to the unit")),
    ("right", gettext_lazy("Accepted")),
)
TODO = Q(verdict="")
WHICH = {
    "todo": TODO,
    "doubt": TODO & ~Q(proposed_verdict=Verdict.RIGHT),
    "returned": Q(seat__state=SeatState.AMEND),
    "right": Q(verdict=Verdict.RIGHT),
}
LOOKS = {Verdict.RIGHT: "done", Verdict.DOUBTFUL: "doing", Verdict.WRONG: "overdue"}


def words_of(nomination: Any) -> list[str]:
    """What the rules saw; a letter that the class asks for is a remark, and no reason to doubt."""
    words = [str(Reason(code).label) for code in nomination.reasons]
    letter = unit_letters.standing_of(nomination.letter_for, nomination.sort_key)
    if nomination.asks_letter and letter != LetterStanding.THERE:
        words.append(str(letter.label))
    return words


def named(nomination: Nomination) -> str:
    to = reverse("training:nominee", args=[nomination.seat.run_id, nomination.pk])
    return format_html(
        '<span><a class="link" href="{}">{}</a><br><span class="small muted">{}</span></span>',
        to, nomination.full_name, nomination.position,
    )  # fmt: skip


def proposed(nomination: Nomination) -> str:
    """The proposal as a pill, with its reasons below."""
    verdict = Verdict(nomination.proposed_verdict or Verdict.DOUBTFUL)
    reasons = format_html_join("", '<br><span class="small">{}</span>',
                               ((word,) for word in words_of(nomination)))  # fmt: skip
    return format_html("{}{}", status(LOOKS[verdict], str(verdict.label)), reasons)


def decided(nomination: Nomination) -> str:
    if not nomination.verdict:
        return format_html('<span class="muted">{}</span>', _("not decided"))
    look = "returned" if nomination.verdict == Verdict.WRONG else "done"
    words = _("Returned") if nomination.verdict == Verdict.WRONG else _("Accepted")
    why = format_html('<br><span class="small">{}</span>', nomination.verdict_why)
    return format_html("{}{}", status(look, words), why if nomination.verdict_why else "")


def reach(nomination: Nomination) -> str:
    return " · ".join(
        part for part in (nominees.shown_phone(nomination.phone), nomination.email) if part
    )


def standing(rows: QuerySet[Nomination], value: str) -> QuerySet[Nomination]:
    return rows.filter(WHICH[value])


NOMINEES = ListDef(
    name="training.composition",
    title=gettext_lazy("Nominees and their composition"),
    columns=(
        Column("unit", gettext_lazy("Unit"), lambda n: n.seat.organisation.name,
               order=("seat__number",), head=True, width=34),
        Column("person", gettext_lazy("Nominee"), lambda n: f"{n.full_name}, {n.position}", named,
               ("sort_key",), width=40),
        Column("focal", gettext_lazy("Focal point"),
               lambda n: _("yes") if n.is_focal_point else n.not_focal_why or _("no")),
        Column("proposed", gettext_lazy("The rules say"),
               lambda n: "; ".join([n.get_proposed_verdict_display(), *words_of(n)]), proposed,
               ("rank",), width=40),
        Column("decided", gettext_lazy("The office decides"),
               lambda n: n.get_verdict_display(), decided, ("verdict",)),
        Column("reach", gettext_lazy("Phone, e-mail"), reach, hidden=True),
        Column("at", gettext_lazy("Named at"), lambda n: n.made_at, order=("made_at",),
               kind="datetime", hidden=True),
    ),
    filters=(Filter("which", pgettext_lazy("nominees", "Which"), STANDINGS, standing),),
    search=("search", "seat__organisation__search"),
    order=("rank", "seat__number"),
    pick=lambda nomination: str(nomination.pk),
    empty=Empty(
        gettext_lazy("Nobody is named yet"),
        gettext_lazy("Nominees appear here as soon as units name them, each with what the rules say."),
        icon="people",
    ),
    wide=True,
)  # fmt: skip


def nominees_of(run: ClassRun) -> NominationQuerySet:
    """Active nominees, what waits for a decision first, doubts before all."""
    rank = Case(
        When(TODO & Q(proposed_verdict=Verdict.WRONG), then=Value(0)),
        When(TODO & ~Q(proposed_verdict=Verdict.RIGHT), then=Value(1)),
        When(TODO, then=Value(2)),
        When(verdict=Verdict.WRONG, then=Value(3)),
        default=Value(4), output_field=IntegerField(),
    )  # fmt: skip
    rows = Nomination.objects.active().filter(seat__run=run).annotate(rank=rank)
    return known_letters(rows, run).select_related("seat__organisation")


def known_letters(rows: NominationQuerySet, run: ClassRun) -> NominationQuerySet:
    return rows.annotate(**letter_fields("seat"), asks_letter=Value(run.asks_letter))


def counted(run: ClassRun) -> dict[str, int]:
    tallies = {name: Count("pk", filter=which) for name, which in WHICH.items()}
    plain = Count("pk", filter=TODO & Q(proposed_verdict=Verdict.RIGHT))
    return Nomination.objects.active().filter(seat__run=run).aggregate(**tallies, plain=plain)


@requires(Can.TRAINING_VIEW)
def index(request: SignedInRequest, pk: int) -> HttpResponseBase:
    run = found(request, pk)
    counts = counted(run)
    here = reverse("training:composition", args=[pk])
    looks = {"todo": "received", "doubt": "doing", "returned": "returned", "right": "done"}
    facts = frame(request, run, "composition") | {
        "crumbs": crumbs(run),
        "counts": counts,
        "figures": [
            {"label": label, "value": counts[key], "state": looks[key], "url": f"{here}?which={key}",
             "current": request.GET.get("which") == key}
            for key, label in STANDINGS
        ],
        "parts": parts(run),
        "here": here,
    }  # fmt: skip
    shown, rows = with_letters(NOMINEES, nominees_of(run), run, key="sort_key", seat="seat")
    return respond(request, shown, rows, "training/composition.html", facts)


def parts(run: ClassRun) -> list[tuple[str, str]]:
    return [
        (_("Nominees"), reverse("training:composition", args=[run.pk])),
        (_("What units need"), reverse("training:needs", args=[run.pk])),
    ]


@requires(Can.TRAINING_VIEW)
def nominee(request: SignedInRequest, pk: int, nomination: int) -> HttpResponse:
    """One nominee: what is known, what the rules saw, and the decision."""
    run = found(request, pk)
    one = of_run(run, nomination)
    facts = (
        frame(request, run, "composition")
        | {
            "crumbs": crumbs(run),
            "one": one,
            "phone": nominees.shown_phone(one.phone),
            "reasons": words_of(one),
            "letter": letter_cell(run.pk, "sort_key", one) if one.letter_pk else "",  # type: ignore[attr-defined]  # annotated
            "others": composition.others_of(one.seat, composition.facts_of(one)),
            "look": LOOKS[Verdict(one.proposed_verdict or Verdict.DOUBTFUL)],
            "earlier": one.seat.nominations.exclude(ended_at=None),
            "history": [(event, kind_words(event.kind)) for event in audit.history(one.seat)[:12]],
            "form": JudgementForm(asks_why=one.proposed_verdict != Verdict.RIGHT),
        }
    )
    return render(request, "training/nominee.html", facts)


def of_run(run: ClassRun, nomination: int) -> Nomination:
    rows = known_letters(Nomination.objects.active().filter(seat__run=run), run)
    related = rows.select_related("seat__organisation", "seat__run", "judged_by")
    return get_object_or_404(related, pk=nomination)


@require_POST
@requires(Can.TRAINING_JUDGE)
def judge(request: SignedInRequest, pk: int, nomination: int) -> HttpResponse:
    one = of_run(found(request, pk), nomination)
    actions.judge(one, verdict_of(request), request.POST.get("why", ""), by=request.user)
    messages.success(request, _("Decided: %(name)s.") % {"name": one.full_name})
    return redirect("training:composition", pk=pk)


def verdict_of(request: HttpRequest) -> Verdict:
    return Verdict.WRONG if request.POST.get("do") == "return" else Verdict.RIGHT


@require_POST
@requires(Can.TRAINING_JUDGE)
def accept_right(request: SignedInRequest, pk: int) -> HttpResponse:
    count = actions.accept_right(found(request, pk), by=request.user)
    messages.success(
        request,
        ngettext("%(n)d nominee accepted.", "%(n)d nominees accepted.", count) % {"n": count},
    )
    return redirect("training:composition", pk=pk)


@require_POST
@requires(Can.TRAINING_JUDGE)
def judge_many(request: SignedInRequest, pk: int) -> HttpResponse:
    """The ticked ones alike: all of them, or none when one cannot be."""
    run = found(request, pk)
    ticked = [row for row in request.POST.getlist("row") if row.isdecimal() and len(row) < 18]
    chosen = nominees_of(run).filter(pk__in=ticked).select_related("seat__run")
    count = actions.judge_all(
        list(chosen), verdict_of(request), request.POST.get("why", ""), by=request.user
    )
    messages.success(
        request, ngettext("%(n)d nominee decided.", "%(n)d nominees decided.", count) % {"n": count}
    )
    return redirect("training:composition", pk=pk)


# --- what units need (R08)


@requires(Can.TRAINING_VIEW)
def needs(request: SignedInRequest, pk: int) -> HttpResponse:
    """What was asked for, by part of the syllabus, and on what each part rests."""
    run = found(request, pk)
    items = list(traced(run))
    grounded = [one for one in items if one.n_bases or one.need or one.n_wanted or one.n_answers]  # type: ignore[attr-defined]  # annotated
    facts = frame(request, run, "composition") | {
        "crumbs": crumbs(run),
        "parts": parts(run),
        "here": reverse("training:needs", args=[pk]),
        "items": items,
        "grounded": len(grounded),
        "needs": run.needs.exclude(text="").select_related("organisation", "answered_by"),
        "answered": run.needs.count(),
        "seats": run.seats.count(),
    }
    return render(request, "training/needs.html", facts)


def traced(run: ClassRun) -> QuerySet[SyllabusItem]:
    return run.syllabus.annotate(
        n_bases=Count("bases", distinct=True), n_wanted=Count("wanted_by", distinct=True),
        n_answers=Count("answers", distinct=True), total=F("n_wanted") + F("n_answers"),
    )  # fmt: skip


@require_POST
@requires(Can.TRAINING_EDIT)
def trace(request: SignedInRequest, pk: int, need: int) -> HttpResponse:
    run = found(request, pk)
    one = get_object_or_404(run.needs.select_related("run", "answered_by"), pk=need)
    chosen = request.POST.get("item", "")
    number = int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0
    item = get_object_or_404(run.syllabus, pk=number) if chosen else None
    actions.trace_need(one, item, by=request.user)
    return redirect(f"{reverse('training:needs', args=[pk])}#n-{need}")
