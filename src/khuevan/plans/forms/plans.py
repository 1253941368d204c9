from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from khuevan.kit.errors import Refused
from khuevan.kit.lunar import LunarDay
from khuevan.kit.recurrence import Every, Recurrence
from khuevan.people.enums import TaskPart
from khuevan.people.names import Index, Match
from khuevan.plans.actions import BulkChange, PartChange, TaskChange
from khuevan.plans.enums import Channel, ClauseKind
from khuevan.plans.models import Clause, Plan, Task, TaskUnit

KEEP_WORDS = "words"
ANOTHER = "other"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class NameInput(forms.TextInput):
    """Offers names as one types; without script the full name is typed and matched all the same."""

    def __init__(self) -> None:
        super().__init__(
            {
                "list": "unit-names",
                "autocomplete": "off",
                "hx-get": "/plans/names/",
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "#unit-names",
                "hx-params": "*",
            }
        )


def day_field(label: Any, *, required: bool = False) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Plan"),
        help_text=_("Word (.docx, .doc), PDF, scan or photo, text. At most 50 MB."),
        error_messages={"required": _("Choose a file first."), "empty": _("The file is empty.")},
        allow_empty_file=True,
    )
    is_sure = forms.BooleanField(
        label=_("This is a plan, though it looks like another kind of document"), required=False
    )


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("Reason"), widget=forms.Textarea(attrs={"rows": 3}))


class IssueForm(forms.Form):
    number = forms.CharField(
        label=_("Number and symbol"), max_length=80, help_text=_("Such as 125/KH-SVHTT")
    )
    day = day_field(_("Date of issue"), required=True)


class SupersedeForm(ReasonForm):
    successor = forms.ModelChoiceField(
        Plan.objects.none(), label=_("Plan that takes its place"), required=False
    )

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = Plan.objects.live().exclude(pk=plan.pk)  # type: ignore[attr-defined]  # a ModelChoiceField


class KindForm(forms.Form):
    kind = forms.ChoiceField(label=_("This clause is"), choices=ClauseKind.choices)
    version = forms.IntegerField(widget=forms.HiddenInput)


class TaskForm(forms.ModelForm[Task]):
    starts = day_field(_("Not before"))
    due = day_field(_("Due"))
    every = forms.ChoiceField(label=_("Repeats"), choices=Every.choices, required=False)
    lunar = forms.CharField(
        label=_("Lunar day"), required=False, max_length=8, help_text=_("Such as 5/1, or 10/3")
    )
    before = forms.IntegerField(
        label=_("Working days before"), required=False, min_value=0, max_value=250
    )
    last_working_day = forms.BooleanField(
        label=_("On the last working day of the month"), required=False
    )
    remove = forms.BooleanField(label=_("Remove this task"), required=False)

    class Meta:
        model = Task
        fields = (
            "text", "starts", "due", "evidence_wanted", "channel", "framework_goal", "no_lead_why",
        )  # fmt: skip
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"] = forms.ChoiceField(
            label=_("Channel"), choices=[("", _("not said")), *Channel.choices], required=False
        )
        self._show(Recurrence.parse(self.instance.recurrence))

    def _show(self, recurrence: Recurrence) -> None:
        self.initial = dict(self.initial) | {
            "every": recurrence.every,
            "lunar": f"{recurrence.on.day}/{recurrence.on.month}" if recurrence.on else "",
            "before": recurrence.before or None,
            "last_working_day": recurrence.last_working_day,
        }

    def clean(self) -> None:
        super().clean()
        starts, due = self.cleaned_data.get("starts"), self.cleaned_data.get("due")
        if starts and due and starts > due:
            self.add_error("due", _("The task would end before it begins."))
        try:
            self.cleaned_data["recurrence"] = self._recurrence()
        except ValueError:
            self.add_error(
                "lunar", _("Write the lunar day as day/month, such as 5/1, for “Every lunar year”.")
            )

    def _recurrence(self) -> str:
        every = Every(self.cleaned_data.get("every") or Every.NONE)
        recurrence = Recurrence(
            every,
            LunarDay.parse(self.cleaned_data.get("lunar", "")) if every == Every.LUNAR else None,
            last_working_day=self.cleaned_data.get("last_working_day", False),
            before=self.cleaned_data.get("before") or 0,
        )
        return "" if recurrence == Recurrence() else str(recurrence)


