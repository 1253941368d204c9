"""The views of the office's documents, in one row."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _


def tabs(here: str) -> dict[str, object]:
    """The props of the tabs component: our documents, what they stand on, where they went."""
    names = {
        "papers": _("Our documents"),
        "bases": _("Legal bases"),
        "all_deliveries": _("Deliveries"),
        "requests": _("Asked of us"),
    }
    items = [(label, reverse(f"documents:{name}")) for name, label in names.items()]
    return {"items": items, "current": reverse(f"documents:{here}")}
