"""What a file can say of a document."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from tracker.documents.kinds import KINDS, KindWords


@dataclass(frozen=True)
class Field:
    """One thing a column can be, and what people call it; ``of`` is the only kind that has it."""

    name: str
    words: str
    is_required: bool = False
    of: str = ""


# Said of the whole document: every row of it must say the same.
HEAD = [
    Field("document", "number", is_required=True),
    Field("company", "company", is_required=True),
    Field("company_reference", "company's reference"),
    Field("date", "date", is_required=True),
    Field("due_date", "due date"),
    Field("terms_days", "terms in days"),
    Field("currency", "currency"),
    Field("reference", "reference"),
    Field("placement", "placement"),
    Field("consultant", "consultant"),
    Field("branch", "branch"),
    Field("supplier_number", "supplier's number", of="payment"),
    Field("supplier_date", "supplier's date", of="payment"),
    Field("invoice", "invoice it belongs to", of="payment"),
]
# Said of one line.
LINE = [
    Field("product", "product code"),
    Field("description", "description", is_required=True),
    Field("quantity", "quantity", is_required=True),
    Field("unit_price", "unit price", is_required=True),
    Field("discount_percent", "discount in per cent"),
    Field("tax_treatment", "tax treatment"),
    Field("worker", "worker"),
    Field("period_end", "end of the period"),
]
FIELDS = {field.name: field for field in [*HEAD, *LINE]}
DATES = {"date", "due_date", "period_end", "supplier_date"}


def _fields_of(words: KindWords) -> dict[str, Field]:
    lacking = set() if words.has_discounts else {"discount_percent"}
    found = {
        name: field
        for name, field in FIELDS.items()
        if field.of in ("", words.value) and name not in lacking
    }
    return {**found, "document": replace(FIELDS["document"], words=f"{words.one} number")}


FIELDS_OF: Final[Mapping[str, Mapping[str, Field]]] = {
    kind.value: _fields_of(words) for kind, words in KINDS.items()
}


def fields_of(kind: str) -> Mapping[str, Field]:
    """What a file can say of a document of that kind, by name."""
    return FIELDS_OF[kind]
