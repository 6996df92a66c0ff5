"""Subscribing to webhooks, and looking at what became of them."""

from collections.abc import Callable
from typing import Any

from xero_sandbox.books import fields
from xero_sandbox.control.wishes import BadInput, sent
from xero_sandbox.sandbox import Sandbox
from xero_sandbox.webhooks.deliveries import count_wished
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
    count, reverse = count_wished(wish), fields.flag(wish, "reverse")
    if sandbox.webhooks.status != "OK":
        raise BadInput("Nobody is subscribed to webhooks.")
    return {"replayed": sandbox.webhooks.replay(count=count, reverse=bool(reverse))}


CALLS: dict[str, Callable[..., Any]] = {
    "POST /webhooks": subscribe,
    "GET /webhooks": show,
    "DELETE /webhooks": end,
    "POST /webhooks/replay": replay,
}
