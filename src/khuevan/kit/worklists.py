"""The list of a person's background works."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from khuevan.kit.components import State, progress, status
from khuevan.kit.lists import Column, Empty, Filter, ListDef
from khuevan.kit.models import Work, WorkState

FAILURES_SHOWN = 500

STATES = {
    WorkState.WAITING: State.UNANSWERED,
    WorkState.RUNNING: State.DOING,
    WorkState.DONE: State.DONE,
    WorkState.FAILED: State.OVERDUE,
}


def linked_title(work: Work) -> SafeString:
    return format_html(
        '<a class="link" href="{}">{}</a>', reverse("kit:work", args=[work.pk]), work.title
    )


def pill(work: Work) -> SafeString:
    return status(STATES[WorkState(work.state)], work.get_state_display())


def bar(work: Work) -> SafeString:
    return progress(work.done, work.total or 0, label=str(_("Done so far")), brief=True)


def in_state(works: QuerySet[Work], state: str) -> QuerySet[Work]:
    return works.filter(state=state)


WORKS = ListDef(
    name="kit.works",
    title=_("My background work"),
    columns=(
        Column("title", _("Work"), lambda work: work.title, linked_title, head=True, width=50),
        Column("state", _("State"), lambda work: work.get_state_display(), pill, order=("state",)),
        Column("done", _("Progress"), lambda work: work.percent, bar, kind="int"),
        Column(
            "failed", _("Rows that failed"), lambda work: work.failed, order=("failed",), kind="int"
        ),
        Column(
            "asked",
            _("Asked on"),
            lambda work: work.created_at,
            order=("created_at",),
            kind="datetime",
        ),
    ),
    filters=(Filter("state", _("State"), tuple(WorkState.choices), in_state),),
    order=("-created_at",),
    empty=Empty(
        _("Nothing runs for you"),
        _("Reading a scan, an import or a bulk send appears here while it runs and after."),
        icon="download",
    ),
)
