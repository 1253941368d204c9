"""The steps of a document's life, each by a button; what cannot be undone asks on a page of its own."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from khuevan.documents import actions, compositions
from khuevan.documents.enums import PaperState, Relation
from khuevan.documents.forms.papers import NumberForm, ReasonForm
from khuevan.documents.models import Paper
from khuevan.documents.views.page import context, found, history, sheet_facts
from khuevan.kit.errors import Refused
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires


def _step(action: Callable[..., None], power: Can) -> Callable[..., HttpResponseBase]:
    """A button: find the document, do the one thing, say how it stands."""

    @require_POST
    @requires(power)
    def view(request: SignedInRequest, pk: int) -> HttpResponse:
        paper = found(request, pk)
        action(paper, by=request.user)
        return stands(request, paper)

    return view


ask_check = _step(actions.ask_for_check, Can.PAPER_WRITE)
confirm_form = _step(actions.confirm_form, Can.PAPER_CHECK)
take_back = _step(actions.take_back, Can.PAPER_WRITE)
sign = _step(actions.sign, Can.PAPER_SIGN)


def stands(request: SignedInRequest, paper: Paper) -> HttpResponse:
    words = _("The document is now: %(state)s.") % {"state": PaperState(paper.state).label}
    messages.success(request, words)
    return redirect("documents:paper", paper.pk)


def _with_reason(
    request: SignedInRequest, paper: Paper, action: Callable[..., None], **words: str
) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        action(paper, why=form.cleaned_data["why"], by=request.user)
        return stands(request, paper)
    return render(request, "documents/step.html", context(request, paper) | {"form": form} | words)


@requires(Can.PAPER_VIEW)
def send_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """By whoever checks the form, or by the director; the action knows who may when."""
    return _with_reason(
        request, found(request, pk), actions.send_back,
        title=_("Return the document"),
        text=_("It becomes a draft again and goes back to its drafter, with your words."),
        button=_("Return"),
    )  # fmt: skip


@requires(Can.PAPER_VIEW)
def cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    return _with_reason(
        request, found(request, pk), actions.cancel,
        title=_("Cancel the document"),
        text=_("It will not go out. It stays in the register; a number it has stays taken."),
        button=_("Cancel the document"),
    )  # fmt: skip


@requires(Can.PAPER_SIGN)
def decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """The document on one screen for whoever signs, on a phone between two meetings."""
    paper = found(request, pk)
    composition = compositions.current(paper)
    facts = context(request, paper) | {
        "words": compositions.body_lines(composition.body)[:8],
        "more": max(0, len(composition.body) - 8),
        "recipients": composition.recipients,
        "signature": composition.signatures[0] if composition.signatures else None,
        "history": history(paper),
    }
    return render(request, "documents/decide.html", facts | sheet_facts(paper))


@requires(Can.PAPER_NUMBER)
def number(request: SignedInRequest, pk: int) -> HttpResponse:
    """The signed file, then number and date; a doubtful file waits for a person's decision."""
    paper = found(request, pk)
    today = timezone.localdate()
    next_free = actions.next_free(paper.symbol, today.year)
    form = NumberForm(
        request.POST or None, request.FILES or None, initial={"number": next_free, "day": today}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if given["file"]:
            actions.take_signed(paper, given["file"], by=request.user)
        try:
            hints = actions.number_hints(paper, given["number"], given["day"])
            actions.give_number(
                paper, given["number"], given["day"], why=given["why"], by=request.user
            )
        except Refused as refusal:
            # The file was taken in already: only what is left to decide is asked again.
            form.add_error(None, str(refusal))
        else:
            for hint in hints:
                messages.warning(request, hint)
            return stands(request, paper)
    facts = {"form": form, "next_free": next_free, "doubts": actions.signature_doubts(paper)}
    return render(request, "documents/number.html", context(request, paper) | facts)


@requires(Can.PAPER_NUMBER)
def issue(request: SignedInRequest, pk: int) -> HttpResponse:
    """Nothing brings a document back that went out, so the page says what will happen."""
    paper = found(request, pk)
    if request.method == "POST":
        actions.issue(paper, by=request.user)
        return stands(request, paper)
    facts = {
        "hints": actions.issue_hints(paper, timezone.localdate()),
        "recipients": compositions.current(paper).recipients,
    }
    return render(request, "documents/issue.html", context(request, paper) | facts)


@requires(Can.PAPER_WRITE)
def relate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Article 18: a mistake in the words by a document of equal form, one of form by a letter."""
    paper = found(request, pk)
    if request.method == "POST":
        if request.POST.get("relation") not in Relation.values:
            raise Refused(_("Choose what the new document does to this one."))
        made = actions.start_related(paper, Relation(request.POST["relation"]), by=request.user)
        return redirect("documents:edit", made.pk)
    return render(request, "documents/relate.html", context(request, paper))
