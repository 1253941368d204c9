from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from khuevan.budget.enums import EstimateState
from khuevan.budget.models import Estimate, FundingSource


class BeginEstimateForm(forms.Form):
    source = forms.ModelChoiceField(
        FundingSource.objects.none(), label=gettext_lazy("Funding source"), required=False,
        empty_label=gettext_lazy("Chosen later"),
    )  # fmt: skip
    previous = forms.ModelChoiceField(
        Estimate.objects.none(), label=gettext_lazy("Lines from"), required=False,
        empty_label=gettext_lazy("what this class needs"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = Estimate.objects.exclude(state=EstimateState.CANCELLED)
        for name, rows in (("source", FundingSource.objects.open()), ("previous", earlier)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
            field.queryset = rows
