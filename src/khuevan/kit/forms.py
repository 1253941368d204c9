from __future__ import annotations

from django import forms

from khuevan.kit.models import SavedFilter


class SavedFilterForm(forms.ModelForm[SavedFilter]):
    class Meta:
        model = SavedFilter
        fields = ("list_name", "name", "query")
