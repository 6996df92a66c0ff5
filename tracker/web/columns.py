"""The columns of the lists of documents, and which of them a person has chosen."""

from dataclasses import dataclass

from tracker.agencies.models import Person
from tracker.documents.kinds import words_for
from tracker.web.models import ColumnChoice

AMOUNTS = ("net", "vat", "total", "paid", "still_due", "margin")


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    is_usual: bool = True

    @property
    def is_amount(self) -> bool:
        return self.key in AMOUNTS


def columns_of(kind: str) -> list[Column]:
    """All that a list of that kind can show, from left to right."""
    words = words_for(kind)
    return [
        *([Column("supplier_number", "Supplier’s number")] if words.is_payment else []),
        Column("company", words.company),
        Column("date", "Date"),
        Column("due", "Due"),
        Column("net", "Net", is_usual=False),
        Column("vat", "VAT", is_usual=False),
        Column("total", "Total"),
        Column("paid", "Paid", is_usual=False),
        Column("still_due", "Still due", is_usual=False),
        *([Column("invoice", "Belongs to", is_usual=False)] if words.is_payment else []),
        Column("margin", "Margin", is_usual=words.is_payment),
        Column("status", "Status"),
        Column("batch_number", "Batch Number"),
        Column("batch_date", "Batch Date"),
        Column("batch_status", "Batch Status"),
        Column("reference", "Reference", is_usual=False),
        Column("consultant", "Consultant", is_usual=False),
        Column("placement", "Placement", is_usual=False),
    ]


def chosen_columns(person: Person, kind: str) -> list[str]:
    """The keys that this person sees; the usual ones until something was chosen."""
    choice = ColumnChoice.objects.filter(person=person, kind=kind).first()
    usual = [column.key for column in columns_of(kind) if column.is_usual]
    return choice.columns if choice else usual


def choose_columns(person: Person, kind: str, keys: list[str]) -> None:
    known = [column.key for column in columns_of(kind) if column.key in keys]
    ColumnChoice.objects.update_or_create(person=person, kind=kind, defaults={"columns": known})
