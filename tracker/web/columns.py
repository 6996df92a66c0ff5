"""The columns of the invoices list, and which of them a person has chosen."""

from dataclasses import dataclass

from tracker.agencies.models import Person
from tracker.web.models import ColumnChoice


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    is_usual: bool = True

    @property
    def is_amount(self) -> bool:
        return self.key in ("net", "vat", "total", "paid", "still_due")


COLUMNS = [
    Column("company", "Company"),
    Column("date", "Date"),
    Column("due", "Due"),
    Column("net", "Net", is_usual=False),
    Column("vat", "VAT", is_usual=False),
    Column("total", "Total"),
    Column("paid", "Paid", is_usual=False),
    Column("still_due", "Still due", is_usual=False),
    Column("status", "Status"),
    Column("batch_number", "Batch Number"),
    Column("batch_date", "Batch Date"),
    Column("batch_status", "Batch Status"),
    Column("reference", "Reference", is_usual=False),
    Column("consultant", "Consultant", is_usual=False),
    Column("placement", "Placement", is_usual=False),
]
USUAL = [column.key for column in COLUMNS if column.is_usual]


def chosen_columns(person: Person) -> list[str]:
    """The keys that this person sees; the usual ones until something was chosen."""
    choice = ColumnChoice.objects.filter(person=person).first()
    return choice.columns if choice else USUAL


def choose_columns(person: Person, keys: list[str]) -> None:
    known = [column.key for column in COLUMNS if column.key in keys]
    ColumnChoice.objects.update_or_create(person=person, defaults={"columns": known})
