"""What is written to speakers and about them: messages through the outbox, and the two letters on paper."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from khuevan.documents import samples
from khuevan.kit import calendars, outbox
from khuevan.kit.outbox import Letter
from khuevan.kit.vietnamese import format_date
from khuevan.people.models import User
from khuevan.people.notices import foot
from khuevan.training import entries
from khuevan.training.enums import InvitationState
from khuevan.training.models import Invitation
from khuevan.training.passes import speaker_url
from khuevan.vanban.catalogue import state_type
from khuevan.vanban.composition import Addressee, Composition
from khuevan.vanban.writing import body_from_text

LANGUAGE = "vi"
SLIDES = "speaker-slides"
"""The purpose that reminders about slides carry in the outbox."""


def asked(invitation: Invitation) -> Letter:
    """The invitation by mail, with the address of the private page."""
    run = invitation.run
    with translation.override(LANGUAGE):
        lines = [
            _("Dear %(name)s,") % {"name": named(invitation)},
            _("We ask you to speak in the class “%(run)s”.") % {"run": run.title},
            _("Topic: %(topic)s") % {"topic": invitation.topic},
            _("Time: %(time)s") % {"time": when(invitation)},
            _("Place: %(place)s") % {"place": entries.place_of(run) or _("to be told")},
            invitation.words,
            _("Please answer here (no password): accept, decline or propose another time:\n%(url)s")
            % {"url": speaker_url(invitation)},
            _("On the same page you may say what you need and send your slides.")
            + (
                " " + _("We need them by %(day)s.") % {"day": format_date(invitation.material_due)}
                if invitation.material_due
                else ""
            ),
            foot(),
        ]
        subject = _("Invitation to speak: %(run)s") % {"run": run.title}
        return Letter(subject[:300], "\n\n".join(line for line in lines if line))


def tell_asked(invitation: Invitation) -> None:
    """Each sending is its own step: a changed time is asked anew."""
    letter, moment = asked(invitation), invitation.invited_at or timezone.now()
    _put(invitation, f"asked-{moment:%Y%m%d%H%M%S%f}", letter, "speaker-asked")


def tell_answered(invitation: Invitation) -> None:
    """The officer who keeps the class hears it at once, with what the speaker wrote."""
    owner, run = invitation.run.owner, invitation.run
    with translation.override(LANGUAGE):
        state = InvitationState(invitation.state).label
        subject = f"{invitation.speaker.full_name}: {state}"
        lines = [
            run.title,
            f"{invitation.speaker.full_name}: {state}",
            invitation.other_time,
            invitation.answer,
            _("Needs: %(needs)s") % {"needs": invitation.needs} if invitation.needs else "",
            settings.BASE_URL + reverse("training:invitation", args=[run.pk, invitation.pk]),
            foot(),
        ]
        text = "\n\n".join(line for line in lines if line)
    if owner.email:
        moment = invitation.answered_at or timezone.now()
        outbox.put(
            f"speaker:{invitation.pk}:answered-{moment:%Y%m%d%H%M%S%f}", to=owner.email,
            subject=subject[:300], text=text, label=owner.full_name, purpose="speaker-answered",
            target=invitation, language=LANGUAGE,
        )  # fmt: skip


def tell_accepted(invitation: Invitation) -> None:
    """What was agreed, with the entry for the speaker's calendar."""
    entry = entries.of_speaker(invitation)
    with translation.override(LANGUAGE):
        letter = Letter(
            (_("Thank you for accepting: %(run)s") % {"run": invitation.run.title})[:300],
            "\n\n".join([
                _("Dear %(name)s,") % {"name": named(invitation)},
                _("It is noted: %(topic)s, %(time)s.")
                % {"topic": invitation.topic, "time": when(invitation)},
                _("Your page, for slides and whatever changes: %(url)s")
                % {"url": speaker_url(invitation)},
                foot(),
            ]),
            ics=calendars.invitation(entry) if entry else "",
        )  # fmt: skip
    moment = invitation.answered_at or timezone.now()
    _put(invitation, f"accepted-{moment:%Y%m%d%H%M%S%f}", letter, "speaker-accepted")


def tell_withdrawn(invitation: Invitation, why: str) -> None:
    with translation.override(LANGUAGE):
        letter = Letter(
            (_("Invitation taken back: %(run)s") % {"run": invitation.run.title})[:300],
            "\n\n".join([
                _("Dear %(name)s,") % {"name": named(invitation)},
                _("We have to take back our invitation to “%(run)s”: %(why)s")
                % {"run": invitation.run.title, "why": why},
                foot(),
            ]),
        )  # fmt: skip
    _put(invitation, "withdrawn", letter, "speaker-withdrawn")


