from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from khuevan.assignments.forms import WebField
from khuevan.training.actions import Application, Asked
from khuevan.training.enums import Applied, Outcome, QuestionForm, QuestionPart
from khuevan.training.models import SurveyQuestion

MISSING = [(one.value, one.label) for one in (Outcome.EXCUSED, Outcome.ABSENT)]


class AttendanceForm(forms.Form):
    """What an officer says of one seat."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What is right"), choices=Outcome.choices, widget=forms.RadioSelect
    )
    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=300, required=False,
        help_text=gettext_lazy("Needed for an empty seat, and to change what was settled."),
    )  # fmt: skip


class RestForm(forms.Form):
    """What an officer says of all seats that are still open."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What is right"), choices=MISSING, widget=forms.RadioSelect
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300)
    seen = forms.IntegerField(min_value=0, max_value=100_000, widget=forms.HiddenInput)


class AskedForm(forms.Form):
    """A question of the survey."""

    part = forms.ChoiceField(
        label=gettext_lazy("Asked about"), choices=QuestionPart.choices,
        help_text=gettext_lazy("Knowledge is asked before and after, the evaluation after."),
    )  # fmt: skip
    form = forms.ChoiceField(label=gettext_lazy("How it is answered"), choices=QuestionForm.choices)
    text = forms.CharField(label=pgettext_lazy("survey", "Question"), max_length=400)
    options = forms.CharField(
        label=gettext_lazy("Answers to choose from"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line; a star (*) before the right one."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("form") == QuestionForm.CHOICE and len(self.lines) < 2:
            self.add_error("options", _("Write at least two answers, one a line."))
        words = cleaned.get("form") == QuestionForm.WORDS
        if words and cleaned.get("part") == QuestionPart.KNOWLEDGE:
            self.add_error("form", _("Knowledge is measured: choose marks or answers."))
        return cleaned

    @property
    def lines(self) -> list[str]:
        given = self.cleaned_data.get("options", "").splitlines()
        return [line.strip() for line in given if line.strip(" *")]

    @property
    def asked(self) -> Asked:
        kept = self.cleaned_data
        is_choice = kept["form"] == QuestionForm.CHOICE
        lines = self.lines if is_choice else []
        right = next((n for n, line in enumerate(lines) if line.startswith("*")), None)
        options = tuple(line.lstrip("* ")[:200] for line in lines)
        part, form = QuestionPart(kept["part"]), QuestionForm(kept["form"])
        return Asked(kept["text"], part, form, options, right)


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=gettext_lazy("Photo"), widget=forms.FileInput(attrs={"accept": "image/*"})
    )
    caption = forms.CharField(label=gettext_lazy("What it shows"), max_length=200)


class ApplicationForm(forms.Form):
    """Five questions to the unit (R44)."""

    applied = forms.ChoiceField(
        label=gettext_lazy("1. Has your unit applied what was learnt?"), choices=Applied.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    what = forms.CharField(
        label=gettext_lazy("2. What was applied, in which work?"), max_length=1000,
        required=False, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    example_url = WebField(
        label=gettext_lazy("3. Link to one example"), max_length=500, required=False,
        assume_scheme="https",
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )  # fmt: skip
    shared_with = forms.IntegerField(
        label=gettext_lazy("4. With how many colleagues was it shared?"), required=False,
        min_value=0, max_value=10_000,
    )  # fmt: skip
    wish = forms.CharField(
        label=gettext_lazy("5. What is in the way, what do you need?"), max_length=1000,
        required=False, widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        did = cleaned.get("applied") in (Applied.YES, Applied.PARTLY)
        if did and not cleaned.get("what", "").strip():
            self.add_error("what", _("Say in a few words what was applied and in which work."))
        return cleaned

    @property
    def application(self) -> Application:
        kept = dict(self.cleaned_data)
        return Application(Applied(kept.pop("applied")), **kept)


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("Six digits on the screen"), max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "pattern": "[0-9 ]*"}
        ),
    )  # fmt: skip


class SurveyForm(forms.Form):
    """What a trainee is asked; no answer is demanded."""

    def __init__(self, *args: Any, questions: list[SurveyQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, one in enumerate(questions, 1):
            self.fields[f"q{one.pk}"] = field_of(one, number)

    @property
    def answers(self) -> dict[int, str]:
        return {int(name[1:]): str(value) for name, value in self.cleaned_data.items() if value}


def field_of(one: SurveyQuestion, number: int) -> forms.Field:
    label = f"{number}. {one.text}"
    if one.form == QuestionForm.WORDS:
        return forms.CharField(
            label=label, required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("Please name no person."),
        )  # fmt: skip
    if one.form == QuestionForm.SCALE:
        choices = [
            ("1", _("1 – least")),
            *((str(n), str(n)) for n in (2, 3, 4)),
            ("5", _("5 – most")),
        ]
    else:
        choices = [(str(n), words) for n, words in enumerate(one.options)]
    return forms.ChoiceField(label=label, required=False, choices=choices, widget=forms.RadioSelect)
