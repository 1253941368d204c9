"""What the house itself finds on each item of procedure: a proposal, which a person decides on.

Reads only. Where it knows the answer it proposes one; where it knows facts alone, it names them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from khuevan.documents import citing
from khuevan.documents.enums import BasisStatus
from khuevan.documents.models import Citation
from khuevan.kit import audit, workdays
from khuevan.kit.vietnamese import fold, format_date, in_own_language
from khuevan.people.enums import TaskPart
from khuevan.plans.conflicts import conflicts
from khuevan.plans.enums import Answer, ClauseKind, Probe
from khuevan.plans.models import Clause, Plan, Task
from khuevan.plans.progress import has_lead
from khuevan.vanban import checking

SHOWN = 4
"""Lines of one finding; how many more there are is said."""
_RULES = ("C207", "C221", "C230", "C252", "C253", "C254", "G372", "G373", "G374")
_LISTS_PERSONS = re.compile(
    r"danh sach (?:hoc vien|tham du|dai bieu|nguoi|can bo|cong chuc|dang ky)|ho va ten|so dien thoai"
    r"|cu (?:can bo|cong chuc|nguoi|dung thanh phan).{0,60}(?:tham du|tham gia|du)|dang ky tham"
)
_TELLS_PERSONS = re.compile(r"du lieu ca nhan|thong tin ca nhan")
_PLACE = re.compile(r"khach san|hoi truong|dia diem|phong hop|nha van hoa|trung tam hoi nghi")


@dataclass(frozen=True, slots=True)
class Finding:
    """``proposed`` is blank where only a person can say."""

    proposed: str = ""
    lines: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return "\n".join(self.lines)


class Subject:
    """A plan as the probes see it; each thing is read once, and only when a probe asks."""

    def __init__(self, plan: Plan, today: date) -> None:
        self.plan, self.today = plan, today

    @cached_property
    def clauses(self) -> list[Clause]:
        return list(self.plan.clauses.all())

    @cached_property
    def tasks(self) -> list[Task]:
        rows = self.plan.tasks.live().select_related("clause")
        return list(rows.prefetch_related("units__organisation", "units__group"))

    @cached_property
    def findings(self) -> list[checking.Finding]:
        """What the linter of documents says of the words as they came."""
        return list(checking.check_text(self.plan.text, select=_RULES))

    def said(self, *rules: str) -> list[str]:
        """Each thing once: a document cited twice is out of force once."""
        found = [one.message for one in self.findings if one.rule in rules]
        return list(dict.fromkeys(in_own_language(one.vi, one.en) for one in found))

    def places(self, pattern: re.Pattern[str]) -> list[Clause]:
        """The clauses whose words, without marks, say this."""
        return [one for one in self.clauses if pattern.search(one.search)]


def findings(plan: Plan, probes: Iterable[str], today: date) -> dict[str, Finding]:
    """What is found for each probe, in the language of whoever looks."""
    subject = Subject(plan, today)
    return {probe: _PROBES[Probe(probe)](subject) for probe in dict.fromkeys(probes) if probe}


def _bases(subject: Subject) -> Finding:
    key = audit.key_of(subject.plan)
    cited = [one.basis for one in Citation.objects.filter(target=key).select_related("basis")]
    read = subject.plan.reading.get("legal_bases", [])
    wrong = []
    for stale in citing.stale(key):
        words = f"{stale.basis}: {stale.basis.get_status_display()}"
        if stale.successor:
            words += ", " + _("see %(document)s") % {"document": stale.successor}
        wrong.append(words)
    numbers = [str(one) for one in cited if one.is_over]
    wrong += [said for said in subject.said("C221", "C230") if not _names(said, numbers)]
    if wrong:
        return Finding(Answer.NO, _shown(wrong))
    if not read and not cited:
        return Finding(Answer.NO, (_("The plan names no ground."),))
    unsure = [one for one in cited if one.status == BasisStatus.UNKNOWN]
    if unsure or len(cited) < len(read):
        words = ngettext(
            "%(count)d ground has not been checked in the register: %(which)s",
            "%(count)d grounds have not been checked in the register: %(which)s",
            len(unsure) or len(read) - len(cited),
        ) % {
            "count": len(unsure) or len(read) - len(cited),
            "which": ", ".join(str(one) for one in unsure[:SHOWN]) or "…",
        }
        return Finding("", (words,))
    return Finding(Answer.YES, (_("Every ground it names is in force in the register."),))


def _names(said: str, numbers: Iterable[str]) -> bool:
    return any(number and number in said for number in numbers)


def _authority(subject: Subject) -> Finding:
    plan = subject.plan
    wrong = subject.said("G372", "G373", "G374")
    if not plan.doc_type:
        wrong.append(_("No type of document is printed above the title."))
    if wrong:
        return Finding(Answer.NO, _shown(wrong))
    name = " ".join(filter(None, (plan.reading.get(k) for k in ("signer_title", "signer_name"))))
    lines = [_("Issued by: %(body)s") % {"body": plan.issuer_name or _("not printed")}]
    if name:
        lines.append(_("Signed by: %(name)s") % {"name": name})
    return Finding("", tuple(lines))


def _composition(subject: Subject) -> Finding:
    leadless = [task.clause.path for task in subject.tasks if not has_lead(task)]
    doubtful = [
        unit.as_written for task in subject.tasks for unit in task.units.all() if unit.is_doubtful
    ]
    wrong = [
        _("%(place)s: nobody leads, and no reason is given") % {"place": one} for one in leadless
    ]
    wrong += [_("It is not known who “%(name)s” is.") % {"name": one} for one in doubtful]
    wrong += [
        _("%(place)s: another plan names another lead") % {"place": one.ours.clause.path}
        for one in conflicts(subject.plan)
        if one.is_confirmed
    ]
    if wrong:
        return Finding(Answer.NO, _shown(wrong))
    leads = _named(subject, TaskPart.LEAD)
    others = [name for name in _named(subject, *TaskPart) if name not in leads]
    lines = [_("Leads: %(units)s") % {"units": _joined(leads)}] if leads else []
    lines += [_("Takes part: %(units)s") % {"units": _joined(others)}] if others else []
    return Finding("", tuple(lines))


def _named(subject: Subject, *parts: TaskPart) -> list[str]:
    found = [unit.name for task in subject.tasks for unit in task.units.all() if unit.part in parts]
    return list(dict.fromkeys(found))


def _joined(names: list[str]) -> str:
    more = len(names) - 2 * SHOWN
    return "; ".join(names[: 2 * SHOWN]) + (f" (+{more})" if more > 0 else "")


def _funding(subject: Subject) -> Finding:
    money = [one for one in subject.clauses if one.kind == ClauseKind.MONEY]
    if not money:
        return Finding("", (_("The plan has no clause on money."),))
    return Finding("", _quoted(money))


def _personal_data(subject: Subject) -> Finding:
    lists = subject.places(_LISTS_PERSONS)
    if not lists:
        return Finding(Answer.NOT_APPLICABLE, (_("The plan asks for no list of persons."),))
    if _TELLS_PERSONS.search(fold(subject.plan.text)):
        return Finding(Answer.YES, _quoted(subject.places(_TELLS_PERSONS)))
    words = _("Persons are listed, and nothing is said about their personal data:")
    return Finding(Answer.NO, (words, *_quoted(lists)))


def _venue(subject: Subject) -> Finding:
    places = subject.places(_PLACE)
    if not places:
        return Finding(Answer.NOT_APPLICABLE, (_("The plan names no place."),))
    return Finding("", _quoted(places))


def _deadlines(subject: Subject) -> Finding:
    days = workdays.calendar()
    wrong = []
    for task in subject.tasks:
        place = task.clause.path
        if task.due is None and (task.deadline_text or task.recurrence):
            wrong.append(
                _("%(place)s: “%(words)s” has not become a day")
                % {"place": place, "words": task.deadline_text or task.recurrence}
            )
        elif task.due and not days.is_working(task.due):
            wrong.append(
                _("%(place)s: %(day)s is a day off; the next working day is %(next)s")
                % {"place": place, "day": format_date(task.due),
                   "next": format_date(days.next_working(task.due))}
            )  # fmt: skip
        elif task.due and task.due < subject.today:
            wrong.append(
                _("%(place)s: %(day)s has passed") % {"place": place, "day": format_date(task.due)}
            )
    wrong += subject.said("C252", "C254")
    if wrong:
        return Finding(Answer.NO, _shown(wrong))
    dated = sum(task.due is not None for task in subject.tasks)
    if not dated:
        return Finding("", (_("No task of the plan has a day."),))
    words = ngettext(
        "%(count)d day is set, and it is a working day.",
        "%(count)d days are set, and all are working days.",
        dated,
    )
    return Finding(Answer.YES, (words % {"count": dated},))


def _recipients(subject: Subject) -> Finding:
    printed = subject.plan.reading.get("recipients")
    if not printed:
        return Finding(Answer.NO, (_("No list of recipients is printed."),))
    left_out = subject.said("C207")
    if left_out:
        return Finding(Answer.NO, _shown(left_out))
    listed = fold(" ; ".join(printed))
    unnamed = [name for name in _named(subject, *TaskPart) if not _is_listed(name, listed)]
    if unnamed:
        words = _("Perhaps covered by a line for several units: %(units)s")
        return Finding("", (words % {"units": _joined(unnamed)},))
    return Finding(Answer.YES, (_("Every unit with a task is among the recipients."),))


def _is_listed(name: str, listed: str) -> bool:
    plain = fold(name)
    return plain in listed or plain.removeprefix("so ").removeprefix("phong ") in listed


def _quoted(clauses: list[Clause]) -> tuple[str, ...]:
    return _shown([f"{one.path}: {_short(one.text)}" for one in clauses])


def _short(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= 160 else words[:160].rsplit(" ", 1)[0] + " …"


def _shown(lines: list[str]) -> tuple[str, ...]:
    more = len(lines) - SHOWN
    if more <= 0:
        return tuple(lines)
    rest = ngettext("and %(count)d more", "and %(count)d more", more) % {"count": more}
    return (*lines[:SHOWN], rest)


_PROBES: dict[Probe, Callable[[Subject], Finding]] = {
    Probe.BASES: _bases,
    Probe.AUTHORITY: _authority,
    Probe.COMPOSITION: _composition,
    Probe.FUNDING: _funding,
    Probe.PERSONAL_DATA: _personal_data,
    Probe.VENUE: _venue,
    Probe.DEADLINES: _deadlines,
    Probe.RECIPIENTS: _recipients,
}
