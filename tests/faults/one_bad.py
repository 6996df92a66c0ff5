"""One bad among fifty: what is bad of each kind, what Xero says of it, and how it is put right.

Fifty of a kind go in one call, and Xero refuses one; Tracker could not know it before. A receipt
undone has a call of its own: there it is one of three that are under way together.
"""

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults import one_bad_deeds as deeds
from tests.faults.place import Place
from tracker.documents.models import Document

Deed = Callable[[Place, Document], object]


@dataclass(frozen=True)
class OneBad:
    """``arrange`` makes the documents, the bad one last. ``happens`` in Xero as the call passes.

    ``seen``: what the page says of the bad one; "Sent" where nothing is refused.
    ``put_right`` is what a person does about it, before *Retry the refused*.
    """

    arrange: Callable[[Place], list[Document]]
    happens: Deed
    seen: str
    put_right: Deed

    @property
    def is_refused(self) -> bool:
        return self.seen != "Sent"


ARCHIVED = (
    "Refused: Account {account} is archived in Xero. Xero says: Account code '{account}' has been"
    " archived, or has been deleted. Each line item must reference a valid account."
    " → Choose another one in {settings}, then retry."
)
LOCKED = (
    "Refused: The {money} is dated in a period that is locked in Xero. Xero says: The document date"
    " cannot be before the period lock date, currently set at 02-Nov-2026 → Move the lock date in"
    " Xero, or undo the {money} and date it after it. Open the {one}."
)

ONE_BAD: dict[str, OneBad] = {
    "contact": OneBad(
        deeds.fifty_companies,
        deeds.somebody_makes_a_contact_of_its_name,
        "Refused: Xero says: The contact name Client 49 Ltd is already assigned to another contact."
        " The contact name must be unique across all active contacts."
        " → Rename the company here or the contact in Xero, then retry. Company page.",
        deeds.rename_the_company,
    ),
    # Of an item Tracker says nothing that Xero could refuse, but for a code that is taken: and
    # whoever took it, that is the item.
    "item": OneBad(deeds.fifty_products, deeds.somebody_makes_its_item, "Sent", deeds.nothing),
    "invoice_create": OneBad(
        deeds.fifty_invoices,
        deeds.its_account_is_archived,
        ARCHIVED.format(account="200", settings="Invoice Settings"),
        deeds.take_another_account,
    ),
    "bill_create": OneBad(
        deeds.fifty_bills,
        deeds.its_account_is_archived,
        ARCHIVED.format(account="320", settings="Payment Settings"),
        deeds.take_another_account,
    ),
    "update": OneBad(
        deeds.fifty_changed,
        deeds.its_account_is_archived,
        ARCHIVED.format(account="200", settings="Invoice Settings"),
        deeds.take_another_account,
    ),
    "void": OneBad(
        deeds.fifty_voided,
        deeds.it_is_paid,
        "Refused: {number} is void here, but Xero has a payment or a credit on it."
        " → Undo the receipt here, or remove the payment or credit in Xero; Sync, then void."
        " Open the invoice.",
        deeds.take_the_money_off,
    ),
    "receipt": OneBad(
        deeds.fifty_paid_in_part,
        deeds.its_day_is_locked,
        LOCKED.format(money="receipt", one="invoice"),
        deeds.unlock_the_day,
    ),
    "receipt_undone": OneBad(
        deeds.three_no_longer_paid,
        deeds.its_day_is_locked,
        LOCKED.format(money="receipt", one="invoice"),
        deeds.unlock_the_day,
    ),
    "payout": OneBad(
        deeds.fifty_bills_paid_in_part,
        deeds.its_day_is_locked,
        LOCKED.format(money="payout", one="payment"),
        deeds.unlock_the_day,
    ),
}
