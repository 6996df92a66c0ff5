"""Finding what a wish names: a document by number or id, a contact by name, number or id."""

from xero_sandbox.books import contacts, fields
from xero_sandbox.books.organisation import Books, folded
from xero_sandbox.books.table import Record
from xero_sandbox.control.wishes import BadInput

KINDS = {"ACCREC": "sales invoice", "ACCPAY": "bill"}


def document_named(books: Books, wish: Record) -> Record:
    """The document of that InvoiceID, or of that InvoiceNumber and ``Type``, ACCREC unless said.

    ``Contact``, a Name or ContactID, tells bills of one number apart. Raises BadInput where there
    is none, or more than one.
    """
    invoice_id = fields.guid(wish, "InvoiceID")
    if invoice_id:
        return _there(books.table("Invoices").get(invoice_id), f"No document has id {invoice_id}.")
    kind, number = _kind(wish), fields.text(wish, "InvoiceNumber")
    if not number:
        raise BadInput("Name a document by its InvoiceNumber or InvoiceID.")
    found = books.table("Invoices").find("number", (kind, folded(number)))
    if contact := fields.text(wish, "Contact"):
        contact_id = contact_called(books, contact)["ContactID"]
        found = [each for each in found if each["Contact"]["ContactID"] == contact_id]
    if len(found) > 1:
        raise BadInput(f"{len(found)} bills have the number {number}: name one by its InvoiceID.")
    return _there(found[0] if found else None, f"No {KINDS[kind]} has the number {number}.")


def _kind(wish: Record) -> str:
    kind = fields.text(wish, "Type") or "ACCREC"
    if kind not in KINDS:
        raise BadInput("'Type' is ACCREC for a sales invoice or ACCPAY for a bill.")
    return kind


def contact_called(books: Books, told: str) -> Record:
    """The contact of that Name or ContactID. Raises BadInput."""
    return contact_named(books, {"ContactID" if fields.is_guid(told) else "Name": told})


def contact_named(books: Books, wish: Record) -> Record:
    """The contact of that ContactID, ContactNumber or Name; an active one where two share a name.

    Raises BadInput.
    """
    contact_id = fields.guid(wish, "ContactID")
    if contact_id:
        return _there(books.table("Contacts").get(contact_id), f"No contact has id {contact_id}.")
    name = fields.text(wish, "Name")
    told = fields.text(wish, "ContactNumber") or name
    if not told:
        raise BadInput("Name a contact by its Name, ContactID or ContactNumber.")
    found = contacts.by_number_or_name(books, wish)
    if found is None:
        archived = books.table("Contacts").find("name", folded(name))
        found = archived[-1] if archived else None
    return _there(found, f"No contact is called {told}.")


def account_named(books: Books, wish: Record) -> Record:
    """The account whose code stands under ``Account``. Raises BadInput."""
    code = fields.text(wish, "Account")
    same = books.table("Accounts").find("code", folded(code))
    return _there(same[0] if same else None, f"No account has the code {code}.")


def _there(found: Record | None, otherwise: str) -> Record:
    if found is None:
        raise BadInput(otherwise)
    return found
