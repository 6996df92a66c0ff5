"""The same requests and parsers against a Xero that remembers: consent to the paid invoice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest

from tests.xero import drafts
from tracker.xero import contacts, invoices, items, links, lists, oauth
from tracker.xero.answers import Cause, cause, elements, pages
from tracker.xero.client import OutcomeKind, Request, Xero
from tracker.xero.items import ItemToSend
from tracker.xero.outcome import Outcome
from tracker.xero.types import Invoice
from xero_sandbox.server import Running, running


@pytest.fixture
def sandbox() -> Iterator[Running]:
    with running(limits="off") as server:
        yield server


def app(sandbox: Running) -> oauth.App:
    return oauth.App(
        client_id="client",
        client_secret="secret",
        redirect_uri="http://localhost:8000/return",
        login_url=sandbox.url,
        identity_url=sandbox.url,
        api_url=sandbox.url,
    )


def consent(sandbox: Running, verifier: str, *, decision: str = "allow") -> dict[str, str]:
    """What comes back to our address after a person has decided on the consent page."""
    url = urlsplit(oauth.authorisation_url(app(sandbox), "the-state", verifier))
    form = dict(parse_qsl(url.query)) | {
        "decision": decision,
        "tenant": sandbox.books.tenant_id,
    }
    response = httpx2.post(
        f"{url.scheme}://{url.netloc}{url.path}", data=form, follow_redirects=False, trust_env=False
    )
    assert response.status_code == 302
    return dict(parse_qsl(urlsplit(response.headers["Location"]).query))


def granted(sandbox: Running) -> oauth.Grant:
    verifier = oauth.new_verifier()
    grant = oauth.exchange(app(sandbox), consent(sandbox, verifier)["code"], verifier)
    assert isinstance(grant, oauth.Grant)
    return grant


@pytest.fixture
def xero(sandbox: Running) -> Iterator[Xero]:
    with Xero(
        api_url=sandbox.url,
        access_token=granted(sandbox).access_token,
        tenant_id=sandbox.books.tenant_id,
        deadline_seconds=20,
    ) as client:
        yield client


def answered(xero: Xero, request: Request) -> Outcome:
    outcome = xero.send(request)
    assert outcome.kind is OutcomeKind.ANSWERED, outcome
    return outcome


def a_contact(xero: Xero) -> str:
    data = answered(xero, contacts.create([drafts.contact()], key="contact")).data
    (element,) = elements(data, "Contacts")
    assert element.was_saved, element
    return element.id


@pytest.fixture
def to_send(xero: Xero) -> invoices.InvoiceToSend:
    """An invoice whose contact and item are there."""
    answered(xero, items.create([ItemToSend("TEMP-DAY", "Day")]))
    return drafts.invoice(contact_id=a_contact(xero))


def created(xero: Xero, *documents: invoices.InvoiceToSend, key: str = "k") -> list[Invoice]:
    data = answered(xero, invoices.create(documents, key=key)).data
    assert [each.status for each in elements(data, "Invoices")] == ["OK"] * len(documents)
    return invoices.parse_all(data)


def test_consent_becomes_a_connection_that_can_be_refreshed_and_removed(sandbox: Running) -> None:
    grant = granted(sandbox)
    assert grant.user_id and grant.auth_event_id and grant.expires_in == 1800
    assert set(oauth.SCOPES) <= set(grant.scope.split())
    found = oauth.connections(app(sandbox), grant.access_token, auth_event_id=grant.auth_event_id)
    assert isinstance(found, list)
    (connection,) = found
    assert connection.tenant_id == sandbox.books.tenant_id
    assert connection.tenant_type == "ORGANISATION"
    renewed = oauth.refresh(app(sandbox), grant.refresh_token)
    assert isinstance(renewed, oauth.Grant)
    assert renewed.refresh_token != grant.refresh_token
    identifier = connection.connection_id
    assert oauth.delete_connection(app(sandbox), renewed.access_token, identifier) is True
    assert oauth.delete_connection(app(sandbox), renewed.access_token, identifier) is False
    assert oauth.connections(app(sandbox), renewed.access_token) == []


def test_a_refused_consent_comes_back_as_such(sandbox: Running) -> None:
    told = consent(sandbox, oauth.new_verifier(), decision="cancel")
    assert told == {"error": "access_denied", "state": "the-state"}


@pytest.mark.parametrize("spoil", ["code used twice", "wrong verifier", "code too old"])
def test_a_code_that_is_not_good_is_final(sandbox: Running, spoil: str) -> None:
    verifier = oauth.new_verifier()
    code = consent(sandbox, verifier)["code"]
    if spoil == "code used twice":
        assert isinstance(oauth.exchange(app(sandbox), code, verifier), oauth.Grant)
    if spoil == "wrong verifier":
        verifier = oauth.new_verifier()
    if spoil == "code too old":
        sandbox.clock.advance(oauth.CODE_SECONDS + 1)
    failed = oauth.exchange(app(sandbox), code, verifier)
    assert isinstance(failed, oauth.GrantFailed)
    assert failed.is_final


def test_an_expired_token_says_so(sandbox: Running, xero: Xero) -> None:
    sandbox.clock.advance(1801)
    outcome = xero.send(lists.ORGANISATION)
    assert (outcome.kind, outcome.detail) == (OutcomeKind.UNAUTHORISED, "TokenExpired")


def test_another_tenant_is_forbidden(sandbox: Running) -> None:
    token = granted(sandbox).access_token
    with Xero(api_url=sandbox.url, access_token=token, tenant_id="another") as xero:
        assert xero.send(lists.ORGANISATION).kind is OutcomeKind.FORBIDDEN


def test_the_lists_are_those_of_one_uk_company(xero: Xero) -> None:
    organisation = lists.organisation(answered(xero, lists.ORGANISATION).data)
    assert organisation is not None and organisation.name
    assert (organisation.base_currency, organisation.country_code) == ("GBP", "GB")
    accounts = lists.accounts(answered(xero, lists.ACCOUNTS).data)
    assert {"BANK", "REVENUE"} <= {account.type for account in accounts}
    rates = {rate.tax_type: rate for rate in lists.tax_rates(answered(xero, lists.TAX_RATES).data)}
    assert rates["OUTPUT2"].effective_rate == Decimal(20)
    assert rates["OUTPUT2"].can_apply_to_revenue and not rates["OUTPUT2"].can_apply_to_expenses
    assert "GBP" in {each.code for each in lists.currencies(answered(xero, lists.CURRENCIES).data)}
    assert lists.branding_themes(answered(xero, lists.BRANDING_THEMES).data)
    assert isinstance(
        lists.tracking_categories(answered(xero, lists.TRACKING_CATEGORIES).data), list
    )
    actions = {each.name: each.status for each in lists.actions(answered(xero, lists.ACTIONS).data)}
    assert actions[lists.APPROVE_INVOICES] == actions[lists.APPROVE_BILLS] == "ALLOWED"


def test_a_contact_is_created_once_and_found_in_each_way(xero: Xero) -> None:
    identifier = a_contact(xero)
    for request in (
        contacts.list_since(None),
        contacts.by_name("ACME logistics ltd"),
        contacts.by_ids([identifier]),
        contacts.search("acme"),
    ):
        (found,) = contacts.parse_all(answered(xero, request).data)
        assert (found.contact_id, found.contact_number) == (identifier, "TRK-6f1c")
    (found,) = contacts.parse_all(answered(xero, contacts.by_ids([identifier])).data)
    assert (found.company_number, found.tax_number) == ("01234567", "GB123456789")
    again = drafts.contact(contact_number="TRK-other")
    (refused,) = elements(answered(xero, contacts.create([again])).data, "Contacts")
    assert refused.status == "ERROR" and refused.id == ""
    assert cause(refused.messages) is Cause.CONTACT_NAME_IN_USE
    same = drafts.contact(name="Another")
    (refused,) = elements(answered(xero, contacts.create([same])).data, "Contacts")
    assert cause(refused.messages) is Cause.CONTACT_NUMBER_IN_USE


def test_an_item_is_created_once_and_found(xero: Xero) -> None:
    new = ItemToSend("A 1", "Day", "A day")
    (made,) = elements(answered(xero, items.create([new])).data, "Items")
    assert made.was_saved
    for request in (items.list_since(None), items.by_code("A 1")):
        (found,) = items.parse_all(answered(xero, request).data)
        assert (found.item_id, found.code, found.description) == (made.id, "A 1", "A day")
    assert items.parse_all(answered(xero, items.by_code("nothing")).data) == []
    (refused,) = elements(answered(xero, items.create([new])).data, "Items")
    assert cause(refused.messages) is Cause.ITEM_CODE_IN_USE


def test_an_invoice_arrives_to_the_penny_and_is_found_in_each_way(
    xero: Xero, to_send: invoices.InvoiceToSend
) -> None:
    (made,) = created(xero, to_send)
    assert (made.sub_total, made.total_tax, made.total) == (
        Decimal("1201.23"),
        Decimal("240.25"),
        Decimal("1441.48"),
    )
    assert (made.url, made.date, made.reference) == (to_send.mark, date(2026, 11, 3), "PO 7")
    assert made.line_items[0].unit_amount == Decimal("120.1234")
    for request in (
        invoices.list_since(None, summary=False),
        invoices.by_ids([made.invoice_id]),
        invoices.by_numbers(["INV-1042", "INV-none"]),
        invoices.by_numbers(["INV-1042", "INV,none"]),
        invoices.list_since(None, summary=False, dated_from=date(2026, 11, 3)),
    ):
        (found,) = invoices.parse_all(answered(xero, request).data)
        assert (found.invoice_id, found.url) == (made.invoice_id, to_send.mark)
        assert found.line_items[0].line_item_id == made.line_items[0].line_item_id
    summary = answered(xero, invoices.list_since(None, summary=True)).data
    assert invoices.parse_all(summary)[0].line_items == ()
    later = invoices.list_since(None, summary=True, dated_from=date(2026, 11, 4))
    assert invoices.parse_all(answered(xero, later).data) == []


def test_a_delta_brings_what_changed_since(
    sandbox: Running, xero: Xero, to_send: invoices.InvoiceToSend
) -> None:
    created(xero, to_send)
    sandbox.clock.advance(60)
    outcome = answered(xero, lists.ORGANISATION)
    assert outcome.server_time is not None
    since = outcome.server_time - timedelta(seconds=1)
    assert invoices.parse_all(answered(xero, invoices.list_since(since, summary=True)).data) == []
    created(xero, replace(to_send, number="INV-1043"), key="k2")
    (found,) = invoices.parse_all(answered(xero, invoices.list_since(since, summary=True)).data)
    assert found.invoice_number == "INV-1043"


def test_pages_are_walked(xero: Xero, to_send: invoices.InvoiceToSend) -> None:
    created(xero, *(replace(to_send, number=f"INV-{place}") for place in range(3)))
    first = answered(xero, invoices.list_since(None, page=1, page_size=2, summary=True)).data
    last = answered(xero, invoices.list_since(None, page=2, page_size=2, summary=True)).data
    seen, end = pages(first), pages(last)
    assert seen is not None and not seen.is_last and seen.item_count == 3
    assert end is not None and end.is_last
    assert len(invoices.parse_all(first)) == 2 and len(invoices.parse_all(last)) == 1


def test_one_bad_document_is_refused_and_the_others_arrive(
    xero: Xero, to_send: invoices.InvoiceToSend
) -> None:
    bad = replace(to_send, number="INV-2", lines=(drafts.line(account_code="999"),))
    data = answered(xero, invoices.create([to_send, bad])).data
    good, refused = elements(data, "Invoices")
    assert (good.status, refused.status, refused.id) == ("OK", "ERROR", "")
    assert cause(refused.messages) is Cause.ACCOUNT_INVALID
    assert refused.raw["InvoiceNumber"] == "INV-2"


def test_a_number_in_use_is_refused(xero: Xero, to_send: invoices.InvoiceToSend) -> None:
    created(xero, to_send)
    (refused,) = elements(answered(xero, invoices.create([to_send], key="k2")).data, "Invoices")
    assert cause(refused.messages) is Cause.NUMBER_IN_USE


def test_the_same_bytes_under_the_same_key_are_one_document(
    sandbox: Running, xero: Xero, to_send: invoices.InvoiceToSend
) -> None:
    first, second = (created(xero, to_send, key="same")[0] for _ in range(2))
    assert first.invoice_id == second.invoice_id
    other = xero.send(invoices.create([replace(to_send, number="INV-9")], key="same"))
    assert (other.kind, other.detail) == (OutcomeKind.REFUSED, "IdempotencyKeyReused")
    found = invoices.parse_all(answered(xero, invoices.list_since(None, summary=True)).data)
    assert len(found) == 1


def test_an_update_keeps_its_lines(xero: Xero, to_send: invoices.InvoiceToSend) -> None:
    (made,) = created(xero, to_send)
    line_id = made.line_items[0].line_item_id
    changed = replace(
        to_send,
        invoice_id=made.invoice_id,
        due_date=date(2026, 12, 24),
        reference="",
        lines=(drafts.line(line_item_id=line_id), drafts.line(description="Second")),
    )
    (element,) = elements(answered(xero, invoices.update([changed])).data, "Invoices")
    updated = invoices.parse(element.raw)
    assert (updated.invoice_id, updated.due_date, updated.reference) == (
        made.invoice_id,
        date(2026, 12, 24),
        "",
    )
    assert [line.line_item_id == line_id for line in updated.line_items] == [True, False]


FAULTS: list[tuple[str, OutcomeKind]] = [
    ("lost_reply", OutcomeKind.NO_ANSWER),
    ("cut_reply", OutcomeKind.NO_ANSWER),
    ("unparsable", OutcomeKind.NO_ANSWER),
    ("http_503", OutcomeKind.NO_ANSWER),
    ("http_500", OutcomeKind.SERVER_ERROR),
    ("http_500_after", OutcomeKind.SERVER_ERROR),
    ("http_403", OutcomeKind.FORBIDDEN),
    ("http_404", OutcomeKind.REFUSED),
    ("rate_minute", OutcomeKind.LIMITED),
    ("rate_day", OutcomeKind.LIMITED),
    ("rate_concurrent", OutcomeKind.LIMITED),
    ("token_expired", OutcomeKind.UNAUTHORISED),
    ("token_revoked", OutcomeKind.UNAUTHORISED),
]


@pytest.mark.parametrize(("kind", "expected"), FAULTS)
def test_each_fault_has_its_outcome_and_is_sent_once(
    sandbox: Running,
    xero: Xero,
    to_send: invoices.InvoiceToSend,
    kind: str,
    expected: OutcomeKind,
) -> None:
    sandbox.journal.clear()
    wish = {"method": "PUT", "path": "/Invoices", "kind": kind, "times": 1}
    sandbox.faults.add({"faults": [wish]})
    outcome = xero.send(invoices.create([to_send], key="k"))
    assert outcome.kind is expected, outcome
    assert len(sandbox.journal.calls()) == 1
    if expected is OutcomeKind.LIMITED:
        assert outcome.limits.problem == kind.removeprefix("rate_")


def test_answers_in_another_order_and_unknown_values_are_still_read(
    sandbox: Running, xero: Xero, to_send: invoices.InvoiceToSend
) -> None:
    for kind in ("reordered", "unknown_enum"):
        wish = {"method": "PUT", "path": "/Invoices", "kind": kind, "times": 1}
        sandbox.faults.add({"faults": [wish]})
        documents = [
            replace(to_send, number=f"{kind}-{place}", mark=f"https://t.example/{kind}/{place}")
            for place in range(4)
        ]
        data = answered(xero, invoices.create(documents, key=kind)).data
        marks = {invoices.parse(each.raw).url for each in elements(data, "Invoices")}
        assert marks == {document.mark for document in documents}


def test_links_lead_to_a_page_of_the_sandbox(
    sandbox: Running, xero: Xero, to_send: invoices.InvoiceToSend
) -> None:
    (made,) = created(xero, to_send)
    page: Callable[[str], httpx2.Response] = lambda url: httpx2.get(  # noqa: E731
        url, trust_env=False, follow_redirects=True
    )
    shown = page(links.document("ACCREC", made.invoice_id, web_url=sandbox.url))
    assert shown.status_code == 200 and "INV-1042" in shown.text
    assert page(links.contact(to_send.contact_id, web_url=sandbox.url)).status_code == 200
