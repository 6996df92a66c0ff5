"""What a line needs to know of its document.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from dataclasses import dataclass, field

from xero_sandbox.books import accounts
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Problems
from xero_sandbox.books.table import Record


@dataclass
class Document:
    """``places``: of unit amounts. ``approval``: every line must be fully coded."""

    books: Books
    kind: str
    amounts: str
    contact: Record | None
    places: int
    approval: bool
    problems: Problems
    _accounts: dict[str, Record] = field(default_factory=dict)
    _rates: dict[tuple[str, str], Record] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.is_sale = self.kind.startswith("ACCREC")

    def account(self, code: str, report: accounts.Report) -> Record | None:
        """The account that lines may post to; looked up once for all of them."""
        found = self._accounts.get(code)
        if found is None:
            found = accounts.usable(self.books, code, report)
            if found is not None:
                self._accounts[code] = found
        return found

    def tax_rate(
        self, tax_type: str, account: Record | None, report: accounts.Report
    ) -> Record | None:
        """The rate that lines may use on the account; looked up once for all of them."""
        key = (tax_type, account["AccountID"] if account else "")
        found = self._rates.get(key)
        if found is None:
            found = accounts.tax_rate(self.books, tax_type, account, report)
            if found is not None:
                self._rates[key] = found
        return found


def item_details(document: Document, item: Record | None) -> Record:
    """What a line takes from its item; tracked ones are bought for their asset account."""
    if item is None:
        return {}
    details: Record = item.get("SalesDetails" if document.is_sale else "PurchaseDetails", {})
    if item["IsTrackedAsInventory"] and not document.is_sale:
        return {**details, "AccountCode": item["InventoryAssetAccountCode"]}
    return details
