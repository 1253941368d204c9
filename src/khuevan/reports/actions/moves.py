"""The one way of an obligation from state to state: a conditional UPDATE and its record."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from khuevan.kit import audit, outbox
from khuevan.kit.audit import Actor
from khuevan.kit.errors import AlreadyDecided, Refused
from khuevan.reports.enums import MOVES, WAITED_FOR, Kind, ObligationState
from khuevan.reports.models import Obligation
from khuevan.reports.notices import REMINDER

SHORTEST_REASON = 10
"""Letters; a full stop is no reason."""


@transaction.atomic
def move(
    obligation: Obligation,
    to: ObligationState,
    *,
    by: Actor,
    kind: Kind,
    why: str = "",
    **changes: Any,
) -> None:
    """See enums.MOVES. Of two who move the same obligation at once, one is told so."""
    seen = ObligationState(obligation.state)
    if to not in MOVES[seen]:
        raise Refused(
            _("A report that is “%(state)s” cannot become “%(to)s”. Look at it as it stands now.")
            % {"state": seen.label, "to": to.label}
        )
    won = Obligation.objects.filter(pk=obligation.pk, state=seen).update(state=to, **changes)
    obligation.refresh_from_db()
    if not won:
        raise AlreadyDecided(
            _("Somebody was faster: the report is now “%(state)s”.")
            % {"state": ObligationState(obligation.state).label}
        )
    audit.record(kind, obligation, by=by, before=seen, after=to, why=why)
    if to not in WAITED_FOR:
        outbox.cancel(obligation, REMINDER)


def reason(words: str, ask: str) -> str:
    """The reason, tidied; Refused with the question when it is none."""
    why = " ".join(words.split())
    if len(why) < SHORTEST_REASON:
        raise Refused(ask)
    return why[:300]
