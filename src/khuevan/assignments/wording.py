"""How messages, calendars and works write a plan and a task: words alone, in the language in force."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from django.utils import translation
from django.utils.translation import gettext as _

from khuevan.assignments.models import Assignment
from khuevan.kit.vietnamese import format_date
from khuevan.people.enums import TaskPart
from khuevan.plans.models import Plan

LONGEST_TITLE = 90


def line(assignment: Assignment) -> str:
    """A task as a message states it: the clause, the plan's words, the part, the day."""
    task = assignment.task
    return _line(
        task.text, task.clause.path, assignment.part, assignment.due, task.deadline_text,
        task.evidence_wanted, translation.get_language(),
    )  # fmt: skip


@lru_cache(maxsize=256)  # 3,321 units read the same few lines, each twice
def _line(
    text: str, path: str, part: str, due: date | None, deadline: str, evidence: str, _tongue: str
) -> str:
    place = {"path": path, "part": str(TaskPart(part).label).lower()}
    words = [f"- {text}", _("  Clause %(path)s · your unit %(part)s") % place]
    if due:
        words.append(_("  Due: %(day)s") % {"day": format_date(due)})
    elif deadline:
        words.append(_("  Deadline as written: %(text)s") % {"text": deadline})
    if evidence:
        words.append(_("  Evidence wanted: %(text)s") % {"text": evidence})
    return "\n".join(words)


def named(plan: Plan) -> str:
    return plan.number or plan.symbol or shortened(plan.title)


def full_name(plan: Plan) -> str:
    """Number, date and title, as a legal basis is cited."""
    if plan.number and plan.date:
        return _("%(number)s of %(day)s, %(title)s") % {
            "number": plan.number, "day": format_date(plan.date), "title": plan.title,
        }  # fmt: skip
    return plan.title


def shortened(text: str) -> str:
    """Up to a whole word; mail programs show little more."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_TITLE else flat[:LONGEST_TITLE].rsplit(" ", 1)[0] + "…"
