"""Reading which faults are wished for: listed, drawn from a seed, or those of a journal again."""

from collections.abc import Iterable
from typing import Any

from xero_sandbox.http.calls import API
from xero_sandbox.http.fault_kinds import KINDS, Calls, Chance, Fault, Listed


class BadFault(ValueError):
    """What was asked for is no fault; the message says why."""


def read(wish: Any) -> tuple[list[Listed], list[Chance]]:
    """What ``POST /_sandbox/faults`` is sent. Raises BadFault."""
    if not isinstance(wish, dict) or not wish.keys() & {"faults", "rates", "replay"}:
        raise BadFault(
            'Send {"faults": [...]}, {"seed": 7, "rates": {"lost_reply": 0.05}} or'
            ' {"replay": the journal\'s calls}.'
        )
    listed = [_listed(each) for each in _list(wish, "faults")]
    listed += _again(_list(wish, "replay"))
    return listed, [_chance(wish)] if "rates" in wish else []


def _list(wish: dict[str, Any], name: str) -> list[Any]:
    value = wish.get(name, [])
    if not isinstance(value, list):
        raise BadFault(f"'{name}' is a list.")
    return value


def _listed(told: Any) -> Listed:
    if not isinstance(told, dict) or told.get("kind") not in KINDS:
        raise BadFault(f"Each fault has a kind, one of: {', '.join(KINDS)}.")
    fault = Fault(told["kind"], _seconds(told), bool(told.get("after")))
    return Listed(fault, _calls(told), _whole(told, "times") or 1, _whole(told, "call"))


def _whole(told: dict[str, Any], name: str) -> int | None:
    value = told.get(name)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
        raise BadFault(f"'{name}' is a whole number from 1.")
    return value


def _seconds(told: dict[str, Any]) -> float | None:
    seconds = told.get("seconds")
    if seconds is not None and not (_is_number(seconds) and seconds >= 0):
        raise BadFault("'seconds' is a number from 0.")
    return None if seconds is None else float(seconds)


def _calls(told: dict[str, Any]) -> Calls:
    method, path = told.get("method"), told.get("path")
    if not all(each is None or isinstance(each, str) for each in (method, path)):
        raise BadFault("'method' and 'path' are texts.")
    return Calls(method.upper() if method else None, path.lower().rstrip("/") if path else None)


def _chance(wish: dict[str, Any]) -> Chance:
    rates, seed = wish["rates"], wish.get("seed", 0)
    if not isinstance(rates, dict) or not rates.keys() <= set(KINDS):
        raise BadFault(f"'rates' names kinds of fault: {', '.join(KINDS)}.")
    if not all(_is_number(rate) and 0 <= rate <= 1 for rate in rates.values()):
        raise BadFault("Each rate is a number from 0 to 1.")
    if sum(rates.values()) > 1.000001:
        raise BadFault("The rates add up to more than 1.")
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise BadFault("'seed' is a whole number.")
    exact = {kind: float(rate) for kind, rate in rates.items()}
    return Chance(seed, exact, _calls(wish), _seconds(wish), bool(wish.get("after")))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _again(calls: Iterable[Any]) -> list[Listed]:
    """The faults of a journal, each for the call of its place among those that faults touch."""
    if not all(isinstance(each, dict) for each in calls):
        raise BadFault("'replay' holds the journal's calls, as they are.")
    touched = [each for each in calls if str(each.get("path", "")).lower().startswith(API)]
    return [
        Listed(_told(str(each["fault"])), Calls(), call=number)
        for number, each in enumerate(touched, start=1)
        if each.get("fault")
    ]


def _told(words: str) -> Fault:
    """A fault as the journal tells it."""
    kind, *more = words.split()
    values = dict(each.partition("=")[::2] for each in more)
    if kind not in KINDS:
        raise BadFault(f"The journal tells of {kind!r}, which is no kind of fault.")
    drawn = "".join(f" {name}={values[name]}" for name in ("seed", "call") if name in values)
    try:
        seconds = float(values["seconds"]) if "seconds" in values else None
    except ValueError:
        raise BadFault(f"The journal tells of {words!r}, whose seconds are no number.") from None
    return Fault(kind, seconds, "after" in values, drawn)
