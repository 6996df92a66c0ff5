"""Doing what a form asks, through the same rules as the control plane."""

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request

from xero_sandbox.books.organisation import Books
from xero_sandbox.books.refusals import Refused, Unreadable
from xero_sandbox.books.table import Record
from xero_sandbox.control.wishes import BadInput
from xero_sandbox.sandbox import Sandbox

NOT_READ = "An amount or a date could not be read: write 120.50 and 2026-11-30."


def filled() -> Record:
    """The fields of the form that are not empty."""
    return {name: value for name, value in request.form.items() if value.strip()}


def done(
    sandbox: Sandbox,
    books: Books,
    deed: Callable[[], Any],
    *,
    page: str,
    again: Callable[[str], str],
) -> Response:
    """Do it and lead to the page. What cannot be done is said on it, with 400."""
    try:
        with sandbox.writing(books):
            deed()
    except Unreadable:
        return Response(again(NOT_READ), 400)
    except (BadInput, Refused) as refusal:
        return Response(again(str(refusal)), 400)
    return Response(b"", 303, headers={"Location": redirect(page).location or page})
