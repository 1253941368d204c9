from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from khuevan.documents.models import LegalBasis
from khuevan.documents.models.bases import number_key
from khuevan.training.enums import MaterialKind
from khuevan.training.models import ClassRun, Material, Question, SyllabusItem


class BasisField(forms.CharField):
    """A document of the register of legal bases, by its number as people write it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", forms.TextInput({"list": "basis-numbers", "autocomplete": "off"})
        )
        super().__init__(max_length=80, **kwargs)

    def clean(self, value: Any) -> LegalBasis | None:
        number = super().clean(value)
        if not number:
            return None
        found = LegalBasis.objects.filter(number_key=number_key(number)).order_by("-date").first()
        if found is None:
            raise forms.ValidationError(
                _("%(number)s is not in the register of legal bases. Add it there first.")
                % {"number": number}
            )
        return found


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
    number = BasisField(
        label=gettext_lazy("Document on which it rests"), required=False,
        help_text=gettext_lazy("Its number in the register. Contents that take approved sources only ask for it."),
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
    number = BasisField(
        label=gettext_lazy("Number of the document"),
        help_text=gettext_lazy("As in the register of legal bases: 47/NQ-CP"),
    )

    def __init__(self, *args: Any, run: ClassRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].queryset = run.syllabus.all()  # type: ignore[attr-defined]  # a ModelChoiceField


class SourceForm(forms.Form):
    """To which part a material belongs, and the document of the register on which it rests (R23)."""

    material = forms.ModelChoiceField(
        Material.objects.none(), label=gettext_lazy("Material"),
        empty_label=gettext_lazy("Choose"),
    )  # fmt: skip
    item = forms.ModelChoiceField(
        SyllabusItem.objects.none(), label=gettext_lazy("Content of the plan"), required=False,
        empty_label=gettext_lazy("as it is"),
    )  # fmt: skip
    number = BasisField(label=gettext_lazy("Document on which it rests"), required=False)

    def __init__(self, *args: Any, run: ClassRun, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["material"].queryset = run.materials.filter(basis=None)  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["item"].queryset = run.syllabus.all()  # type: ignore[attr-defined]  # a ModelChoiceField


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
