"""The numbering section of Invoice Settings and Payment Settings."""

from typing import Any

from django import forms

from tracker.documents.kinds import KindWords
from tracker.web.settings_words import AMOUNTS, amounts_help


class NumberingForm(forms.Form):
    """How documents of a kind are numbered, and what their prices mean."""

    number_prefix = forms.CharField(label="Prefix", max_length=20, required=False, strip=True)
    next_number = forms.IntegerField(label="Next number", min_value=1)
    amounts_are = forms.ChoiceField(label="Amounts are", choices=AMOUNTS)

    def __init__(self, data: Any = None, *, words: KindWords, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["amounts_are"].help_text = amounts_help(words)
