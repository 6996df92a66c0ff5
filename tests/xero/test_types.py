"""Records are read exactly, and what is new in them breaks nothing."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.xero import bodies
from tracker.xero import contacts, invoices, items, json, lists
from tracker.xero.dates import day, header_moment, moment
from tracker.xero.types import Unreadable


def recorded() -> dict[str, Any]:
    """The recorded invoice as it comes off the wire: with decimals."""
    import json as standard

    found = json.read(standard.dumps(bodies.INVOICE).encode())
    assert isinstance(found, dict)
    return found


def test_an_invoice_is_read_with_its_lines() -> None:
    invoice = invoices.parse(recorded())
    assert invoice.invoice_id == "2ee52cb2-5b6b-47d4-9bf8-5e5c1d0a1f00"
    assert (invoice.type, invoice.invoice_number, invoice.status) == (
        "ACCREC",
        "INV-1042",
        "AUTHORISED",
    )
    assert invoice.url == "https://tracker.example/x/inst/doc"
    assert invoice.contact.contact_id == "a91f4b5a-7b32-4a4f-9e42-6a5b3b2f2d10"
    assert (invoice.date, invoice.due_date) == (date(2026, 11, 3), date(2026, 12, 3))
    assert invoice.total == Decimal("1441.48")
    assert invoice.amount_credited is None
    assert invoice.updated_date_utc == datetime(2026, 11, 3, 15, 39, 59, 123000, tzinfo=UTC)
    (line,) = invoice.line_items
    assert line.line_item_id == "5f7a2b2c-1f57-4f2c-8b29-0e0e5c1c0b5a"
    assert (line.quantity, line.unit_amount) == (Decimal(10), Decimal("120.1234"))
    assert (line.tracking[0].name, line.tracking[0].option) == ("Consultant", "Ann")


def test_unknown_members_unknown_values_and_nulls_are_no_reason_to_fail() -> None:
    raw = recorded() | {"Status": "ON_HOLD", "New": {"a": 1}, "Reference": None, "DueDate": None}
    invoice = invoices.parse(raw)
    assert (invoice.status, invoice.reference, invoice.due_date) == ("ON_HOLD", "", None)


def test_an_amount_that_is_none_is_named_without_its_value() -> None:
    with pytest.raises(Unreadable, match="Total") as caught:
        invoices.parse(recorded() | {"Total": "a secret"})
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("raw", [None, "x", [], 5])
def test_what_is_no_record_is_unreadable(raw: Any) -> None:
    with pytest.raises(Unreadable):
        invoices.parse(raw)


def test_one_unreadable_record_leaves_the_others_and_the_log_says_so(
    caplog: pytest.LogCaptureFixture,
) -> None:
    data = {"Invoices": [recorded(), {"Total": []}, recorded()]}
    with caplog.at_level(logging.WARNING):
        assert len(invoices.parse_all(data)) == 2
    assert "Total" in caplog.text


@pytest.mark.parametrize("data", [None, [], {}, {"Invoices": None}])
def test_an_answer_without_a_list_has_no_records(data: Any) -> None:
    assert invoices.parse_all(data) == []


def test_the_organisation_and_its_lock_dates_are_read() -> None:
    organisation = lists.organisation(
        {
            "Organisations": [
                {
                    "OrganisationID": "A",
                    "Name": "Harbour Talent Ltd",
                    "Class": "BASICLITE",
                    "BaseCurrency": "GBP",
                    "CountryCode": "GB",
                    "ShortCode": "!23eYt",
                    "PeriodLockDate": "/Date(1793664000000+0000)/",
                }
            ]
        }
    )
    assert organisation is not None
    assert (organisation.class_, organisation.country_code) == ("BASICLITE", "GB")
    assert organisation.period_lock_date == date(2026, 11, 3)
    assert organisation.end_of_year_lock_date is None
    assert lists.organisation({"Organisations": []}) is None


def test_the_short_lists_are_read() -> None:
    (account,) = lists.accounts(
        {"Accounts": [{"AccountID": "A", "Code": 200, "Class": "REVENUE", "TaxType": "OUTPUT2"}]}
    )
    assert (account.code, account.class_, account.enable_payments_to_account) == (
        "200",
        "REVENUE",
        False,
    )
    (rate,) = lists.tax_rates(
        {"TaxRates": [{"TaxType": "OUTPUT2", "EffectiveRate": 20, "CanApplyToRevenue": True}]}
    )
    assert (rate.effective_rate, rate.can_apply_to_revenue, rate.can_apply_to_expenses) == (
        Decimal(20),
        True,
        False,
    )
    themes = lists.branding_themes(
        {"BrandingThemes": [{"Name": "B", "SortOrder": 2}, {"Name": "A", "SortOrder": 1}]}
    )
    assert [theme.name for theme in themes] == ["A", "B"]
    (category,) = lists.tracking_categories(
        {"TrackingCategories": [{"Name": "Branch", "Options": [{"Name": "North"}]}]}
    )
    assert category.options[0].name == "North"
    assert lists.currencies({"Currencies": [{"Code": "GBP"}]})[0].code == "GBP"
    (action,) = lists.actions(
        {"Actions": [{"Name": "CreateApprovedInvoice", "Status": "NOT-ALLOWED"}]}
    )
    assert (action.name, action.status) == (lists.APPROVE_INVOICES, "NOT-ALLOWED")


def test_contacts_and_items_are_read() -> None:
    contact = contacts.parse(
        {"ContactID": "A", "ContactNumber": "TRK-1", "ContactStatus": "ARCHIVED"}
    )
    assert (contact.contact_id, contact.contact_number) == ("a", "TRK-1")
    assert contact.is_archived
    assert items.parse({"ItemID": "B", "Code": 7}).code == "7"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/Date(1789344000000+0000)/", date(2026, 9, 14)),
        ("/Date(1789344000000)/", date(2026, 9, 14)),
        ("/Date(1789297200000+1300)/", date(2026, 9, 14)),
        ("/Date(1789344000000+1300)/", date(2026, 9, 14)),
        ("2026-09-14T00:00:00", date(2026, 9, 14)),
        ("2026-09-14", date(2026, 9, 14)),
        ("/Date(-62135596800000)/", date(1, 1, 1)),
        ("/Date(999999999999999)/", None),
        ("14/09/2026", None),
        ("", None),
        (5, None),
    ],
)
def test_a_document_date_is_a_calendar_date(text: Any, expected: date | None) -> None:
    assert day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-09-14T09:29:59Z", datetime(2026, 9, 14, 9, 29, 59, tzinfo=UTC)),
        ("2025-05-01T14:32:04.198", datetime(2025, 5, 1, 14, 32, 4, 198000, tzinfo=UTC)),
        ("2026-09-14T09:29:59.1234567", datetime(2026, 9, 14, 9, 29, 59, 123456, tzinfo=UTC)),
        ("/Date(1789378199123+1200)/", datetime(2026, 9, 14, 9, 29, 59, 123000, tzinfo=UTC)),
    ],
)
def test_a_moment_is_utc(text: str, expected: datetime) -> None:
    assert moment(text) == expected
    assert header_moment(expected).count(":") == 2
