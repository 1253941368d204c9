"""The question box of a class, and the frequent questions of all classes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from khuevan.kit import lists
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions
from khuevan.training.enums import AskedWhen, QuestionState
from khuevan.training.forms.materials import JoinForm, QuestionForm, ReplyForm
from khuevan.training.models import Question
from khuevan.training.views.frame import crumbs, found, frame, is_part, registers

LOOKS = {
    QuestionState.NEW: "unanswered", QuestionState.SHOWN: "doing", QuestionState.ANSWERED: "done",
    QuestionState.HIDDEN: "cancelled", QuestionState.JOINED: "received",
}  # fmt: skip


@requires(Can.TRAINING_VIEW)
def box(request: SignedInRequest, pk: int) -> HttpResponse:
    """What came in, newest first within each state; asked again every ten seconds in the hall."""
    run = found(request, pk)
    rank = {state: number for number, state in enumerate(QuestionState)}
    rows = sorted(
        run.questions.select_related("organisation", "joined_to"),
        key=lambda one: (rank[QuestionState(one.state)], -one.pk),
    )
    facts = frame(request, run, "programme") | {
        "rows": [(one, LOOKS[QuestionState(one.state)]) for one in rows],
        "counts": actions.question_counts(run),
        "form": QuestionForm(),
        "crumbs": crumbs(run),
    }
    template = "training/_questions.html" if is_part(request) else "training/questions.html"
    return render(request, template, facts)


@require_POST
@requires(Can.TRAINING_EDIT)
def note(request: SignedInRequest, pk: int) -> HttpResponse:
    """A question that was asked by word of mouth or on paper."""
    run = found(request, pk)
    actions.ask_question(run, request.POST.get("text", ""), by=request.user)
    messages.success(request, _("The question is in the box."))
    return redirect("training:questions", pk=pk)


@requires(Can.TRAINING_EDIT)
def question(request: SignedInRequest, pk: int, question: int) -> HttpResponse:
    """One question: answer it; or let it through, put it aside, join it to another."""
    run = found(request, pk)
    one = get_object_or_404(run.questions.select_related("run", "organisation"), pk=question)
    start = {"answer": one.answer, "who": one.answered_by_name, "is_faq": one.is_faq}
    form = ReplyForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        actions.answer_question(one, **form.cleaned_data, by=request.user)
        messages.success(request, _("The answer is written; trainees see it on their page."))
        return redirect("training:questions", pk=pk)
    facts = frame(request, run, "programme") | {
        "one": one, "look": LOOKS[QuestionState(one.state)], "form": form,
        "join": JoinForm(question=one, auto_id="join_%s"), "crumbs": crumbs(run),
        "is_open": one.state in {QuestionState.NEW, QuestionState.SHOWN},
        "may_show": one.state in {QuestionState.NEW, QuestionState.HIDDEN},
    }  # fmt: skip
    return render(request, "training/question.html", facts)


@require_POST
@requires(Can.TRAINING_EDIT)
def settle(request: SignedInRequest, pk: int, question: int) -> HttpResponse:
    run = found(request, pk)
    one = get_object_or_404(run.questions.select_related("run"), pk=question)
    if "show" in request.POST:
        actions.show_question(one, by=request.user)
    elif "join" in request.POST:
        form = JoinForm(request.POST, question=one)
        if form.is_valid():
            actions.join_question(one, form.cleaned_data["other"], by=request.user)
    else:
        actions.hide_question(one, request.POST.get("why", ""), by=request.user)
    messages.success(request, _("Written."))
    return redirect("training:questions", pk=pk)


FAQ = lists.ListDef(
    name="training.faq",
    title=gettext_lazy("Frequent questions"),
    columns=(
        lists.Column("text", gettext_lazy("Question"), lambda q: q.text, head=True, width=60),
        lists.Column("answer", gettext_lazy("Answer"), lambda q: q.answer, width=80),
        lists.Column("who", gettext_lazy("Who answers"), lambda q: q.answered_by_name),
        lists.Column("run", gettext_lazy("Class"), lambda q: q.run.title, width=40),
        lists.Column("at", gettext_lazy("Day"), lambda q: q.answered_at, order=("answered_at",), kind="datetime"),
        lists.Column("when", gettext_lazy("Asked"), lambda q: q.get_moment_display(), hidden=True),
    ),
    filters=(
        lists.Filter("when", gettext_lazy("Asked"), tuple(AskedWhen.choices),
                     lambda rows, value: rows.filter(moment=value)),
        lists.Filter(
            "kept", gettext_lazy("Kept"),
            (("faq", gettext_lazy("Frequent questions")), ("all", gettext_lazy("All answered"))),
            lambda rows, value: rows.filter(is_faq=True) if value == "faq" else rows,
            default="faq",
        ),
    ),
    search=("search",),
    order=("-answered_at", "-pk"),
    empty=lists.Empty(
        gettext_lazy("No frequent question yet"),
        gettext_lazy("Answer a question of a class and tick “keep among the frequent questions”; "
                     "it then helps later classes too."),
        icon="chat",
    ),
    wide=True,
)  # fmt: skip


@requires(Can.TRAINING_VIEW)
def faq(request: SignedInRequest) -> HttpResponseBase:
    rows = Question.objects.filter(state=QuestionState.ANSWERED).select_related("run")
    return lists.respond(request, FAQ, rows, "training/faq.html", {"registers": registers("faq")})
