"""The register of halls, and the hall of a class: the rule's sheet, the quotes, the choice."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from khuevan.documents import actions as documents
from khuevan.documents.downloads import answer
from khuevan.documents.models import StoredFile
from khuevan.kit import lists
from khuevan.kit.components import status
from khuevan.people.http import SignedInRequest
from khuevan.people.models import User
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, venue_rules
from khuevan.training.forms.venues import ProofForm, QuoteForm, VenueForm
from khuevan.training.models import Venue, VenueProof
from khuevan.training.views.frame import crumbs, found, frame, registers

QUOTES_WANTED = 3


def linked(venue: Venue) -> str:
    return format_html('<a class="link" href="{}">{}</a>', venue.get_absolute_url(), venue)


def proven(venue: Venue) -> str:
    """The stars that a decision proves today, in words."""
    today = timezone.localdate()
    holds = venue_rules.proof_on(list(venue.proofs.all()), today)
    if holds:
        return _("%(stars)d★ until %(day)s") % {
            "stars": holds.stars, "day": f"{holds.valid_to:%d/%m/%Y}"
        }  # fmt: skip
    return _("run out") if venue.proofs.all() else _("no proof")


def proven_pill(venue: Venue) -> str:
    holds = venue_rules.proof_on(list(venue.proofs.all()), timezone.localdate())
    return status("done" if holds else "unanswered", proven(venue))


def yes_no(value: bool | None) -> str:
    return _("Not known") if value is None else _("Yes") if value else _("No")


def cities(_request: HttpRequest) -> list[tuple[str, lists.Words]]:
    names = Venue.objects.order_by("city").values_list("city", flat=True).distinct()
    return [(name, name) for name in names]


VENUES = lists.ListDef(
    name="training.venues",
    title=gettext_lazy("Venues"),
    columns=(
        lists.Column("name", gettext_lazy("Venue"), str, linked, ("sort_key",), head=True, width=50),
        lists.Column("city", gettext_lazy("Province or city"), lambda v: v.city, order=("city",)),
        lists.Column("stars", gettext_lazy("Stars proved today"), proven, proven_pill, width=26),
        lists.Column(
            "capacity", gettext_lazy("Seats at desks"), lambda v: v.capacity, order=("capacity",),
            kind="int",
        ),
        lists.Column(
            "steps", gettext_lazy("Step-free access"), lambda v: yes_no(v.is_step_free)
        ),
        lists.Column("signal", gettext_lazy("Wifi and mobile signal"), lambda v: v.signal_note),
        lists.Column("address", gettext_lazy("Address"), lambda v: v.address, hidden=True, width=50),
        lists.Column("phone", gettext_lazy("Work phone"), lambda v: v.phone, hidden=True),
    ),
    filters=(
        lists.Filter(
            "city", gettext_lazy("Province or city"), cities,
            lambda venues, value: venues.filter(city=value),
        ),
        lists.Filter(
            "used", gettext_lazy("Use"),
            (("yes", gettext_lazy("In use")), ("no", gettext_lazy("No longer used"))),
            lambda venues, value: venues.filter(is_retired=value == "no"), default="yes",
        ),
    ),
    search=("search",),
    order=("sort_key", "pk"),
    empty=lists.Empty(
        gettext_lazy("No venue yet"),
        gettext_lazy("Write down a hall with the decision about its stars; a class then shows by "
                     "itself whether it meets what the plan asks."),
        gettext_lazy("Add a venue"), "/training/venues/add/", icon="pin",
    ),
    wide=True,
)  # fmt: skip


@requires(Can.TRAINING_VIEW)
def index(request: SignedInRequest) -> HttpResponseBase:
    may_edit = request.user.can(Can.TRAINING_EDIT)
    shown = lists.for_reader(VENUES, may_act=may_edit)
    venues = Venue.objects.prefetch_related("proofs")
    facts = {"may_edit": may_edit, "registers": registers("venues")}
    return lists.respond(request, shown, venues, "training/venues.html", facts)


@requires(Can.TRAINING_VIEW)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    venue = get_object_or_404(Venue.objects.prefetch_related("proofs__file"), pk=pk)
    today = timezone.localdate()
    facts = {
        "venue": venue,
        "proofs": [(one, one.holds_on(today)) for one in venue.proofs.all()],
        "holds": venue_rules.proof_on(list(venue.proofs.all()), today),
        "quotes": venue.quotes.select_related("run").order_by("-dated")[:20],
        "runs": venue.runs.all()[:20],
        "steps": yes_no(venue.is_step_free),
        "may_edit": request.user.can(Can.TRAINING_EDIT),
        "crumbs": [*crumbs(), (_("Venues"), reverse("training:venues"))],
    }
    return render(request, "training/venue.html", facts)


@requires(Can.TRAINING_EDIT)
def add(request: SignedInRequest) -> HttpResponse:
    return _edited(request, Venue(city="Hà Nội"), _("Add a venue"))


@requires(Can.TRAINING_EDIT)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    return _edited(request, get_object_or_404(Venue, pk=pk), _("Change the venue"))


def _edited(request: SignedInRequest, venue: Venue, title: str) -> HttpResponse:
    form = VenueForm(request.POST or None, instance=venue)
    if request.method == "POST" and form.is_valid():
        actions.keep_venue(form.save(commit=False), by=request.user)
        messages.success(request, _("Written."))
        return redirect(venue.get_absolute_url())
    back = venue.get_absolute_url() if venue.pk else reverse("training:venues")
    trail = [*crumbs(), (_("Venues"), reverse("training:venues"))]
    facts = {"form": form, "title": title, "back": back, "crumbs": trail}
    return render(request, "training/form.html", facts)


@requires(Can.TRAINING_EDIT)
def add_proof(request: SignedInRequest, pk: int) -> HttpResponse:
    venue = get_object_or_404(Venue, pk=pk)
    form = ProofForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        proof = form.proof(venue)
        proof.file = kept(form.cleaned_data["file"], request.user)
        actions.add_proof(proof, by=request.user)
        messages.success(request, _("The decision is held now."))
        return redirect(venue.get_absolute_url())
    facts = {
        "form": form,
        "title": _("Decision about the stars"),
        "lede": str(venue),
        "back": venue.get_absolute_url(),
        "crumbs": [*crumbs(), (str(venue), venue.get_absolute_url())],
    }
    return render(request, "training/form.html", facts)


def kept(file: Any, user: User) -> StoredFile | None:
    """Stored before the action begins: a refusal for secrecy must leave its line."""
    return documents.store(file, by=user) if file else None


@requires(Can.TRAINING_VIEW)
def proof_file(request: SignedInRequest, pk: int) -> FileResponse:
    return answer(get_object_or_404(VenueProof.objects.select_related("file"), pk=pk).file)


# --- the hall of a class


@requires(Can.TRAINING_VIEW)
def choose(request: SignedInRequest, pk: int) -> HttpResponse:
    """Every hall with its verdict for this class, those that pass first; the quotes beside them."""
    run = found(request, pk)
    if request.method == "POST":
        return _chosen(request, pk)
    seats, day = run.seats.count(), venue_rules.day_of(run)
    quotes = list(run.quotes.select_related("venue", "file"))
    asked = {one.venue_id: one for one in reversed(quotes)}
    venues = Venue.objects.filter(is_retired=False).prefetch_related("proofs")
    rows = [
        (one, venue_rules.judge(one, run.venue_rule, seats, day), asked.get(one.pk))
        for one in venues
    ]
    rows.sort(key=lambda row: (not row[1].passes, row[0].sort_key))
    facts = frame(request, run, "programme") | {
        "rows": rows, "day": day, "seats": seats, "quotes": quotes, "wanted": QUOTES_WANTED,
        "may_hand_over": request.user.can(Can.BUDGET_PREPARE) and any(one.file for one in quotes),
        "crumbs": crumbs(run),
    }  # fmt: skip
    return render(request, "training/venue_choose.html", facts)


def _chosen(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    if not request.user.can(Can.TRAINING_EDIT):
        return redirect("training:venue_choose", pk=pk)
    number = request.POST.get("venue", "")
    venues = Venue.objects.filter(is_retired=False)
    venue = (
        get_object_or_404(venues, pk=number) if number.isdecimal() and len(number) < 18 else None
    )
    actions.choose_venue(run, venue, why=request.POST.get("why", ""), by=request.user)
    told = _("The class is held at %(venue)s.") % {"venue": venue} if venue else _("No venue now.")
    messages.success(request, told)
    return redirect("training:programme", pk=pk)


@requires(Can.TRAINING_EDIT)
def add_quote(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    form = QuoteForm(
        request.POST or None, request.FILES or None,
        initial={"venue": request.GET.get("venue"), "dated": timezone.localdate()},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        quote = form.quote(run)
        quote.file = kept(form.cleaned_data["file"], request.user)
        actions.add_quote(quote, by=request.user)
        messages.success(request, _("The quote is kept with the class."))
        return redirect("training:venue_choose", pk=pk)
    facts = {
        "form": form, "title": _("Add a quote"), "lede": run.title,
        "back": reverse("training:venue_choose", args=[pk]), "crumbs": crumbs(run),
    }  # fmt: skip
    return render(request, "training/form.html", facts)


@require_POST
@requires(Can.TRAINING_EDIT)
def remove_quote(request: SignedInRequest, pk: int, quote: int) -> HttpResponse:
    run = found(request, pk)
    actions.remove_quote(
        get_object_or_404(run.quotes.select_related("venue", "run"), pk=quote), by=request.user
    )
    messages.success(request, _("The quote is removed."))
    return redirect("training:venue_choose", pk=pk)


@require_POST
@requires(Can.BUDGET_PREPARE)
def hand_over(request: SignedInRequest, pk: int) -> HttpResponse:
    count = actions.hand_over_quotes(found(request, pk), by=request.user)
    words = ngettext(
        "%(count)d quote put to the estimate.", "%(count)d quotes put to the estimate.", count
    )
    messages.success(request, words % {"count": count})
    return redirect("training:venue_choose", pk=pk)


@requires(Can.TRAINING_VIEW)
def quote_file(request: SignedInRequest, pk: int, quote: int) -> FileResponse:
    run = found(request, pk)
    return answer(get_object_or_404(run.quotes.select_related("file"), pk=quote).file)
