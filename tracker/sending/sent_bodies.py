"""What our calls said of documents, read back from their bodies."""

from collections.abc import Mapping
from typing import Any

from tracker.accounts_system.models import Call
from tracker.xero import json


def by_mark(call: Call) -> dict[str, dict[str, Any]]:
    """The documents in a call's body, by our mark; empty once the body has been dropped."""
    if call.body is None:
        return {}
    body = json.read(bytes(call.body))
    return {element["Url"]: element for element in body["Invoices"]}


def by_document(call: Call) -> dict[str, dict[str, Any]]:
    """The same by the document's id, as text: the end of its mark."""
    return {mark.rpartition("/")[2]: element for mark, element in by_mark(call).items()}


def lines_by_record(call: Call) -> dict[str, list[tuple[int, Mapping[str, Any]]]]:
    """Our line ids with the lines as they were sent, by the record each element stands for."""
    sent = by_mark(call)
    return {
        element["record"]: list(
            zip(
                element["lines"],
                sent.get(element["mark"], {}).get("LineItems", []),
                strict=False,
            )
        )
        for element in call.elements
    }
