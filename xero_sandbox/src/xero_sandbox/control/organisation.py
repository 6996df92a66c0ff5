"""Setting what an organisation is: its lock dates, its plan, what it has opted into."""

from typing import Any

from xero_sandbox.accounting.lists import ACTIONS, about
from xero_sandbox.books import fields, locks, rounding
from xero_sandbox.books.organisation import Books
from xero_sandbox.books.table import Record
from xero_sandbox.control.wishes import BadInput, books_named, sent
from xero_sandbox.sandbox import Sandbox

CLASSES = [
    "DEMO",
    "TRIAL",
    "STARTER",
    "STANDARD",
    "PREMIUM",
    "PREMIUM_20",
    "PREMIUM_50",
    "PREMIUM_100",
    "LEDGER",
    "GST_CASHBOOK",
    "NON_GST_CASHBOOK",
    "ULTIMATE",
    "LITE",
    "ULTIMATE_10",
    "ULTIMATE_20",
    "ULTIMATE_50",
    "ULTIMATE_100",
    "IGNITE",
    "GROW",
    "COMPREHENSIVE",
    "SIMPLE",
    "BASICLITE",
    "ULTRA",
]


def organisation(sandbox: Sandbox) -> Any:
    """Change what the wish names, and nothing where it makes no sense."""
    wish = sent()
    held = books_named(sandbox, wish.get("tenant"))
    forbidden = _forbidden(held, wish)
    days = {name: fields.day(wish, name) for name in locks.LOCKS if name in wish}
    opted, kind = fields.flag(wish, "rounding"), _class(wish)
    with sandbox.lock:
        locks.lock(held, days)
        held.forbidden_actions = forbidden
        if opted is not None:
            rounding.opt(held, into=opted)
        if kind:
            held.about = {**held.about, "Class": kind, "IsDemoCompany": kind == "DEMO"}
        sandbox.save_head(held)
        return about(held)


def _forbidden(held: Books, wish: Record) -> set[str]:
    names = wish.get("forbidden_actions", sorted(held.forbidden_actions))
    if not isinstance(names, list) or not set(map(str, names)) <= set(ACTIONS):
        raise BadInput("'forbidden_actions' is a list of names from /Organisation/Actions.")
    return set(names)


def _class(wish: Record) -> str | None:
    kind = fields.text(wish, "Class")
    if kind and kind not in CLASSES:
        raise BadInput(f"'Class' is one of: {', '.join(CLASSES)}.")
    return kind
