"""What units are told of reports, and leads of their programmes: one message, its due moment, one
action.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit import outbox
from khuevan.kit.audit import key_of
from khuevan.kit.models import Message, MessageState
from khuevan.kit.outbox import Letter
from khuevan.kit.vietnamese import format_date
from khuevan.people.enums import Purpose
from khuevan.people.links import link_url, open_links
from khuevan.people.models import UnitLink
from khuevan.people.notices import days_left, foot
from khuevan.reports.enums import Frequency
from khuevan.reports.models import Cycle, Indicator, Obligation, Programme
from khuevan.reports.windows import Quarter

LANGUAGE = "vi"
REMINDER = "report-reminder"
PROGRAMME_REMINDER = "programme-reminder"
PAGE = "reports:unit_report"


def links(organisations: Collection[int]) -> dict[int, UnitLink]:
    """The open report links of these units, their unit with them."""
    return open_links(organisations, Purpose.REPORTS)


def moment_words(moment: datetime) -> str:
    """ "17:00 on 18/03/2026" """
    local = timezone.localtime(moment)
    return _("%(hour)s on %(day)s") % {
        "hour": f"{local:%H:%M}", "day": format_date(local.date())
    }  # fmt: skip


# --- the texts


def asked(cycle: Cycle, url: str) -> Letter:
    """The first message about a report: what, until when, by what rule, one way to answer.

    A request says its questions; a long report says that much of it is filled in already.
    """
    asked = [one for one in cycle.type.indicators.all() if one.is_active]
    is_short = cycle.type.frequency == Frequency.ONCE
    with translation.override(LANGUAGE):
        subject = _("%(report)s: send by %(due)s") % {
            "report": cycle.label, "due": moment_words(cycle.due_at)
        }  # fmt: skip
        window = _("Figures of %(starts)s to %(ends)s.") % {
            "starts": format_date(cycle.starts), "ends": format_date(cycle.ends)
        }  # fmt: skip
        parts = [
            _("Your unit is asked for: %(report)s, by %(due)s.")
            % {"report": cycle.label, "due": moment_words(cycle.due_at)},
            "" if is_short else window,
            "\n".join(f"{place}. {one.name_vi}" for place, one in enumerate(asked, 1))
            if is_short
            else "",
            _("By: %(basis)s") % {"basis": cycle.type.legal_basis}
            if cycle.type.legal_basis
            else "",
            cycle.type.instructions,
            _("Much of it is filled in already from what you recorded; look it over and send.")
            if any(one.formula for one in asked)
            else "",
            _("Fill it in here (no password): %(url)s") % {"url": url},
            foot(),
        ]
        return Letter(subject, "\n\n".join(part for part in parts if part))


def reminder(
    obligation: Obligation, today: date, url: str, *, to_head: bool = False, is_nudge: bool = False
) -> Letter:
    cycle = obligation.cycle
    with translation.override(LANGUAGE):
        left = days_left(timezone.localdate(cycle.due_at), today)
        subject = f"{left}: {cycle.label}"
        first = _("The office waits for this report of your unit:")
        if to_head:
            first = _("Your unit has been reminded twice and has not answered. Please see to it:")
        elif not is_nudge:
            first = left + ":"
        due = _("Due at %(due)s") % {"due": moment_words(cycle.due_at)}
        action = _("Fill it in here (no password): %(url)s") % {"url": url}
        text = f"{first}\n\n{cycle.label}\n{due}\n\n{action}\n\n{foot()}"
        return Letter(subject, text)


# --- into the outbox


def tell_asked(obligation: Obligation, link: UnitLink, address: str, *, digest: bool) -> None:
    """Once per unit and cycle, whatever is run again."""
    letter = asked(obligation.cycle, page(obligation, link))
    outbox.put(
        f"obligation:{obligation.pk}:asked:{link.organisation_id}", to=address,
        subject=letter.subject, text=letter.text, label=link.organisation.name_vi,
        purpose="report-asked", target=obligation, digest=digest, language=LANGUAGE,
    )  # fmt: skip


def remind(
    obligation: Obligation, step: str, link: UnitLink, address: str, today: date, *,
    to_head: bool = False, digest: bool = True,
) -> None:  # fmt: skip
    letter = reminder(obligation, today, page(obligation, link), to_head=to_head)
    outbox.put(
        reminder_key(obligation, step, address), to=address, subject=letter.subject,
        text=letter.text, label=link.organisation.name_vi, purpose=REMINDER, target=obligation,
        digest=digest, language=LANGUAGE,
    )  # fmt: skip


def reminder_key(obligation: Obligation, step: str, address: str) -> str:
    """(object, step, recipient); a due moment that moved begins a new ladder."""
    due = timezone.localtime(obligation.cycle.due_at)
    return f"obligation:{obligation.pk}:{step}-{due:%Y-%m-%dT%H:%M}:{address}"


def tell_nudge(obligation: Obligation, link: UnitLink, address: str, today: date) -> bool:
    """By hand, at most once a day and unit; whether it was new."""
    letter = reminder(obligation, today, page(obligation, link), is_nudge=True)
    asked_at = timezone.now()
    message = outbox.put(
        f"obligation:{obligation.pk}:nudge-{today}:{link.organisation_id}", to=address,
        subject=letter.subject, text=letter.text, label=link.organisation.name_vi,
        purpose=REMINDER, target=obligation, language=LANGUAGE,
    )  # fmt: skip
    return message.created_at >= asked_at


def returned(
    obligation: Obligation, comments: Mapping[Indicator, str], link: UnitLink | None, address: str
) -> None:
    """Cells came back, each with what is wrong; all else of the report stands."""
    version = obligation.submissions.count()
    with translation.override(LANGUAGE):
        subject = _("Please mend: %(report)s") % {"report": obligation.cycle.label}
        first = ngettext(
            "The office sends %(count)d cell back; everything else stays as you sent it:",
            "The office sends %(count)d cells back; everything else stays as you sent it:",
            len(comments),
        ) % {"count": len(comments)}  # fmt: skip
        lines = "\n".join(f"- {one.name}: {words}" for one, words in comments.items())
        url = page(obligation, link) if link else ""
        action = _("Mend it here (no password): %(url)s") % {"url": url} if url else ""
        text = "\n\n".join(part for part in (first, lines, action, foot()) if part)
    codes = ",".join(sorted(one.code for one in comments))
    moment = date_format(timezone.now(), "YmdHisu")
    outbox.put(
        f"obligation:{obligation.pk}:returned-{version}-{codes[:80]}-{moment}:{address}",
        to=address, subject=subject, text=text, label=obligation.organisation.name_vi,
        purpose="report-returned", target=obligation, language=LANGUAGE,
    )  # fmt: skip


def page(obligation: Obligation, link: UnitLink) -> str:
    return link_url(link, PAGE, pk=obligation.pk)


def stop_reminders(cycle: Cycle) -> int:
    """Whatever has not left yet about a cycle that is closed; how many."""
    prefix = key_of(Obligation(pk=0)).removesuffix("0")
    targets = [f"{prefix}{pk}" for pk in cycle.obligations.values_list("pk", flat=True)]
    count = 0
    for first in range(0, len(targets), 500):
        waiting = Message.objects.stoppable().filter(
            target__in=targets[first : first + 500], purpose=REMINDER
        )
        count += waiting.update(state=MessageState.CANCELLED)
    return count


# --- pilot programmes


def programme_reminder(
    programme: Programme, quarter: Quarter, missing: int, due: date, today: date
) -> Letter:
    """To whoever leads: which figures are wanted, until when, and where they are entered."""
    path = reverse("reports:programme_quarter", args=[programme.pk, quarter.year, quarter.number])
    with translation.override(LANGUAGE):
        subject = f"{days_left(due, today)}: {programme.name_vi} – {quarter.words}"
        wanted = ngettext(
            "%(count)d indicator of the pilot programme has no value for %(quarter)s yet.",
            "%(count)d indicators of the pilot programme have no value for %(quarter)s yet.",
            missing,
        ) % {"count": missing, "quarter": quarter.words}  # fmt: skip
        action = _("Enter them here: %(url)s") % {"url": settings.BASE_URL + path}
        until = _("Due on %(day)s") % {"day": format_date(due)}
        return Letter(subject, "\n\n".join([programme.name_vi, wanted, until, action, foot()]))


def remind_lead(
    programme: Programme, quarter: Quarter, step: str, missing: int, due: date, today: date
) -> bool:
    """Once per quarter and rung, in the morning mail; whether it was new."""
    lead = programme.lead
    letter = programme_reminder(programme, quarter, missing, due, today)
    asked_at = timezone.now()
    message = outbox.put(
        f"programme:{programme.pk}:{quarter.short}-{step}:{lead.pk}", to=lead.email,
        subject=letter.subject, text=letter.text, label=lead.full_name, purpose=PROGRAMME_REMINDER,
        target=programme, digest=True, language=LANGUAGE,
    )  # fmt: skip
    return message.created_at >= asked_at


def stop_programme_reminders(programme: Programme) -> int:
    return outbox.cancel(programme, PROGRAMME_REMINDER)
