"""Reading: https://developer.xero.com/documentation/api/accounting/requests-and-responses"""

import gzip
import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sandbox_client import Xero, line, sale


def numbers(reply: Any) -> list[str]:
    return [each["InvoiceNumber"] for each in reply["Invoices"]]


def put_many(xero: Xero, count: int) -> None:
    xero.put("Invoices", *(sale(InvoiceNumber=f"N-{number}") for number in range(1, count + 1)))


def test_an_answer_has_xeros_envelope(xero: Xero) -> None:
    told = xero.get("Organisation").json
    assert told["Status"] == "OK"
    assert told.keys() == {"Id", "Status", "ProviderName", "DateTimeUTC", "Organisations"}
    assert told["DateTimeUTC"].startswith("/Date(")
    assert "+" not in told["DateTimeUTC"]
    (about,) = told["Organisations"]
    assert (about["BaseCurrency"], about["CountryCode"]) == ("GBP", "GB")
    assert not {"PeriodLockDate", "EndOfYearLockDate"} & about.keys()


def test_a_list_without_pages_has_no_lines_and_a_stub_of_the_contact(xero: Xero) -> None:
    xero.invoice(Contact={"Name": "Acme", "EmailAddress": "a@acme.example"})
    (told,) = xero.get("Invoices")["Invoices"]
    assert told["LineItems"] == []
    assert (told["Contact"]["Name"], told["Contact"]["Addresses"]) == ("Acme", [])
    assert "EmailAddress" not in told["Contact"]


@pytest.mark.parametrize("query", [{"page": 1}, {"Statuses": "AUTHORISED"}])
def test_a_page_has_lines(xero: Xero, query: dict[str, Any]) -> None:
    xero.invoice()
    reply = xero.get("Invoices", **query)
    assert len(reply["Invoices"][0]["LineItems"]) == 1
    assert reply["pagination"]["itemCount"] == 1


def test_a_summary_has_no_lines_and_no_payments(xero: Xero) -> None:
    made = xero.invoice(Url="https://tracker.example/x/1")
    xero.control("POST", "pay", {"InvoiceID": made["InvoiceID"], "Amount": 20})
    reply = xero.get("Invoices", summaryOnly="true")
    (told,) = reply["Invoices"]
    assert not {"LineItems", "Payments", "HasAttachments"} & told.keys()
    assert (str(told["AmountPaid"]), str(told["AmountDue"])) == ("20.00", "100.00")
    assert told["Url"] == "https://tracker.example/x/1"
    assert reply["pagination"]["pageSize"] == 100


def test_pages_are_counted_and_sizes_clamped(xero: Xero) -> None:
    put_many(xero, 5)
    reply = xero.get("Invoices", page=2, pageSize=2)
    assert numbers(reply) == ["N-3", "N-4"]
    assert reply["pagination"] == {"page": 2, "pageSize": 2, "pageCount": 3, "itemCount": 5}
    assert xero.get("Invoices", page=1, pageSize=5000)["pagination"]["pageSize"] == 1000
    assert xero.get("Invoices", page=1, pageSize=0)["pagination"]["pageSize"] == 1
    assert xero.get("Invoices", page=0)["pagination"]["page"] == 1
    assert numbers(xero.get("Invoices", page=9)) == []


def test_the_default_order_is_by_change(xero: Xero) -> None:
    put_many(xero, 3)
    xero.post("Invoices/N-1", {"Reference": "x"})
    assert numbers(xero.get("Invoices")) == ["N-2", "N-3", "N-1"]


