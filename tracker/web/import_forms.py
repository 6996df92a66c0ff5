"""The forms of the Import page: which file, and which of its columns is what."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from tracker.documents.csv_import.fields import DATES, Field, fields_of
from tracker.documents.csv_import.guessing import DATE_FORMATS
from tracker.documents.csv_import.reading import BYTES_MAX

NOT_IN_THE_FILE = "– not in the file –"
# What may hold for a whole file instead of standing in a column.
CONSTANTS = {
    "terms_days",
    "currency",
    "consultant",
    "branch",
    "product",
    "description",
    "quantity",
    "tax_treatment",
}
A_MOMENT = datetime(2026, 11, 30, 14, 5)


class FileForm(forms.Form):
    """The file, and (where somebody has one) the mapping that says which column is what."""

    file = forms.FileField(
        label="CSV file",
        help_text=f"UTF-8, separated by commas, at most {BYTES_MAX // 1_000_000} MB.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    map_file = forms.FileField(
        label="Mapping",
        required=False,
        help_text="A file that says which column is what (.json), where somebody gave you one;"
        " otherwise you choose the columns next.",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        # The reader says so too; this spares a file far too large its way into memory.
        if (file.size or 0) > BYTES_MAX:
            raise ValidationError(
                f"The file has {(file.size or 0) / 1_000_000:.1f} MB; at most"
                f" {BYTES_MAX // 1_000_000} MB are taken: divide it."
            )
        return file


class MappingForm(forms.Form):
    """For each field its column, how its dates are written or what always holds; a profile."""

    def __init__(
        self,
        header: list[str],
        known: dict[str, Any],
        *arguments: Any,
        kind: str,
        **others: Any,
    ) -> None:
        super().__init__(*arguments, **others)
        self.known = known
        self.all = fields_of(kind)
        columns = [("", NOT_IN_THE_FILE), *((name, name) for name in header if name)]
        for field in self.all.values():
            said = known.get(field.name)
            self.fields[field.name] = _column_field(field, columns, said)
            if field.name in DATES:
                self.fields[f"{field.name}_format"] = _format_field(field, said)
            if field.name in CONSTANTS:
                self.fields[f"{field.name}_value"] = _value_field(field, said)
        self.fields["profile"] = forms.CharField(
            label="Keep these choices as", required=False, max_length=100
        )

    def clean(self) -> dict[str, Any]:
        for field in self.all.values():
            if field.is_required and self._said(field.name) is None:
                self.add_error(field.name, "Say which column this is.")
        return self.cleaned_data

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField | None, str]]:
        """For each field: its column, what stands beside it, and what a known mapping adds."""
        return [(self[name], self._beside(name), _added(self.known.get(name))) for name in self.all]

    def mapping(self) -> dict[str, Any]:
        """The mapping that the choices make.

        What a known mapping says beyond a column (a pattern, a text) is kept for as long as its
        column is.
        """
        chosen = {name: self._said(name) for name in self.all}
        return {name: said for name, said in chosen.items() if said is not None}

    def _beside(self, name: str) -> forms.BoundField | None:
        kind = "format" if name in DATES else "value" if name in CONSTANTS else ""
        return self[f"{name}_{kind}"] if kind else None

    def _said(self, name: str) -> Any:
        known = self.known.get(name)
        before: dict[str, Any] = known if isinstance(known, dict) else {}
        column = self.cleaned_data.get(name)
        if not column:
            value = self.cleaned_data.get(f"{name}_value")
            # A mapping's file may give a value where this page has no room for one.
            kept = before.get("value") if name not in CONSTANTS else value
            return {"value": kept} if kept not in (None, "") else None
        said = {**before} if before.get("column") == column else {"column": column}
        said.pop("format", None)
        if format := self.cleaned_data.get(f"{name}_format"):
            said["format"] = format
        return column if said == {"column": column} else said


def _column_field(field: Field, columns: list[tuple[str, str]], known: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=field.words[0].upper() + field.words[1:],
        choices=columns,
        required=False,
        initial=known.get("column", "") if isinstance(known, dict) else known,
    )


def _value_field(field: Field, known: Any) -> forms.CharField:
    return forms.CharField(
        label=f"The {field.words} of every row",
        required=False,
        max_length=100,
        initial=known.get("value", "") if isinstance(known, dict) else "",
        widget=forms.TextInput(attrs={"placeholder": "or always…"}),
    )


def _format_field(field: Field, known: Any) -> forms.ChoiceField:
    given = known.get("format", "") if isinstance(known, dict) else ""
    formats = DATE_FORMATS if given in DATE_FORMATS else [given, *DATE_FORMATS]
    return forms.ChoiceField(
        label=f"How the {field.words} is written",
        choices=[(format, _example(format)) for format in formats],
        required=False,
        initial=given,
    )


def _example(format: str) -> str:
    if not format:
        return "as 2026-11-30"
    order = ", month first" if format.startswith("%m") else ""
    return f"as {A_MOMENT.strftime(format)}{order}"


def _added(known: Any) -> str:
    """What a known mapping does besides naming a column, in words."""
    if not isinstance(known, dict):
        return ""
    added = []
    if known.get("pattern"):
        added.append(f"the part that matches {known['pattern']}")
    if known.get("text"):
        added.append(f"written as “{known['text']}”")
    return ", ".join(added)
