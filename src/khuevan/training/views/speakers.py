"""The register of speakers, and who is invited to a class."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from khuevan.documents.models import Paper
from khuevan.kit import audit, lists
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, speaker_letters
from khuevan.training.enums import ANSWERABLE, InvitationState
from khuevan.training.forms.speakers import InvitationForm, SpeakerForm, initial_of
from khuevan.training.models import ClassRun, Invitation, Speaker
from khuevan.training.passes import speaker_url
from khuevan.training.views.frame import crumbs, found, frame, registers
from khuevan.training.views.programme import LOOKS


def linked(speaker: Speaker) -> str:
    return format_html('<a class="link" href="{}">{}</a>', speaker.get_absolute_url(), speaker)


SPEAKERS = lists.ListDef(
    name="training.speakers",
    title=gettext_lazy("Speakers"),
    columns=(
        lists.Column(
            "name", gettext_lazy("Full name"), str, linked, ("sort_key",), head=True, width=30
        ),
        lists.Column("title", gettext_lazy("Title and post"), lambda s: s.title, width=30),
        lists.Column("workplace", gettext_lazy("Where they work"), lambda s: s.workplace, width=40),
        lists.Column("topics", gettext_lazy("Topics"), lambda s: s.topics, width=50),
        lists.Column(
            "spoke", gettext_lazy("Classes"), lambda s: s.n_spoke, order=("n_spoke",), kind="int"
        ),
        lists.Column("phone", gettext_lazy("Work phone"), lambda s: s.phone, hidden=True),
        lists.Column("email", gettext_lazy("Work e-mail"), lambda s: s.email, hidden=True),
    ),
    filters=(
        lists.Filter(
            "used", gettext_lazy("Use"),
            (("yes", gettext_lazy("Invited")), ("no", gettext_lazy("No longer invited"))),
            lambda rows, value: rows.filter(is_retired=value == "no"), default="yes",
        ),
    ),
    search=("search",),
    order=("sort_key", "pk"),
    empty=lists.Empty(
        gettext_lazy("No speaker yet"),
        gettext_lazy("Write down who can teach what, with a work address; then invite from a class."),
        gettext_lazy("Add a speaker"), "/training/speakers/add/", icon="people",
    ),
    wide=True,
)  # fmt: skip


def counted() -> QuerySet[Speaker]:
    accepted = Q(invitations__state=InvitationState.ACCEPTED)
    return Speaker.objects.annotate(n_spoke=Count("invitations", filter=accepted))


@requires(Can.TRAINING_VIEW)
def index(request: SignedInRequest) -> HttpResponseBase:
    may_edit = request.user.can(Can.TRAINING_EDIT)
    shown = lists.for_reader(SPEAKERS, may_act=may_edit)
    facts = {"may_edit": may_edit, "registers": registers("speakers")}
    return lists.respond(request, shown, counted(), "training/speakers.html", facts)


@requires(Can.TRAINING_VIEW)
def detail(request: SignedInRequest, pk: int) -> HttpResponse:
    speaker = get_object_or_404(Speaker, pk=pk)
    asked = speaker.invitations.select_related("run").order_by("-pk")[:40]
    facts = {
        "speaker": speaker,
        "asked": [(one, LOOKS[InvitationState(one.state)]) for one in asked],
        "may_edit": request.user.can(Can.TRAINING_EDIT),
        "crumbs": [*crumbs(), (_("Speakers"), reverse("training:speakers"))],
    }
    return render(request, "training/speaker.html", facts)


@requires(Can.TRAINING_EDIT)
def add(request: SignedInRequest) -> HttpResponse:
    return _edited(request, Speaker(), _("Add a speaker"))


@requires(Can.TRAINING_EDIT)
def change(request: SignedInRequest, pk: int) -> HttpResponse:
    return _edited(request, get_object_or_404(Speaker, pk=pk), _("Change the speaker"))


def _edited(request: SignedInRequest, speaker: Speaker, title: str) -> HttpResponse:
    form = SpeakerForm(request.POST or None, instance=speaker)
    if request.method == "POST" and form.is_valid():
        actions.keep_speaker(form.save(commit=False), by=request.user)
        messages.success(request, _("Written."))
        return redirect(speaker.get_absolute_url())
    trail = [*crumbs(), (_("Speakers"), reverse("training:speakers"))]
    back = speaker.get_absolute_url() if speaker.pk else reverse("training:speakers")
    facts = {"form": form, "title": title, "back": back, "crumbs": trail}
    return render(request, "training/form.html", facts)


# --- invited to a class


@requires(Can.TRAINING_EDIT)
def invite(request: SignedInRequest, pk: int) -> HttpResponse:
    run = found(request, pk)
    start = {"speaker": request.GET.get("speaker")} | _first_guess(run)
    form = InvitationForm(request.POST or None, run=run, initial=start)
    if request.method == "POST" and form.is_valid():
        made = actions.invite_speaker(form.invitation(), by=request.user)
        messages.info(request, _("Look the invitation over, then send it."))
        return redirect("training:invitation", pk=pk, invitation=made.pk)
    back = reverse("training:programme", args=[pk])
    facts = {
        "form": form, "title": _("Invite a speaker"), "lede": run.title, "back": back,
        "crumbs": crumbs(run), "save": _("Look it over"),
    }  # fmt: skip
    return render(request, "training/form.html", facts)


def _first_guess(run: ClassRun) -> dict[str, Any]:
    if run.starts_at is None:
        return {}
    at = timezone.localtime(run.starts_at)
    return {"day": at.date(), "begins": at.time()}


def asked(request: SignedInRequest, pk: int, invitation: int) -> Invitation:
    run = found(request, pk)
    rows = run.invitations.select_related("speaker", "run__venue", "run__owner", "run__issuer")
    return get_object_or_404(rows, pk=invitation)


@requires(Can.TRAINING_VIEW)
def invitation(request: SignedInRequest, pk: int, invitation: int) -> HttpResponse:
    """How it stands, what the letter says, what came back, and what is to be done next."""
    one = asked(request, pk, invitation)
    state, origin = InvitationState(one.state), audit.key_of(one)
    papers = Paper.objects.filter(origin__startswith=f"{origin}:")
    facts = frame(request, one.run, "programme") | {
        "one": one, "look": LOOKS[state], "letter": speaker_letters.asked(one),
        "url": speaker_url(one) if state in ANSWERABLE else "",
        "slides": one.materials.select_related("file"),
        "papers": papers, "is_draft": state == InvitationState.DRAFT,
        "is_open": state in ANSWERABLE, "is_accepted": state == InvitationState.ACCEPTED,
        "when": speaker_letters.when(one), "crumbs": crumbs(one.run),
    }  # fmt: skip
    return render(request, "training/invitation.html", facts)


@requires(Can.TRAINING_EDIT)
def change_invitation(request: SignedInRequest, pk: int, invitation: int) -> HttpResponse:
    one = asked(request, pk, invitation)
    form = InvitationForm(
        request.POST or None, run=one.run, is_change=True, initial=initial_of(one)
    )
    back = reverse("training:invitation", args=[pk, invitation])
    if request.method == "POST" and form.is_valid():
        actions.change_invitation(one, form.facts(), by=request.user)
        messages.success(request, _("Written."))
        return redirect(back)
    facts = {
        "form": form, "title": _("Change the invitation"), "lede": str(one.speaker), "back": back,
        "crumbs": crumbs(one.run),
    }  # fmt: skip
    return render(request, "training/form.html", facts)


@require_POST
@requires(Can.TRAINING_EDIT)
def send(request: SignedInRequest, pk: int, invitation: int) -> HttpResponse:
    one = asked(request, pk, invitation)
    actions.send_invitation(one, by=request.user)
    told = _("The invitation is on its way.")
    if not one.speaker.email:
        told = _("No work e-mail is known: hand the link below over yourself.")
    messages.success(request, told)
    return redirect("training:invitation", pk=pk, invitation=invitation)


@require_POST
@requires(Can.TRAINING_EDIT)
def withdraw(request: SignedInRequest, pk: int, invitation: int) -> HttpResponse:
    one = asked(request, pk, invitation)
    actions.withdraw_invitation(one, request.POST.get("why", ""), by=request.user)
    messages.success(request, _("The invitation is taken back."))
    return redirect("training:programme", pk=pk)


@require_POST
@requires(Can.TRAINING_EDIT)
def draft(request: SignedInRequest, pk: int, invitation: int) -> HttpResponse:
    """The invitation or the letter of thanks as a draft among the office's documents."""
    one = asked(request, pk, invitation)
    verb = actions.thank_speaker if "thanks" in request.POST else actions.draft_invitation
    return redirect(verb(one, by=request.user).get_absolute_url())
