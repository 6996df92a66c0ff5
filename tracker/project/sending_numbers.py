"""The numbers of the sending protocol, in one place.

Tests with real worker processes shorten them by `TRACKER_SENDING_<NAME>`; with a real client
id the configuration refuses that.
"""

from collections.abc import Mapping
from typing import Any

from tracker.project.configuration import ConfigurationError

PREFIX = "TRACKER_SENDING_"

NUMBERS: dict[str, Any] = {
    # A lane is held this long and renewed this often; the sweep wakes what was left behind.
    "LANE_LEASE_SECONDS": 60,
    "LANE_RENEW_SECONDS": 10,
    "LANE_TURN_SECONDS": 10,
    "SWEEP_SECONDS": 30,
    # A call leaves soon after its commit, and its socket is closed at the deadline.
    "CALL_COMMIT_TO_SEND_SECONDS": 10,
    "CALL_DEADLINE_SECONDS": 90,
    # Xero allows five at once; one is left for people.
    # https://developer.xero.com/documentation/guides/oauth2/limits/
    "CALLS_IN_FLIGHT": 4,
    "RESERVED_DAY_CALLS": 20,
    # What all organisations together may call; Xero allows an app this many.
    "APP_CALLS_A_MINUTE": 10_000,
    # Xero forgets an Idempotency-Key after six minutes: the last replay starts well before.
    # https://developer.xero.com/documentation/guides/idempotent-requests/idempotency/
    "REPLAY_AFTER_SECONDS": (0, 30),
    "REPLAY_WINDOW_SECONDS": 240,
    "ASK_AFTER_SECONDS": 180,
    "LISTS_STALE_SECONDS": 86400,
    # Contacts and items read so long ago are read again before something is matched or created;
    # what a batch has matched already goes on without, for this long.
    "DELTA_FRESH_SECONDS": 60,
    "MATCHED_FRESH_SECONDS": 600,
}


def sending_numbers(values: Mapping[str, str]) -> dict[str, Any]:
    """The numbers, with what `values` overrides. Raises `ConfigurationError`."""
    numbers = dict(NUMBERS)
    for name, text in values.items():
        if name.startswith(PREFIX) and text:
            numbers[_known(name)] = _parsed(name, text)
    return numbers


def _known(name: str) -> str:
    short = name.removeprefix(PREFIX)
    if short not in NUMBERS:
        raise ConfigurationError(f"{name} is not a setting of Tracker.")
    return short


def _parsed(name: str, text: str) -> Any:
    short = _known(name)
    try:
        if isinstance(NUMBERS[short], tuple):
            return tuple(float(part) for part in text.split(","))
        return float(text) if short.endswith("_SECONDS") else int(text)
    except ValueError:
        raise ConfigurationError(f"{name} must be a number: {text}.") from None
