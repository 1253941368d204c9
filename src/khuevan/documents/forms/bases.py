from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from khuevan.documents.enums import BasisStatus
from khuevan.documents.models import LegalBasis
from khuevan.documents.models.bases import number_key


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def day_field(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=DayInput(),
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
    )


class BasisForm(forms.Form):
    doc_type = forms.CharField(
        label=pgettext_lazy("document", "Type"),
        max_length=120,
        help_text=_("Luật, Nghị định, Quyết định, Kế hoạch…"),
    )
    number = forms.CharField(
        label=_("Number"), max_length=80, required=False, help_text=_("As printed: 30/2020/NĐ-CP")
    )
    date = day_field(_("Date"))
    issuer_name = forms.CharField(label=_("Issuer"), max_length=300, required=False)
    abstract = forms.CharField(
        label=_("About"), max_length=1000, widget=forms.Textarea({"rows": 3})
    )
    in_force_from = day_field(_("In force from"))
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("PDF or Word. A file that bears a state-secret marking is refused."),
        allow_empty_file=True,
    )

    @classmethod
    def of(cls, basis: LegalBasis) -> BasisForm:
        names = [name for name in cls.base_fields if name != "file"]
        return cls(initial={name: getattr(basis, name) for name in names})


class StatusForm(forms.Form):
    status = forms.ChoiceField(label=_("Force"), choices=BasisStatus.choices)
    replaced_by = forms.CharField(
        label=_("Replaced by"),
        required=False,
        max_length=80,
        help_text=_("The number of the document in its place, which is in the register."),
        widget=forms.TextInput({"list": "basis-numbers", "autocomplete": "off"}),
    )
    last_day = day_field(_("Last day in force"))
    source = forms.CharField(
        label=_("Where this is known from"),
        max_length=300,
        help_text=_("Such as: Article 30 of Decree 148/2026/NĐ-CP"),
    )

    def clean_replaced_by(self) -> LegalBasis | None:
        number = self.cleaned_data["replaced_by"]
        if not number.strip():
            return None
        found = list(LegalBasis.objects.filter(number_key=number_key(number))[:2])
        if not found:
            raise forms.ValidationError(
                gettext("%(number)s is not in the register. Add it first.") % {"number": number}
            )
        return found[0]

    def clean_status(self) -> BasisStatus:
        return BasisStatus(self.cleaned_data["status"])
