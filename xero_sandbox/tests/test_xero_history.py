"""History and notes: https://developer.xero.com/documentation/api/accounting/historyandnotes"""

from pathlib import Path

import pytest
from credit_notes import allocate, made, note, read, take_back

from sandbox_client import JsonObject, Reply, Xero, line, sale, update
from xero_sandbox.server import running

BY_API, OWNER = "System Generated", "Sandbox Owner"


def entries(xero: Xero, path: str) -> list[JsonObject]:
    told: list[JsonObject] = xero.get(f"{path}/History")["HistoryRecords"]
    return told


def of_invoice(xero: Xero, told: JsonObject) -> list[JsonObject]:
    return entries(xero, f"Invoices/{told['InvoiceID']}")


def words(told: list[JsonObject]) -> list[str]:
    return [each["Changes"] for each in told]


def add(xero: Xero, path: str, *details: str, method: str = "PUT") -> Reply:
    notes = [{"Details": each} for each in details]
    return xero.api(method, f"{path}/History", {"HistoryRecords": notes})


def test_what_an_app_does_is_system_generated_and_names_the_app(xero: Xero) -> None:
    made_one = xero.invoice(Status="DRAFT")
    update(xero, made_one, Reference="b")
    xero.running.clock.advance(60)
    update(xero, made_one, Status="AUTHORISED", Reference="c")
    told = of_invoice(xero, made_one)
    assert words(told) == ["Approved", "Updated", "Created"]
    assert {each["User"] for each in told} == {BY_API}
    assert {each["Details"] for each in told} == {"Received through the Xero API from sandbox"}
    assert told[0]["DateUTC"].startswith("/Date(") and told[0]["DateUTC"].endswith("+0000)/")
    assert told[0]["DateUTCString"] > told[1]["DateUTCString"]
    assert len(told[0]["DateUTCString"]) == len("2018-02-28T21:02:11")


def test_what_a_person_does_has_a_name_and_says_what(xero: Xero) -> None:
    made_one = xero.invoice(InvoiceNumber="INV-0041", Contact={"Name": "ABC Furniture"})
    xero.deed("edit", InvoiceNumber="INV-0041", changes={"Reference": "x"})
    edited = of_invoice(xero, made_one)[0]
    assert (edited["Changes"], edited["User"]) == ("Edited", OWNER)
    assert edited["Details"] == "INV-0041 to ABC Furniture for 120.00."
    xero.deed("void", InvoiceNumber="INV-0041")
    assert words(of_invoice(xero, made_one)) == ["Voided", "Edited", "Approved"]


def test_what_changes_nothing_or_is_refused_leaves_no_entry(xero: Xero) -> None:
    made_one = xero.invoice()
    update(xero, made_one, Status="AUTHORISED")
    assert update(xero, made_one, Status="DELETED").status == 400
    assert xero.put("Invoices", {"Type": "ACCREC"}).status == 400
    assert words(of_invoice(xero, made_one)) == ["Approved"]
    assert len(xero.running.books.table("HistoryRecords")) == 2  # the invoice and its new contact


def test_what_reads_the_same_of_the_invoices_of_a_call_is_kept_once(tmp_path: Path) -> None:
    with running(data=tmp_path, limits="off") as served:
        xero = Xero(served)
        contact = {"ContactID": xero.invoice()["Contact"]["ContactID"]}
        before = len(served.books.table("HistoryRecords"))
        told = xero.put("Invoices", *[sale(Contact=contact) for _ in range(3)])
        assert len(served.books.table("HistoryRecords")) == before + 1
        assert [words(of_invoice(xero, each)) for each in told["Invoices"]] == [["Approved"]] * 3
    with running(data=tmp_path, limits="off") as served:
        xero = Xero(served)
        update(xero, told["Invoices"][1], Reference="b")
        histories = [words(of_invoice(xero, each)) for each in told["Invoices"]]
        assert histories == [["Approved"], ["Updated", "Approved"], ["Approved"]]


