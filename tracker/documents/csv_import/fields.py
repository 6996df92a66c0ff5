"""What a file can say of a document."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Field:
    """One thing a column can be, and what people call it."""

    name: str
    words: str
    is_required: bool = False


# Said of the whole document: every row of it must say the same.
HEAD = [
    Field("document", "invoice number", is_required=True),
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
DATES = {"date", "due_date", "period_end"}
