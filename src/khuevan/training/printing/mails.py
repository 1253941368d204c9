"""What a summoned person and their unit read in their mail. Nothing here sends: the outbox does."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from khuevan.kit import audit, calendars, outbox
from khuevan.kit.models import Message, MessageState
from khuevan.kit.outbox import Letter
from khuevan.people.notices import foot
from khuevan.training.entries import of_trainee
from khuevan.training.models import Nomination
from khuevan.training.notices import moved
from khuevan.training.passes import trainee_url
from khuevan.training.printing.letters import Occasion
from khuevan.training.tickets import ticket_of

LANGUAGE = "vi"
SUMMONS, RECALL, MOVED = "summons", "summons-recalled", "seat-moved"


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message of one nominee goes: to the person, or to the unit that sends them."""

    to: str
    label: str
    is_person: bool


def destinations(one: Nomination, of_unit: str | None) -> list[Destination]:
    """The person's work mail and the unit's, each once; none when neither is known."""
    found = []
    if one.email:
        found.append(Destination(one.email, one.full_name, True))
    if of_unit and of_unit.casefold() != one.email.casefold():
        found.append(Destination(of_unit, one.seat.organisation.name_vi, False))
    return found


def summons_url(one: Nomination, run: int) -> str:
    return settings.BASE_URL + reverse("training:trainee_summons", args=[ticket_of(one, run)])


def summons(at: Occasion, one: Nomination, to: Destination, *, is_change: bool) -> Letter:
    run = one.seat.run
    with translation.override(LANGUAGE):
        subject = _("Summons: %(run)s, %(when)s")
        if is_change:
            subject = _("Changed summons: %(run)s, %(when)s")
        words = {
            "issuer": at.issuer, "name": one.full_name, "position": one.position,
            "run": run.title, "when": at.when, "where": at.where,
        }  # fmt: skip
        parts = [
            _("%(issuer)s summons %(name)s, %(position)s, to “%(run)s”.") % words,
            _("When: %(when)s\nWhere: %(where)s") % words,
            _("The summons with the ticket to be shown at the door (PDF): %(url)s")
            % {"url": summons_url(one, run.pk)},
            _("Where, when, documents and questions on one page (no password): %(url)s")
            % {"url": trainee_url(one, run.pk)},
            foot(),
        ]
        return Letter(subject % words, "\n\n".join(parts), _calendar(one, to))


def recall(one: Nomination, to: Destination) -> Letter:
    """The person need not come: another one does, or nobody, or the class is off."""
    run = one.seat.run
    with translation.override(LANGUAGE):
        words = {"name": one.full_name, "run": run.title}
        subject = _("Summons withdrawn: %(run)s") % words
        parts = [
            _(
                "%(name)s need not come to “%(run)s” any more. The ticket sent before no longer "
                "opens the door."
            )
            % words,
            foot(),
        ]
        return Letter(subject, "\n\n".join(parts), _calendar(one, to, is_off=True))


def has_left(one: Nomination, to: Destination) -> bool:
    """A summons went, or may have gone, to this address: then a withdrawal must follow it."""
    about = Message.objects.about(audit.key_of(one)).filter(purpose=SUMMONS, to_address=to.to)
    return about.exclude(state__in=[MessageState.CANCELLED, MessageState.FAILED]).exists()


def put_summons(at: Occasion, one: Nomination, to: Destination, *, is_change: bool) -> None:
    revision = one.seat.run.revision
    _put(f"summons-{revision}", SUMMONS, one, to, summons(at, one, to, is_change=is_change))


def put_moved(one: Nomination, before: str, old: str) -> None:
    """Named, not summoned yet: their seat is in another class now, and their calendar follows."""
    run, to = one.seat.run, Destination(one.email, one.full_name, True)
    letter = moved(run, trainee_url(one, run.pk), before, old, name=one.full_name)
    _put(
        f"moved-{run.pk}-{run.revision}", MOVED, one, to,
        Letter(letter.subject, letter.text, _calendar(one, to)),
    )  # fmt: skip


def put_recall(one: Nomination, to: Destination) -> None:
    _put("recall", RECALL, one, to, recall(one, to))


def _put(step: str, purpose: str, one: Nomination, to: Destination, letter: Letter) -> None:
    who = "person" if to.is_person else "unit"
    outbox.put(
        f"nomination:{one.pk}:{step}:{who}", to=to.to, subject=letter.subject, text=letter.text,
        ics=letter.ics, label=to.label, purpose=purpose, target=one, language=LANGUAGE,
    )  # fmt: skip


def _calendar(one: Nomination, to: Destination, *, is_off: bool = False) -> str:
    """For the person's calendar; for the unit's only when the person has no mail of their own."""
    entry = of_trainee(one)
    if entry is None or (not to.is_person and one.email):
        return ""
    entry = replace(
        entry, attendee=to.to, attendee_name=to.label, organizer=settings.MAIL_FROM.rpartition("<")[2].rstrip(">"),
        organizer_name=settings.OFFICE_CONTACT,
    )  # fmt: skip
    if is_off:
        entry = replace(entry, status="CANCELLED", sequence=entry.sequence + 1)
    return calendars.invitation(entry)
