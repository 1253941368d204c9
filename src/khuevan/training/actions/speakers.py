"""Speakers: invited, answering by their private page, reminded of slides, thanked (R28)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.documents import actions as documents
from khuevan.documents.models import Paper
from khuevan.kit import audit, outbox, workdays
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.people.models import User
from khuevan.training import speaker_letters as letters
from khuevan.training.actions.agenda import current
from khuevan.training.enums import (
    ANSWERABLE,
    InvitationState,
    Kind,
    MaterialKind,
    RunState,
)
from khuevan.training.models import ClassRun, Invitation, Material, Speaker, SyllabusItem

LADDER = (3, 1, 0)
"""Working days before slides are due on which a reminder goes out; and the day after."""


@transaction.atomic
def keep_speaker(speaker: Speaker, *, by: User) -> Speaker:
    is_new = speaker.pk is None
    speaker.save()
    audit.record(Kind.SPEAKER_CHANGED, speaker, by=by, after=speaker.full_name, is_new=is_new)
    return speaker


@transaction.atomic
def invite_speaker(invitation: Invitation, *, by: User) -> Invitation:
    """Write an invitation down; nothing leaves before ``send_invitation``."""
    _require_open(invitation.run)
    try:
        with transaction.atomic():
            invitation.save()
    except IntegrityError as error:
        raise Refused(
            _("%(name)s is invited to this class already; open that invitation to change it.")
            % {"name": invitation.speaker}
        ) from error
    audit.record(
        Kind.SPEAKER_CHANGED, invitation.run, by=by, after=invitation.speaker.full_name,
        invitation=invitation.pk,
    )  # fmt: skip
    return invitation


@transaction.atomic
def send_invitation(invitation: Invitation, *, by: User) -> None:
    """By mail; a speaker without an address gets the link by hand, from the page of the invitation."""
    _require_open(invitation.run)
    _move(
        invitation, InvitationState.INVITED, {InvitationState.DRAFT}, by=by,
        kind=Kind.SPEAKER_INVITED, invited_at=timezone.now(),
    )  # fmt: skip
    letters.tell_asked(invitation)


@transaction.atomic
def change_invitation(invitation: Invitation, facts: dict[str, Any], *, by: User) -> None:
    """Topic, time, fee... A speaker who was asked already is asked anew when topic or time change."""
    _require_open(invitation.run)
    before = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation.pk)
    asks_anew = before.state in ANSWERABLE and any(
        facts.get(name, getattr(before, name)) != getattr(before, name)
        for name in ("topic", "begins_at", "minutes")
    )
    if asks_anew:
        facts = facts | {"state": InvitationState.INVITED, "invited_at": timezone.now()}
    Invitation.objects.filter(pk=invitation.pk).update(**facts)
    invitation.refresh_from_db()
    audit.record(Kind.SPEAKER_CHANGED, invitation.run, by=by, invitation=invitation.pk)
    if asks_anew:
        letters.tell_asked(invitation)


@transaction.atomic
def withdraw_invitation(invitation: Invitation, why: str, *, by: User) -> None:
    why = " ".join(why.split())[:300]
    if len(why) < 10:
        raise Refused(_("Say why in a few words; the speaker reads it."))
    was_asked = invitation.state != InvitationState.DRAFT
    _move(
        invitation, InvitationState.WITHDRAWN, ANSWERABLE | {InvitationState.DRAFT}, by=by,
        kind=Kind.SPEAKER_CHANGED, why=why,
    )  # fmt: skip
    outbox.cancel(invitation)
    if was_asked:
        letters.tell_withdrawn(invitation, why)


def withdraw_all(run: ClassRun, why: str, *, by: User) -> None:
    """The class is not held: whoever was asked to speak hears it, with the reason."""
    for invitation in run.invitations.open().select_related("run__owner", "speaker"):
        withdraw_invitation(invitation, why, by=by)


# --- the speaker


def answer_invitation(
    invitation: Invitation,
    state: InvitationState,
    *,
    other_time: str = "",
    needs: str = "",
    answer: str = "",
    by: Actor,
) -> None:
    """Accept, decline or propose another time; a speaker may think again until the class begins."""
    documents.check_text(other_time, needs, answer, by=by)
    run = invitation.run
    if state not in ANSWERABLE - {InvitationState.INVITED}:
        raise Refused(_("Choose: accept, decline or another time."))
    if state == InvitationState.OTHER_TIME and not other_time.strip():
        raise Refused(_("Write which other time would suit you."))
    if run.state in {RunState.HELD, RunState.CANCELLED}:
        raise Refused(_("The class is over or cancelled; thank you all the same."))
    with transaction.atomic():
        _move(
            invitation, state, ANSWERABLE, by=by, kind=Kind.SPEAKER_ANSWERED,
            why=" ".join(answer.split())[:300],
            other_time=other_time.strip()[:300] if state == InvitationState.OTHER_TIME else "",
            needs=needs.strip(), answer=" ".join(answer.split())[:500], answered_at=timezone.now(),
        )  # fmt: skip
        if state != InvitationState.ACCEPTED:
            outbox.cancel(invitation, letters.SLIDES)
        else:
            letters.tell_accepted(invitation)
        letters.tell_answered(invitation)


def send_slides(invitation: Invitation, file: UploadedFile, *, by: Actor) -> Material:
    """Through the secrecy gate; trainees see them once the office shows them."""
    stored = documents.store(file, by=by)
    with transaction.atomic():
        made = Material.objects.create(
            run=invitation.run, kind=MaterialKind.SLIDES, title=f"{invitation.topic}"[:1000],
            file=stored, invitation=invitation, item=_part_of(invitation), is_shown=False,
            order=next_place(invitation.run), added_by_name=by.actor_name[:200],
        )  # fmt: skip
        audit.record(
            Kind.MATERIAL_CHANGED, invitation.run, by=by, after=stored.name[:200], material=made.pk
        )
        outbox.cancel(invitation, letters.SLIDES)
    return made


def _part_of(invitation: Invitation) -> SyllabusItem | None:
    """What the speaker teaches by the agenda, when it is one part."""
    version = current(invitation.run)
    if version is None:
        return None
    sessions = version.sessions.filter(speaker=invitation.speaker_id, item__isnull=False)
    items = {one.item for one in sessions.select_related("item")}
    return items.pop() if len(items) == 1 else None


def next_place(run: ClassRun) -> int:
    last: int | None = run.materials.aggregate(last=Max("order"))["last"]
    return (last or 0) + 1


# --- the office reminds and thanks


def remind_slides(today: date, *, by: Actor) -> int:
    """Today's rung for everybody who accepted and owes slides; how many messages."""
    owing = Invitation.objects.filter(
        state=InvitationState.ACCEPTED, material_due__isnull=False, materials=None
    ).exclude(run__state__in=[RunState.HELD, RunState.CANCELLED])
    days, count = workdays.calendar(), 0
    for invitation in owing.select_related("run__owner", "run__venue", "speaker"):
        due = invitation.material_due
        step = ""
        if due and due < today and days.between(due, today) == 1:
            step = "late"
        elif due and today <= due and (left := days.between(today, due)) in LADDER:
            step = f"t{left}"
        if step and letters.remind_slides(invitation, step, today):
            audit.record(Kind.SPEAKER_CHANGED, invitation.run, by=by, invitation=invitation.pk,
                         reminded=step)  # fmt: skip
            count += 1
    return count


