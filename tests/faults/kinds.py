"""The rows of the matrix: what can be on its way to Xero, and how it is counted there."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests.faults import arranging, counting, details
from tests.faults.place import Place
from tests.faults.seen import Look, what_is_seen
from tests.faults.xero_process import Books
from tests.sending.desk import Desk
from tracker.documents.models import Document
from tracker.sending.models import Batch


@dataclass(frozen=True)
class Kind:
    """One kind of call.

    ``call``: its method and path; one that ends in "/" is the beginning of a path. ``follows``: the
    last call that passes before it; None where it is the first. ``going``: what the page says while
    it is out, ``through``: when it is answered. ``done``: the messages of what was done, with
    {company} and {code}. ``arrange`` makes so many documents that lack this call first;
    ``held`` says of how many of them Xero has what it brings. ``click`` sends, ``seen`` is what a
    person sees, ``again`` what a person does about what was refused.
    """

    call: tuple[str, str]
    follows: tuple[str, str] | None
    going: str
    through: str
    done: tuple[str, ...]
    arrange: Callable[[Desk, int], list[Document]]
    held: Callable[[Books, list[Document]], int]
    click: Callable[[Place, list[Document]], Batch] = lambda place, found: place.click(*found)
    seen: Callable[[Batch, Document], Look] = what_is_seen
    again: Callable[[Place, Batch], Batch] = Place.retry

    @property
    def unanswered(self) -> str:
        """Documents that wait for a company or an item are ready until it is there."""
        return self.going if self.going == "Ready" else "Checking with Xero"

    def done_to(self, document: Document) -> list[str]:
        (line,) = document.lines.all()
        code = line.product.code if line.product else ""
        return sorted(each.format(company=document.company.name, code=code) for each in self.done)


KINDS: dict[str, Kind] = {
    "contact": Kind(
        call=("PUT", "/Contacts"),
        follows=None,
        going="Ready",
        through="Sending: Creating…",
        done=("Company created: {company}", "Invoice created"),
        arrange=arranging.new_companies,
        held=counting.contacts_held,
    ),
    "item": Kind(
        call=("PUT", "/Items"),
        follows=("GET", "/Items"),
        going="Ready",
        through="Sending: Creating…",
        done=("Company matched by name: {company}", "Item {code} created", "Invoice created"),
        arrange=arranging.new_products,
        held=counting.items_held,
    ),
    "invoice_create": Kind(
        call=("PUT", "/Invoices"),
        follows=None,
        going="Sending: Creating…",
        through="Sent",
        done=("Invoice created",),
        arrange=arranging.new_invoices,
        held=counting.documents_held,
    ),
    "bill_create": Kind(
        call=("PUT", "/Invoices"),
        follows=("GET", "/Invoices"),
        going="Sending: Creating…",
        through="Sent",
        done=("Bill created",),
        arrange=arranging.new_bills,
        held=counting.documents_held,
    ),
    "update": Kind(
        call=("POST", "/Invoices"),
        follows=("GET", "/Invoices"),
        going="Sending: Updating…",
        through="Sent",
        done=("Invoice updated",),
        arrange=arranging.changed_invoices,
        held=partial(counting.documents_held, having=("Reference", arranging.NEW_REFERENCE)),
    ),
    "void": Kind(
        call=("POST", "/Invoices"),
        follows=("GET", "/Invoices"),
        going="Sending: Voiding…",
        through="Sent",
        done=("Invoice voided in Xero",),
        arrange=arranging.voided_invoices,
        held=partial(counting.documents_held, having=("Status", "VOIDED")),
    ),
    "receipt": Kind(
        call=("PUT", "/Payments"),
        follows=("GET", "/Invoices"),
        going="Sending: Recording receipts…",
        through="Sent",
        done=("Receipt of 100.00 recorded",),
        arrange=arranging.invoices_paid_in_part,
        held=counting.money_held,
    ),
    "receipt_undone": Kind(
        call=("POST", "/Payments/"),
        follows=("GET", "/Payments"),
        going="Sending: Removing receipts…",
        through="Sent",
        done=("Receipt removed",),
        arrange=arranging.invoices_no_longer_paid,
        held=counting.money_taken_back,
    ),
    "payout": Kind(
        call=("PUT", "/Payments"),
        follows=("GET", "/Invoices"),
        going="Sending: Recording payouts…",
        through="Sent",
        done=("Payout of 100.00 recorded",),
        arrange=arranging.bills_paid_in_part,
        held=counting.money_held,
    ),
    "details": Kind(
        call=("POST", "/Contacts"),
        follows=("GET", "/Contacts"),
        going="Sending",
        through="Sent",
        done=("Details sent to Xero: E-mail.", "Details updated in Xero: E-mail."),
        arrange=details.a_company_that_moved,
        held=details.details_held,
        click=details.click,
        seen=details.what_is_seen,
        again=details.look_again,
    ),
}
