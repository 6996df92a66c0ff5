"""Subscribing to webhooks, and looking at what became of them."""

from collections.abc import Callable
from typing import Any

from xero_sandbox.books import fields
from xero_sandbox.books.table import Record
from xero_sandbox.control.wishes import BadInput, sent
from xero_sandbox.sandbox import Sandbox
from xero_sandbox.webhooks.outbox import KEPT
from xero_sandbox.webhooks.posting import Target


def subscribe(sandbox: Sandbox) -> Any:
    """Take the place of any subscription before; answered after the intent to receive."""
    wish = sent()
    target = Target(fields.text(wish, "Url") or "", fields.text(wish, "key") or "")
    return sandbox.webhooks.subscribe(target)


def show(sandbox: Sandbox) -> Any:
    return sandbox.webhooks.told()


def end(sandbox: Sandbox) -> Any:
    sandbox.webhooks.end()
    return sandbox.webhooks.told()


def replay(sandbox: Sandbox) -> Any:
    wish = sent()
    count, reverse = _count(wish), fields.flag(wish, "reverse")
    if sandbox.webhooks.status != "OK":
        raise BadInput("Nobody is subscribed to webhooks.")
    return {"replayed": sandbox.webhooks.replay(count=count, reverse=bool(reverse))}


def _count(wish: Record) -> int:
    """How many events to send again: ``count``, or all that are kept."""
    count = wish.get("count", KEPT)
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise BadInput("'count' is a whole number of events, 1 or more.")
    return count


CALLS: dict[str, Callable[..., Any]] = {
    "POST /webhooks": subscribe,
    "GET /webhooks": show,
    "DELETE /webhooks": end,
    "POST /webhooks/replay": replay,
}
