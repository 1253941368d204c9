from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khuevan.kit.exports import Column, Export

OPINIONS = Export(
    _("Opinions and what became of them"),
    (
        Column(_("Clause"), lambda row: row.clause_label, width=18),
        Column(_("In the draft's words"), lambda row: row.clause_text, width=60),
        Column(_("Unit"), lambda row: row.unit, width=36),
        Column(_("Opinion"), lambda row: row.words, width=60),
        Column(_("After the day"), lambda row: str(_("yes")) if row.is_late else "", width=12),
        Column(_("Taken up, explained"), lambda row: row.outcome, width=60),
    ),
)
