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
def money(amount: Decimal | None) -> str:
    """An amount with two decimals: ``1,440.00``; empty where there is none."""
    return "" if amount is None else f"{amount:,.2f}"


@register.filter
def in_currency(amount: Decimal | None, currency: str) -> str:
    """An amount with its currency: ``£1,440.00``, ``1,440.00 SEK``."""
    if amount is None:
        return ""
    minus, size = ("-" if amount < 0 else ""), f"{abs(amount):,.2f}"
    return f"{minus}{SIGNS[currency]}{size}" if currency in SIGNS else f"{minus}{size} {currency}"


@register.filter
def plain(number: Decimal | None) -> str:
    """A quantity or price without zeros that say nothing: ``7.5``, ``1,200.00``, ``0.0125``."""
    if number is None:
        return ""
    whole, _, decimals = f"{number:,.4f}".partition(".")
    kept = decimals.rstrip("0")
    return f"{whole}.{kept}" if kept else whole


@register.filter
def price(number: Decimal | None) -> str:
    """A unit price with two to four decimals: ``32.50``, ``0.0125``."""
    if number is None:
        return ""
    whole, _, decimals = f"{number:,.4f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"


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
