"""What the official Python SDK does by itself, measured with xero-python 15.2 and urllib3 2.

https://github.com/XeroAPI/xero-python; what is repeated, and how often, says
https://github.com/urllib3/urllib3 (Retry.DEFAULT_ALLOWED_METHODS, RETRY_AFTER_STATUS_CODES)
"""

import datetime as dt
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from xero_python.accounting import Contact, Contacts, Invoice, Invoices
from xero_python.exceptions import AccountingBadRequestException

from python_sdk.conversation import Conversation, invoice, line, talking
from sandbox_client import Xero, sale
from sandbox_client import line as plain_line

Ask = Callable[[Conversation], Any]
TOLD = Contacts(contacts=[Contact(name="Acme")])
ASKED: dict[str, Ask] = {
    "GET": lambda sdk: sdk.accounting.get_contacts(sdk.tenant),
    "PUT": lambda sdk: sdk.accounting.create_contacts(sdk.tenant, TOLD),
    "POST": lambda sdk: sdk.accounting.update_or_create_contacts(sdk.tenant, TOLD),
}


@pytest.fixture
def sdk(xero: Xero) -> Iterator[Conversation]:
    with talking(xero) as conversation:
        yield conversation


def calls(xero: Xero) -> list[tuple[str, int]]:
    return [(each["method"], each["status"]) for each in xero.running.journal.calls()]


def misbehave(xero: Xero, kind: str, **more: object) -> None:
    xero.control("POST", "faults", {"faults": [{"kind": kind, **more}]})


@pytest.mark.parametrize(
    ("kind", "status", "word"), [("rate_minute", 429, "rate limit"), ("http_503", 503, "503")]
)
@pytest.mark.parametrize(("method", "count"), [("GET", 4), ("PUT", 4), ("POST", 1)])
def test_reading_and_put_are_sent_three_times_more_where_xero_says_wait(
    xero: Xero, sdk: Conversation, kind: str, status: int, word: str, method: str, count: int
) -> None:
    misbehave(xero, kind, seconds=0, times=9)
    with pytest.raises(Exception, match=word):
        ASKED[method](sdk)
    assert calls(xero) == [(method, status)] * count


def test_it_sleeps_as_long_as_it_is_told(xero: Xero, sdk: Conversation) -> None:
    """Without a word: a day's limit holds its thread for hours."""
    misbehave(xero, "rate_minute", seconds=1)
    started = dt.datetime.now(dt.UTC)
    assert sdk.accounting.get_contacts(sdk.tenant).contacts == []
    assert dt.datetime.now(dt.UTC) - started >= dt.timedelta(seconds=1)
    assert calls(xero) == [("GET", 429), ("GET", 200)]


@pytest.mark.parametrize(("key", "made"), [("", 4), ("my own key", 1)])
def test_a_dropped_connection_makes_four_invoices_unless_a_key_is_sent(
    xero: Xero, sdk: Conversation, key: str, made: int
) -> None:
    """Four are sent in all, and the app hears of one failure."""
    contact = sdk.accounting.create_contacts(sdk.tenant, TOLD).contacts[0].contact_id
    xero.control("DELETE", "journal")
    misbehave(xero, "lost_reply", method="PUT", times=4)
    wish = invoice(contact, "")
    wish.invoice_number = None
    with pytest.raises(Exception, match="Max retries exceeded"):
        sdk.accounting.create_invoices(
            sdk.tenant, Invoices(invoices=[wish]), **({"idempotency_key": key} if key else {})
        )
    assert calls(xero) == [("PUT", 200)] * 4
    assert len(xero.running.books.table("Invoices")) == made


@pytest.mark.parametrize("key", ["", "my own key"])
def test_a_number_saves_the_invoice_and_costs_the_answer(
    xero: Xero, sdk: Conversation, key: str
) -> None:
    """The repetition of what was done is refused, so that the app hears of a refusal."""
    contact = sdk.accounting.create_contacts(sdk.tenant, TOLD).contacts[0].contact_id
    misbehave(xero, "lost_reply", method="PUT")
    wish, more = Invoices(invoices=[invoice(contact, "N-1")]), {"idempotency_key": key}
    if key:
        assert sdk.accounting.create_invoices(sdk.tenant, wish, **more).invoices[0].invoice_id
    else:
        with pytest.raises(AccountingBadRequestException, match="Invoice # must be unique"):
            sdk.accounting.create_invoices(sdk.tenant, wish)
    assert len(xero.running.books.table("Invoices")) == 1


