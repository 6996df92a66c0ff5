"""Totals are those of a second, independent reckoning in whole ten-thousandths."""

from decimal import Decimal

from hypothesis import example, given
from hypothesis import strategies as st

from tracker.money import AmountsAre, LineAmounts, rounded, totals

quantities = st.decimals(min_value=0, max_value=99_999, places=4)
prices = st.decimals(min_value=-99_999, max_value=99_999, places=4)
discounts = st.decimals(min_value=0, max_value=100, places=2)
percents = st.sampled_from([Decimal(0), Decimal(5), Decimal(20), Decimal("17.5")])
lines = st.builds(
    LineAmounts,
    quantity=quantities,
    unit_price=prices,
    discount_percent=discounts,
    tax_percent=percents,
)


def whole(amount: Decimal, places: int) -> int:
    """``amount`` as a whole number of its smallest units."""
    sign, digits, exponent = amount.as_tuple()
    assert isinstance(exponent, int) and -exponent <= places
    number = int("".join(map(str, digits))) * 10 ** (places + exponent)
    return -number if sign else number


def nearest(numerator: int, denominator: int) -> int:
    """The quotient as a whole number, halves away from nothing. No Decimal has a part in it."""
    result = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -result if numerator < 0 else result


def reckoned(line: LineAmounts, amounts_are: AmountsAre) -> tuple[int, int, int]:
    """Amount, net and tax of a line, in pence."""
    product = whole(line.quantity, 4) * whole(line.unit_price, 4)
    kept = 10_000 - whole(line.discount_percent, 2)
    amount = nearest(product * kept, 10_000 * 1_000_000)
    percent = whole(line.tax_percent, 1)
    if amounts_are == AmountsAre.NO_TAX:
        return amount, amount, 0
    if amounts_are == AmountsAre.EXCLUSIVE:
        return amount, amount, nearest(amount * percent, 1000)
    tax = nearest(amount * percent, 1000 + percent)
    return amount, amount - tax, tax


@given(st.lists(lines, max_size=8), st.sampled_from(AmountsAre))
@example([LineAmounts(Decimal("1"), Decimal("0.125"), Decimal(20))], AmountsAre.EXCLUSIVE)
@example([LineAmounts(Decimal("1"), Decimal("-0.125"), Decimal(20))], AmountsAre.INCLUSIVE)
def test_totals_equal_an_independent_reckoning(given_lines, amounts_are):
    expected = [reckoned(line, amounts_are) for line in given_lines]

    result = totals(given_lines, amounts_are=amounts_are)

    got = [(whole(each.amount, 2), whole(each.net, 2), whole(each.tax, 2)) for each in result.lines]
    assert got == expected
    assert whole(result.net, 2) == sum(net for _, net, _ in expected)
    assert whole(result.tax, 2) == sum(tax for *_, tax in expected)
    assert result.gross == result.net + result.tax


def test_tax_is_rounded_line_by_line_as_in_xeros_own_example():
    # https://developer.xero.com/documentation/guides/how-to-guides/rounding-in-xero
    prices = [Decimal("25.06"), Decimal("25.61"), Decimal("25.63")]
    result = totals(
        [LineAmounts(Decimal(1), price, Decimal(15)) for price in prices],
        amounts_are=AmountsAre.EXCLUSIVE,
    )
    assert result.tax == Decimal("11.44")


def test_halves_go_away_from_nothing():
    assert rounded(Decimal("0.125")) == Decimal("0.13")
    assert rounded(Decimal("-0.125")) == Decimal("-0.13")


def test_an_empty_document_comes_to_nothing():
    result = totals([], amounts_are=AmountsAre.EXCLUSIVE)
    assert result.net == result.tax == result.gross == Decimal(0)


def test_no_tax_on_a_negative_line_is_a_plain_zero():
    line = LineAmounts(Decimal(1), Decimal("-462.81"), tax_percent=Decimal(0))
    for amounts_are in AmountsAre:
        assert str(totals([line], amounts_are=amounts_are).lines[0].tax) == "0.00"
