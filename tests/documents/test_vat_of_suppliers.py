"""Whatever the lines of a payment say, a supplier without a VAT number gets none."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as some

from tracker.companies.models import Company, TaxTreatment
from tracker.documents.line_drafts import LineDraft, totals_of, with_treatment
from tracker.money import AmountsAre

TREATMENTS = some.sampled_from(["", *TaxTreatment.values])
LINES = some.lists(
    some.builds(
        LineDraft,
        description=some.just("Work"),
        quantity=some.decimals(0, 9999, places=4),
        unit_price=some.decimals(-9999, 9999, places=4),
        tax_treatment=TREATMENTS,
    ),
    min_size=1,
    max_size=6,
)


@given(lines=LINES, companys=TREATMENTS, amounts_are=some.sampled_from(list(AmountsAre)))
def test_a_payment_to_a_supplier_without_a_vat_number_has_no_tax(lines, companys, amounts_are):
    supplier = Company(name="Ewa Nowak", tax_treatment=companys)
    totals = totals_of(lines, company=supplier, kind="payment", amounts_are=amounts_are)
    assert totals.tax == Decimal("0.00") and totals.net == totals.gross
    written = with_treatment(lines, supplier, kind="payment")
    assert not {each.tax_treatment for each in written} & {"standard", "reduced"}
    # What approval writes down means the same ever after, for whomever.
    registered = Company(name="Keystone", vat_number="GB911223344")
    after = totals_of(written, company=registered, kind="payment", amounts_are=amounts_are)
    assert after == totals


@given(lines=LINES, companys=TREATMENTS, amounts_are=some.sampled_from(list(AmountsAre)))
def test_with_a_vat_number_a_payment_comes_to_what_an_invoice_would(lines, companys, amounts_are):
    company = Company(name="Keystone", tax_treatment=companys, vat_number="GB911223344")
    payment, invoice = (
        totals_of(lines, company=company, kind=kind, amounts_are=amounts_are)
        for kind in ("payment", "invoice")
    )
    assert payment == invoice
