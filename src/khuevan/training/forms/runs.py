from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from khuevan.assignments.forms import DayField
from khuevan.kit.forms import SeveralField
from khuevan.kit.workdays import calendar
from khuevan.people.forms import UnitChoice, UnitsField
from khuevan.people.models import UnitGroup
from khuevan.training.actions import RunFacts
from khuevan.training.actions.runs import THEME
from khuevan.training.enums import Mode
from khuevan.training.models import ClassRun, Course


class ClockMixin(forms.Form):
    """The day and the hours of a class: all of them, or none."""

    day = DayField(label=gettext_lazy("Day of the class"), required=False)
    begins = forms.TimeField(
        label=gettext_lazy("Begins at"), required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    ends = forms.TimeField(
        label=gettext_lazy("Ends at"), required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        given = [bool(found.get(name)) for name in ("day", "begins", "ends")]
        if any(given) and not all(given):
            raise forms.ValidationError(
                _("Write the day, the beginning and the end together, or none of them.")
            )
        if all(given) and found["ends"] <= found["begins"]:
            self.add_error("ends", _("The class ends before it begins."))
        return found

    @property
    def times(self) -> dict[str, datetime | None]:
        day = self.cleaned_data.get("day")
        if not day:
            return {"starts_at": None, "ends_at": None}
        return {
            "starts_at": _moment(day, self.cleaned_data["begins"]),
            "ends_at": _moment(day, self.cleaned_data["ends"]),
        }


class TimesMixin(ClockMixin):
    """And until when units nominate; none of it is known when the class is made."""

    nominate_by = DayField(label=gettext_lazy("Units nominate until"), required=False)
    asks_letter = forms.BooleanField(
        label=gettext_lazy("Units must send their signed letter"), required=False,
        help_text=gettext_lazy("They may attach it after naming; without it a nomination counts too."),
    )  # fmt: skip

    def clean_nominate_by(self) -> Any:
        day, days = self.cleaned_data["nominate_by"], calendar()
        if day and not days.is_working(day):
            raise forms.ValidationError(
                _("%(day)s is not a working day. The next one is %(next)s.")
                % {"day": f"{day:%d/%m/%Y}", "next": f"{days.next_working(day):%d/%m/%Y}"}
            )
        return day


def _moment(day: Any, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))


class RunForm(TimesMixin):
    """A class as it is made; from a clause the fields come filled in."""

    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    course = forms.ModelChoiceField(
        Course.objects.filter(is_retired=False), label=gettext_lazy("Course of the catalogue"),
        required=False, empty_label=gettext_lazy("a new one, named like the class"),
    )  # fmt: skip
    theme = forms.CharField(
        label=gettext_lazy("Theme"), max_length=120, initial=THEME,
        help_text=gettext_lazy("Of a new course; one of the catalogue has its own."),
    )  # fmt: skip
    groups = SeveralField(
        UnitGroup.objects.filter(succeeded_by=None), required=False,
        label=gettext_lazy("Groups of units"), widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    units = UnitsField(
        label=gettext_lazy("More units"),
        required=False,
        help_text=gettext_lazy("One name a line, as documents write it."),
    )
    seats_each = forms.IntegerField(
        label=gettext_lazy("Seats for each unit"), min_value=1, max_value=50, initial=1
    )
    mode = forms.ChoiceField(label=gettext_lazy("Mode"), choices=Mode.choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"), min_value=15, max_value=43200, initial=240,
        help_text=gettext_lazy("240 is half a day."),
    )  # fmt: skip
    window_from = DayField(label=pgettext_lazy("class", "Not before"), required=False)
    window_to = DayField(label=pgettext_lazy("class", "Not after"), required=False)

    def facts(self, **others: Any) -> RunFacts:
        values = self.cleaned_data
        names = ("title", "theme", "course", "groups", "units", "seats_each", "minutes", "window_from",
                 "window_to", "nominate_by", "asks_letter")  # fmt: skip
        facts: dict[str, Any] = {name: values[name] for name in names}
        facts |= {"mode": Mode(values["mode"])} | self.times | others
        return RunFacts(**facts)


class ChangeForm(TimesMixin):
    title = forms.CharField(
        label=gettext_lazy("Title"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    mode = forms.ChoiceField(label=gettext_lazy("Mode"), choices=Mode.choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("Length in minutes"), min_value=15, max_value=43200
    )
    window_from = DayField(label=pgettext_lazy("class", "Not before"), required=False)
    window_to = DayField(label=pgettext_lazy("class", "Not after"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @classmethod
    def initial_of(cls, run: ClassRun) -> dict[str, Any]:
        values = {name: getattr(run, name) for name in cls.base_fields if hasattr(run, name)}
        if run.starts_at and run.ends_at:
            begins, ends = timezone.localtime(run.starts_at), timezone.localtime(run.ends_at)
            values |= {"day": begins.date(), "begins": begins.time(), "ends": ends.time()}
        return values

    @property
    def changes(self) -> dict[str, Any]:
        names = ("title", "mode", "minutes", "window_from", "window_to", "nominate_by",
                 "asks_letter", "note")  # fmt: skip
        return {name: self.cleaned_data[name] for name in names} | self.times


class CourseForm(forms.ModelForm[Course]):
    lead = UnitChoice(
        label=gettext_lazy("Who leads the course (code)"), required=False,
        help_text=gettext_lazy(
            "The body that keeps it by the year plan. A single class may be led by another, as its "
            "own plan says."
        ),
    )  # fmt: skip

    class Meta:
        model = Course
        fields = ("name_vi", "name_en", "theme", "lead", "minutes", "note", "is_retired")
        labels = {"is_retired": gettext_lazy("no longer offered"), "note": gettext_lazy("Note")}
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}
