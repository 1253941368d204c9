"""What units and the office are told: one message, its legal clause, its day, one action.

Nothing here sends: everything goes through the outbox, once per key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.assignments.models import Assignment
from khuevan.assignments.wording import full_name, line, named, shortened
from khuevan.kit import calendars, outbox
from khuevan.kit.calendars import Entry
from khuevan.kit.outbox import Letter
from khuevan.kit.vietnamese import format_date
from khuevan.people.enums import Purpose
from khuevan.people.links import link_url, open_links
from khuevan.people.models import Organisation, UnitLink
from khuevan.people.notices import addresses as addresses
from khuevan.people.notices import days_left, foot
from khuevan.people.notices import heads as heads
from khuevan.plans.models import Plan

LANGUAGE = "vi"


# --- to whom


def links(organisations: Collection[int]) -> dict[int, UnitLink]:
    """The open task links of these units, their unit with them."""
    return open_links(organisations, Purpose.ASSIGNMENTS)


# --- the texts


def assigned(plan: Plan, tasks: Sequence[Assignment], url: str, address: str = "") -> Letter:
    """The first message about a plan: everything the unit owes, and one way to answer."""
    with translation.override(LANGUAGE):
        subject = ngettext(
            "%(count)d task of %(plan)s", "%(count)d tasks of %(plan)s", len(tasks)
        ) % {"count": len(tasks), "plan": named(plan)}
        first = _("By %(plan)s, your unit carries out:") % {"plan": full_name(plan)}
        lines = "\n\n".join(line(task) for task in tasks)
        action = _("Confirm receipt here (no password): %(url)s") % {"url": url}
        text = f"{first}\n\n{lines}\n\n{action}\n\n{foot()}"
        return Letter(subject, text, _calendar_of(tasks, address))


def nudge(plan: Plan, tasks: Sequence[Assignment], url: str) -> Letter:
    """By hand, to units that have not answered."""
    with translation.override(LANGUAGE):
        subject = _("Reminder: please confirm receipt, %(plan)s") % {"plan": named(plan)}
        first = ngettext(
            "Your unit has not yet confirmed that it received this task of %(plan)s:",
            "Your unit has not yet confirmed that it received these tasks of %(plan)s:",
            len(tasks),
        ) % {"plan": full_name(plan)}
        lines = "\n\n".join(line(task) for task in tasks)
        action = _("Confirm receipt here (no password): %(url)s") % {"url": url}
        return Letter(subject, f"{first}\n\n{lines}\n\n{action}\n\n{foot()}")


def reminder(assignment: Assignment, today: date, url: str, *, to_head: bool = False) -> Letter:
    """One rung of the ladder; several of one morning become one mail."""
    with translation.override(LANGUAGE):
        left = _left(assignment, today)
        subject = f"{left}: {shortened(assignment.task.text)}"
        first = (
            _("Your unit has been reminded twice and has not answered. Please see to it:")
            if to_head
            else left + ":"
        )
        action = _("Open the task here (no password): %(url)s") % {"url": url}
        text = f"{first}\n\n{line(assignment)}\n{full_name(assignment.plan)}\n\n{action}"
        return Letter(subject, f"{text}\n\n{foot()}")


def _left(assignment: Assignment, today: date) -> str:
    due = assignment.due
    if due is None:
        return _("Task without answer")
    return days_left(due, today)


# --- calendars


def entry(assignment: Assignment, address: str = "", *, with_people: bool = True) -> Entry:
    """The deadline as a calendar shows it; one identity through all changes."""
    due = assignment.due
    assert due is not None  # noqa: S101 - callers ask only for those with a day
    organizer = settings.MAIL_FROM.rpartition("<")[2].rstrip(">") if with_people else ""
    return Entry(
        uid=f"assignment-{assignment.pk}@khuevan",
        start=due,
        summary=shortened(assignment.task.text),
        sequence=assignment.sequence,
        description=f"{full_name(assignment.plan)}\n{line(assignment)}",
        status="CANCELLED" if assignment.state == "cancelled" else "CONFIRMED",
        organizer=organizer,
        organizer_name="Khuê Văn" if organizer else "",
        attendee=address,
        attendee_name=assignment.organisation.name_vi if address else "",
        changed_at=assignment.last_word_at or assignment.sent_at,
    )


def _calendar_of(tasks: Sequence[Assignment], address: str) -> str:
    """One deadline is a request; several may only be published (RFC 5546, 3.2.1), each with its
    status: what was cancelled says so."""
    dated = [task for task in tasks if task.due]
    if not dated:
        return ""
    if len(dated) == 1:
        return calendars.invitation(entry(dated[0], address))
    published = [entry(task) for task in dated]
    return calendars.feed("", published, method="PUBLISH").decode()


def feed(name: str, tasks: Iterable[Assignment]) -> bytes:
    """Deadlines for a calendar program; whatever was cancelled says so."""
    return calendars.feed(name, [entry(task, with_people=False) for task in tasks if task.due])


# --- into the outbox


def tell_assigned(
    plan: Plan, tasks: Sequence[Assignment], link: UnitLink, address: str, *, digest: bool
) -> None:
    """One message per unit and sending; the lowest task names the sending, so a rerun adds none."""
    letter = assigned(plan, tasks, link_url(link, "assignments:unit"), address)
    first = min(task.pk for task in tasks)
    outbox.put(
        f"assignment:{first}:sent:{link.organisation_id}", to=address, subject=letter.subject,
        text=letter.text, ics=letter.ics, label=link.organisation.name_vi, purpose="assigned",
        target=plan, digest=digest, language=LANGUAGE,
    )  # fmt: skip


def tell_taken_over(
    tasks: Sequence[Assignment], old: Sequence[str], link: UnitLink, address: str
) -> None:
    """One letter to a unit that took others over, with everything that it owes in their place."""
    with translation.override(LANGUAGE):
        subject = ngettext(
            "%(count)d task of the units you took over",
            "%(count)d tasks of the units you took over", len(tasks),
        ) % {"count": len(tasks)}  # fmt: skip
        first = _("Your unit takes the place of %(units)s, and carries out what they still owed:")
        lines = "\n\n".join(f"{line(task)}\n  {full_name(task.plan)}" for task in tasks)
        action = _("See them here (no password): %(url)s")
        text = "\n\n".join((
            first % {"units": ", ".join(old)}, lines,
            action % {"url": link_url(link, "assignments:unit")}, foot(),
        ))  # fmt: skip
        ics = _calendar_of(tasks, address)
    first_pk = min(task.pk for task in tasks)
    outbox.put(
        f"assignment:{first_pk}:taken-over:{link.organisation_id}", to=address, subject=subject,
        text=text, ics=ics, label=link.organisation.name_vi, purpose="taken-over",
        target=link.organisation, language=LANGUAGE,
    )  # fmt: skip


def tell_called_off(plan: Plan, tasks: Sequence[Assignment], why: str, address: str) -> None:
    """One letter to a unit: nothing of the plan is owed; its calendar drops the deadlines."""
    unit = tasks[0].organisation
    with translation.override(LANGUAGE):
        subject = _("Nothing more is owed: %(plan)s") % {"plan": named(plan)}
        first = _("Your unit need no longer do these tasks of %(plan)s: %(why)s")
        lines = "\n\n".join(line(task) for task in tasks)
        text = f"{first % {'plan': full_name(plan), 'why': why}}\n\n{lines}\n\n{foot()}"
        ics = _calendar_of(tasks, address)
    outbox.put(
        f"plan:{plan.pk}:called-off:{unit.pk}", to=address, subject=subject, text=text, ics=ics,
        label=unit.name_vi, purpose="cancelled", target=plan, language=LANGUAGE,
    )  # fmt: skip


def tell_nudge(
    plan: Plan, tasks: Sequence[Assignment], link: UnitLink, address: str, day: date
) -> bool:
    """At most once a day and unit, however often the button is pressed; whether it was new."""
    letter = nudge(plan, tasks, link_url(link, "assignments:unit"))
    asked = timezone.now()
    message = outbox.put(
        f"plan:{plan.pk}:nudge-{day}:{link.organisation_id}", to=address, subject=letter.subject,
        text=letter.text, label=link.organisation.name_vi, purpose="nudge", target=plan,
        language=LANGUAGE,
    )  # fmt: skip
    return message.created_at >= asked


def remind(
    assignment: Assignment, step: str, link: UnitLink, address: str, today: date, *,
    to_head: bool = False,
) -> None:  # fmt: skip
    letter = reminder(
        assignment, today, link_url(link, "assignments:unit_task", pk=assignment.pk),
        to_head=to_head,
    )  # fmt: skip
    outbox.put(
        reminder_key(assignment, step, address), to=address, subject=letter.subject,
        text=letter.text, label=assignment.organisation.name_vi, purpose="reminder",
        target=assignment, digest=True, language=LANGUAGE,
    )  # fmt: skip


def reminder_key(assignment: Assignment, step: str, address: str) -> str:
    """(object, step, recipient); a due day that moved begins a new ladder."""
    return f"assignment:{assignment.pk}:{step}-{assignment.due or 'open'}:{address}"


def accepted(assignment: Assignment) -> None:
    with translation.override(LANGUAGE):
        subject = _("Accepted: %(task)s") % {"task": shortened(assignment.task.text)}
        first = _("The office has accepted your report. Nothing more is asked of this task.")
    _tell(assignment, "accepted", subject, first, digest=True)


def returned(assignment: Assignment, why: str) -> None:
    with translation.override(LANGUAGE):
        subject = _("Returned: %(task)s") % {"task": shortened(assignment.task.text)}
        first = _("The office returns your report: %(why)s") % {"why": why}
    _tell(assignment, "returned", subject, first)


def cancelled(assignment: Assignment, why: str) -> None:
    with translation.override(LANGUAGE):
        subject = _("Cancelled: %(task)s") % {"task": shortened(assignment.task.text)}
        first = _("Your unit need no longer do this task: %(why)s") % {"why": why}
    _tell(assignment, "cancelled", subject, first, with_calendar=True)


def postponed(assignment: Assignment, why: str) -> None:
    with translation.override(LANGUAGE):
        subject = _("New due day %(day)s: %(task)s") % {
            "day": format_date(assignment.due), "task": shortened(assignment.task.text),
        }  # fmt: skip
        first = _("The task has a new due day: %(why)s") % {"why": why}
    _tell(assignment, "postponed", subject, first, with_calendar=True)


def _tell(
    assignment: Assignment, step: str, subject: str, first: str, *, digest: bool = False,
    with_calendar: bool = False,
) -> None:  # fmt: skip
    """One message about one task to its unit; a unit without an address sees it on its page."""
    address = addresses([assignment.organisation_id]).get(assignment.organisation_id)
    if address is None:
        return
    link = links([assignment.organisation_id]).get(assignment.organisation_id)
    with translation.override(LANGUAGE):
        url = link_url(link, "assignments:unit_task", pk=assignment.pk) if link else ""
        action = _("Open the task here (no password): %(url)s") % {"url": url} if url else ""
        parts = (first, line(assignment) + "\n" + full_name(assignment.plan), action, foot())
        text = "\n\n".join(part for part in parts if part)
        ics = ""
        if with_calendar and assignment.due:
            ics = calendars.invitation(entry(assignment, address))
    moment = datetime.now(UTC).strftime("%Y%m%d%H%M%S%f")
    outbox.put(
        f"assignment:{assignment.pk}:{step}-{moment}:{address}", to=address, subject=subject,
        text=text, ics=ics, label=assignment.organisation.name_vi, purpose=step.partition("-")[0],
        target=assignment, digest=digest, language=LANGUAGE,
    )  # fmt: skip


def units_without_address(organisations: Collection[int]) -> list[Organisation]:
    known = addresses(organisations)
    missing = [unit for unit in organisations if unit not in known]
    return list(Organisation.objects.filter(pk__in=missing))
