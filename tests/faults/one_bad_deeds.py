"""One bad among fifty: how it is arranged, what happens in Xero meanwhile, how it is put right."""

from dataclasses import replace
from datetime import date

from tests.faults import arranging
from tests.faults.place import Place
from tests.sending.test_payouts import record_payouts
from tracker.companies import companies
from tracker.documents import lifecycle, receipts
from tracker.documents.line_drafts import draft_of
from tracker.documents.models import Document

FIFTY = 50
USUAL_DAY, EARLIER = date(2026, 11, 3), date(2026, 11, 2)

# Arranged ----------------------------------------------------------------------------------------


def fifty_companies(place: Place) -> list[Document]:
    """The last of them says how to reach it."""
    place.company(f"Client {FIFTY - 1} Ltd", email="accounts@client.example")
    return arranging.new_companies(place, FIFTY)


def fifty_products(place: Place) -> list[Document]:
    return arranging.new_products(place, FIFTY)


def fifty_invoices(place: Place) -> list[Document]:
    good = arranging.new_invoices(place, FIFTY - 1)
    return [*good, place.invoice(account="200")]


def fifty_bills(place: Place) -> list[Document]:
    good = arranging.new_bills(place, FIFTY - 1)
    return [*good, place.payment(account="320")]


def fifty_changed(place: Place) -> list[Document]:
    documents = [*(place.invoice() for _ in range(FIFTY - 1)), place.invoice(account="200")]
    place.send(*documents)
    for each in documents:
        arranging.change(place, each)
    return documents


def fifty_voided(place: Place) -> list[Document]:
    return arranging.voided_invoices(place, FIFTY)


def fifty_paid_in_part(place: Place) -> list[Document]:
    place.record_receipts()
    return _paid_in_part(place, arranging.sent_invoices(place, FIFTY))


def fifty_bills_paid_in_part(place: Place) -> list[Document]:
    record_payouts(place)
    return _paid_in_part(place, arranging.sent_bills(place, FIFTY))


def _paid_in_part(place: Place, documents: list[Document]) -> list[Document]:
    """The last of them a day before the others."""
    for each in documents[:-1]:
        place.mark_paid(each, "100", on=USUAL_DAY)
    place.mark_paid(documents[-1], "100", on=EARLIER)
    return documents


def three_no_longer_paid(place: Place) -> list[Document]:
    place.record_receipts()
    documents = _paid_in_part(place, arranging.sent_invoices(place, 3))
    place.send(*documents)
    for each in documents:
        receipts.undo(each.receipts.get(), by=place.office.colleague)
    return documents


# What happens in Xero ----------------------------------------------------------------------------


def somebody_makes_a_contact_of_its_name(place: Place, bad: Document) -> None:
    place.contact_in_xero(bad.company.name, EmailAddress="somebody@else.example")


def somebody_makes_its_item(place: Place, bad: Document) -> None:
    place.item_in_xero(bad.lines.get().product.code)  # type: ignore[union-attr]


def its_account_is_archived(place: Place, bad: Document) -> None:
    place.bookkeeper("archive", Account=bad.lines.get().account_override)


def it_is_paid(place: Place, bad: Document) -> None:
    place.pay_in_xero(bad)


def its_day_is_locked(place: Place, bad: Document) -> None:
    place.bookkeeper("lock", PeriodLockDate=EARLIER.isoformat())


# Put right ---------------------------------------------------------------------------------------


def rename_the_company(place: Place, bad: Document) -> None:
    companies.change(bad.company, name=f"{bad.company.name} (new)", by=place.office.owner)


def take_another_account(place: Place, bad: Document) -> None:
    """The usual one of its kind."""
    line = replace(draft_of(bad.lines.get()), account_override="")
    lifecycle.change(bad, lines=[line], by=place.office.colleague)


def take_the_money_off(place: Place, bad: Document) -> None:
    place.bookkeeper("unpay", InvoiceNumber=bad.number)


def unlock_the_day(place: Place, bad: Document) -> None:
    place.bookkeeper("lock", PeriodLockDate="")


def nothing(place: Place, bad: Document) -> None:
    """There is nothing to put right."""
