"""A unit sends its report: each sending is a version that nothing changes any more."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.kit import audit, outbox
from khuevan.kit.audit import Actor
from khuevan.kit.errors import Refused
from khuevan.reports import rules
from khuevan.reports.actions.answering import closed_why, content_of, hold, standing, whole
from khuevan.reports.enums import WAITED_FOR, CycleState, Kind, ObligationState
from khuevan.reports.errors import AlreadySent, ChangedMeanwhile, Incomplete
from khuevan.reports.models import Cell, CellReturn, Obligation, Submission
from khuevan.reports.notices import REMINDER


@transaction.atomic
def submit(
    obligation: Obligation, *, by: Actor, revision: int | None = None, key: str = ""
) -> Submission:
    """Send the report as it stands.

    ``key`` is the client-made id of this sending: the same again gives the same version.
    ``revision`` is the report as whoever sends has seen it: if it moved on since, they look first.
    """
    held = hold(obligation)
    if key and (done := held.submissions.filter(key=key).first()):
        return done
    require_sendable(held)
    if revision is not None and revision != held.revision:
        raise ChangedMeanwhile(
            _("Cells were changed from another device meanwhile. Look at them, then send again.")
        )
    cells = whole(held)
    _require_whole(held, cells)
    made = _version(held, cells, by, key[:40])
    _settle(held, made, by)
    obligation.state, obligation.revision = held.state, held.revision
    return made


def require_sendable(held: Obligation) -> None:
    if held.state not in WAITED_FOR:
        raise AlreadySent(closed_why(held))
    if held.cycle.state == CycleState.CLOSED:
        when = held.cycle.closed_at
        raise Refused(
            _(
                "The period was closed at %(when)s, so the report can no longer be sent. "
                "What you wrote is kept and the office sees it; ask the office to open it again."
            )
            % {"when": date_format(timezone.localtime(when), "H:i d/m/Y") if when else ""}
        )


def missing(cells: list[Cell]) -> list[Cell]:
    return [
        cell
        for cell in cells
        if rules.is_missing(rules.rule_of(cell.indicator), standing(cell), len(cell.pictures.all()))
    ]


def untouched_returns(held: Obligation) -> list[Cell]:
    """Cells that came back and have not been changed or explained since."""
    returns = CellReturn.objects.filter(cell__obligation=held, settled_at=None)
    rows = returns.select_related("cell__indicator")
    return [one.cell for one in rows if one.cell.changed_at <= one.at]


def _require_whole(held: Obligation, cells: list[Cell]) -> None:
    if lacking := missing(cells):
        raise Incomplete(
            ngettext(
                "%(count)d required cell is still empty: %(names)s.",
                "%(count)d required cells are still empty: %(names)s.",
                len(lacking),
            )
            % {"count": len(lacking), "names": _names(lacking)},
            tuple(cell.indicator.code for cell in lacking),
        )
    if unmended := untouched_returns(held):
        raise Incomplete(
            _("Returned and not changed yet: %(names)s. Mend it, or explain it in the note.")
            % {"names": _names(unmended)},
            tuple(cell.indicator.code for cell in unmended),
        )


def _names(cells: list[Cell]) -> str:
    shown = [cell.indicator.name for cell in cells[:5]]
    return "; ".join(shown) + ("…" if len(cells) > len(shown) else "")


def _version(held: Obligation, cells: list[Cell], by: Actor, key: str) -> Submission:
    last = held.submissions.order_by("-version").values_list("version", flat=True).first() or 0
    now = timezone.now()
    return Submission.objects.create(
        obligation=held,
        version=last + 1,
        content={cell.indicator.code: content_of(cell) for cell in cells},
        sent_at=now,
        sent_by=by.actor_name[:200],
        after_cutoff=now > held.cycle.due_at,
        key=key,
    )


def _settle(held: Obligation, made: Submission, by: Actor) -> None:
    before = held.state
    CellReturn.objects.filter(cell__obligation=held, settled_at=None).update(
        settled_at=made.sent_at
    )
    held.cells.filter(is_returned=True).update(is_returned=False)
    held.state, held.sent_at, held.sent_by = ObligationState.SENT, made.sent_at, made.sent_by
    held.first_sent_at = held.first_sent_at or made.sent_at
    held.revision += 1
    held.save(update_fields=["state", "sent_at", "sent_by", "first_sent_at", "revision"])
    outbox.cancel(held, REMINDER)
    audit.record(
        Kind.SENT, held, by=by, before=before, after=held.state, version=made.version,
        reference=made.reference, late=made.after_cutoff,
    )  # fmt: skip
