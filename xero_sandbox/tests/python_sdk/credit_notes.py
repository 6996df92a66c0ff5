"""Credit notes: made, allocated, taken off again and refunded."""

import datetime as dt

import pytest
from xero_python.accounting import (
    Allocation,
    Allocations,
    Contact,
    CreditNote,
    CreditNotes,
    Invoice,
)
from xero_python.exceptions import AccountingBadRequestException

from python_sdk.conversation import GROSS, Conversation, line


def credits_and_takes_back(sdk: Conversation, first: str, acme: str) -> None:
    api, tenant = sdk.accounting, sdk.tenant
    wish = CreditNote(
        type="ACCRECCREDIT",
        status="AUTHORISED",
        contact=Contact(contact_id=acme),
        credit_note_number="CN-7",
        date=dt.date(2026, 11, 20),
        line_items=[line()],
    )
    (made,) = api.create_credit_notes(
        tenant, CreditNotes(credit_notes=[wish]), unitdp=4
    ).credit_notes
    assert (made.status, made.remaining_credit) == ("AUTHORISED", GROSS)

    whole = Allocation(invoice=Invoice(invoice_id=first), amount=GROSS, date=dt.date(2026, 11, 20))
    parts = Allocations(allocations=[whole])
    (part,) = api.create_credit_note_allocation(tenant, made.credit_note_id, parts).allocations
    assert (part.amount, part.invoice.invoice_id) == (GROSS, first)
    (note,) = api.get_credit_note(tenant, "CN-7").credit_notes
    assert (note.status, note.remaining_credit) == ("PAID", 0)
    (credited,) = api.get_invoice(tenant, first).invoices
    assert (credited.status, credited.amount_credited, credited.amount_due) == ("PAID", GROSS, 0)
    assert credited.credit_notes[0].credit_note_number == "CN-7"
    with pytest.raises(AccountingBadRequestException) as refusal:
        api.create_credit_note_allocation(tenant, made.credit_note_id, parts)
    assert refusal.value.status == 400

    with pytest.raises(ValueError, match="must not be `None`"):  # done, but the SDK trips over
        api.delete_credit_note_allocations(  # https://github.com/XeroAPI/xero-python/issues/159
            tenant, made.credit_note_id, note.allocations[0].allocation_id
        )
    assert api.get_invoice(tenant, first).invoices[0].amount_due == GROSS
    voided = CreditNotes(credit_notes=[CreditNote(status="VOIDED")])
    (gone,) = api.update_credit_note(tenant, made.credit_note_id, voided).credit_notes
    assert gone.status == "VOIDED"
    told = api.get_credit_notes(tenant, where='Type=="ACCRECCREDIT"', page=1).credit_notes
    assert [(each.credit_note_number, each.status) for each in told] == [("CN-7", "VOIDED")]
