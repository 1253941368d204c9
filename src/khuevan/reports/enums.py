from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Frequency(models.TextChoices):
    """How often a report is owed (Decree 09/2019/ND-CP, article 12); once: on request."""

    MONTH = "month", _("Every month")
    QUARTER = "quarter", _("Every quarter")
    HALF = "half", _("Every six months")
    NINE = "nine", _("Nine months")
    YEAR = "year", _("Every year")
    ONCE = "once", _("Once, on request")


class IndicatorKind(models.TextChoices):
    FIGURE = "figure", _("Figure")
    TEXT = "text", _("Words")
    TABLE = "table", _("Table")
    PICTURE = "picture", _("Pictures")


class Total(models.TextChoices):
    """What many units' figures become in the whole."""

    SUM = "sum", _("Sum")
    MEAN = "mean", _("Mean")
    LARGEST = "largest", _("Largest")
    FORMULA = "formula", _("Computed anew by the formula")
    NONE = "none", _("Not added up")


class CycleState(models.TextChoices):
    OPEN = "open", pgettext_lazy("report cycle", "Open")
    CLOSED = "closed", pgettext_lazy("report cycle", "Closed")


class ObligationState(models.TextChoices):
    """What one unit owes in one cycle. Late is derived from the due moment, never stored."""

    OWED = "owed", _("Not begun")
    WRITING = "writing", _("Being filled in")
    SENT = "sent", pgettext_lazy("report", "Sent")
    RETURNED = "returned", pgettext_lazy("report", "Cells returned")
    ACCEPTED = "accepted", pgettext_lazy("report", "Accepted")
    EXCUSED = "excused", _("Excused, with a reason")


WAITED_FOR = frozenset({ObligationState.OWED, ObligationState.WRITING, ObligationState.RETURNED})

# The only moves there are: from -> to. Who may make them stands in actions.
MOVES: dict[ObligationState, frozenset[ObligationState]] = {
    ObligationState.OWED: frozenset(
        {ObligationState.WRITING, ObligationState.SENT, ObligationState.EXCUSED}
    ),
    ObligationState.WRITING: frozenset({ObligationState.SENT, ObligationState.EXCUSED}),
    ObligationState.SENT: frozenset({ObligationState.RETURNED, ObligationState.ACCEPTED}),
    ObligationState.RETURNED: frozenset({ObligationState.SENT, ObligationState.EXCUSED}),
    ObligationState.ACCEPTED: frozenset({ObligationState.RETURNED}),
    ObligationState.EXCUSED: frozenset({ObligationState.OWED}),
}


class ConsolidationState(models.TextChoices):
    DRAFTING = "drafting", _("Being drafted")
    SETTLED = "settled", _("Handed over as a document")


class PassageKind(models.TextChoices):
    """What a stretch of the consolidated report is; the machine writes all but the officer's words."""

    HEADING = "heading", _("Heading")
    CLAUSE = "clause", _("Clause of the plan and what was done")
    FIGURES = "figures", _("Figures")
    CHART = "chart", _("Chart")
    TABLE = "table", _("Table")
    PICTURES = "pictures", _("Pictures")
    DIFFICULTIES = "difficulties", _("Difficulties and answers")
    PROPOSALS = "proposals", _("Proposals")
    WORDS = "words", _("Words of the office")


class Wanted(models.TextChoices):
    """Which way an indicator of a programme should go."""

    UP = "up", _("More is better")
    DOWN = "down", _("Less is better")


class ValueOrigin(models.TextChoices):
    TYPED = "typed", _("Entered by a person")
    DRAWN = "drawn", _("Drawn from the system by its formula")


class Kind(models.TextChoices):
    """Audit kinds of this app."""

    TYPE_CHANGED = "reports.type_changed", _("Report type changed")
    OPENED = "reports.opened", _("Report asked of units")
    SENT = "reports.sent", _("Report sent by the unit")
    RETURNED = "reports.returned", _("Cell returned")
    ACCEPTED = "reports.accepted", _("Report accepted")
    EXCUSED = "reports.excused", _("Unit excused from the report")
    CLOSED = "reports.closed", _("Cycle closed")
    REMINDED = "reports.reminded", _("Units reminded of the report")
    DRAFTED = "reports.drafted", _("Consolidated report drafted")
    REDRAFTED = "reports.redrafted", _("Consolidated report brought up to date")
    REWORDED = "reports.reworded", _("Passage of the report reworded")
    LEFT_OUT = "reports.left_out", _("Passage left out or taken back in")
    PICTURES_CHOSEN = "reports.pictures_chosen", _("Pictures of the report chosen")
    HANDED_OVER = "reports.handed_over", _("Report handed over as a document")
    PROGRAMME_CHANGED = "reports.programme_changed", _("Pilot programme written")
    PROGRAMME_MEASURED = "reports.programme_measured", _("Value of a pilot indicator entered")
    PROGRAMME_CORRECTED = "reports.programme_corrected", _("Value of a pilot indicator corrected")
    PROGRAMME_REPORTED = (
        "reports.programme_reported",
        _("Pilot programme handed over as a document"),
    )
