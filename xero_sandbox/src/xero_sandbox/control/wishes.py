"""Reading what the control plane is sent, and answering in JSON."""

from typing import Any

from flask import Response, request

from xero_sandbox.books import fields
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.exact_json import read_plain, read_request, write
from xero_sandbox.sandbox import Sandbox


class BadInput(Exception):
    """What the control plane was sent makes no sense; the message says why."""


def answered(value: Any, status: int = 200) -> Response:
    return Response(write(value), status, content_type="application/json; charset=utf-8")


def sent(*, keep_nulls: bool = False) -> Record:
    """The JSON object in the request; an empty body counts as an empty one.

    Nulls are left out, as Xero does, unless they are to be kept.
    """
    body = request.get_data()
    read = read_plain if keep_nulls else read_request
    try:
        value = read(body) if body.strip() else {}
    except ValueError as error:
        raise BadInput(f"The body is not JSON: {error}.") from error
    if not isinstance(value, dict):
        raise BadInput("The body must be a JSON object.")
    return value


def books_named(sandbox: Sandbox, tenant: Any) -> Books:
    """An organisation's books, the first one's where none is named. Raises BadInput."""
    found = sandbox.books(str(tenant) if tenant else None)
    if found is None:
        raise BadInput(f"There is no organisation {tenant}.")
    return found


def number(wish: Record, name: str) -> float:
    """A number that is not negative. Raises BadInput."""
    value = fields.amount(wish, name)
    if value is None:
        raise BadInput(f"'{name}' is missing.")
    if value < 0:
        raise BadInput(f"'{name}' may not be negative.")
    return float(value)


def with_plain_numbers(value: Any) -> Any:
    """The same with floats for decimals: faults speak of chances and seconds, not of money."""
    if isinstance(value, dict):
        return {name: with_plain_numbers(each) for name, each in value.items()}
    if isinstance(value, list):
        return [with_plain_numbers(each) for each in value]
    return value if isinstance(value, str | bool | int | None) else float(value)
