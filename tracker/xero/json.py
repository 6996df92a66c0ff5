"""JSON without floats: exact decimals in and out, and the same bytes for the same data.

A call's key must always carry the same bytes, so writing is ours: no spaces, members in the order
given, UTF-8, and one spelling for each number (``10.50`` and ``10.5`` are both written ``10.5``).
"""

from __future__ import annotations

import json as standard
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring as _quoted
from typing import Any


def write(value: Any) -> bytes:
    """Encode plain data. Raises TypeError for floats and anything else that is not plain."""
    return _text(value).encode("utf-8")


def read(body: bytes) -> Any:
    """Decode UTF-8 JSON; numbers with a point or exponent become ``Decimal``, others ``int``.

    Raises ValueError for anything else, NaN and Infinity included.
    """
    try:
        text = body.decode("utf-8-sig")
        return standard.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def read_or_none(body: bytes) -> Any:
    """Decode, or None for what is not JSON."""
    try:
        return read(body)
    except (ValueError, ArithmeticError):
        return None


def _text(value: Any) -> str:
    # Most of a body are these, and telling them by their very type is quickest.
    kind = type(value)
    if kind is str:
        return _quoted(value)
    if kind is Decimal:
        return _decimal(value)
    if kind is dict:
        return "{" + ",".join([f"{_name(name)}:{_text(value[name])}" for name in value]) + "}"
    return _other_text(value)


def _other_text(value: Any) -> str:
    match value:
        case str():
            return _quoted(value)
        case None | bool():
            return standard.dumps(value)
        case int():
            return str(int(value))
        case Decimal():
            return _decimal(value)
        case datetime():
            raise TypeError("send dates, not moments: a moment's day depends on the zone")
        case date():
            return f'"{value.isoformat()}"'
        case Mapping():
            members = (f"{_name(name)}:{_text(member)}" for name, member in value.items())
            return "{" + ",".join(members) + "}"
        case Sequence() if not isinstance(value, bytes | bytearray):
            return "[" + ",".join(map(_text, value)) + "]"
    raise TypeError(f"{type(value).__name__} has no exact JSON form here")


@lru_cache(maxsize=500)
def _name(name: Any) -> str:
    if not isinstance(name, str):
        raise TypeError("a member's name must be text")
    return _quoted(name)


def _decimal(number: Decimal) -> str:
    if not number.is_finite():
        raise ValueError("JSON has no NaN and no Infinity")
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
