from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.assignments.forms import DayField
from khuevan.kit.forms import SeveralField
from khuevan.kit.workdays import calendar
from khuevan.people.forms import UnitsField
from khuevan.people.models import UnitGroup
from khuevan.plans.enums import LIVE
from khuevan.plans.models import Plan
from khuevan.reports import actions, notices, windows
from khuevan.reports.enums import Frequency, IndicatorKind
from khuevan.reports.models import ReportType
from khuevan.reports.windows import LEAST_WORKING_DAYS

MOST_QUESTIONS = 6


class GroupsField(SeveralField):
    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(UnitGroup.objects.filter(succeeded_by=None), required=False, **kwargs)


class DueMixin(forms.Form):
    """A due day and hour, always on a day on which the office works."""

    due_day = DayField(label=gettext_lazy("Due on"))
    due_time = forms.TimeField(
        label=gettext_lazy("at"), initial=time(17, 0),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip

    def clean_due_day(self) -> Any:
        day, days = self.cleaned_data["due_day"], calendar()
        if day and not days.is_working(day):
            raise forms.ValidationError(
                _("%(day)s is not a working day. The next one is %(next)s.")
                % {"day": f"{day:%d/%m/%Y}", "next": f"{days.next_working(day):%d/%m/%Y}"}
            )
        return day

    @property
    def due_at(self) -> datetime:
        day, clock = self.cleaned_data["due_day"], self.cleaned_data["due_time"]
        return timezone.make_aware(datetime.combine(day, clock))

    def clean(self) -> None:
        super().clean()
        if {"due_day", "due_time"} <= self.cleaned_data.keys() and self.due_at <= timezone.now():
            self.add_error("due_day", _("The due moment has passed already. Choose a later one."))


class AskForm(DueMixin):
    title = forms.CharField(
        label=gettext_lazy("What is asked"), max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    groups = GroupsField(label=gettext_lazy("Of whom"))
    units = UnitsField(
        label=gettext_lazy("Other units, one a line"), required=False,
        help_text=gettext_lazy("With or without marks."),
    )  # fmt: skip
    instructions = forms.CharField(
        label=gettext_lazy("A word to the units"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    field_order = ("title", "groups", "units", "due_day", "due_time", "instructions")

    def clean(self) -> None:
        super().clean()
        if {"groups", "units"} <= self.cleaned_data.keys() and not (
            self.cleaned_data["groups"] or self.cleaned_data["units"]
        ):
            self.add_error("groups", _("Choose a group, or write units below."))


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Question"), max_length=300, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("Answer"), initial=IndicatorKind.FIGURE, required=False,
        choices=[
            (one.value, one.label) for one in
            (IndicatorKind.FIGURE, IndicatorKind.TEXT, IndicatorKind.PICTURE)
        ],
    )  # fmt: skip
    measured_in = forms.CharField(
        label=gettext_lazy("Counted in"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "size": 10}),
    )  # fmt: skip


class BaseQuestions(BaseFormSet[QuestionForm]):
    @property
    def questions(self) -> list[actions.Question]:
        return [
            actions.Question(
                one["text"].strip(), IndicatorKind(one.get("kind") or IndicatorKind.FIGURE),
                one.get("measured_in", ""),
            )
            for form in self.forms
            if (one := form.cleaned_data) and one.get("text", "").strip()
        ]  # fmt: skip


Questions: type[BaseQuestions] = formset_factory(
    QuestionForm, formset=BaseQuestions, extra=MOST_QUESTIONS, max_num=MOST_QUESTIONS,
    absolute_max=MOST_QUESTIONS,
)  # type: ignore[assignment]  # the factory gives a subclass of its argument  # fmt: skip


class OpenForm(DueMixin):
    """A period of a type; what the rules of the type say stands in it already."""

    starts = DayField(label=gettext_lazy("Figures from"))
    ends = DayField(label=gettext_lazy("until"))
    plan = forms.ModelChoiceField(
        Plan.objects.none(), label=gettext_lazy("Plan that the report follows"), required=False,
        empty_label=gettext_lazy("No plan in particular: everything counts"),
    )  # fmt: skip
    label = forms.CharField(
        label=gettext_lazy("Name of the report"), max_length=200, required=False,
        help_text=gettext_lazy("Left empty, it is named by its period."),
    )  # fmt: skip
    field_order = ("starts", "ends", "due_day", "due_time", "plan", "label")

    def __init__(self, *args: Any, type: ReportType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.type = type
        field = self.fields["plan"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        plans = Plan.objects.filter(state__in=LIVE).defer("text", "parts", "reading", "search")
        field.queryset = plans.order_by("-year", "pk")

    def clean(self) -> None:
        super().clean()
        starts, ends, due = (self.cleaned_data.get(n) for n in ("starts", "ends", "due_day"))
        if starts and ends and starts > ends:
            self.add_error("ends", _("The period ends before it begins. Mend one of the dates."))
        elif ends and due and self.type.frequency != Frequency.ONCE:
            days = calendar()
            if days.between(ends, due) < LEAST_WORKING_DAYS:
                earliest = windows.at_due_time(days.add(ends, LEAST_WORKING_DAYS))
                self.add_error(
                    "due_day",
                    _("At least one whole working day after the cut-off: from %(earliest)s.")
                    % {"earliest": notices.moment_words(earliest)},
                )


class MoveDueForm(DueMixin):
    pass


class ReasonForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
