"""The lines of a document as a form: any number of rows, of which empty ones count for nothing."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet
from django.http import QueryDict

from tracker.agencies.models import Agency
from tracker.documents import limits
from tracker.documents.kinds import words_for
from tracker.documents.line_drafts import LineDraft, draft_of
from tracker.documents.models import Line, Product
from tracker.web.choosing import product_coded
from tracker.web.form_fields import TREATMENTS, checks, date_field, number_field
from tracker.web.number_paging import whole_number
from tracker.web.templatetags.ui import plain, price

SPARE_ROWS = 3
ROWS_MAX = 500
PREFIX = "line"


class LineForm(forms.Form):
    """One row. `id` names the line it stands for; the row of a new line has none."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    product = forms.CharField(required=False, widget=forms.TextInput(attrs={"list": "products"}))
    description = forms.CharField(
        required=False,
        validators=[checks(lambda text: limits.text_problem("description", text, 4000))],
        widget=forms.Textarea(attrs={"rows": 1}),
    )
    quantity = number_field("Quantity", limits.quantity_problem)
    unit_price = number_field("Unit price", limits.unit_price_problem)
    discount_percent = number_field("Less %", limits.discount_problem, required=False)
    tax_treatment = forms.ChoiceField(label="VAT", required=False)
    worker = forms.CharField(required=False, max_length=limits.WORKER_LENGTH_MAX)
    period_end = date_field("Period to", required=False)

    def __init__(self, *arguments: Any, agency: Agency, kind: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.agency, words = agency, words_for(kind)
        if not words.has_discounts:
            del self.fields["discount_percent"]
        treatment = cast(forms.ChoiceField, self.fields["tax_treatment"])
        treatment.choices = [("", f"As the {words.company.lower()}"), *TREATMENTS]

    def clean_product(self) -> Product | None:
        code = self.cleaned_data["product"]
        product = product_coded(self.agency, code) if code else None
        if code and product is None:
            raise ValidationError(f"No product has the code “{code}”.")
        return product

    def clean(self) -> dict[str, Any]:
        """A line without a description says what its product says."""
        values = self.cleaned_data
        product = values.get("product")
        if not values.get("description") and product:
            values["description"] = product.description or product.name or product.code
        if not values.get("description") and "description" not in self.errors:
            self.add_error("description", "The line has no description.")
        return values

    def draft(self, present: dict[int, Line]) -> LineDraft:
        """The line that is wanted; what the row does not show stays as it is."""
        values = self.cleaned_data
        line = present.get(values["id"] or 0)
        shown = {
            "product": values["product"],
            "description": values["description"],
            "quantity": values["quantity"],
            "unit_price": values["unit_price"],
            "discount_percent": values.get("discount_percent") or Decimal(0),
            "tax_treatment": values["tax_treatment"],
            "worker": values["worker"],
            "period_end": values["period_end"],
        }
        return replace(draft_of(line), **shown) if line else LineDraft(**shown)


TYPED = ("id", *(name for name in LineForm.base_fields if name != "id"))


def line_forms(
    agency: Agency,
    kind: str,
    data: QueryDict | None = None,
    initial: Iterable[dict[str, Any]] = (),
    *,
    spare: int = SPARE_ROWS,
) -> "BaseFormSet[LineForm]":
    """The rows: as posted, else as `initial` says, with spare ones."""
    rows = forms.formset_factory(
        LineForm, extra=spare, max_num=ROWS_MAX, absolute_max=ROWS_MAX, can_delete=True
    )
    return rows(
        data, initial=list(initial), prefix=PREFIX, form_kwargs={"agency": agency, "kind": kind}
    )


def typed_rows(data: QueryDict) -> list[dict[str, str]]:
    """What stands in the rows, right or wrong; rows with nothing in them, or removed, are gone."""
    count = min(whole_number(data.get(f"{PREFIX}-TOTAL_FORMS")) or 0, ROWS_MAX)
    rows = [
        {name: data.get(f"{PREFIX}-{row}-{name}", "") for name in TYPED} for row in range(count)
    ]
    removed = [bool(data.get(f"{PREFIX}-{row}-DELETE")) for row in range(count)]
    return [row for row, gone in zip(rows, removed, strict=True) if any(row.values()) and not gone]


def drafts_of(rows: "BaseFormSet[LineForm]", present: Iterable[Line] = ()) -> list[LineDraft]:
    """The lines that valid rows ask for; rows that are empty, removed or wrong ask for none."""
    by_id = {line.pk: line for line in present}
    kept = [row for row in rows.forms if row not in rows.deleted_forms and row.has_changed()]
    return [row.draft(by_id) for row in kept if row.is_valid()]


def initial_rows(lines: Iterable[Line]) -> list[dict[str, Any]]:
    return [_initial(line) for line in lines]


def _initial(line: Line) -> dict[str, Any]:
    names = ("id", "description", "worker", "period_end", "tax_treatment")
    return {
        **{name: getattr(line, name) for name in names},
        "product": line.product.code if line.product else "",
        "quantity": plain(line.quantity).replace(",", ""),
        "unit_price": price(line.unit_price).replace(",", ""),
        "discount_percent": plain(line.discount_percent).replace(",", "")
        if line.discount_percent
        else "",
    }
