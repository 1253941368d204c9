"""What a unit owes, on a phone: everything works as plain forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.assignments import actions
from khuevan.assignments.enums import OPEN, OWED, State
from khuevan.assignments.forms import CodeForm, DifficultyForm, EvidenceForm, NameForm
from khuevan.assignments.models import Assignment, Criterion, Evaluation, Evidence
from khuevan.assignments.views.desk import Desk, posted, show
from khuevan.assignments.views.records import lines
from khuevan.documents import actions as documents
from khuevan.kit import workdays
from khuevan.kit.workdays import Calendar
from khuevan.people import codes
from khuevan.people.enums import Purpose
from khuevan.people.links import link_url
from khuevan.people.models import UnitLink
from khuevan.plans.models import Plan

TASKS_A_PAGE = 15
SOON = 5
"""Working days: what falls due within them stands under "due soon"."""
DONE_SHOWN = 5
LOOKS = {
    State.ASSIGNED: "unanswered",
    State.RECEIVED: "received",
    State.DOING: "doing",
    State.WAITING: "doing",
    State.DONE: "done",
    State.RETURNED: "returned",
    State.CANCELLED: "cancelled",
}


@dataclass(frozen=True, slots=True)
class Card:
    """A task as the list shows it."""

    task: Assignment
    look: str
    label: str
    note: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    cards: list[Card]


def tasks(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Six queries whatever the number of tasks; the page stays small by turning over."""
    today, days = timezone.localdate(), workdays.calendar()
    page = Paginator(ranked(desk, today, days), TASKS_A_PAGE).get_page(request.GET.get("page"))
    counts = counted(desk, today)
    facts = {
        "groups": grouped(page, desk, today, days),
        "page": page,
        "counts": counts,
        "today": today,
        "done": recent_done(desk) if page.number == 1 else (),
    }
    return show(request, desk, "assignments/unit_tasks.html", "tasks", facts, counts["owed"])


# A plan's whole text is of no use in a list and may be long.
HEAVY = ("plan__text", "plan__parts", "plan__reading", "plan__search", "task__clause__search")


