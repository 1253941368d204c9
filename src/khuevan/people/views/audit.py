from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from khuevan.kit.lists import Column, Empty, Filter, ListDef, respond
from khuevan.kit.models import AuditEvent
from khuevan.people.http import SignedInRequest
from khuevan.people.permissions import Can, requires
from khuevan.people.words import kind_words, value_words

DAYS = ("from", "to")


def what(event: AuditEvent) -> str:
    return kind_words(event.kind)


def change(event: AuditEvent) -> str:
    both = (value_words(event, event.before), value_words(event, event.after))
    return " → ".join(filter(None, both))


def change_cell(event: AuditEvent) -> str:
    if event.before and event.after:
        both = (value_words(event, event.before), value_words(event, event.after))
        return format_html("<del>{}</del> → <ins>{}</ins>", *both)
    return format_html("{}", change(event))


def facts(event: AuditEvent) -> str:
    return "; ".join(f"{name}: {value}" for name, value in sorted(event.facts.items()))


def parts(_request: HttpRequest) -> list[tuple[str, Any]]:
    return [
        ("people.", gettext("Units, links and accounts")), ("plans.", gettext("Plans")),
        ("assignments.", gettext("Assignments")), ("documents.", gettext("Documents")),
        ("reports.", gettext("Reports")), ("training.", gettext("Training")),
        ("budget.", gettext("Budget")), ("outbox.", gettext("Messages")),
    ]  # fmt: skip


AUDIT = ListDef(
    name="people.audit",
    title=_("Audit log"),
    columns=(
        Column("seq", _("No."), lambda e: e.seq, kind="int", order=("seq",)),
        Column("at", _("When"), lambda e: e.at, kind="datetime"),
        Column("by", _("Who"), lambda e: e.by_name, order=("by_name",)),
        Column("kind", _("What"), what, head=True),
        Column("target", _("Of what"), lambda e: e.target),
        Column("change", _("From, to"), change, change_cell),
        Column("why", _("Why"), lambda e: e.why),
        Column("facts", _("Details"), facts, hidden=True),
        Column("hash", _("Hash"), lambda e: e.hash, hidden=True),
    ),
    filters=(
        Filter("part", _("Part"), parts,
               lambda events, value: events.filter(kind__startswith=value)),
    ),
    order=("-seq",),
    empty=Empty(_("Nothing has happened yet"), _("Every change of state will stand here."),
                icon="history"),
    wide=True,
)  # fmt: skip


@require_GET
@requires(Can.AUDIT_VIEW)
def audit(request: SignedInRequest) -> HttpResponseBase:
    events = narrowed(AuditEvent.objects.all(), request)
    context = {name: request.GET.get(name, "") for name in (*DAYS, "who", "target")}
    return respond(request, AUDIT, events, "people/audit.html", {"asked": context})


def narrowed(events: QuerySet[AuditEvent], request: HttpRequest) -> QuerySet[AuditEvent]:
    """By days, by who, by what it happened to: fields of the page's own form."""
    first, last = (parse_date(request.GET.get(name, "")) for name in DAYS)
    if first:
        events = events.filter(at__gte=timezone.make_aware(datetime.combine(first, time.min)))
    if last:
        events = events.filter(at__lte=timezone.make_aware(datetime.combine(last, time.max)))
    if who := request.GET.get("who", "").strip():
        events = events.filter(by_name__icontains=who)
    if target := request.GET.get("target", "").strip():
        events = events.filter(target=target)
    return events
