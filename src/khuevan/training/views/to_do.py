"""What a trainee has to do today, for the first of the own pages."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from khuevan.training import actions
from khuevan.training.enums import Moment
from khuevan.training.models import SelfCheckIn
from khuevan.training.passes import TraineePass


def to_do(own: TraineePass) -> list[dict[str, str]]:
    """What there is to do today, for the first page: label, address and icon."""
    found = []
    checked = SelfCheckIn.objects.filter(nomination=own.nomination, at__isnull=False).exists()
    if actions.is_check_in_open(own.run, timezone.now()) and not checked:
        found.append({"label": _("I am here"), "url": own.url("check_in"), "icon": "scan"})
    for one in own.run.surveys.filter(closed_at=None):
        if not actions.has_answered(one, own.nomination):
            label = _("Questions before the class")
            if one.moment == Moment.AFTER:
                label = _("Tell what you think of the class")
            found.append(
                {"label": label, "url": own.url("survey", moment=one.moment), "icon": "chat"}
            )
    if own.nomination.certificates.live().exists():
        found.append(
            {
                "label": _("Confirmation of attendance (PDF)"),
                "url": own.url("certificate"),
                "icon": "proof",
            }
        )
    return found
