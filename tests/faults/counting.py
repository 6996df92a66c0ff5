"""Of how many documents Xero has what one call was to bring, told from the books alone."""

from decimal import Decimal

from tests.faults.xero_process import Books
from tracker.accounts_system import marks
from tracker.documents.models import Document


def contacts_held(books: Books, documents: list[Document]) -> int:
    ours = {marks.of_company(each.company_id) for each in documents}
    return len([each for each in books["Contacts"] if each.get("ContactNumber") in ours])


def items_held(books: Books, documents: list[Document]) -> int:
    ours = {line.product.code for each in documents for line in each.lines.all() if line.product}
    return len([each for each in books["Items"] if each["Code"] in ours])


def documents_held(
    books: Books, documents: list[Document], *, having: tuple[str, object] | None = None
) -> int:
    """Those that bear the mark of one of these, and ``having`` such a member."""
    ours = {str(each.pk) for each in documents}
    found = [each for each in books["Invoices"] if each["Url"].rpartition("/")[2] in ours]
    return len([each for each in found if having is None or each.get(having[0]) == having[1]])


def money_held(books: Books, documents: list[Document]) -> int:
    """The payments that count and bear the mark of a receipt of one of these."""
    ours = {marks.of_receipt(receipt.pk) for each in documents for receipt in each.receipts.all()}
    return len(
        [
            each
            for each in books["Payments"]
            if each["Status"] != "DELETED"
            and each.get("Reference") in ours
            and Decimal(str(each["Amount"])) == 100
        ]
    )


def money_taken_back(books: Books, documents: list[Document]) -> int:
    return len(documents) - money_held(books, documents)
