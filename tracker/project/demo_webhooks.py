"""In a demo the sandbox tells Tracker what changes in its books, as Xero would."""

import json
import urllib.error
import urllib.request
from typing import Any

SECONDS_MAX = 25  # the sandbox asks four times, five seconds each, whether Tracker means it
NOT_TOLD = "Webhooks are not on ({}): Tracker looks at Xero by itself every few minutes."


def subscribe(sandbox_url: str, *, tracker_url: str, key: str) -> str:
    """Have the sandbox's webhooks sent to Tracker; '' where that worked, else why not.

    Never raises: a demo without webhooks is still a demo.
    """
    wish = {"url": f"{tracker_url}/webhooks/xero/", "key": key}
    try:
        told = _post(f"{sandbox_url}/_sandbox/webhooks", wish)
    except urllib.error.HTTPError as refusal:
        with refusal:
            return NOT_TOLD.format(f"the sandbox answered {refusal.code}")
    except (OSError, ValueError) as problem:
        return NOT_TOLD.format(type(problem).__name__)
    if isinstance(told, dict) and told.get("status") == "OK":
        return ""
    problems = told.get("problems") if isinstance(told, dict) else None
    return NOT_TOLD.format(problems[0] if problems else "the sandbox said nothing")


def _post(address: str, wish: dict[str, str]) -> Any:
    request = urllib.request.Request(
        address, json.dumps(wish).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS_MAX) as answer:
        return json.load(answer)
