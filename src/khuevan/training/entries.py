"""A class as a calendar shows it: for those who come, for those who speak, for the office."""

from __future__ import annotations

from django.utils.translation import gettext as _

from khuevan.kit.calendars import Entry, Status
from khuevan.training.enums import RunState
from khuevan.training.models import ClassRun, Nomination
from khuevan.training.passes import trainee_url


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
