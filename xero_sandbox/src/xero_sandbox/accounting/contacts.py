"""``/Contacts``.

https://developer.xero.com/documentation/api/accounting/contacts
"""

from xero_sandbox.accounting import contact_shapes
from xero_sandbox.books import construction, contacts, fields
from xero_sandbox.books.organisation import folded
from xero_sandbox.books.refusals import UnknownRecord
from xero_sandbox.books.table import Record
from xero_sandbox.http.answers import Answer, envelope
from xero_sandbox.http.calls import Call, Context
from xero_sandbox.http.elements import Kind, save_all
from xero_sandbox.http.selection import Keep, is_paged, path, select
from xero_sandbox.http.where import Fields

KIND = Kind(
    "Contacts",
    "ContactID",
    "HasValidationErrors",
    lambda context, record: contact_shapes.contact_full(context.books, record),
)
FILTERS: Fields = {
    name.lower(): path(name)
    for name in [
        "ContactID",
        "ContactNumber",
        "AccountNumber",
        "CompanyNumber",
        "TaxNumber",
        "ContactStatus",
        "Name",
        "FirstName",
        "LastName",
        "EmailAddress",
        "UpdatedDateUTC",
    ]
}
SEARCHED = ["Name", "FirstName", "LastName", "ContactNumber", "CompanyNumber", "EmailAddress"]


def list_them(context: Context) -> Answer:
    call, table = context.call, context.books.table("Contacts")
    summary = call.flag("summaryOnly")
    paged = is_paged(call) or summary
    now, ids = context.clock.now(), call.values("IDs")
    named = [found for each in dict.fromkeys(ids) if (found := table.get(each.lower()))]
    page = select(
        call,
        table,
        FILTERS,
        "Contact",
        _keeps(call),
        paged=paged,
        candidates=named if ids else None,
    )
    shape = contact_shapes.contact_summary if summary else contact_shapes.contact_with_balances
    told = [shape(context.books, record) for record in page.records]
    if not paged:
        told = [contact_shapes.without_merger(each) for each in told]
    return envelope(now, context.client, "Contacts", told, page.pagination)


def _keeps(call: Call) -> list[Keep]:
    keeps: list[Keep] = []
    if not (call.flag("includeArchived") or call.values("IDs")):
        keeps.append(lambda record: record["ContactStatus"] == "ACTIVE")
    if term := call.query.get("searchterm", "").casefold():
        keeps.append(lambda r: any(term in (r.get(name) or "").casefold() for name in SEARCHED))
    return keeps


def one(context: Context) -> Answer:
    told = contact_shapes.contact_with_balances(context.books, _named(context))
    return envelope(context.clock.now(), context.client, "Contacts", [told])


def _named(context: Context) -> Record:
    """The contact whose id or ContactNumber stands in the path. Raises UnknownRecord."""
    wanted, table = context.ids[0], context.books.table("Contacts")
    found = table.get(wanted.lower()) if fields.is_guid(wanted) else None
    if found is None:
        same = table.find("number", folded(wanted))
        found = same[0] if same else None
    if found is None:
        raise UnknownRecord(wanted)
    return found


def cis_settings(context: Context) -> Answer:
    """Whether CIS is enabled, and its rate; 404 where it never was."""
    contact_id = _named(context)["ContactID"]
    found = construction.settings_of(context.books, contact_id)
    if found is None:
        raise UnknownRecord(contact_id)
    told = {name: found[name] for name in ("CISEnabled", "Rate") if name in found}
    return envelope(context.clock.now(), context.client, "CISSettings", [told])


def create(context: Context) -> Answer:
    return save_all(context, KIND, lambda element: (contacts.create(context.books, element), []))


def create_or_update(context: Context) -> Answer:
    return save_all(
        context, KIND, lambda element: (contacts.create_or_update(context.books, element), [])
    )


def update_one(context: Context) -> Answer:
    contact_id = _named(context)["ContactID"]

    def save(element: Record) -> tuple[Record, list[str]]:
        named = {**element, "ContactID": contact_id}
        return contacts.create_or_update(context.books, named), []

    return save_all(context, KIND, save)
