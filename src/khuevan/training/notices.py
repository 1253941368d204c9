"""What units are told about their seats: one message, why, until when, one action."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit import outbox
from khuevan.kit.outbox import Letter
from khuevan.kit.vietnamese import format_date
from khuevan.people.enums import Purpose
from khuevan.people.links import link_url, open_links
from khuevan.people.models import UnitLink
from khuevan.people.notices import days_left, foot
from khuevan.training.models import ClassRun, Seat

LANGUAGE = "vi"
REMINDER = "nomination-reminder"
PAGE = "training:unit_seat"


def links(organisations: Collection[int]) -> dict[int, UnitLink]:
    """The open links of these units for their seats, the unit with each."""
    return open_links(organisations, Purpose.NOMINATION)


def page(seat: Seat, link: UnitLink) -> str:
    return link_url(link, PAGE, pk=seat.pk)


# --- the texts


def asked(run: ClassRun, count: int, url: str) -> Letter:
    """The first message: for what, when, by what plan, until when, one way to answer."""
    with translation.override(LANGUAGE):
        day = format_date(run.nominate_by)
        subject = _("Name your nominee by %(day)s: %(run)s") % {"day": day, "run": run.title}
        parts = [
            ngettext(
                "Your unit has %(n)d seat in: %(run)s.", "Your unit has %(n)d seats in: %(run)s.",
                count,
            ) % {"n": count, "run": run.title},
            _("The class: %(when)s.") % {"when": when(run)} if run.starts_at else "",
            _("By the plan: %(plan)s.") % {"plan": run.plan.number or run.plan.title}
            if run.plan else "",
            _("Please name the official who does this work by %(day)s.") % {"day": day},
            _("Name the person here, in a minute and without a password: %(url)s") % {"url": url},
            letter_asked(run),
            foot(),
        ]  # fmt: skip
        return Letter(subject, "\n\n".join(part for part in parts if part))


def letter_asked(run: ClassRun) -> str:
    """What a class that asks for signed letters adds to a message."""
    if not run.asks_letter:
        return ""
    return _(
        "This class asks for your unit's letter, signed by its head: attach its photo, PDF or "
        "Word file on the same page after naming the person."
    )


def when(run: ClassRun) -> str:
    starts, ends = _local(run.starts_at), _local(run.ends_at)
    if starts is None or ends is None:
        return ""
    return f"{starts:%H:%M} – {ends:%H:%M}, {format_date(starts.date())}"


def _local(moment: datetime | None) -> datetime | None:
    return timezone.localtime(moment) if moment else None


def reminder(
    run: ClassRun, today: date, url: str, *, to_head: bool = False, is_nudge: bool = False
) -> Letter:
    with translation.override(LANGUAGE):
        due = run.nominate_by or today
        left = days_left(due, today)
        subject = _("%(left)s: name your nominee for %(run)s") % {"left": left, "run": run.title}
        first = left + ":"
        if to_head:
            first = _("Your unit has been reminded twice and has not answered. Please see to it:")
        elif is_nudge:
            first = _("The office waits for the nominee of your unit:")
        parts = [
            first, run.title,
            _("The class: %(when)s.") % {"when": when(run)} if run.starts_at else "",
            _("Name the official by %(day)s.") % {"day": format_date(due)},
            _("Name the person here, in a minute and without a password: %(url)s") % {"url": url},
            letter_asked(run),
            foot(),
        ]  # fmt: skip
        return Letter(subject, "\n\n".join(part for part in parts if part))


def moved(run: ClassRun, url: str, before: str, old: str, *, name: str = "") -> Letter:
    """The seat is in another class, at another time or place; ``name``: the person's own message."""
    with translation.override(LANGUAGE):
        words = {"run": run.title, "old": old, "before": before, "name": name, "url": url}
        first = _("The seat of your unit in “%(old)s” is now in: %(run)s.")
        if name:
            first = _("%(name)s: your seat in “%(old)s” is now in: %(run)s.")
        parts = [
            first % words,
            _("The class: %(when)s.") % {"when": when(run)} if run.starts_at
            else _("The day of the class is not settled yet; the page below will say it."),
            _("It is not held any more at the time said before: %(before)s.") % words
            if before and before != when(run) else "",
            _("What you sent about the person stays; nothing has to be sent again."),
            _("Where and when, on one page (no password): %(url)s") % words,
            foot(),
        ]  # fmt: skip
        subject = _("Another class, another day: %(run)s") % words
        return Letter(subject, "\n\n".join(part for part in parts if part))


# --- into the outbox


def tell_moved(seat: Seat, link: UnitLink, address: str, before: str, old: str) -> None:
    run = seat.run
    letter = moved(run, page(seat, link), before, old)
    outbox.put(
        f"run:{run.pk}:moved-{run.revision}:{seat.organisation_id}", to=address,
        subject=letter.subject, text=letter.text, label=link.organisation.name_vi,
        purpose="seat-moved", target=seat, language=LANGUAGE,
    )  # fmt: skip


def tell_asked(seats: Sequence[Seat], link: UnitLink, address: str) -> None:
    """One message for all seats of a unit, once, whatever is run again."""
    run, first = seats[0].run, seats[0]
    letter = asked(run, len(seats), page(first, link))
    outbox.put(
        f"run:{run.pk}:asked:{link.organisation_id}", to=address, subject=letter.subject,
        text=letter.text, label=link.organisation.name_vi, purpose="nomination-asked", target=first,
        language=LANGUAGE,
    )  # fmt: skip


def remind(
    seat: Seat, step: str, link: UnitLink, address: str, today: date, *, to_head: bool
) -> None:
    letter = reminder(seat.run, today, page(seat, link), to_head=to_head)
    outbox.put(
        reminder_key(seat, step, address), to=address, subject=letter.subject, text=letter.text,
        label=link.organisation.name_vi, purpose=REMINDER, target=seat, digest=True,
        language=LANGUAGE,
    )  # fmt: skip


def reminder_key(seat: Seat, step: str, address: str) -> str:
    """(class and unit, step, recipient); a day that moved begins a new ladder."""
    return f"run:{seat.run_id}:{seat.organisation_id}:{step}-{seat.run.nominate_by}:{address}"


def tell_nudge(seat: Seat, link: UnitLink, address: str, today: date) -> bool:
    """By hand, at most once a day and unit; whether it was new."""
    letter = reminder(seat.run, today, page(seat, link), is_nudge=True)
    asked_at = timezone.now()
    message = outbox.put(
        f"run:{seat.run_id}:{seat.organisation_id}:nudge-{today}", to=address,
        subject=letter.subject, text=letter.text, label=link.organisation.name_vi,
        purpose=REMINDER, target=seat, language=LANGUAGE,
    )  # fmt: skip
    return message.created_at >= asked_at
