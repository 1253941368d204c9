from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from khuevan.kit.models import SavedFilter


class SavedFilterForm(forms.ModelForm[SavedFilter]):
    class Meta:
        model = SavedFilter
        fields = ("list_name", "name", "query")


LONGEST_KEY = 18  # digits that the key of a row can have in either database


class SeveralField(forms.ModelMultipleChoiceField):
    """Several rows to choose from; a key too great for the database is no row, and no error either."""

    def clean(self, value: Any) -> QuerySet[Any]:
        for key in value if isinstance(value, list | tuple) else ():
            if len(str(key)) > LONGEST_KEY:
                raise forms.ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value", params={"pk": str(key)[:LONGEST_KEY]},
                )  # fmt: skip
        found: QuerySet[Any] = super().clean(value)
        return found