def test_payments_stand_in_both_histories(xero: Xero) -> None:
    """ "All other types of Change are created automatically ... (e.g. an invoice is paid)"."""
    made_one = xero.invoice(InvoiceNumber="H-1")
    part = xero.pay("H-1", Amount=20, Date="2026-11-12").json
    told = of_invoice(xero, made_one)[0]
    assert (told["Changes"], told["User"]) == ("Paid", OWNER)
    paid = "Payment received from Acme Logistics Ltd on November 12, 2026 for 20.00."
    assert told["Details"] == paid
    xero.pay("H-1")
    assert of_invoice(xero, made_one)[0]["Details"].endswith(" This document has been fully paid.")
    xero.post(f"Payments/{part['PaymentID']}", {"Status": "DELETED"})
    assert words(of_invoice(xero, made_one)) == ["Payment Deleted", "Paid", "Paid", "Approved"]
    own = entries(xero, f"Payments/{part['PaymentID']}")
    assert [(each["Changes"], each["User"]) for each in own] == [
        ("Deleted", BY_API),
        ("Created", OWNER),
    ]
    assert own[1]["Details"] == "Payment of 20.00 on November 12, 2026 for H-1."


def test_bills_are_paid_to_somebody(xero: Xero) -> None:
    made_one = xero.bill(InvoiceNumber="B-1")
    xero.pay("B-1", Date="2026-11-12")
    told = of_invoice(xero, made_one)[0]["Details"]
    assert told.startswith("Payment made to Priya Shah Consulting on November 12, 2026")


def test_credits_stand_in_both_histories(xero: Xero) -> None:
    """ "Credit Applied" is in https://github.com/XeroAPI/Xero-OpenAPI (HistoryRetrieved)."""
    sale, credit = xero.invoice(InvoiceNumber="H-1"), made(xero, note())
    allocate(xero, credit, sale, 20)
    for told in (of_invoice(xero, sale), entries(xero, f"CreditNotes/{credit['CreditNoteID']}")):
        assert words(told) == ["Credit Applied", "Approved"]
        assert told[0]["Details"] == "Credit note CN-0001 on H-1, November 10, 2026, for 20.00."
    take_back(xero, credit, read(xero, credit)["Allocations"][0])
    assert words(of_invoice(xero, sale))[0] == "Credit Removed"


def test_contacts_and_items_have_one_too(xero: Xero) -> None:
    contact = xero.contact("Bright")
    path = f"Contacts/{contact['ContactID']}"
    xero.post(path, {"EmailAddress": "hello@bright.example"})
    xero.deed("archive", Name="Bright")
    assert words(entries(xero, path)) == ["Archived", "Updated", "Created"]
    (item,) = xero.put("Items", {"Code": "A-1", "Name": "Hours"})["Items"]
    xero.post(f"Items/{item['ItemID']}", {"Code": "A-1", "Name": "Days"})
    assert words(entries(xero, f"Items/{item['ItemID']}")) == ["Updated", "Created"]


def test_a_merge_is_told_of_the_contact_that_goes(xero: Xero) -> None:
    gone, stays = xero.contact("Bright"), xero.contact("Bright Ltd")
    xero.deed("merge", Name="Bright", into="Bright Ltd")
    assert words(entries(xero, f"Contacts/{gone['ContactID']}"))[0] == "Merged"
    assert words(entries(xero, f"Contacts/{stays['ContactID']}")) == ["Created"]


def test_an_email_is_told_once(xero: Xero) -> None:
    contact = {"Name": "Acme Logistics Ltd", "EmailAddress": "accounts@acme.example"}
    sale = xero.invoice(Contact=contact)
    xero.api("POST", f"Invoices/{sale['InvoiceID']}/Email")
    told = of_invoice(xero, sale)
    assert words(told) == ["Invoice sent", "Approved"]
    assert told[0]["Details"] == "This invoice has been sent to accounts@acme.example."


def test_a_file_that_is_attached_is_told_in_xeros_words(xero: Xero) -> None:
    """https://github.com/XeroAPI/Xero-OpenAPI (HistoryRetrieved)"""
    sale = xero.invoice()
    path = f"Invoices/{sale['InvoiceID']}/Attachments/sample2.jpg"
    xero.api("PUT", path, b"x", {"Content-Type": "image/jpg"})
    told = of_invoice(xero, sale)[0]
    assert (told["Changes"], told["User"]) == ("Attached a file", BY_API)
    assert told["Details"] == ("Attached the file sample2.jpg through the Xero API using sandbox")


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_notes_are_added_and_stand_on_top(xero: Xero, method: str) -> None:
    """POST is exactly the same as PUT; a note's author is "System Generated"."""
    path = f"Invoices/{xero.invoice()['InvoiceID']}"
    reply = add(xero, path, "Previous payment failed", "Defer the payment", method=method)
    first = reply["HistoryRecords"][0]
    assert (first["Details"], first["ValidationErrors"]) == ("Previous payment failed", [])
    told = entries(xero, path)[:2]
    assert [each["Details"] for each in told] == ["Defer the payment", "Previous payment failed"]
    assert [(each["Changes"], each["User"]) for each in told] == [("Note", BY_API)] * 2


