"""What each call on the control plane does."""

from typing import Any

from flask import request

from xero_sandbox.accounting import contact_shapes, credit_note_shapes, invoice_shapes, shapes
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.control.wishes import (
    BadInput,
    books_named,
    number,
    sent,
    with_plain_numbers,
)
from xero_sandbox.identity.scopes import EVERYTHING, unknown
from xero_sandbox.sandbox import CONTROL_CLIENT, Sandbox


def journal(sandbox: Sandbox) -> Any:
    return {"calls": sandbox.journal.calls()}


def empty_journal(sandbox: Sandbox) -> Any:
    sandbox.journal.clear()
    return journal(sandbox)


def books(sandbox: Sandbox) -> Any:
    """Everything an organisation holds, in Xero's own shape."""
    held = books_named(sandbox, request.args.get("tenant"))
    with sandbox.lock:
        return _whole(held)


def _whole(held: Books) -> dict[str, list[Record]]:
    invoices, contacts = held.table("Invoices"), held.table("Contacts")
    return {
        "Invoices": [invoice_shapes.invoice_full(held, each, 4) for each in invoices],
        "Contacts": [contact_shapes.contact_full(held, each) for each in contacts],
        "Items": [shapes.item(each, 4) for each in held.table("Items")],
        "Payments": [shapes.payment(held, each) for each in held.table("Payments")],
        "CreditNotes": [
            credit_note_shapes.note_full(held, each, 4) for each in held.table("CreditNotes")
        ],
    }


def token(sandbox: Sandbox) -> Any:
    wish = sent()
    scopes = wish.get("scopes", EVERYTHING)
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise BadInput("'scopes' is a list of texts.")
    if strange := unknown(scopes):
        raise BadInput(f"A new app cannot have the scope {strange[0]}.")
    return sandbox.issue_token(scopes, str(wish.get("client_id") or CONTROL_CLIENT))


def faults(sandbox: Sandbox) -> Any:
    return sandbox.faults.told()


def add_faults(sandbox: Sandbox) -> Any:
    sandbox.faults.add(with_plain_numbers(sent()))
    return sandbox.faults.told()


def clear_faults(sandbox: Sandbox) -> Any:
    sandbox.faults.clear()
    return sandbox.faults.told()


def release(sandbox: Sandbox) -> Any:
    return {"released": sandbox.faults.release()}


def clock(sandbox: Sandbox) -> Any:
    return {"now": sandbox.clock.now().isoformat()}


def advance(sandbox: Sandbox) -> Any:
    sandbox.advance(number(sent(), "advance_seconds"))
    return clock(sandbox)


def limits(sandbox: Sandbox) -> Any:
    wish = sent()
    app_minute = int(number(wish, "app_minute")) if "app_minute" in wish else None
    sandbox.limits.set_tier(str(wish.get("tier")), app_minute=app_minute)
    return {"tier": sandbox.limits.tier_name, "app_minute": sandbox.limits.tier.app_minute}


def latency(sandbox: Sandbox) -> Any:
    sandbox.latency_ms = int(number(sent(), "ms"))
    return {"ms": sandbox.latency_ms}


def reset(sandbox: Sandbox) -> Any:
    sandbox.reset()
    return {"story": sandbox.story}


def story(sandbox: Sandbox, name: str) -> Any:
    sandbox.tell(name)
    return {"story": sandbox.story, "tenants": list(sandbox.organisations)}