def test_an_order_may_be_asked_for(xero: Xero) -> None:
    xero.put(
        "Invoices",
        sale(InvoiceNumber="a", Date="2026-11-02"),
        sale(InvoiceNumber="B", Date="2026-11-01"),
        sale(InvoiceNumber="c", Date="2026-11-02"),
    )
    assert numbers(xero.get("Invoices", order="InvoiceNumber DESC")) == ["c", "B", "a"]
    assert numbers(xero.get("Invoices", order="Date DESC, InvoiceNumber ASC")) == ["a", "c", "B"]
    assert xero.get("Invoices", order="Nothing ASC").status == 400
    assert xero.get("Invoices", order="Date UPWARDS").status == 400


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ('Status=="DRAFT"', ["N-2"]),
        ('Status != "DRAFT"', ["N-1", "N-3"]),
        ('Type=="ACCREC" AND Status=="AUTHORISED"', ["N-1", "N-3"]),
        ('Type=="ACCREC" && (InvoiceNumber=="n-1" OR InvoiceNumber=="N-2")', ["N-1", "N-2"]),
        ("Date>=DateTime(2026,11,02) AND Date<DateTime(2026,11,04)", ["N-2", "N-3"]),
        ("DueDate==DateTime(2026, 12, 31)", ["N-3"]),
        ("AmountDue>=240", ["N-3"]),
        ('Contact.Name=="zoë & co"', ["N-3"]),
        ('Contact.Name=="ZOE & CO"', ["N-3"]),
        ('Contact.ContactNumber=="TRK-9"', ["N-3"]),
        ('Reference.StartsWith("PO")', ["N-2"]),
        ('Reference!=null AND Reference.Contains("7")', ["N-2"]),
        ("SentToContact==true", []),
        ('Reference==""', ["N-1", "N-3"]),
    ],
)
def test_where_filters_invoices(xero: Xero, where: str, expected: list[str]) -> None:
    xero.put(
        "Invoices",
        sale(InvoiceNumber="N-1", Date="2026-11-01"),
        sale(InvoiceNumber="N-2", Date="2026-11-02", Status="DRAFT", Reference="PO 7"),
        sale(
            InvoiceNumber="N-3",
            Date="2026-11-03",
            DueDate="2026-12-31",
            Contact={"Name": "Zoë & Co", "ContactNumber": "TRK-9"},
            LineItems=[line(Quantity=2)],
        ),
    )
    assert numbers(xero.get("Invoices", where=where)) == expected


def test_where_finds_ids(xero: Xero) -> None:
    one, two, three = (xero.invoice() for _ in range(3))
    ids = " OR ".join(f'InvoiceID==guid("{each["InvoiceID"]}")' for each in (one, three))
    assert len(xero.get("Invoices", where=ids)["Invoices"]) == 2
    contact = f'Contact.ContactID==guid("{two["Contact"]["ContactID"]}")'
    assert len(xero.get("Invoices", where=contact)["Invoices"]) == 3


@pytest.mark.parametrize(
    "where", ['Nothing=="x"', "Status==", "Status ~ 1", "(Status=", "Date>DateTime(2026,13,1)"]
)
def test_a_filter_that_cannot_be_read_is_refused(xero: Xero, where: str) -> None:
    reply = xero.get("Invoices", where=where)
    assert (reply.status, reply["Type"]) == (400, "QueryParseException")


def test_lists_of_values_narrow_the_answer(xero: Xero) -> None:
    put_many(xero, 4)
    other = xero.invoice(InvoiceNumber="M-1", Status="DRAFT", Contact={"Name": "Bright"})
    assert numbers(xero.get("Invoices", InvoiceNumbers="n-2,N-4,X")) == ["N-2", "N-4"]
    ids = xero.get("Invoices", IDs=f"{other['InvoiceID'].upper()}")
    assert numbers(ids) == ["M-1"]
    assert numbers(xero.get("Invoices", ContactIDs=other["Contact"]["ContactID"])) == ["M-1"]
    assert numbers(xero.get("Invoices", Statuses="DRAFT,VOIDED")) == ["M-1"]
    assert numbers(xero.get("Invoices", InvoiceNumbers="M-1,N-1", Statuses="DRAFT")) == ["M-1"]


