"""What a file says of payments that it cannot say of invoices, and the other way round."""

from datetime import date
from decimal import Decimal

import pytest

from tests import cast
from tests.cast import Office, Suppliers
from tests.documents.csv_import.files import MAPPING, a_file, a_row, planned, refused, taken
from tracker.agencies.events import history
from tracker.agencies.not_possible import NotPossible
from tracker.companies import companies
from tracker.documents import lifecycle
from tracker.documents.csv_import.mapping import mapping_from
from tracker.documents.models import Document

pytestmark = pytest.mark.django_db
# The plain file's columns, read as what only a payment has.
THEIRS = {**MAPPING, "supplier_number": "Product", "supplier_date": {"value": "2026-10-30"}}
PAIRED = {**MAPPING, "invoice": "Ref"}
del PAIRED["company_reference"]


@pytest.fixture
def office() -> Office:
    return cast.office()


@pytest.fixture
def suppliers(office: Office) -> Suppliers:
    return cast.suppliers(office)


def test_the_suppliers_number_and_date_are_taken(office, suppliers):
    content = a_file(a_row(client="Ewa Nowak", product="EN-7"))
    taken(office, content, {**THEIRS, "terms_days": {"value": 14}}, kind="payment")
    payment = Document.objects.get()
    assert (payment.kind, payment.number, payment.supplier_number) == ("payment", "A1", "EN-7")
    assert (payment.date, payment.supplier_date) == (cast.A_DAY, date(2026, 10, 30))
    assert payment.due_date == date(2026, 11, 13), "terms run from the supplier's date"
    assert payment.company == suppliers.ewa


def test_a_payment_and_an_invoice_may_have_one_number(office):
    taken(office, a_file(a_row()))
    counts = taken(office, a_file(a_row()), kind="payment")
    assert (counts["documents"], counts["unchanged"]) == (1, 0)
    assert set(Document.objects.values_list("kind", "number")) == {
        ("invoice", "A1"),
        ("payment", "A1"),
    }


def test_only_a_supplier_with_a_vat_number_gets_vat(office, suppliers):
    rows = [
        a_row(number="1", client="Ewa Nowak"),
        a_row(number="2", client="Keystone Umbrella Ltd"),
        a_row(number="3", client="Somebody New"),
    ]
    taken(office, a_file(*rows), kind="payment")
    found = {each.number: (each.tax, each.lines.get().tax_treatment) for each in payments()}
    assert found == {
        "1": (Decimal("0.00"), "outside"),
        "2": (Decimal("240.00"), "standard"),
        "3": (Decimal("0.00"), "outside"),
    }


def test_a_draft_follows_the_supplier_who_registers_before_its_approval(office, suppliers):
    taken(office, a_file(a_row(client="Ewa Nowak")), kind="payment", draft=True)
    draft = Document.objects.get()
    assert (draft.tax, draft.lines.get().tax_treatment) == (Decimal("0.00"), "")
    companies.change(draft.company, vat_number="GB933445566", by=office.owner)
    draft.refresh_from_db()
    lifecycle.approve(draft, by=office.owner)
    assert draft.tax == Decimal("240.00")


def test_a_known_client_becomes_a_supplier_and_a_new_company_is_nothing_else(office):
    acme = cast.clients(office).acme
    taken(office, a_file(a_row(), a_row(number="2", client="New")), kind="payment")
    acme.refresh_from_db()
    new = Document.objects.get(number="2").company
    assert (acme.is_client, acme.is_supplier) == (True, True)
    assert (new.is_client, new.is_supplier) == (False, True)
    told = history(office.agency, "company", acme.id)[0]
    assert (told.sentence, told.by) == (
        "Is a supplier now: its first payment was written.",
        office.owner,
    )


def test_a_payment_belongs_to_the_invoice_that_the_file_names(office):
    invoice = cast.approved_invoice(office, cast.clients(office).acme)
    rows = [a_row(ref="INV-1001", client="New"), a_row(number="2", client="New")]
    taken(office, a_file(*rows), PAIRED, kind="payment")
    assert Document.objects.get(number="A1").invoice == invoice
    assert Document.objects.get(number="2").invoice is None


def test_an_invoice_that_is_not_there_refuses_its_payment_alone(office, suppliers):
    payment = cast.approved_payment(office, suppliers.ewa)
    theirs = cast.outsider().agency
    content = a_file(a_row(ref="INV-1"), a_row(number="2"), a_row(number="3", ref=str(payment)))
    plan = planned(office, content, PAIRED, kind="payment")
    assert [each.said.number for each in plan.documents] == ["2"]
    assert [(each.line, each.reason.value) for each in plan.refusals] == [
        (2, "belongs to an unknown invoice"),
        (4, "belongs to an unknown invoice"),
    ]
    assert plan.refusals[0].sentence == "There is no invoice INV-1 that it could belong to."
    assert not theirs.documents.exists()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"supplier_number": {"value": "№ 7"}}, "number that Xero does not take"),
        ({"supplier_date": {"value": "30/10/2026"}}, "bad date"),
        (
            {"due_date": {"value": "2026-10-29"}, "supplier_date": {"value": "2026-10-30"}},
            "bad date",
        ),
    ],
)
def test_what_cannot_be_taken_has_its_reason(office, change, reason):
    mapping = {**MAPPING, **change}
    assert refused(office, a_file(a_row()), mapping, kind="payment") == [(2, "A1", reason)]


def test_a_payment_due_before_it_was_written_down_is_taken(office):
    mapping = {**THEIRS, "due_date": {"value": "2026-11-01"}}
    assert taken(office, a_file(a_row()), mapping, kind="payment")["documents"] == 1


def test_rows_of_one_number_must_agree_on_the_suppliers_number(office):
    content = a_file(a_row(product="EN-7"), a_row(product="EN-8"))
    (refusal,) = planned(office, content, THEIRS, kind="payment").refusals
    assert "A1 has the supplier's number “EN-7” on line 2 and “EN-8” here" in refusal.sentence


def test_another_supplier_number_under_a_known_number_is_news_that_is_refused(office):
    taken(office, a_file(a_row(product="EN-7")), THEIRS, kind="payment")
    again = a_file(a_row(product="EN-8"))
    exists = "exists with other content"
    assert refused(office, again, THEIRS, kind="payment") == [(2, "A1", exists)]


@pytest.mark.parametrize(
    ("kind", "field"),
    [
        ("invoice", "supplier_number"),
        ("invoice", "supplier_date"),
        ("invoice", "invoice"),
        ("payment", "discount_percent"),
    ],
)
def test_a_mapping_names_only_what_its_kind_has(kind, field):
    with pytest.raises(NotPossible, match=f"names a field “{field}”; there are: document, company"):
        mapping_from({**MAPPING, field: "Text"}, kind=kind)


def payments() -> list[Document]:
    return list(Document.objects.filter(kind="payment"))