def test_a_post_whose_reply_is_lost_is_sent_once(xero: Xero, sdk: Conversation) -> None:
    misbehave(xero, "lost_reply", method="POST")
    with pytest.raises(Exception, match=r"Max retries exceeded|Connection aborted"):
        ASKED["POST"](sdk)
    assert calls(xero) == [("POST", 200)]


# What it sends ------------------------------------------------------------------------------------


def attempted(sdk: Conversation, wish: Invoice) -> dict[str, Any]:
    """What arrived of an invoice that is refused, word for word: Xero echoes it."""
    with pytest.raises(AccountingBadRequestException) as caught:
        sdk.accounting.create_invoices(sdk.tenant, Invoices(invoices=[wish]))
    told: dict[str, Any] = caught.value.error_data["Elements"][0]
    return told


def test_decimals_leave_as_floats(sdk: Conversation) -> None:
    exact = Decimal("12345678901.123456")
    told = attempted(sdk, Invoice(type="ACCREC", line_items=[line(unit_amount=exact)]))
    assert str(told["LineItems"][0]["UnitAmount"]) == "12345678901.123455"


def test_plain_members_leave_as_they_are(xero: Xero, sdk: Conversation) -> None:
    wish = sale(LineItems=[plain_line(UnitAmount="1234567.1010")])
    sdk.accounting.create_invoices(sdk.tenant, {"Invoices": [wish]}, unitdp=4)
    (made,) = xero.running.books.table("Invoices")
    assert str(made["LineItems"][0]["UnitAmount"]) == "1234567.1010"


def test_flags_that_nobody_set_are_sent(sdk: Conversation) -> None:
    told = attempted(sdk, Invoice(type="ACCREC"))
    flags = ("HasErrors", "HasAttachments")
    assert [told[name] for name in flags] == [True, False]  # the first is the answer's own


def test_of_a_refusal_it_tells_the_first_sentence_alone(sdk: Conversation) -> None:
    with pytest.raises(AccountingBadRequestException) as caught:
        sdk.accounting.create_invoices(
            sdk.tenant, Invoices(invoices=[Invoice(type="ACCREC", status="AUTHORISED")])
        )
    sentences = [
        each["Message"] for each in caught.value.error_data["Elements"][0]["ValidationErrors"]
    ]
    assert len(sentences) > 1
    assert sentences[0] in caught.value.reason
    assert sentences[1] not in caught.value.reason


def test_its_stamp_for_changes_has_a_fraction_and_an_offset(xero: Xero, sdk: Conversation) -> None:
    """``If-Modified-Since`` in that form is read as any other."""
    since = xero.running.clock.now() + dt.timedelta(seconds=5)
    xero.contact("Before")
    xero.running.clock.advance(60)
    xero.contact("After")
    found = sdk.accounting.get_contacts(sdk.tenant, since).contacts
    assert [each.name for each in found] == ["After"]


# Tokens -------------------------------------------------------------------------------------------


def test_a_scope_kept_as_a_text_is_refreshed_letter_by_letter(
    sdk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token endpoint answers a text; the SDK wants a list."""
    pool, sent = sdk.client.rest_client.pool_manager, []
    ask = pool.request
    monkeypatch.setattr(
        pool, "request", lambda *told, **more: sent.append(more) or ask(*told, **more)
    )
    sdk.kept = {**sdk.kept, "scope": "openid"}
    sdk.client.refresh_oauth2_token()
    assert "o p e n i d" in str(sent[0]["fields"])


def test_a_token_that_does_not_say_when_it_ends_never_does(xero: Xero, sdk: Conversation) -> None:
    """``expires_at`` is the app's to add; without it Xero's 401 is all that it hears."""
    assert "expires_at" not in sdk.kept
    xero.running.clock.advance(1801)
    with pytest.raises(Exception, match="TokenExpired"):
        sdk.accounting.get_contacts(sdk.tenant)
    assert calls(xero) == [("GET", 401)]


def test_a_refusal_to_refresh_tells_all_that_came(xero: Xero, sdk: Conversation) -> None:
    """Headers and body stand in the exception's text, which is therefore nothing to log."""
    sdk.kept = {**sdk.kept, "refresh_token": "none"}
    with pytest.raises(Exception, match="invalid_grant") as caught:
        sdk.client.refresh_oauth2_token()
    assert "HTTP response headers" in str(caught.value)