def test_author_and_date_of_a_note_are_not_for_the_app_to_say(xero: Xero) -> None:
    path = f"Invoices/{xero.invoice()['InvoiceID']}"
    told = {"Details": "x", "Changes": "Approved", "User": "Mac Haag", "DateUTC": "2018-02-28"}
    assert xero.api("PUT", f"{path}/History", told).status == 200
    added = entries(xero, path)[0]
    assert (added["Changes"], added["User"]) == ("Note", BY_API)
    assert added["DateUTCString"] > "2026"


def test_a_note_has_at_most_2500_characters_and_a_bad_one_stops_all(xero: Xero) -> None:
    path = f"Invoices/{xero.invoice()['InvoiceID']}"
    assert add(xero, path, "x" * 2500).status == 200
    (sentence,) = add(xero, path, "good", "x" * 2501).messages
    assert "2500 characters" in sentence
    assert add(xero, path, "").messages == ["The Details field must be specified."]
    assert words(entries(xero, path)) == ["Note", "Approved"]


def test_a_note_changes_nothing_else(xero: Xero) -> None:
    sale = xero.invoice()
    before = xero.read(sale)
    add(xero, f"Invoices/{sale['InvoiceID']}", "x")
    assert xero.read(sale) == before


def test_what_is_not_there_has_no_history(xero: Xero) -> None:
    """The sentence: https://github.com/XeroAPI/Xero-OpenAPI (createPaymentHistory)."""
    nobody = "Invoices/11111111-1111-1111-1111-111111111111"
    assert xero.get(f"{nobody}/History").status == 404
    missing = ["The document with the supplied id was not found for this endpoint."]
    assert add(xero, nobody, "x").messages == missing
    xero.invoice(InvoiceNumber="H-1")
    assert add(xero, f"Payments/{xero.pay('H-1').json['PaymentID']}", "x").messages == missing
    assert xero.get("Accounts/1/History").status == 404


def test_each_history_needs_the_scope_of_its_records(xero: Xero) -> None:
    path = f"Contacts/{xero.contact()['ContactID']}"
    reader = Xero(xero.running, ["accounting.contacts.read"])
    assert reader.get(f"{path}/History").status == 200
    assert add(reader, path, "x").status == 401
    assert Xero(xero.running, ["accounting.invoices"]).get(f"{path}/History").status == 401


def test_a_storys_documents_were_typed_in_by_the_owner(xero: Xero) -> None:
    xero.control("POST", "stories/messy")
    fresh = Xero(xero.running)
    (paid,) = fresh.get("Invoices/DEMO-1001")["Invoices"]
    told = of_invoice(fresh, paid)
    assert words(told) == ["Paid", "Approved"]
    assert {each["User"] for each in told} == {OWNER}


def test_lines_that_change_are_an_update(xero: Xero) -> None:
    sale = xero.invoice()
    update(xero, sale, LineItems=[line(UnitAmount=50)])
    assert words(of_invoice(xero, sale)) == ["Updated", "Approved"]


def test_the_new_name_of_a_tracking_category_is_no_edit(xero: Xero) -> None:
    (made_one,) = xero.put("TrackingCategories", {"Name": "Branch"})["TrackingCategories"]
    path = f"TrackingCategories/{made_one['TrackingCategoryID']}"
    xero.api("PUT", f"{path}/Options", {"Name": "Leeds"})
    sale = xero.invoice(LineItems=[line(Tracking=[{"Name": "Branch", "Option": "Leeds"}])])
    xero.api("POST", path, {"Name": "Office"})
    assert xero.read(sale)["LineItems"][0]["Tracking"][0]["Name"] == "Office"
    assert words(of_invoice(xero, sale)) == ["Approved"]


def test_history_and_allocations_outlive_a_restart(tmp_path: Path) -> None:
    with running(limits="off", data=tmp_path) as first:
        xero = Xero(first)
        sale, credit = xero.invoice(), made(xero, note())
        allocate(xero, credit, sale, 20)
        told, before = of_invoice(xero, sale), read(xero, credit)
    with running(limits="off", data=tmp_path) as second:
        again = Xero(second)
        assert (of_invoice(again, sale), read(again, credit)) == (told, before)
        assert take_back(again, credit, before["Allocations"][0]).status == 200
