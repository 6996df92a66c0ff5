"""The books of one organisation: its tables, its stamp of change, its undo log."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count
from secrets import randbits
from typing import Any
from uuid import uuid4

from xero_sandbox.books.table import Record, Table
from xero_sandbox.clock import Clock

Change = tuple[Table, str, Record | None]
"""A table, a record's id, and the record as it was before (None: it was not there)."""


def folded(text: Any) -> str | None:
    """How Xero compares names: ignoring case. Nothing for an empty one."""
    return str(text).casefold() if text else None


def _contact_of(record: Record) -> str:
    return str(record["Contact"]["ContactID"])


def _tables() -> dict[str, Table]:
    return {
        table.kind: table
        for table in (
            Table("Accounts", "AccountID", {"code": lambda r: folded(r.get("Code"))}),
            Table("TaxRates", "TaxType", {}),
            Table("Currencies", "Code", {}),
            Table("BrandingThemes", "BrandingThemeID", {}),
            Table("TrackingCategories", "TrackingCategoryID", {}),
            Table(
                "Contacts",
                "ContactID",
                {
                    "name": lambda r: folded(r["Name"]),
                    "number": lambda r: folded(r.get("ContactNumber")),
                    "account": lambda r: folded(r.get("AccountNumber")),
                },
            ),
            Table("Items", "ItemID", {"code": lambda r: folded(r["Code"])}),
            Table(
                "Invoices",
                "InvoiceID",
                {
                    "number": lambda r: (r["Type"], folded(r.get("InvoiceNumber"))),
                    "contact": _contact_of,
                    "contact_and_type": lambda r: (_contact_of(r), r["Type"]),
                },
            ),
            Table("Payments", "PaymentID", {"invoice": lambda r: r["Invoice"]["InvoiceID"]}),
            Table(
                "CreditNotes",
                "CreditNoteID",
                {
                    "number": lambda r: (r["Type"], folded(r.get("CreditNoteNumber"))),
                    "contact": _contact_of,
                },
            ),
            Table(
                "Allocations",
                "AllocationID",
                {
                    "credit_note": lambda r: r["CreditNote"]["CreditNoteID"],
                    "invoice": lambda r: r["Invoice"]["InvoiceID"],
                },
            ),
            Table("Emails", "EmailID", {"day": lambda r: r["Date"]}),
            Table("HistoryRecords", "HistoryRecordID", {"of": lambda r: r["Of"]}),
            Table("CISSettings", "ContactID", {}),
            Table("Attachments", "AttachmentID", {"owner": lambda r: r["_owner"]}),
        )
    }


class Books:
    """One organisation. ``about`` is its record in the shape of ``/Organisation``."""

    def __init__(self, clock: Clock, about: Record, *, zone: str = "Europe/London") -> None:
        self.clock = clock
        self.about = about
        self.zone = zone
        self.forbidden_actions: set[str] = set()
        self.tables = _tables()
        self.next_number = 1
        self.changes: list[Change] = []
        self._last_stamp = clock.now()

    @property
    def tenant_id(self) -> str:
        return str(self.about["OrganisationID"])

    @property
    def currency(self) -> str:
        return str(self.about["BaseCurrency"])

    def table(self, kind: str) -> Table:
        return self.tables[kind]

    def stamp(self) -> datetime:
        """The moment of a change, later than every earlier one, so that order is never in doubt."""
        moment = self.clock.now()
        if moment <= self._last_stamp:
            moment = self._last_stamp + timedelta(microseconds=1)
        self._last_stamp = moment
        return moment

    def seen_stamp(self, moment: datetime) -> None:
        """Learn of a stamp that was given before a restart."""
        self._last_stamp = max(self._last_stamp, moment)

    def put(self, kind: str, record: Record, *, touch: bool = True) -> Record:
        """Store a record. ``touch=False`` for the edits that leave UpdatedDateUTC where it was."""
        table = self.tables[kind]
        if touch:
            record["UpdatedDateUTC"] = self.stamp()
        self.changes.append((table, record[table.id_name], table.put(record)))
        return record

    def remove(self, kind: str, record_id: str) -> None:
        table = self.tables[kind]
        self.changes.append((table, record_id, table.remove(record_id)))

    def undo_to(self, mark: int) -> None:
        """Take back every change made since ``len(changes)`` was ``mark``."""
        disturbed = set()
        while len(self.changes) > mark:
            table, record_id, previous = self.changes.pop()
            table.restore(record_id, previous)
            if previous is not None:
                disturbed.add(table)
        for table in disturbed:
            table.sort()

    def take_changes(self) -> list[Change]:
        """The changes not yet stored, which from here on are final."""
        changes, self.changes = self.changes, []
        return changes


def new_id() -> str:
    """A new UUID, in a tenth of the time that ``uuid4`` takes: every line has one.

    Only its first eight digits change: an odd stride leaves none out before it comes round. The
    others are this process's own.
    """
    return f"{next(_COUNT) * _STRIDE & 0xFFFF_FFFF:08x}{_OURS}"


_STRIDE = 0x9E37_79B1
_COUNT = count(randbits(32))
_OURS = str(uuid4())[8:]


def first(records: list[Record], wanted: Callable[[Record], bool]) -> Record | None:
    return next((record for record in records if wanted(record)), None)
