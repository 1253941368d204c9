"""What is written about difficulties: to the office, to the body asked, to the sender."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.assignments import notices
from khuevan.assignments.models import Difficulty
from khuevan.assignments.wording import full_name, line
from khuevan.kit import outbox
from khuevan.kit.vietnamese import format_date
from khuevan.people.enums import Role
from khuevan.people.links import link_url
from khuevan.people.models import Organisation, User

PURPOSE = "difficulty"


def keepers(difficulty: Difficulty) -> list[User]:
    """Who answers for it: the keeper of its plan, else every lead officer."""
    if difficulty.plan:
        return [difficulty.plan.owner] if difficulty.plan.owner.email else []
    leads = User.objects.filter(role=Role.LEAD_OFFICER, is_active=True).exclude(email="")
    return list(leads.order_by("pk"))


def raised(difficulty: Difficulty) -> None:
    _tell_office(difficulty, "raised", difficulty.text)


def reopened(difficulty: Difficulty) -> None:
    with translation.override(notices.LANGUAGE):
        words = _("The unit does not agree with the answer: %(why)s") % {
            "why": difficulty.reopened_why
        }
    _tell_office(difficulty, f"reopened-{difficulty.reopenings}", words)


def body_answered(difficulty: Difficulty) -> None:
    with translation.override(notices.LANGUAGE):
        words = _("%(body)s answers: %(text)s") % {
            "body": difficulty.forwarded_to, "text": difficulty.body_answer,
        }  # fmt: skip
    moment = difficulty.body_answered_at or timezone.now()
    _tell_office(difficulty, f"body-{moment:%Y%m%d%H%M%S}", words)


def late(difficulty: Difficulty, days: int) -> int:
    """To the office: nobody has answered in time; part of the morning's one mail. How many new."""
    with translation.override(notices.LANGUAGE):
        words = _("The answer is due today.")
        if days:
            words = ngettext("%(days)d working day late", "%(days)d working days late", days) % {
                "days": days
            }
    step = f"late-{difficulty.answer_due}-{days}"
    return _tell_office(difficulty, step, f"{words}\n\n{difficulty.text}", digest=True)


def forwarded(difficulty: Difficulty) -> None:
    """The body that was asked reads it in its mail and answers on its own page."""
    body = difficulty.forwarded_body
    if body is None:
        return
    with translation.override(notices.LANGUAGE):
        subject = _("Please answer: difficulty no. %(number)s of %(unit)s") % _names(difficulty)
        first = _("The office asks your unit to answer this difficulty by %(day)s.") % {
            "day": format_date(difficulty.answer_due)
        }
    moment = difficulty.forwarded_at or timezone.now()
    _tell_unit(difficulty, body, f"forwarded-{moment:%Y%m%d%H%M%S}", subject, first, "")


def answered(difficulty: Difficulty) -> None:
    with translation.override(notices.LANGUAGE):
        subject = _("Answer to difficulty no. %(number)s") % _names(difficulty)
        last = _("Answer: %(answer)s") % {"answer": difficulty.answer}
    step = f"answered-{difficulty.reopenings}"
    _tell_unit(difficulty, difficulty.organisation, step, subject, "", last)


def _tell_office(difficulty: Difficulty, step: str, words: str, *, digest: bool = False) -> int:
    """How many letters are new; the same step again sends nothing."""
    asked = timezone.now()
    with translation.override(notices.LANGUAGE):
        subject = _("Difficulty no. %(number)s from %(unit)s") % _names(difficulty)
        page = settings.BASE_URL + reverse("assignments:difficulty", args=[difficulty.pk])
        due = _("Answer by %(day)s") % {"day": format_date(difficulty.answer_due)}
        text = _joined((words, _about(difficulty), f"{due}: {page}"))
    put = [
        outbox.put(
            f"difficulty:{difficulty.pk}:{step}:{person.pk}", to=person.email, subject=subject,
            text=text, label=person.full_name, purpose=PURPOSE, target=difficulty, digest=digest,
            language=notices.LANGUAGE,
        )
        for person in keepers(difficulty)
    ]  # fmt: skip
    return sum(message.created_at >= asked for message in put)


def _tell_unit(
    difficulty: Difficulty, unit: Organisation, step: str, subject: str, first: str, last: str
) -> None:
    """A unit without an address sees it on its page."""
    address = notices.addresses([unit.pk]).get(unit.pk)
    if address is None:
        return
    link = notices.links([unit.pk]).get(unit.pk)
    with translation.override(notices.LANGUAGE):
        url = (
            link_url(link, "assignments:unit_difficulty", difficulty=difficulty.pk) if link else ""
        )
        action = _("Open it here (no password): %(url)s") % {"url": url} if url else ""
        wrote = _("%(unit)s wrote: %(text)s") % _names(difficulty)
        text = _joined((first, wrote, last, _about(difficulty), action))
    outbox.put(
        f"difficulty:{difficulty.pk}:{step}:{unit.pk}", to=address, subject=subject, text=text,
        label=unit.name_vi, purpose=PURPOSE, target=difficulty, language=notices.LANGUAGE,
    )  # fmt: skip


def _about(difficulty: Difficulty) -> str:
    """The task with its clause, or the plan; nothing for what concerns neither."""
    if difficulty.assignment:
        return line(difficulty.assignment) + "\n" + full_name(difficulty.assignment.plan)
    return full_name(difficulty.plan) if difficulty.plan else ""


def _names(difficulty: Difficulty) -> dict[str, object]:
    unit = difficulty.organisation.name_vi
    return {"number": difficulty.number, "unit": unit, "text": difficulty.text}


def _joined(parts: Iterable[str]) -> str:
    return "\n\n".join(part for part in parts if part)