class PartForm(forms.Form):
    """A unit's part; for a doubtful name also who is meant."""

    part = forms.ChoiceField(label=_("Part"), choices=TaskPart.choices)
    who = forms.ChoiceField(label=_("Who is meant"), required=False, widget=forms.RadioSelect)
    another = forms.CharField(label=_("Another unit"), required=False, max_length=200)
    remove = forms.BooleanField(label=_("Take out"), required=False)

    def __init__(self, *args: Any, unit: TaskUnit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.initial = {"part": unit.part}
        offered = [(_key(c), c["label"]) for c in unit.candidates if _key(c)]
        self.fields["who"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            *offered,
            (KEEP_WORDS, _("nobody in particular: keep the words")),
            (ANOTHER, _("another one:")),
        ]

    def change(self, index: Index | None) -> PartChange:
        found = self.cleaned_data
        unit = self.unit
        who = (unit.organisation_id, unit.group_id)
        words_only = unit.is_words_only
        chosen = found.get("who", "")
        if chosen == KEEP_WORDS:
            words_only = True
        elif chosen == ANOTHER or found.get("another"):
            match = index.match(found["another"]) if index else None
            if match and not match.sure:
                raise Refused(_ask_again(match))
            if match:
                who = (match.organisation_id, match.group_id)
        elif chosen:
            who = _ids(chosen)
        return PartChange(
            part=TaskPart(found["part"]),
            pk=unit.pk,
            organisation_id=who[0],
            group_id=who[1],
            as_written=unit.as_written,
            is_words_only=words_only and who == (None, None),
            remove=found["remove"],
        )


def _key(candidate: dict[str, Any]) -> str:
    if candidate.get("organisation"):
        return f"unit-{candidate['organisation']}"
    return f"group-{candidate['group']}" if candidate.get("group") else ""


def _ids(key: str) -> tuple[int | None, int | None]:
    kind, _dash, number = key.partition("-")
    return (int(number), None) if kind == "unit" else (None, int(number))


class NewPartForm(forms.Form):
    """Add a unit or a group by name; a doubtful name is asked, as the reader's are."""

    name = forms.CharField(
        label=_("Add a unit or group"), required=False, max_length=300,
        widget=NameInput(),
    )  # fmt: skip
    part = forms.ChoiceField(label=_("Part"), choices=TaskPart.choices)

    def changes(self, index: Index | None) -> list[PartChange]:
        name = self.cleaned_data["name"].strip()
        if not name or index is None:
            return []
        return [
            PartChange(
                part=TaskPart(self.cleaned_data["part"]),
                organisation_id=match.organisation_id if match.sure else None,
                group_id=match.group_id if match.sure else None,
                as_written=match.written[:300],
                candidates=tuple(
                    {"label": c.label, "organisation": c.organisation_id, "group": c.group_id}
                    for c in match.candidates
                ) if not match.sure else (),
            )
            for match in index.match_all(name)
        ]  # fmt: skip


class ClauseForm:
    """Everything that stands on the card of one clause: its kind, its tasks, their parts."""

    def __init__(self, clause: Clause, posted: QueryDict | None = None) -> None:
        self.clause = clause
        self.posted = posted
        initial = {"kind": clause.kind, "version": clause.version}
        self.kind = KindForm(posted, initial=initial)
        self.tasks = [
            TaskCard(task, posted) for task in clause.tasks.all() if not task.cancelled_at
        ]

    @property
    def wants_names(self) -> bool:
        """Was a name typed, so that the tree of units has to be read?"""
        names = ("-name", "-another")
        return bool(self.posted) and any(
            value and key.endswith(names)
            for key, value in self.posted.items()  # type: ignore[union-attr]  # checked
        )

    def is_valid(self) -> bool:
        valid = [self.kind.is_valid(), *(card.is_valid() for card in self.tasks)]
        return all(valid)

    def changes(self, index: Index | None) -> list[TaskChange]:
        return [card.change(index) for card in self.tasks]


class TaskCard:
    def __init__(self, task: Task, posted: QueryDict | None) -> None:
        self.task = task
        self.form = TaskForm(posted, instance=task, prefix=f"t{task.pk}")
        self.parts = [
            PartForm(posted, unit=unit, prefix=f"u{unit.pk}") for unit in task.units.all()
        ]
        self.new = NewPartForm(posted, prefix=f"n{task.pk}", initial={"part": TaskPart.COORDINATE})

    def is_valid(self) -> bool:
        valid = [
            self.form.is_valid(),
            self.new.is_valid(),
            *(part.is_valid() for part in self.parts),
        ]
        return all(valid)

    def change(self, index: Index | None) -> TaskChange:
        found = self.form.cleaned_data
        names = ("starts", "due", "recurrence", "evidence_wanted", "channel", "framework_goal")
        return TaskChange(
            text=found["text"],
            pk=self.task.pk,
            deadline_text=self.task.deadline_text,
            no_lead_why=found["no_lead_why"],
            parts=(*(part.change(index) for part in self.parts), *self.new.changes(index)),
            remove=found["remove"],
            **{name: found[name] for name in names},
        )


class BulkForm(forms.Form):
    """One change for several clauses. What is left empty stays as it is."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("as it is")), *ClauseKind.choices], required=False
    )
    due = day_field(_("Due"))
    name = forms.CharField(
        label=_("Unit or group"), required=False, max_length=200,
        widget=NameInput(),
    )  # fmt: skip
    part = forms.ChoiceField(label=_("Part"), choices=TaskPart.choices, initial=TaskPart.LEAD)
    no_lead_why = forms.CharField(label=_("Why nobody leads"), required=False, max_length=200)

    def change(self, index: Index | None) -> BulkChange:
        found = self.cleaned_data
        part = None
        if found["name"] and index is not None:
            match = index.match(found["name"])
            if not match.sure:
                raise Refused(_ask_again(match))
            part = PartChange(
                part=TaskPart(found["part"]),
                organisation_id=match.organisation_id,
                group_id=match.group_id,
                as_written=match.written,
            )
        return BulkChange(
            kind=ClauseKind(found["kind"]) if found["kind"] else None,
            due=found["due"],
            no_lead_why=found["no_lead_why"],
            part=part,
        )


def _ask_again(match: Match) -> str:
    likely = ", ".join(candidate.label for candidate in match.candidates)
    if not likely:
        return gettext("No unit is called “%(name)s”. Check the name.") % {"name": match.written}
    return gettext("“%(name)s” could be: %(likely)s. Write the full name of the one you mean.") % {
        "name": match.written, "likely": likely,
    }  # fmt: skip


class JudgeForm(forms.Form):
    is_same = forms.TypedChoiceField(
        choices=[("yes", _("Same work")), ("no", _("Different work"))],
        coerce=lambda value: value == "yes",
    )