def ranked(desk: Desk, today: date, days: Calendar) -> QuerySet[Assignment]:
    """Late first, then returned, soon, later, and last what waits for the office."""
    soon = days.add(today, SOON)
    rank = Case(
        When(state=State.WAITING, then=Value(5)),
        When(due__lt=today, then=Value(0)),
        When(state=State.RETURNED, then=Value(1)),
        When(due__lte=soon, then=Value(2)),
        When(due__isnull=False, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    own = Assignment.objects.of(desk.organisation.pk).open().annotate(rank=rank)
    return own.select_related("task__clause", "plan").defer(*HEAVY).order_by("rank", "due", "pk")


GROUPS: dict[int, Callable[[], str]] = {
    0: lambda: _("Overdue"),
    1: lambda: _("Returned"),
    2: lambda: _("Due soon"),
    3: lambda: _("Later"),
    4: lambda: _("Without a due day"),
    5: lambda: _("Waiting for the office"),
}


def grouped(page: Page[Assignment], desk: Desk, today: date, days: Calendar) -> list[Group]:
    groups: dict[int, Group] = {}
    for task in page.object_list:
        rank = getattr(task, "rank", 4)
        group = groups.setdefault(rank, Group(GROUPS[rank](), []))
        group.cards.append(card(task, desk, today, days))
    return list(groups.values())


def card(task: Assignment, desk: Desk, today: date, days: Calendar) -> Card:
    late = task.is_late(today)
    return Card(
        task=task,
        look="overdue" if late else LOOKS[State(task.state)],
        label=_("Overdue") if late else str(State(task.state).label),
        note=after_comma(when(task, today, days)),
        url=desk.url("task", pk=task.pk),
    )


def after_comma(words: str) -> str:
    return words[:1].lower() + words[1:]


def when(task: Assignment, today: date, days: Calendar) -> str:
    """ "3 working days left", in words; nothing without a day."""
    if task.due is None or task.state not in OPEN:
        return ""
    if task.due < today:
        late = days.between(task.due, today)
        return ngettext("%(days)d working day late", "%(days)d working days late", late) % {
            "days": late
        }
    left = days.between(today, task.due)
    if left == 0:
        return _("due today")
    return ngettext("%(days)d working day left", "%(days)d working days left", left) % {
        "days": left
    }


def counted(desk: Desk, today: date) -> dict[str, int]:
    return Assignment.objects.of(desk.organisation.pk).aggregate(
        owed=Count("pk", filter=Q(state__in=OWED)),
        silent=Count("pk", filter=Q(state=State.ASSIGNED)),
        late=Count("pk", filter=Q(state__in=OWED, due__lt=today)),
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        done=Count("pk", filter=Q(state=State.DONE)),
    )


def recent_done(desk: Desk) -> QuerySet[Assignment]:
    own = Assignment.objects.of(desk.organisation.pk).filter(state=State.DONE)
    return own.select_related("task").order_by("-done_at")[:DONE_SHOWN]


def done(request: HttpRequest, desk: Desk) -> HttpResponse:
    settled = Assignment.objects.of(desk.organisation.pk).exclude(state__in=OPEN)
    rows = settled.select_related("task__clause", "plan").defer(*HEAVY).order_by("-done_at", "-pk")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    return show(request, desk, "assignments/unit_done.html", "done", {"page": page})


def task(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    return task_page(request, desk, desk.task(pk))


def task_page(
    request: HttpRequest,
    desk: Desk,
    found: Assignment,
    *,
    evidence: EvidenceForm | None = None,
    difficulty: DifficultyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today, days = timezone.localdate(), workdays.calendar()
    hard = list(found.difficulties.all()[:10])
    facts = {
        "task": found,
        "card": card(found, desk, today, days),
        "is_owed": found.state in OWED,
        "can_hand": found.state in OWED,
        "proofs": found.evidence.standing().select_related("file"),
        "difficulties": hard,
        "history": lines(found, 8, hard),
        "evidence_form": evidence or EvidenceForm(),
        "name_form": NameForm(initial={"name": found.handed_to}),
        "difficulty_form": difficulty
        or DifficultyForm(plans=Plan.objects.none(), auto_id="hard_%s"),
        "returned": returned_why(found),
    }
    response = show(request, desk, "assignments/unit_task.html", "tasks", facts)
    response.status_code = status
    return response


def returned_why(found: Assignment) -> str:
    return found.last_word if found.state == State.RETURNED else ""


def saved(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Big and plain: it has arrived, and this is its number."""
    return show(request, desk, "assignments/unit_saved.html", "tasks", {"task": desk.task(pk)})


@posted
def receive(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    actions.receive(desk.task(pk), by=desk.by)
    return redirect(desk.url("saved", pk=pk))


@posted
def receive_all(request: HttpRequest, desk: Desk) -> HttpResponse:
    count = actions.receive_all(desk.organisation.pk, by=desk.by)
    messages.success(
        request,
        ngettext(
            "Receipt of %(count)d task recorded.", "Receipt of %(count)d tasks recorded.", count
        )
        % {"count": count},
    )
    return redirect(desk.url(""))


@posted
def hand(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    actions.hand_to(desk.task(pk), request.POST.get("name", ""), by=desk.by)
    return redirect(desk.url("saved", pk=pk))


@posted
def start(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    actions.start(desk.task(pk), by=desk.by)
    return redirect(desk.url("saved", pk=pk))


@posted
def report(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Evidence, and with it "done"; the other button keeps the evidence for later."""
    found = desk.task(pk)
    form = EvidenceForm(request.POST, request.FILES)
    if not form.is_valid():
        return task_page(request, desk, found, evidence=form, status=400)
    proofs = proofs_of(form, desk)
    is_draft = "keep" in request.POST
    if proofs:
        actions.add_evidence(found, proofs, by=desk.by)
    if not is_draft:
        actions.report(found, by=desk.by)
        return redirect(desk.url("saved", pk=pk))
    if not proofs:
        messages.warning(request, _("Nothing was filled in, so nothing was kept."))
    return redirect(desk.url("task", pk=pk))


def proofs_of(form: EvidenceForm, desk: Desk) -> list[actions.Proof]:
    """Files are stored first, outside a transaction: a refusal for secrecy must leave its line."""
    found = [actions.Proof(file=documents.store(upload, by=desk.by)) for upload in form.uploads]
    if text := form.cleaned_data["text"].strip():
        found.append(actions.Proof(text=text))
    if url := form.cleaned_data["url"]:
        found.append(actions.Proof(url=url))
    return found


@posted
def withdraw(request: HttpRequest, desk: Desk, pk: int, evidence: int) -> HttpResponse:
    found = desk.task(pk)
    proof = get_object_or_404(found.evidence.standing().select_related("assignment"), pk=evidence)
    actions.withdraw_evidence(proof, by=desk.by)
    messages.success(request, _("The piece of evidence has been withdrawn."))
    return redirect(desk.url("task", pk=pk))


def file(request: HttpRequest, desk: Desk, pk: int, evidence: int) -> HttpResponseBase:
    return download(get_object_or_404(desk.task(pk).evidence.select_related("file"), pk=evidence))


def download(proof: Evidence) -> FileResponse:
    """As an attachment: nothing that a unit sent ever runs as a page of ours."""
    stored = get_object_or_404(Evidence.objects.exclude(file=None), pk=proof.pk).file
    assert stored is not None  # noqa: S101 - excluded in the line above
    return FileResponse(
        stored.content.open("rb"), as_attachment=True, filename=stored.name,
        content_type=stored.media_type,
    )  # fmt: skip


def change(request: HttpRequest, desk: Desk, pk: int) -> HttpResponse:
    """Change what was sent: a link proves itself by a code, an account has signed in."""
    found = desk.task(pk)
    if desk.link is None:
        if request.method == "POST":
            actions.take_back(found, by=desk.by)
            return redirect(desk.url("task", pk=pk))
        return show(request, desk, "assignments/unit_change.html", "tasks", {"task": found})
    purpose = f"change:{found.pk}"
    if request.method == "POST" and "code" in request.POST:
        codes.check_code(desk.link, purpose, request.POST["code"])
        actions.take_back(found, by=desk.by)
        messages.success(request, _("The report is open again. Mend it and send it once more."))
        return redirect(desk.url("task", pk=pk))
    if request.method == "POST":
        codes.send_code(desk.link, purpose)
        return redirect(desk.url("change", pk=pk))
    facts = {
        "task": found,
        "address": codes.masked(codes.registered_address(desk.link).value),
        "form": CodeForm() if has_code(desk.link, purpose) else None,
    }
    return show(request, desk, "assignments/unit_change.html", "tasks", facts)


def has_code(link: UnitLink, purpose: str) -> bool:
    """A code is on its way: after a wrong one the field is still there."""
    sent = link.codes.filter(action=purpose, used_at=None, expires_at__gt=timezone.now())
    return sent.exists()


def criteria(request: HttpRequest, desk: Desk) -> HttpResponse:
    """By what the unit is judged, and how it was."""
    own = Evaluation.objects.filter(organisation=desk.organisation)
    facts = {
        "criteria": Criterion.objects.filter(is_active=True),
        "evaluations": own.prefetch_related("scores__criterion")[:8],
        "calendar": calendar_address(desk),
    }
    return show(request, desk, "assignments/unit_criteria.html", "criteria", facts)


def calendar_address(desk: Desk) -> str:
    live = UnitLink.objects.live(timezone.now()).filter(
        organisation=desk.organisation, purpose=Purpose.CALENDAR
    )
    link = live.select_related("organisation").first()
    return link_url(link, "assignments:feed") if link else ""
