from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from khuevan.assignments.models import Criterion, Topic
from khuevan.kit.vietnamese import parse_date
from khuevan.people.models import Organisation
from khuevan.people.names import Index
from khuevan.plans.models import Plan


class DayField(forms.CharField):
    """A day as people type it (5/1/2026) or as a browser's own picker sends it."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> date | None:
        text = super().clean(value)
        if not text:
            return None
        day = parse_date(str(text))
        if day is None:
            raise forms.ValidationError(
                _("“%(text)s” is no day. Write it as 31/12/2026.") % {"text": text}
            )
        return day


class WebField(forms.URLField):
    """An address on the web; nothing else becomes a link on our pages."""

    default_validators = [URLValidator(schemes=["http", "https"])]


class EvidenceForm(forms.Form):
    """What a unit shows: any of the four, at least one when it is asked for."""

    text = forms.CharField(
        label=gettext_lazy("In a few words"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("What was done, when, how many."),
    )  # fmt: skip
    photo = forms.FileField(
        label=gettext_lazy("Photo"), required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("File (PDF, Word, Excel, picture)"), required=False,
    )  # fmt: skip
    url = WebField(
        label=gettext_lazy("Link"), max_length=500, required=False, assume_scheme="https",
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
    )  # fmt: skip

    @property
    def uploads(self) -> list[UploadedFile]:
        chosen = (self.cleaned_data.get("photo"), self.cleaned_data.get("file"))
        return [one for one in chosen if one]


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Who does it"), max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Name and title are enough."),
    )  # fmt: skip


class DifficultyForm(forms.Form):
    """A few words are enough; a photo, the unit's letter and the plan may come with them."""

    text = forms.CharField(
        label=gettext_lazy("What makes it difficult, and what would help"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    plan = forms.ModelChoiceField(
        Plan.objects.none(), label=gettext_lazy("Which plan it is about"), required=False,
        empty_label=gettext_lazy("No plan in particular"),
    )  # fmt: skip
    file = forms.FileField(label=gettext_lazy("Photo, letter or other file"), required=False)
    letter_number = forms.CharField(
        label=gettext_lazy("Number of the letter"), max_length=80, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    letter_date = DayField(label=gettext_lazy("Date of the letter"), required=False)

    def __init__(self, *args: Any, plans: QuerySet[Plan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["plan"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
        field.queryset = plans.defer("text", "parts", "reading", "search").order_by("-year", "pk")

    def clean(self) -> None:
        super().clean()
        if self.cleaned_data.get("letter_date") and not self.cleaned_data.get("letter_number"):
            self.add_error("letter_number", _("A letter with a date has a number too."))


class ReceivedForm(DifficultyForm):
    """What came to the office by letter or telephone, written down for the unit."""

    unit = forms.CharField(
        label=gettext_lazy("Which unit writes"), max_length=200,
        help_text=gettext_lazy("Its name as in the tree of units, with or without marks."),
    )  # fmt: skip
    topic = forms.ModelChoiceField(
        Topic.objects.filter(is_active=True), label=gettext_lazy("Topic"), required=False,
        empty_label=gettext_lazy("Not classified yet"),
    )  # fmt: skip
    field_order = ("unit", "text", "topic", "plan", "letter_number", "letter_date", "file")

    def clean_unit(self) -> Organisation:
        match = Index.load(timezone.localdate()).match(self.cleaned_data["unit"])
        if match.sure and match.organisation_id:
            return Organisation.objects.get(pk=match.organisation_id)
        nearest = "; ".join(one.label for one in match.candidates)
        if nearest:
            raise forms.ValidationError(
                _("Which one is it? Write it in full: %(units)s") % {"units": nearest}
            )
        raise forms.ValidationError(_("No unit has this name. Look it up under Units."))


class DisagreeForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("What is still missing"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class TopicChoiceForm(forms.Form):
    topic = forms.ModelChoiceField(
        Topic.objects.filter(is_active=True), label=gettext_lazy("Topic"),
        empty_label=gettext_lazy("Choose"),
    )  # fmt: skip


class JoinForm(forms.Form):
    number = forms.IntegerField(
        label=gettext_lazy("Number of the first difficulty"), min_value=1, max_value=2_000_000_000
    )


class TopicForm(forms.ModelForm[Topic]):
    class Meta:
        model = Topic
        fields = ("name_vi", "name_en", "order", "is_active")


class CodeForm(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The six digits from the e-mail"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )  # fmt: skip


class ReasonForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Reason, in words that the unit reads"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class PostponeForm(ReasonForm):
    due = DayField(label=gettext_lazy("New due day"))
    field_order = ("due", "why")


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5})
    )


class ForwardForm(forms.Form):
    to = forms.CharField(
        label=gettext_lazy("Forward to"), max_length=200,
        help_text=gettext_lazy("The name of the body, as in the tree of units or in your words."),
    )  # fmt: skip


class BodyAnswerForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What the body answered"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class PeriodForm(forms.Form):
    starts = DayField(label=gettext_lazy("From"))
    ends = DayField(label=gettext_lazy("To"))

    def clean(self) -> None:
        super().clean()
        starts, ends = self.cleaned_data.get("starts"), self.cleaned_data.get("ends")
        if starts and ends and starts > ends:
            self.add_error("ends", _("The period ends before it begins."))


class EvaluationForm(forms.Form):
    """One pair of fields for each criterion that an officer judges."""

    note = forms.CharField(
        label=gettext_lazy("Remark on the whole"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"value_{one.pk}"] = forms.IntegerField(
                label=_("%(criterion)s: 0 to 100") % {"criterion": one},
                min_value=0, max_value=100, required=False, help_text=one.explanation,
            )  # fmt: skip
            self.fields[f"remark_{one.pk}"] = forms.CharField(
                label=_("%(criterion)s: why") % {"criterion": one}, max_length=300, required=False
            )
        self.order_fields([name for name in self.fields if name != "note"])

    def clean(self) -> None:
        super().clean()
        for one in self.criteria:
            value = self.cleaned_data.get(f"value_{one.pk}")
            if value is not None and not self.cleaned_data.get(f"remark_{one.pk}", "").strip():
                self.add_error(f"remark_{one.pk}", _("Say why in a few words: the unit reads it."))


class CriterionForm(forms.ModelForm[Criterion]):
    class Meta:
        model = Criterion
        fields = (
            "name_vi", "name_en", "explanation", "weight", "formula", "order", "is_active",
        )  # fmt: skip
        labels = {
            "order": gettext_lazy("Place in the list"),
            "is_active": gettext_lazy("Counts from now on"),
        }
