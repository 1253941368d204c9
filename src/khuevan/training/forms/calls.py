from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from khuevan.training.enums import CallOutcome


class CallForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What came of the call"), choices=CallOutcome.choices)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
