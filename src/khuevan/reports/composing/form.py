"""The box in which an officer rewords a passage: what is wrong stands beside it, no word is lost."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from khuevan.kit.errors import Refused
from khuevan.reports import actions
from khuevan.reports.composing import tokens
from khuevan.reports.models import Passage


class PassageForm(forms.Form):
    """Figures stand in it as {125}: they may be moved, not changed."""

    words = forms.CharField(
        label=_("Words of the passage"), required=False,
        widget=forms.Textarea(attrs={"rows": 9}),
        help_text=_(
            "Figures stand as {125}: move them, do not change them. They change when their source "
            "changes. Leave the box empty to take the machine's words again."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, passage: Passage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.passage = passage
        show = actions.show_of(passage)
        self.fields["words"].initial = tokens.editable(passage.said, passage.text, show)

    def clean_words(self) -> str:
        words = str(self.cleaned_data["words"])
        try:
            actions.checked_words(self.passage, words)
        except Refused as wrong:
            raise forms.ValidationError(str(wrong)) from None
        return words
