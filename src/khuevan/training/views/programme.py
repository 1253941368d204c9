"""The programme of a class on one page: hall, agenda, speakers, materials, questions."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render

from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.training import actions, agenda, venue_rules
from khuevan.training.enums import InvitationState, QuestionState
from khuevan.training.models import ClassRun, Invitation
from khuevan.training.views.frame import found, frame

LOOKS = {
    InvitationState.DRAFT: "unanswered", InvitationState.INVITED: "doing",
    InvitationState.ACCEPTED: "done", InvitationState.OTHER_TIME: "returned",
    InvitationState.DECLINED: "cancelled", InvitationState.WITHDRAWN: "cancelled",
}  # fmt: skip


@requires(Can.TRAINING_VIEW)
def programme(request: SignedInRequest, pk: int) -> HttpResponse:
    """As many queries for sixty lines as for one."""
    run = found(request, pk)
    version = actions.current_agenda(run)
    slots = agenda.slots_of(version)
    facts = frame(request, run, "programme") | {
        "verdict": venue_rules.judge_run(run),
        "quotes": run.quotes.count(),
        "version": version,
        "slots": slots,
        "findings": agenda.findings(run, slots),
        "invitations": [(one, LOOKS[InvitationState(one.state)]) for one in asked(run)],
        "materials": run.materials.weighed()
        .select_related("file", "basis__file")
        .annotate(readers=Count("reads")),
        "trainees": actions.trainees(run).count(),
        "unfounded": run.materials.unfounded().count(),
        "uncited": run.syllabus.filter(bases=None, need="").count(),
        "questions": actions.question_counts(run),
        "waiting": QuestionState.NEW,
    }
    return render(request, "training/programme.html", facts)


def asked(run: ClassRun) -> list[Invitation]:
    """The invitations of a class, each with whether its slides have come."""
    rows = run.invitations.select_related("speaker")
    return list(rows.annotate(slides=Count("materials", filter=Q(materials__isnull=False))))
