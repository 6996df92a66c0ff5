"""One invoice from the click to Xero's books and back."""

from tests.sending.desk import Desk
from tracker.accounts_system.models import CompanyLink, DocumentLink
from tracker.sending.models import State


def test_an_invoice_arrives_with_its_company_and_item(desk: Desk) -> None:
    invoice = desk.invoice()
    (delivery,) = desk.send(invoice)
    assert (delivery.state, delivery.sentence) == (State.SENT, "")
    (arrived,) = desk.in_xero()
    assert arrived["InvoiceNumber"] == invoice.number
    assert arrived["Total"] == 360
    assert arrived["Contact"]["Name"] == "Acme Logistics Ltd"
    assert [item["Code"] for item in desk.books()["Items"]] == ["TEMP-DAY"]
    link = DocumentLink.objects.get(document=invoice)
    assert link.remote_id == arrived["InvoiceID"]
    assert CompanyLink.objects.get().contact_id == arrived["Contact"]["ContactID"]
