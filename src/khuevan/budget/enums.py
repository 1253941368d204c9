from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class EstimateState(models.TextChoices):
    """An estimate (dự toán) from its first line to the locked settlement (quyết toán)."""

    DRAFT = "draft", pgettext_lazy("estimate", "Being prepared")
    SUBMITTED = "submitted", pgettext_lazy("estimate", "Submitted")
    RETURNED = "returned", pgettext_lazy("estimate", "Returned")
    APPRAISED = "appraised", _("Appraised")
    APPROVED = "approved", pgettext_lazy("estimate", "Approved")
    SETTLING = "settling", _("Settlement being prepared")
    EXAMINED = "examined", _("Settlement examined")
    LOCKED = "locked", _("Settled and locked")
    CANCELLED = "cancelled", pgettext_lazy("estimate", "Cancelled")


LOOKS: dict[EstimateState, str] = {
    EstimateState.DRAFT: "doing",
    EstimateState.SUBMITTED: "received",
    EstimateState.RETURNED: "returned",
    EstimateState.APPRAISED: "received",
    EstimateState.APPROVED: "done",
    EstimateState.SETTLING: "doing",
    EstimateState.EXAMINED: "received",
    EstimateState.LOCKED: "done",
    EstimateState.CANCELLED: "cancelled",
}
"""The state word of the design that each is shown by."""

APPROVED = frozenset(
    {EstimateState.APPROVED, EstimateState.SETTLING, EstimateState.EXAMINED, EstimateState.LOCKED}
)
"""Money may be committed, and units may be summoned."""

# The only moves there are: from -> to. Who may make them stands in actions.
MOVES: dict[EstimateState, frozenset[EstimateState]] = {
    EstimateState.DRAFT: frozenset({EstimateState.SUBMITTED, EstimateState.CANCELLED}),
    EstimateState.SUBMITTED: frozenset({EstimateState.RETURNED, EstimateState.APPRAISED}),
    EstimateState.RETURNED: frozenset({EstimateState.SUBMITTED, EstimateState.CANCELLED}),
    EstimateState.APPRAISED: frozenset({EstimateState.APPROVED, EstimateState.RETURNED}),
    EstimateState.APPROVED: frozenset({EstimateState.SETTLING}),
    EstimateState.SETTLING: frozenset({EstimateState.EXAMINED}),
    EstimateState.EXAMINED: frozenset({EstimateState.LOCKED, EstimateState.SETTLING}),
    EstimateState.LOCKED: frozenset({EstimateState.SETTLING}),
    EstimateState.CANCELLED: frozenset(),
}


UNDECIDED = frozenset(
    {
        EstimateState.DRAFT, EstimateState.SUBMITTED, EstimateState.RETURNED,
        EstimateState.APPRAISED,
    }
)  # fmt: skip
"""Nobody has approved it yet."""

DRAFTS = frozenset({EstimateState.DRAFT, EstimateState.RETURNED})
"""Its preparer, and nobody else, writes its lines."""


class Level(models.TextChoices):
    """The same money is decided twice: the city grants it, the office assigns it to its work."""

    GRANTED = "granted", _("Granted to the office")
    ASSIGNED = "assigned", _("Assigned within the office")


class LineKind(models.TextChoices):
    """What a line pays for; the papers that its settlement needs hang on it."""

    HALL = "hall", _("Hall and equipment hire")
    SPEAKER = "speaker", _("Speaker's fee")
    WRITING = "writing", _("Writing of materials")
    PRINTING = "printing", _("Printing and copying")
    REFRESHMENT = "refreshment", _("Refreshments")
    SUPPLIES = "supplies", _("Stationery and goods")
    DECORATION = "decoration", _("Backdrop and decoration")
    SERVICE = "service", _("Services and labour")
    TRAVEL = "travel", _("Travel and lodging")
    OTHER = "other", pgettext_lazy("estimate line", "Other")


class VoucherKind(models.TextChoices):
    """What proves a spending (chứng từ)."""

    QUOTE = "quote", _("Quote")
    CONTRACT = "contract", _("Contract or order")
    ACCEPTANCE = "acceptance", _("Acceptance minutes")
    INVOICE = "invoice", _("Invoice or receipt")
    PAYMENT_LIST = "payment_list", _("Payment list with signatures")
    SIGN_IN = "sign_in", _("Sign-in sheet")
    OTHER = "other", pgettext_lazy("voucher", "Other paper")


class ThresholdKind(models.TextChoices):
    """From where on somebody must say something about the spending."""

    EXPLAIN_PERCENT = "explain_percent", _("A difference is explained above, per cent of the line")
    EXPLAIN_AMOUNT = "explain_amount", _("A difference is explained above, đồng")
    LATE_AFTER = "late_after", _("A voucher is late, days after the payment")
    SETTLE_WITHIN = "settle_within", _("A settlement begins, days after the last payment")


PROVING = frozenset({VoucherKind.INVOICE, VoucherKind.PAYMENT_LIST})
"""Their amounts together are what was spent."""

IN_HAND = frozenset({LineKind.SPEAKER, LineKind.WRITING, LineKind.SERVICE})
"""Lines by which persons are paid, who sign a payment list."""


class Kind(models.TextChoices):
    """Audit kinds of this app."""

    SOURCE_CHANGED = "budget.source_changed", _("Funding source changed")
    ALLOCATED = "budget.allocated", _("Allocation entered")
    NORM_CHANGED = "budget.norm_changed", _("Norm changed")
    THRESHOLD_CHANGED = "budget.threshold_changed", _("Threshold changed")
    SUPPLEMENTED = "budget.supplemented", _("Supplement begun")
    ESTIMATE_MADE = "budget.estimate_made", _("Estimate made")
    LINES_CHANGED = "budget.lines_changed", _("Lines of the estimate changed")
    MOVED = "budget.moved", _("Estimate moved on")
    APPRAISED_LINE = "budget.appraised_line", _("Line appraised")
    COMMENTED = "budget.commented", _("Line commented")
    AVAILABILITY = "budget.availability", _("Opinion on the availability of money")
    COMMITTED = "budget.committed", _("Commitment entered or released")
    PAID = "budget.paid", _("Payment entered or reversed")
    EXCEEDED = "budget.exceeded", _("Ceiling exceeded by exception")
    VOUCHER_ADDED = "budget.voucher_added", _("Voucher added")
    VOUCHER_REMOVED = "budget.voucher_removed", _("Voucher removed")
    EXPLAINED = "budget.explained", _("Difference explained")
    LISTED = "budget.listed", _("Payment list changed")
    WAIVED = "budget.waived", _("Point of the checklist waived, or asked again")
    LOCKED = "budget.locked", _("Settlement locked")
    REOPENED = "budget.reopened", _("Settlement reopened")
    PAPER_DRAFTED = "budget.paper_drafted", _("Paper of the estimate drafted")