def remind_slides(invitation: Invitation, step: str, today: date) -> bool:
    """One rung of the ladder, once; whether it was new."""
    due = invitation.material_due
    with translation.override(LANGUAGE):
        letter = Letter(
            (_("Slides for “%(run)s”") % {"run": invitation.run.title})[:300],
            "\n\n".join([
                _("Dear %(name)s,") % {"name": named(invitation)},
                _("We look forward to “%(topic)s”. Your slides are needed by %(day)s.")
                % {"topic": invitation.topic, "day": format_date(due)},
                _("Send them here (no password): %(url)s") % {"url": speaker_url(invitation)},
                foot(),
            ]),
        )  # fmt: skip
    return _put(invitation, f"slides-{step}-{due}", letter, SLIDES)


def _put(invitation: Invitation, step: str, letter: Letter, purpose: str) -> bool:
    """False for a speaker without an address, and for what is in the outbox already."""
    if not invitation.speaker.email:
        return False
    asked_at = timezone.now()
    message = outbox.put(
        f"speaker:{invitation.pk}:{step}", to=invitation.speaker.email, subject=letter.subject,
        text=letter.text, ics=letter.ics, label=invitation.speaker.full_name, purpose=purpose,
        target=invitation, language=LANGUAGE,
    )  # fmt: skip
    return message.created_at >= asked_at


def named(invitation: Invitation) -> str:
    speaker = invitation.speaker
    return f"{speaker.title} {speaker.full_name}".strip()


def when(invitation: Invitation) -> str:
    """ "08:30, 20/11/2025 (90 minutes)"; words while there is no time yet."""
    begins = invitation.begins_at or invitation.run.starts_at
    if begins is None:
        return _("to be agreed")
    local = timezone.localtime(begins)
    return _("%(clock)s, %(day)s (%(minutes)d minutes)") % {
        "clock": f"{local:%H:%M}", "day": f"{local:%d/%m/%Y}", "minutes": invitation.minutes
    }  # fmt: skip


# --- on paper, in the form of the office's documents


def invitation_paper(invitation: Invitation, *, by: User) -> Composition:
    run, speaker = invitation.run, invitation.speaker
    issuer = samples.department_of(by)
    with translation.override(LANGUAGE):
        time_words = when(invitation)
    place = entries.place_of(run) or "Sẽ thông báo sau"
    text = (
        f"{issuer.name_vi} trân trọng kính mời: {described(invitation)} dự và báo cáo chuyên đề "
        f"tại {lower_first(run.title)}.\n"
        f"1. Chuyên đề: {invitation.topic}.\n"
        f"2. Thời gian: {time_words}.\n"
        f"3. Địa điểm: {place}.\n"
        f"Rất mong {speaker.full_name} nhận lời và gửi tài liệu trình bày"
        + (f" trước ngày {format_date(invitation.material_due)}" if invitation.material_due else "")
        + " để ban tổ chức chuẩn bị."
    )
    return _paper("GM", f"Báo cáo chuyên đề tại {lower_first(run.title)}", text, invitation, by)


def thanks_paper(invitation: Invitation, *, by: User) -> Composition:
    run, issuer = invitation.run, samples.department_of(by)
    day = timezone.localdate(run.starts_at) if run.starts_at else None
    held = f" ngày {format_date(day)}" if day else ""
    text = (
        f"{issuer.name_vi} trân trọng cảm ơn {described(invitation)} đã dành thời gian báo cáo "
        f"chuyên đề “{invitation.topic}” tại {lower_first(run.title)}{held}.\n"
        "Những nội dung được trao đổi thiết thực với công việc của công chức làm thông tin đối "
        "ngoại ở cơ sở, góp phần vào kết quả chung của lớp.\n"
        f"{issuer.name_vi} mong tiếp tục nhận được sự cộng tác trong các hoạt động thời gian tới."
    )
    return _paper(
        "ThC", f"cảm ơn báo cáo viên {invitation.speaker.full_name}", text, invitation, by
    )


def _paper(code: str, subject: str, text: str, invitation: Invitation, by: User) -> Composition:
    issuer, kind = samples.department_of(by), state_type(code)
    is_letter = code == "ThC"
    return Composition(
        type_code=kind.code,
        issuer=issuer.name_vi.upper(),
        parent_issuer=samples.parent_name(issuer),
        symbol=samples.symbol_of(kind, issuer, by),
        subject=subject[:500],
        body=body_from_text(text),
        signatures=(samples.signature_of(issuer),),
        place="Hà Nội",
        addressed_to=(described(invitation),) if is_letter else (),
        recipients=(Addressee("Như trên" if is_letter else "Như kính mời"),),
    )


def described(invitation: Invitation) -> str:
    """The speaker with title and place of work, as papers name a person."""
    workplace = invitation.speaker.workplace
    return f"{named(invitation)}{f', {workplace}' if workplace else ''}"


def lower_first(words: str) -> str:
    return words[:1].lower() + words[1:]
