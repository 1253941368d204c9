from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from khuevan.kit.components import WORDS, State
from khuevan.kit.exports import Column, Export


def look_words(look: str) -> str:
    return str(WORDS[State(look)]) if look else ""


MATRIX = Export(
    _("Implementation matrix"),
    (
        Column(_("Clause"), lambda row: row.clause.path, width=14),
        Column(_("In the plan's words"), lambda row: row.clause.text, width=70),
        Column(_("Leads"), lambda row: ", ".join(row.leads)),
        Column(_("Due"), lambda row: row.due, "date"),
        Column(_("Deadline as written"), lambda row: row.deadline_text),
        Column(_("State"), lambda row: look_words(row.standing.look)),
        Column(_("Units done"), lambda row: row.standing.done, "int"),
        Column(_("Units in all"), lambda row: row.standing.total, "int"),
        Column(_("Late"), lambda row: row.standing.late, "int"),
        Column(_("Silent"), lambda row: row.standing.silent, "int"),
        Column(_("Evidence"), lambda row: row.standing.proofs, "int"),
        Column(_("Money approved, đồng"), lambda row: int(row.money.approved), "int", 16),
        Column(_("Money asked for, đồng"), lambda row: int(row.money.asked), "int", 16),
        Column(_("Money paid, đồng"), lambda row: int(row.money.paid), "int", 16),
        Column(_("Last word"), lambda row: row.standing.last_word),
        Column(_("Updated"), lambda row: row.standing.last_word_at, "datetime"),
    ),
)

UNITS = Export(
    _("Plan by unit"),
    (
        Column(_("Code"), lambda row: row.code, width=12),
        Column(_("Unit"), lambda row: row.name, width=40),
        Column(_("Tasks"), lambda row: row.total, "int"),
        Column(_("Done"), lambda row: row.done, "int"),
        Column(_("Late"), lambda row: row.late, "int"),
        Column(_("Silent"), lambda row: row.silent, "int"),
    ),
)