def test_search_terms_look_into_numbers_and_references(xero: Xero) -> None:
    xero.invoice(InvoiceNumber="H-1", Reference="Purchase 77")
    xero.invoice(InvoiceNumber="H-77")
    xero.invoice(InvoiceNumber="H-3")
    assert numbers(xero.get("Invoices", searchTerm="77")) == ["H-1", "H-77"]
    xero.contact("Bright", EmailAddress="ap@bright.example")
    found = xero.get("Contacts", searchTerm="BRIGHT.EX")["Contacts"]
    assert [each["Name"] for each in found] == ["Bright"]


def test_contacts_are_found_by_name_whatever_its_case(xero: Xero) -> None:
    xero.contact("Acme Logistics Ltd")
    found = xero.get("Contacts", where='Name=="acme logistics ltd"')["Contacts"]
    assert len(found) == 1


# If-Modified-Since -----------------------------------------------------------------------------


def since(xero: Xero, seconds_ago: float) -> dict[str, str]:
    told = xero.running.clock.now() - timedelta(seconds=seconds_ago)
    return {"If-Modified-Since": f"{told:%Y-%m-%dT%H:%M:%S}"}


def test_only_what_changed_since_is_read(xero: Xero) -> None:
    put_many(xero, 3)
    xero.running.clock.advance(60)
    xero.post("Invoices/N-2", {"Reference": "x"})
    assert numbers(xero.get("Invoices", since(xero, 30))) == ["N-2"]
    reply = xero.get("Invoices", since(xero, 30), page=1)
    assert reply["pagination"]["itemCount"] == 1
    assert len(numbers(xero.get("Invoices", since(xero, 3600)))) == 3
    xero.running.clock.advance(60)
    assert numbers(xero.get("Invoices", since(xero, 30))) == []


@pytest.mark.parametrize(
    "given",
    [
        "2026-11-22T21:00:53.8778021+00:00",
        "2020-01-01T00:00:00Z",
        "Wed, 01 Jan 2020 00:00:00 GMT",
        "rubbish",
    ],
)
def test_the_header_is_read_in_every_form_that_clients_send(xero: Xero, given: str) -> None:
    xero.invoice()
    xero.running.clock.advance(40 * 86_400)
    xero.token = xero.control("POST", "token", {})["access_token"]
    xero.invoice()
    expected = 1 if given.startswith("2026") else 2
    assert len(xero.get("Invoices", {"If-Modified-Since": given})["Invoices"]) >= expected


def test_a_payment_moves_its_invoice_into_the_delta(xero: Xero) -> None:
    made = xero.invoice(InvoiceNumber="N-1")
    xero.running.clock.advance(60)
    xero.control("POST", "pay", {"InvoiceID": made["InvoiceID"], "Amount": 20})
    assert numbers(xero.get("Invoices", since(xero, 30))) == ["N-1"]


@pytest.mark.parametrize("change", [{"DueDate": "2027-01-01"}, {"SentToContact": True}])
def test_the_delta_misses_what_xero_misses_on_part_paid_invoices(
    xero: Xero, change: dict[str, Any]
) -> None:
    made = xero.invoice(InvoiceNumber="N-1")
    xero.control("POST", "pay", {"InvoiceID": made["InvoiceID"], "Amount": 20})
    xero.running.clock.advance(60)
    assert xero.post("Invoices/N-1", change).status == 200
    assert numbers(xero.get("Invoices", since(xero, 30))) == []
    xero.post("Invoices/N-1", {"Reference": "x"})
    assert numbers(xero.get("Invoices", since(xero, 30))) == ["N-1"]


def test_updates_have_a_stamp_in_milliseconds_and_in_words(xero: Xero) -> None:
    made = xero.invoice()
    assert made["UpdatedDateUTC"].endswith("+0000)/")
    assert len(made["UpdatedDateUTCString"]) == len("2026-09-14T09:29:59Z")
    later = xero.post(f"Invoices/{made['InvoiceID']}", {"Reference": "x"})["Invoices"][0]
    assert later["UpdatedDateUTC"] >= made["UpdatedDateUTC"]


