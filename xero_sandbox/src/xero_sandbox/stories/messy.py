"""*Messy*: Harbour Talent, with half of two months' invoices and bills typed in by hand.

Nothing in it was made by an app: no Url, no ContactNumber, one line a sum. Some documents are what
an app would have sent, to the penny; others only look like it.
"""

from datetime import timedelta
from decimal import Decimal

from xero_sandbox.books import accounts, contacts, locks
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.clock import Clock
from xero_sandbox.stories.messy_bills import add_bills
from xero_sandbox.stories.new_company import uk_company
from xero_sandbox.stories.typed_in import add_contacts, day_at, lines_of, type_in

# Spelled by hand. These two were archived, and one of the names was then taken again.
ARCHIVED = ["Halden Software Ltd", "Dunmore Care Homes Ltd"]
ACTIVE = [
    "Acme Logistics Ltd",
    "Cobalt & Sons",
    "Dunmore Care Homes Ltd",
    "Bright Water Group",
    "KESTREL RETAIL LTD",
    "Fenwick Foods Limited",
    "Isis Learning Trust",
    "Quill Studio Ltd",
]

# number | contact | place in the two months, 0 to 39 | days to pay | sums before VAT | afterwards
_IN_ARCHIVED = """
DEMO-1012|Halden Software Ltd|11|30|2625 2625 2625|
DEMO-1024|Halden Software Ltd|23|30|1375 1375 1375 195|
DEMO-1016|Dunmore Care Homes Ltd|15|28|931.88|
"""
_IN_ACTIVE = """
DEMO-1001|Acme Logistics Ltd|0|14|931.88|paid
DEMO-1013|Acme Logistics Ltd|12|14|1406.25|
DEMO-1002|Fenwick Foods Limited|1|14|2625 2625 86.40|
DEMO-1014|Fenwick Foods Limited|13|14|1375 1375 86.40|
DEMO-1003|KESTREL RETAIL LTD|2|30|1406.25 1406.25 1406.25|paid 2000
DEMO-1004|Dunmore Care Homes Ltd|3|28|1375 75z|
DEMO-1006|Bright Water Group|5|30|931.88 931.88 931.88 86.40|
DEMO-1018|Bright Water Group|17|30|1406.25 1406.25 1406.25 86.40|voided
DEMO-1011|Cobalt & Sons|10|30|931.88 931.88|
DEMO-1023|Cobalt & Sons|22|30|1406.25 1406.25|draft
INV-0025|Acme Logistics Ltd|24|14|10440|
HT 1026|Fenwick Foods Limited|25|14|931.88 931.88 86.40|
1027|KESTREL RETAIL LTD|26|30|2625 2625 2625|
INV-0035|Cobalt & Sons|34|30|13005|
DEMO-1015|KESTREL RETAIL LTD|14|30|13500|
DEMO-1028|Dunmore Care Homes Ltd|27|28|1406.25n|
DEMO-1038|Acme Logistics Ltd|37|14|1406.25 1406.25 86.40|
"""
_IN_EUROS = """
INV-0091|Quill Studio Ltd|30|30|480|
"""
EUROS_FOR_A_POUND = Decimal("1.151200")

CLOSED = ["260", "412"]
"""Accounts that were archived in the end; the first is used by the invoice in euros."""
LAST_LOCKED = 8
"""The place of the last day of the locked period."""


def begin(clock: Clock) -> list[Books]:
    books = uk_company(clock, "Harbour Talent Ltd")
    add_contacts(books, ARCHIVED)
    _add_invoices(books, _IN_ARCHIVED)
    for name in ARCHIVED:
        found = contacts.active_named(books, name) or {}
        gone = {"ContactID": found["ContactID"], "ContactStatus": "ARCHIVED"}
        contacts.create_or_update(books, gone)
    add_contacts(books, ACTIVE)
    _add_invoices(books, _IN_ACTIVE)
    _add_invoices_in_euros(books)
    add_bills(books)
    for code in CLOSED:
        account = accounts.with_code(books, code) or {}
        accounts.update(books, account, {"Status": "ARCHIVED"})
    locks.lock(books, {"PeriodLockDate": day_at(books, LAST_LOCKED)})
    return [books]


def _add_invoices_in_euros(books: Books) -> None:
    books.put("Currencies", {"Code": "EUR", "Description": "Euro"})
    euros = {"CurrencyCode": "EUR", "CurrencyRate": EUROS_FOR_A_POUND}
    _add_invoices(books, _IN_EUROS, account="260", more=euros)


def _add_invoices(
    books: Books, rows: str, account: str = "200", more: Record | None = None
) -> None:
    """``more``: members of each, besides those in the rows."""
    for row in rows.strip().splitlines():
        number, contact, place, days, sums, after = row.split("|")
        day = day_at(books, int(place))
        element = {
            "Type": "ACCREC",
            "InvoiceNumber": number,
            "Contact": {"Name": contact},
            "Date": day.isoformat(),
            "DueDate": (day + timedelta(days=int(days))).isoformat(),
            "LineItems": lines_of("ACCREC", f"Invoice to {contact}", account, sums),
            **(more or {}),
        }
        type_in(books, element, after)
