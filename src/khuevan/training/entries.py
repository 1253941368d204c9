"""A class as a calendar shows it: for those who come, for those who speak, for the office."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.utils.translation import gettext as _

from khuevan.kit.calendars import Entry, Status
from khuevan.training.agenda import Slot, moment
from khuevan.training.enums import RunState
from khuevan.training.models import ClassRun, Invitation, Nomination
from khuevan.training.passes import speaker_url, trainee_url


def of_trainee(nomination: Nomination) -> Entry | None:
    """None while the class has no day. The uid is the nominee's: a substitute has another entry."""
    run = nomination.seat.run
    return _entry(
        run, f"nomination-{nomination.pk}", url=trainee_url(nomination, run.pk),
        text=_("Your page with agenda and documents: %(url)s")
        % {"url": trainee_url(nomination, run.pk)},
    )  # fmt: skip


def place_of(run: ClassRun) -> str:
    """The venue in one line; nothing while there is none."""
    if run.venue is None:
        return ""
    return ", ".join(part for part in (str(run.venue), run.venue.address) if part)


def _entry(run: ClassRun, uid: str, *, text: str, url: str = "") -> Entry | None:
    if run.starts_at is None:
        return None
    status: Status = "CANCELLED" if run.state == RunState.CANCELLED else "CONFIRMED"
    return Entry(
        uid=f"{uid}@khuevan",
        start=run.starts_at,
        end=run.ends_at,
        summary=run.title,
        sequence=run.revision,
        description=text,
        location=place_of(run),
        url=url,
        status=status,
    )


def of_agenda(run: ClassRun, slots: Sequence[Slot]) -> list[Entry]:
    """Each line of the agenda; none while the class has no day."""
    found = []
    for number, one in enumerate(slots, 1):
        begins = moment(run, one)
        if begins is None:
            return []
        found.append(
            Entry(
                uid=f"class-{run.pk}-{number}@khuevan",
                start=begins,
                end=moment(run, one, one.minutes),
                summary=one.title,
                sequence=run.revision,
                description="\n".join(part for part in (run.title, one.who) if part),
                location=place_of(run),
                status="CANCELLED" if run.state == RunState.CANCELLED else "CONFIRMED",
            )
        )
    return found


def of_speaker(invitation: Invitation) -> Entry | None:
    """The speaker's own part; the whole class while no other time was agreed."""
    run = invitation.run
    begins = invitation.begins_at or run.starts_at
    if begins is None:
        return None
    return Entry(
        uid=f"speaker-{invitation.pk}@khuevan",
        start=begins,
        end=begins + timedelta(minutes=invitation.minutes),
        summary=f"{invitation.topic} – {run.title}",
        sequence=run.revision,
        location=place_of(run),
        url=speaker_url(invitation),
        status="CANCELLED" if run.state == RunState.CANCELLED else "CONFIRMED",
        organizer=run.owner.email,
        organizer_name=run.owner.full_name,
        attendee=invitation.speaker.email,
        attendee_name=invitation.speaker.full_name,
    )
