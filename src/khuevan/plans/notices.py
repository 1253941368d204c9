"""What the house writes about guidance on plans. Nothing here sends."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from khuevan.kit import outbox
from khuevan.kit.models import Message
from khuevan.kit.vietnamese import format_date
from khuevan.people.models import User
from khuevan.people.notices import foot
from khuevan.plans.guidance import ADVISERS
from khuevan.plans.models import Guidance, GuidanceRequest

LANGUAGE = "vi"
ASKED, REMINDER, GIVEN = "guidance", "guidance-reminder", "guidance-given"


def readers(request: GuidanceRequest) -> list[User]:
    """Who can answer and has an address: the person, or those of the unit."""
    rows = User.objects.filter(is_active=True, role__in=ADVISERS).exclude(email="")
    who = (
        {"pk": request.person_id}
        if request.person_id
        else {"organisation": request.organisation_id}
    )
    return list(rows.filter(**who).exclude(pk=request.asked_by_id).order_by("pk"))


def tell_asked(request: GuidanceRequest) -> int:
    """To everybody who can answer; how many."""
    people = readers(request)
    with translation.override(LANGUAGE):
        day = format_date(request.due)
        subject = _("Guidance asked by %(day)s: %(plan)s") % {
            "day": day, "plan": request.plan.title[:160],
        }  # fmt: skip
        lines = [
            _("%(name)s asks %(unit)s to look at a plan by %(day)s:")
            % {"name": request.asked_by.full_name, "unit": request.whom, "day": day},
            request.plan.title,
            request.question,
            _("Go through the checklist and sign the opinion here: %(url)s")
            % {"url": address(request)},
        ]
        for person in people:
            outbox.put(
                f"guidance:{request.pk}:asked-{request.asked_at:%Y%m%d%H%M%S}:{person.pk}",
                to=person.email, subject=subject, text="\n\n".join([*filter(None, lines), foot()]),
                label=person.full_name, purpose=ASKED, target=request, language=LANGUAGE,
            )  # fmt: skip
    return len(people)


def remind(request: GuidanceRequest, step: str, *, digest: bool) -> bool:
    """Whether anything was new; ``step`` is a rung of the ladder or the day of a nudge by hand."""
    keys = {f"guidance:{request.pk}:{request.due}:{step}:{one.pk}": one for one in readers(request)}
    known = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
    with translation.override(LANGUAGE):
        subject = _("Reminder: opinion on a plan due on %(day)s") % {
            "day": format_date(request.due)
        }
        lines = [
            _("%(unit)s has not yet said what it thinks of this plan:") % {"unit": request.whom},
            request.plan.title,
            _("Go through the checklist and sign the opinion here: %(url)s")
            % {"url": address(request)},
            foot(),
        ]
        for key in keys.keys() - known:
            outbox.put(
                key, to=keys[key].email, subject=subject, text="\n\n".join(lines),
                label=keys[key].full_name, purpose=REMINDER, target=request, digest=digest,
                language=LANGUAGE,
            )  # fmt: skip
    return bool(keys.keys() - known)


def tell_given(opinion: Guidance) -> None:
    """To the officer who asked."""
    request = opinion.request
    if not request.asked_by.email:
        return
    with translation.override(LANGUAGE):
        stance = opinion.get_stance_display()
        subject = _("%(unit)s: %(stance)s") % {"unit": request.whom, "stance": stance}
        lines = [
            request.plan.title,
            _("%(name)s has signed the opinion: %(stance)s.")
            % {"name": opinion.by_name, "stance": stance},
            opinion.text,
            settings.BASE_URL + reverse("plans:guidances", args=[request.plan_id]),
        ]
        outbox.put(
            f"guidance:{request.pk}:given-{opinion.number}", to=request.asked_by.email,
            subject=subject, text="\n\n".join(filter(None, lines)),
            label=request.asked_by.full_name, purpose=GIVEN, target=request, language=LANGUAGE,
        )  # fmt: skip


def address(request: GuidanceRequest) -> str:
    return settings.BASE_URL + reverse("plans:give", args=[request.pk])
