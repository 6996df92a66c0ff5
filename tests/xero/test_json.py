"""Numbers keep every digit, and the same data is always the same bytes."""

from __future__ import annotations

import json as standard
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tracker.xero import json

numbers = some.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15
)
texts = some.text(some.characters(exclude_categories=["Cs"]))
plain = some.recursive(
    some.none() | some.booleans() | some.integers(-(10**30), 10**30) | numbers | texts,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


@settings(deadline=None)
@given(numbers)
def test_a_decimal_keeps_every_digit_and_has_no_exponent(number: Decimal) -> None:
    written = json.write(number)
    assert Decimal(written.decode()) == number
    assert not set(written) & set(b"eE+")


@settings(deadline=None)
@given(numbers, some.integers(0, 6))
def test_equal_numbers_are_written_alike(number: Decimal, zeros: int) -> None:
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)
    longer = Decimal((sign, digits + (0,) * zeros, exponent - zeros))
    assert longer == number
    assert json.write(longer) == json.write(number)


@settings(deadline=None)
@given(plain)
def test_what_is_written_is_read_again_the_same(value: Any) -> None:
    assert json.read(json.write(value)) == value


@settings(deadline=None)
@given(plain)
def test_any_reader_of_json_can_read_it(value: Any) -> None:
    written = json.write(value)
    assert standard.loads(written, parse_float=Decimal) == value


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("10.50", b"10.5"),
        ("1E+3", b"1000"),
        ("1E-7", b"0.0000001"),
        ("-0.00", b"0"),
        ("12345678901.123456", b"12345678901.123456"),
        ("100", b"100"),
        ("0.1000000000000000055511151231257827021181583404541015625",) * 2,
    ],
)
def test_numbers_are_spelled_one_way(number: str, written: bytes | str) -> None:
    expected = written.encode() if isinstance(written, str) else written
    assert json.write(Decimal(number)) == expected


def test_members_keep_their_order_and_there_are_no_spaces() -> None:
    assert json.write({"b": [1, "é"], "a": date(2026, 1, 31)}) == (
        '{"b":[1,"é"],"a":"2026-01-31"}'.encode()
    )


@pytest.mark.parametrize(
    "value", [1.5, {"a": 0.1}, b"x", object(), {1: 2}, {1, 2}, datetime(2026, 1, 1)]
)
def test_what_has_no_exact_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        json.write(value)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused_both_ways(text: str) -> None:
    with pytest.raises(ValueError):
        json.write(Decimal(text))
    with pytest.raises(ValueError):
        json.read(text.encode())


def test_reading_makes_no_floats() -> None:
    assert json.read(b'{"a":10.5,"b":1.0000000000,"c":1e2,"d":3}') == {
        "a": Decimal("10.5"),
        "b": Decimal("1"),
        "c": Decimal("100"),
        "d": 3,
    }
    assert isinstance(json.read(b"0.1"), Decimal)


@settings(deadline=None)
@given(some.binary(max_size=200))
def test_any_bytes_are_read_or_are_none(body: bytes) -> None:
    found = json.read_or_none(body)
    assert found is None or json.read(body) == found
