"""What differs between the kinds of document: words, who the other side is, and rules."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tracker.documents.models import Document, Scenario
from tracker.xero.invoice_statuses import BILL, INVOICE
from tracker.xero.lists import APPROVE_BILLS, APPROVE_INVOICES


@dataclass(frozen=True)
class KindWords:
    """How pages and messages speak of one kind, and what is its own.

    ``value`` is what is stored, ``many`` what stands in addresses. ``company`` is the
    heading over the other side's name. ``money`` settled it, and is then ``money_is``;
    ``in_xero`` is what Xero calls it, ``xero_type`` its type there. ``approve_action`` is what the
    organisation's plan allows for approving one. ``scenarios`` are the kinds of money that the
    settings map, each as this kind names it. ``again`` is how one that was voided in Xero is issued
    again: bills may share a number.
    """

    value: str
    one: str
    a: str
    many: str
    title: str
    titles: str
    company: str
    company_is: str
    company_role: Literal["is_client", "is_supplier"]
    companies: str
    items: str
    money: str
    money_is: str
    in_xero: str
    xero_type: Literal["ACCREC", "ACCPAY"]
    settings_page: str
    approve_action: str
    again: str
    has_unique_number: bool
    has_discounts: bool
    has_reference: bool
    scenarios: Mapping[str, str]

    @property
    def an_in_xero(self) -> str:
        """“an invoice”, “a bill”."""
        return f"a{'n' * (self.in_xero[0] in 'aeiou')} {self.in_xero}"

    @property
    def is_payment(self) -> bool:
        return self.value == Document.Kind.PAYMENT


KINDS: Final = {
    Document.Kind.INVOICE: KindWords(
        value="invoice",
        one="invoice",
        a="an invoice",
        many="invoices",
        title="Invoice",
        titles="Invoices",
        company="Company",
        company_is="client",
        company_role="is_client",
        companies="Companies",
        items="Invoice items",
        money="receipt",
        money_is="received",
        in_xero="invoice",
        xero_type=INVOICE,
        settings_page="Invoice Settings",
        approve_action=APPROVE_INVOICES,
        again=" under a new number",
        has_unique_number=True,
        has_discounts=True,
        has_reference=True,
        scenarios={each.value: each.label for each in Scenario},
    ),
    Document.Kind.PAYMENT: KindWords(
        value="payment",
        one="payment",
        a="a payment",
        many="payments",
        title="Payment",
        titles="Payments",
        company="Supplier",
        company_is="supplier",
        company_role="is_supplier",
        companies="Suppliers",
        items="Payment items",
        money="payout",
        money_is="paid out",
        in_xero="bill",
        xero_type=BILL,
        settings_page="Payment Settings",
        approve_action=APPROVE_BILLS,
        again="",
        has_unique_number=False,
        has_discounts=False,
        has_reference=False,
        scenarios={
            Scenario.CONTRACT.value: "Contractor pay",
            Scenario.EXPENSES.value: "Expenses",
            Scenario.OTHER.value: "Other",
        },
    ),
}


def words_for(kind: str) -> KindWords:
    return KINDS[Document.Kind(kind)]


def kind_called(many: str) -> str:
    """The kind that an address or a command calls so: ``payments``. Raises ``ValueError``."""
    for words in KINDS.values():
        if words.many == many:
            return words.value
    raise ValueError(many)


def counted(count: int, kind: str) -> str:
    """A number of documents in words: “1 invoice”, “1,400 payments”."""
    words = words_for(kind)
    return f"{count:,} {words.one if count == 1 else words.many}"


def named(document: Document) -> str:
    """How a sentence names a document: “Invoice INV-1042”, or “The draft invoice”."""
    words = words_for(document.kind)
    return f"{words.title} {document.number}" if document.number else f"The draft {words.one}"