# Forms -------------------------------------------------------------------------------------------


def test_amounts_are_exact_in_and_out(xero: Xero) -> None:
    body = json.dumps({"Invoices": [sale(LineItems=[line(UnitAmount="PRICE")])]})
    exact = body.replace('"PRICE"', "12345678.1234").encode()
    reply = xero.api("PUT", "Invoices", exact, unitdp=4)
    assert b'"UnitAmount":12345678.1234' in reply.body
    assert reply["Invoices"][0]["Total"] == Decimal("14814813.74")


def test_no_amount_goes_through_a_float(xero: Xero) -> None:
    made = xero.put("Invoices", sale(LineItems=[line(UnitAmount=1.005)]))["Invoices"][0]
    assert str(made["SubTotal"]) == "1.01"  # the float next to 1.005 would round to 1.00


def test_amounts_may_be_texts(xero: Xero) -> None:
    made = xero.invoice(LineItems=[line(UnitAmount="100.10", Quantity="2")])
    assert str(made["SubTotal"]) == "200.20"


def test_an_answer_is_compressed_when_asked_for(xero: Xero) -> None:
    plain = xero.get("Accounts")
    small = xero.get("Accounts", {"Accept-Encoding": "gzip, deflate"})
    assert small.headers["Content-Encoding"] == "gzip"
    told = json.loads(gzip.decompress(small.body))["Accounts"]
    assert len(told) == len(plain["Accounts"])
    sent = [call["bytes_out"] for call in xero.running.journal.calls()]
    assert sent[-1] < sent[-2] / 3


def test_paths_are_matched_ignoring_case(xero: Xero) -> None:
    bearer = {"Authorization": f"Bearer {xero.token}", "xero-tenant-id": xero.tenant}
    assert xero.ask("GET", "/API.XRO/2.0/ORGANISATION", headers=bearer).status == 200
    assert xero.ask("GET", "/Connections", headers=bearer).status == 200


def test_an_unknown_path_is_404_in_html(xero: Xero) -> None:
    reply = xero.get("Unicorns")
    assert (reply.status, reply.headers["Content-Type"].split(";")[0]) == (404, "text/html")
    assert reply.body == b"The resource you're looking for cannot be found"


def test_every_answer_can_be_correlated(xero: Xero) -> None:
    seen = {xero.get(path).headers["Xero-Correlation-Id"] for path in ("Items", "Nothing")}
    assert None not in seen
    assert len(seen) == 2


def test_only_json_is_spoken(xero: Xero) -> None:
    assert xero.get("Items", {"Accept": "application/xml"}).status == 406
    assert xero.get("Items", {"Accept": "*/*"}).status == 200
    xml = {"Content-Type": "application/xml"}
    assert xero.api("PUT", "Items", b"<Items/>", xml).status == 415


@pytest.mark.parametrize("body", [b"{", b"[]", b"7", b'{"Invoices": 5}', b'{"Invoices": [5]}'])
def test_a_body_that_is_no_json_is_refused(xero: Xero, body: bytes) -> None:
    reply = xero.api("PUT", "Invoices", body)
    assert (reply.status, reply["ErrorNumber"]) == (400, 14)


def test_the_chart_and_the_rates_are_a_uk_companys(xero: Xero) -> None:
    rates = {each["TaxType"]: each for each in xero.get("TaxRates")["TaxRates"]}
    assert str(rates["OUTPUT2"]["EffectiveRate"]) == "20.0000"
    assert rates["OUTPUT2"]["CanApplyToRevenue"] is True
    assert rates["OUTPUT2"]["CanApplyToExpenses"] is False
    assert rates["INPUT2"]["CanApplyToExpenses"] is True
    banks = xero.get("Accounts", where='Type=="BANK"')["Accounts"]
    assert [each["Code"] for each in banks] == ["090"]
    assert [each["Code"] for each in xero.get("Currencies")["Currencies"]] == ["GBP"]
    assert xero.get("TrackingCategories")["TrackingCategories"] == []
