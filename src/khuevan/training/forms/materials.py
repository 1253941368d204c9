from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from khuevan.documents.models import LegalBasis
from khuevan.documents.models.bases import number_key
from khuevan.training.enums import MaterialKind
from khuevan.training.models import ClassRun, Question, SyllabusItem


class MaterialForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File"), allow_empty_file=True,
        help_text=gettext_lazy("PDF, Word or PowerPoint. A file that bears a state-secret marking is refused."),
    )  # fmt: skip
    title = forms.CharField(label=capfirst(gettext_lazy("title")), max_length=300, required=False)
    kind = forms.ChoiceField(
        label=pgettext_lazy("material", "Kind"), choices=MaterialKind.choices,
        initial=MaterialKind.HANDOUT,
    )  # fmt: skip
    item = forms.ModelChoiceField(
        SyllabusItem.objects.none(), label=gettext_lazy("Content of the plan"), required=False,
        empty_label="–",
    )  # fmt: skip

    def __init__(self, *args: Any, run: ClassRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = run.syllabus.all()  # type: ignore[attr-defined]  # a ModelChoiceField


class CiteForm(forms.Form):
    """A content of the class and the document of the register on which it stands."""

    item = forms.ModelChoiceField(
        SyllabusItem.objects.none(), label=gettext_lazy("Content of the plan"),
        empty_label=gettext_lazy("Choose"),
    )  # fmt: skip
    number = forms.CharField(
        label=gettext_lazy("Number of the document"), max_length=80,
        help_text=gettext_lazy("As in the register of legal bases: 47/NQ-CP"),
        widget=forms.TextInput({"list": "basis-numbers", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, run: ClassRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = run.syllabus.all()  # type: ignore[attr-defined]  # a ModelChoiceField

    def clean_number(self) -> LegalBasis:
        number = self.cleaned_data["number"]
        found = list(LegalBasis.objects.filter(number_key=number_key(number)).order_by("-date")[:2])
        if not found:
            raise forms.ValidationError(
                _("%(number)s is not in the register of legal bases. Add it there first.")
                % {"number": number}
            )
        return found[0]


class QuestionForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Your question"), max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    is_unnamed = forms.BooleanField(
        label=gettext_lazy("Show it without the name of my unit"), required=False
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class ReplyForm(forms.Form):
    answer = forms.CharField(
        label=gettext_lazy("Answer"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    who = forms.CharField(
        label=gettext_lazy("Who answers"), max_length=200, required=False,
        help_text=gettext_lazy("The speaker, if it was said in the hall; else your own name."),
    )  # fmt: skip
    is_faq = forms.BooleanField(
        label=gettext_lazy("Keep among the frequent questions, for later classes too"),
        required=False,
    )  # fmt: skip


class JoinForm(forms.Form):
    other = forms.ModelChoiceField(
        Question.objects.none(), label=gettext_lazy("The question that asks the same"),
        empty_label=gettext_lazy("Choose"),
    )  # fmt: skip

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = question.run.questions.filter(joined_to=None).exclude(pk=question.pk)
        self.fields["other"].queryset = others  # type: ignore[attr-defined]  # a ModelChoiceField
