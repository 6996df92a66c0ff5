"""The pages' buttons: the same deeds as on the control plane, sent by plain forms."""

from urllib.parse import urlencode

import credit_notes
import pytest

from sandbox_client import Reply, Xero

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def press(xero: Xero, path: str, **filled: str) -> Reply:
    return xero.ask("POST", path, urlencode(filled).encode(), FORM)


def page(xero: Xero, path: str) -> str:
    reply = xero.ask("GET", path)
    assert reply.status == 200, reply.body
    return reply.body.decode()


def test_a_payment_is_recorded_and_removed(xero: Xero) -> None:
    made = xero.invoice()
    path = f"/invoices/{made['InvoiceID']}"
    reply = press(xero, f"{path}/pay", Amount="20", Date="2026-11-05", Reference="BACS")
    assert (reply.status, reply.headers["Location"]) == (303, path)
    (payment,) = xero.read(made)["Payments"]
    assert (str(payment["Amount"]), payment["Reference"]) == ("20.00", "BACS")
    assert "Remove payment" in page(xero, path)
    press(xero, f"{path}/unpay", PaymentID=payment["PaymentID"])
    assert xero.read(made)["Payments"] == []


def test_a_document_is_edited_credited_and_voided(xero: Xero) -> None:
    made = xero.invoice(Reference="PO 1")
    path = f"/invoices/{made['InvoiceID']}"
    press(xero, f"{path}/edit", Reference="", DueDate="2027-01-15", Status="AUTHORISED")
    told = xero.read(made)
    assert (told["Reference"], told["DueDateString"]) == ("", "2027-01-15T00:00:00")
    press(xero, f"{path}/credit", Amount="20")
    assert str(xero.read(made)["AmountCredited"]) == "20.00"
    assert "CN-0001" in page(xero, path)
    other = xero.invoice(Status="DRAFT")
    press(xero, f"/invoices/{other['InvoiceID']}/void")
    assert xero.read(other)["Status"] == "DELETED"
    assert "Record payment" not in page(xero, f"/invoices/{other['InvoiceID']}")


def test_a_bill_has_the_same_buttons_and_its_number_is_edited(xero: Xero) -> None:
    made = xero.bill(InvoiceNumber="PS-1")
    path = f"/invoices/{made['InvoiceID']}"
    press(xero, f"{path}/edit", InvoiceNumber="PS-2", DueDate="2027-01-15", Status="AUTHORISED")
    told = xero.read(made)
    assert (told["InvoiceNumber"], told["DueDateString"]) == ("PS-2", "2027-01-15T00:00:00")
    press(xero, f"{path}/pay", Amount="20", Reference="BACS")
    press(xero, f"{path}/credit", Amount="30")
    told = xero.read(made)
    assert [str(told[name]) for name in ("AmountPaid", "AmountCredited", "AmountDue")] == [
        "20.00",
        "30.00",
        "70.00",
    ]
    reply = press(xero, f"{path}/edit", InvoiceNumber="PS-3")
    assert (reply.status, b"cannot be edited" in reply.body) == (400, True)
    press(xero, f"{path}/unpay", PaymentID=told["Payments"][0]["PaymentID"])
    assert str(xero.read(made)["AmountDue"]) == "90.00"
    other = xero.bill()
    press(xero, f"/invoices/{other['InvoiceID']}/void")
    assert xero.read(other)["Status"] == "VOIDED"


def test_a_supplier_becomes_a_subcontractor_and_no_longer_is_one(xero: Xero) -> None:
    contact = xero.contact("Priya Shah Consulting")["ContactID"]
    press(xero, f"/contacts/{contact}/cis", rate="17.5")
    assert "17.5 % kept back of bills" in page(xero, f"/contacts/{contact}")
    made = xero.bill()
    assert "Less CIS deduction, 17.5 % of the net" in page(xero, f"/invoices/{made['InvoiceID']}")
    press(xero, f"/contacts/{contact}/cis", enabled="false")
    assert "No longer a subcontractor" in page(xero, f"/contacts/{contact}")
    reply = press(xero, f"/contacts/{contact}/cis", rate="a lot")
    assert (reply.status, b"could not be read" in reply.body) == (400, True)


def test_a_contact_is_renamed_merged_and_archived(xero: Xero) -> None:
    one, two, three = (xero.contact(name) for name in ("Acme", "Bright", "Cobalt"))
    press(xero, f"/contacts/{one['ContactID']}/rename", to="Acme Group")
    press(xero, f"/contacts/{two['ContactID']}/merge", into="acme group")
    press(xero, f"/contacts/{three['ContactID']}/archive")
    told = xero.get("Contacts", includeArchived="true", page=1)["Contacts"]
    found = {each["Name"]: each for each in told}
    assert found["Bright"]["MergedToContactID"] == found["Acme Group"]["ContactID"]
    assert found["Cobalt"]["ContactStatus"] == "ARCHIVED"
    assert "merged into" in page(xero, f"/contacts/{two['ContactID']}")