def draft_invitation(invitation: Invitation, *, by: User) -> Paper:
    """The invitation on paper, for signature."""
    composition = letters.invitation_paper(invitation, by=by)
    issuer = letters.samples.department_of(by)
    return documents.start_paper(
        composition, by=by, issuer=issuer, origin=f"{audit.key_of(invitation)}:invitation"
    )


def thank_speaker(invitation: Invitation, *, by: User) -> Paper:
    """The letter of thanks as a draft of the office's documents; once the class has begun."""
    run = invitation.run
    if invitation.state != InvitationState.ACCEPTED:
        raise Refused(_("Only who accepted is thanked for having spoken."))
    if run.starts_at is None or run.starts_at > timezone.now():
        raise Refused(_("The class has not begun yet; thank the speaker afterwards."))
    paper = documents.start_paper(
        letters.thanks_paper(invitation, by=by), by=by,
        issuer=letters.samples.department_of(by), origin=f"{audit.key_of(invitation)}:thanks",
    )  # fmt: skip
    Invitation.objects.filter(pk=invitation.pk).update(thanked_at=timezone.now())
    return paper


def _move(
    invitation: Invitation,
    to: InvitationState,
    allowed: frozenset[InvitationState] | set[InvitationState],
    *,
    by: Actor,
    kind: Kind,
    why: str = "",
    **changes: Any,
) -> None:
    """One conditional UPDATE: of two at once, one is told so."""
    seen = invitation.state
    won = Invitation.objects.filter(pk=invitation.pk, state__in=sorted(allowed)).update(
        state=to, **changes
    )
    invitation.refresh_from_db()
    if not won:
        raise AlreadyDecided(
            _("The invitation is “%(state)s” now; look at it as it stands.")
            % {"state": InvitationState(invitation.state).label}
        )
    audit.record(
        kind, invitation.run, by=by, before=seen, after=to, why=why, invitation=invitation.pk
    )


def _require_open(run: ClassRun) -> None:
    if run.state in {RunState.HELD, RunState.CANCELLED}:
        raise Refused(_("The class is over or cancelled; nobody is invited to it any more."))
