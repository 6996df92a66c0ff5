"""The control plane under ``/_sandbox/``: what no Xero has, in plain JSON.

Bad input is answered 400 with one sentence: ``{"error": "…"}``.
"""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from xero_sandbox.accounting import shapes
from xero_sandbox.books import fields, payments
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Refused, Unreadable
from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import read_request, write
from xero_sandbox.http.faults import BadFault
from xero_sandbox.identity.scopes import EVERYTHING, unknown
from xero_sandbox.sandbox import CONTROL_CLIENT, Sandbox, UnknownStory


class BadInput(Exception):
    """What the control plane was sent makes no sense; the message says why."""


def answered(value: Any, status: int = 200) -> Response:
    return Response(write(value), status, content_type="application/json; charset=utf-8")


def sent() -> Record:
    """The JSON object in the request; an empty body counts as an empty one."""
    body = request.get_data()
    try:
        value = read_request(body) if body.strip() else {}
    except ValueError as error:
        raise BadInput(f"The body is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise BadInput("The body must be a JSON object.")
    return value


def blueprint(sandbox: Sandbox) -> Blueprint:
    plane = Blueprint("control", __name__, url_prefix="/_sandbox")
    for error in (BadInput, BadFault, UnknownStory, Unreadable, Refused):
        plane.register_error_handler(error, lambda told: answered({"error": str(told)}, 400))

    def route(path: str, method: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        return plane.route(path, methods=[method])

    @route("/journal", "GET")
    def journal() -> Response:
        return answered({"calls": sandbox.journal.calls()})

    @route("/journal", "DELETE")
    def empty_journal() -> Response:
        sandbox.journal.clear()
        return answered({"calls": []})

    @route("/books", "GET")
    def books() -> Response:
        return answered(whole_books(sandbox, _books(sandbox, request.args.get("tenant"))))

    @route("/token", "POST")
    def token() -> Response:
        return answered(_token(sandbox, sent()))

    @route("/pay", "POST")
    def pay() -> Response:
        return answered(_pay(sandbox, sent()))

    @route("/organisation", "POST")
    def organisation() -> Response:
        return answered(_organisation(sandbox, sent()))

    @route("/faults", "GET")
    def faults() -> Response:
        return answered(sandbox.faults.told())

    @route("/faults", "POST")
    def add_faults() -> Response:
        sandbox.faults.add(_plain_numbers(sent()))
        return answered(sandbox.faults.told())

    @route("/faults", "DELETE")
    def clear_faults() -> Response:
        sandbox.faults.clear()
        return answered(sandbox.faults.told())

    @route("/faults/release", "POST")
    def release() -> Response:
        return answered({"released": sandbox.faults.release()})

    @route("/clock", "GET")
    def clock() -> Response:
        return answered({"now": sandbox.clock.now().isoformat()})

    @route("/clock", "POST")
    def advance() -> Response:
        seconds = _number(sent(), "advance_seconds")
        if seconds < 0:
            raise BadInput("'advance_seconds' may not be negative: the clock only moves forward.")
        sandbox.advance(float(seconds))
        return answered({"now": sandbox.clock.now().isoformat()})

    @route("/limits", "POST")
    def limits() -> Response:
        try:
            sandbox.limits.set_tier(str(sent().get("tier")))
        except ValueError as error:
            raise BadInput(str(error)) from error
        return answered({"tier": sandbox.limits.tier_name})

    @route("/latency", "POST")
    def latency() -> Response:
        milliseconds = _number(sent(), "ms")
        if milliseconds < 0:
            raise BadInput("'ms' may not be negative.")
        sandbox.latency_ms = int(milliseconds)
        return answered({"ms": sandbox.latency_ms})

    @route("/reset", "POST")
    def reset() -> Response:
        sandbox.reset()
        return answered({"story": sandbox.story})

    @route("/stories/<name>", "POST")
    def story(name: str) -> Response:
        sandbox.tell(name)
        return answered({"story": sandbox.story, "tenants": list(sandbox.organisations)})

    @route("/<path:anything>", "GET")
    @route("/<path:anything>", "POST")
    def nothing(anything: str) -> Response:
        return answered({"error": f"There is no /_sandbox/{anything}."}, 404)

    return plane


def _books(sandbox: Sandbox, tenant: str | None) -> Books:
    found = sandbox.books(tenant or None)
    if found is None:
        raise BadInput(f"There is no organisation {tenant}.")
    return found


def whole_books(sandbox: Sandbox, books: Books) -> dict[str, list[Record]]:
    """Everything an organisation holds, in Xero's own shape."""
    with sandbox.lock:
        return {
            "Invoices": [shapes.invoice_full(books, each, 4) for each in books.table("Invoices")],
            "Contacts": [shapes.contact_full(books, each) for each in books.table("Contacts")],
            "Items": [shapes.item(each, 4) for each in books.table("Items")],
            "Payments": [shapes.payment(books, each) for each in books.table("Payments")],
        }


def _token(sandbox: Sandbox, wish: Record) -> dict[str, Any]:
    scopes = wish.get("scopes", EVERYTHING)
    if not isinstance(scopes, list) or not all(isinstance(scope, str) for scope in scopes):
        raise BadInput("'scopes' is a list of texts.")
    if strange := unknown(scopes):
        raise BadInput(f"A new app cannot have the scope {strange[0]}.")
    return sandbox.issue_token(scopes, str(wish.get("client_id") or CONTROL_CLIENT))


def _pay(sandbox: Sandbox, wish: Record) -> Record:
    """Record a payment as somebody in Xero would: in full and today unless said."""
    books = _books(sandbox, wish.get("tenant"))
    with sandbox.lock:
        invoice = payments.target(books, wish)
        if invoice is None:
            raise BadInput("No invoice has that InvoiceID or InvoiceNumber.")
        bank = next(each for each in books.table("Accounts") if each["Type"] == "BANK")
        element = {
            "Invoice": {"InvoiceID": invoice["InvoiceID"]},
            "Account": {"AccountID": bank["AccountID"]},
            "Amount": fields.amount(wish, "Amount") or invoice["AmountDue"],
            "Date": wish.get("Date"),
            "Reference": wish.get("Reference"),
        }
        payment = payments.create(books, element)
        sandbox.save(books)
        return shapes.payment(books, payment)


def _organisation(sandbox: Sandbox, wish: Record) -> Record:
    """Set lock dates (null or "" takes one away) and what the plan forbids."""
    books = _books(sandbox, wish.get("tenant"))
    with sandbox.lock:
        for name in ("PeriodLockDate", "EndOfYearLockDate"):
            if name in wish:
                books.about.pop(name, None)
                day = fields.day(wish, name)
                if day is not None:
                    books.about[name] = day
        if "forbidden_actions" in wish:
            books.forbidden_actions = set(wish["forbidden_actions"])
        sandbox.save_head(books)
        return dict(books.about)


def _number(wish: Record, name: str) -> Any:
    value = fields.amount(wish, name)
    if value is None:
        raise BadInput(f"'{name}' is missing.")
    return value


def _plain_numbers(wish: Record) -> Any:
    """Faults speak of plain numbers; decimals become floats."""
    rates = wish.get("rates")
    if isinstance(rates, dict):
        wish = {**wish, "rates": {kind: _float(rate) for kind, rate in rates.items()}}
    if isinstance(wish.get("faults"), list):
        wish = {**wish, "faults": [_with_float_seconds(each) for each in wish["faults"]]}
    return wish


def _with_float_seconds(fault: Any) -> Any:
    if isinstance(fault, dict) and "seconds" in fault:
        return {**fault, "seconds": _float(fault["seconds"])}
    return fault


def _float(value: Any) -> Any:
    return value if isinstance(value, str | bool | int) else float(value)