def test_accounts_are_archived_and_the_period_is_locked(xero: Xero) -> None:
    tenant = xero.tenant
    assert "Permanent Placement Fees" in page(xero, "/settings")
    press(xero, f"/settings/{tenant}/archive", Account="210")
    (account,) = xero.get("Accounts", where='Code=="210"')["Accounts"]
    assert account["Status"] == "ARCHIVED"
    press(xero, f"/settings/{tenant}/lock", PeriodLockDate="2026-10-31", EndOfYearLockDate="")
    assert xero.running.books.about["PeriodLockDate"].isoformat() == "2026-10-31"
    press(xero, f"/settings/{tenant}/lock", PeriodLockDate="", EndOfYearLockDate="")
    assert "PeriodLockDate" not in xero.running.books.about


@pytest.mark.parametrize(
    ("name", "filled", "sentence"),
    [
        ("pay", {"Amount": "500"}, "Payment amount exceeds the amount outstanding"),
        ("pay", {"Amount": "lots"}, "An amount or a date could not be read"),
        ("pay", {"Amount": "5", "Date": "soon"}, "An amount or a date could not be read"),
        ("credit", {"Amount": "0"}, "The credit must be greater than zero."),
        ("edit", {"Status": "DELETED"}, "Invoice not of valid status for modification"),
        ("unpay", {}, "There is no payment to remove."),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page(
    xero: Xero, name: str, filled: dict[str, str], sentence: str
) -> None:
    made = xero.invoice()
    reply = press(xero, f"/invoices/{made['InvoiceID']}/{name}", **filled)
    assert reply.status == 400
    assert sentence in reply.body.decode()
    assert 'role="alert"' in reply.body.decode()


def test_contacts_and_settings_say_it_too(xero: Xero) -> None:
    contact = xero.contact("Acme")["ContactID"]
    reply = press(xero, f"/contacts/{contact}/merge", into="Nobody")
    assert (reply.status, b"No contact is called Nobody." in reply.body) == (400, True)
    reply = press(xero, f"/settings/{xero.tenant}/archive", Account="999")
    assert (reply.status, b"No account has the code 999." in reply.body) == (400, True)


@pytest.mark.parametrize(
    ("name", "filled", "sentence"),
    [
        ("allocate", {}, "An existing invoice with the specified ID could not be found"),
        ("allocate", {"InvoiceID": "x"}, "An amount or a date could not be read"),
        ("take-back", {}, "There is no allocation to take back."),
        ("refund", {"Amount": "500"}, "Payment amount exceeds the amount outstanding"),
        ("unpay", {"PaymentID": "5f0a7c4e-2f0e-4c0e-9a65-0d3f6d1c1a11"}, "There is no payment"),
        ("edit", {"Status": "DELETED"}, "Credit Note not of valid status for modification"),
    ],
)
def test_what_a_credit_note_cannot_do_is_said_on_its_page(
    xero: Xero, name: str, filled: dict[str, str], sentence: str
) -> None:
    note = credit_notes.made(xero, credit_notes.note())
    reply = press(xero, f"/credit-notes/{note['CreditNoteID']}/{name}", **filled)
    assert reply.status == 400
    assert sentence in reply.body.decode()
    assert 'role="alert"' in reply.body.decode()


def test_the_allocation_of_another_credit_note_is_not_taken_back(xero: Xero) -> None:
    invoice = xero.invoice()
    note, other = (credit_notes.made(xero, credit_notes.note()) for _ in range(2))
    credit_notes.allocate(xero, note, invoice, 30)
    (allocation,) = credit_notes.read(xero, note)["Allocations"]
    path = f"/credit-notes/{other['CreditNoteID']}/take-back"
    reply = press(xero, path, AllocationID=allocation["AllocationID"])
    assert (reply.status, b"There is no allocation to take back." in reply.body) == (400, True)
    assert len(credit_notes.read(xero, note)["Allocations"]) == 1


@pytest.mark.parametrize(
    "path",
    [
        "/invoices/none/void",
        "/credit-notes/none/void",
        "/contacts/none/archive",
        "/settings/none/lock",
    ],
)
def test_buttons_of_what_is_not_there_lead_nowhere(xero: Xero, path: str) -> None:
    assert press(xero, path).status == 404


def test_there_are_no_other_buttons(xero: Xero) -> None:
    made = xero.invoice()
    assert press(xero, f"/invoices/{made['InvoiceID']}/rename", to="x").status == 404
    assert xero.ask("GET", "/settings?tenant=nobody").status == 200
