"""How pages write money, icons and form fields."""

from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


@register.filter
def money(amount: object) -> str:
    """An amount with two decimals: ``1,440.00``; empty where there is none."""
    return f"{amount:,.2f}" if isinstance(amount, Decimal) else ""


@register.filter
def in_currency(amount: object, currency: str) -> str:
    """An amount with its currency: ``£1,440.00``, ``1,440.00 SEK``."""
    if not isinstance(amount, Decimal):
        return ""
    minus, size = ("-" if amount < 0 else ""), f"{abs(amount):,.2f}"
    return f"{minus}{SIGNS[currency]}{size}" if currency in SIGNS else f"{minus}{size} {currency}"


@register.filter
def plain(number: object) -> str:
    """A quantity or price without zeros that say nothing: ``7.5``, ``1,200.00``, ``0.0125``."""
    if not isinstance(number, Decimal):
        return ""
    whole, _, decimals = f"{number:,.4f}".partition(".")
    kept = decimals.rstrip("0")
    return f"{whole}.{kept}" if kept else whole


@register.filter
def price(number: object) -> str:
    """A unit price with two to four decimals: ``32.50``, ``0.0125``."""
    if not isinstance(number, Decimal):
        return ""
    whole, _, decimals = f"{number:,.4f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


@register.filter
def capfirst_only(text: str) -> str:
    """Xero's loud words, quietly: ``AUTHORISED`` becomes ``Authorised``."""
    return text.capitalize()


@register.simple_tag
def icon(name: str, kind: str = "icon") -> SafeString:
    """One of the drawings in ``icons.svg``; words beside it say the same."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        kind,
        static("icons.svg"),
        name,
    )


@register.simple_tag
def control(field: BoundField, **attributes: Any) -> SafeString:
    """A form's input with our look, tied to its help and its errors."""
    given = {name.replace("_", "-"): value for name, value in attributes.items()}
    if not isinstance(field.field.widget, CheckboxInput):
        given["class"] = f"input {given.get('class', '')}".strip()
    if field.errors:
        given["aria-invalid"] = "true"
    return field.as_widget(attrs=given)


@register.inclusion_tag("parts/field.html")
def show_field(field: BoundField, width: str = "", **attributes: Any) -> dict[str, Any]:
    """Label, input, help and errors of one field. `width`: third, half, or the whole row."""
    return {"field": field, "width": f"field--{width}" if width else "", "attributes": attributes}


@register.simple_tag
def control_with(field: BoundField, attributes: dict[str, Any]) -> SafeString:
    return control(field, **attributes)


@register.inclusion_tag("parts/cell.html")
def show_cell(field: BoundField, kind: str = "", **attributes: Any) -> dict[str, Any]:
    """Label, input and errors of one field in a row of fields."""
    return {"field": field, "kind": kind, "attributes": attributes}
