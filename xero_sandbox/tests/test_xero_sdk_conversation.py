"""The official SDK holds one long conversation: https://github.com/XeroAPI/xero-python

Each chapter goes on in the books that the one before it left.
"""

from python_sdk import contacts, credit_notes, invoices, lists, papers, payments
from python_sdk.conversation import talking
from sandbox_client import Xero

FEWEST_CALLS = 40


def test_the_official_sdk_holds_a_conversation(xero: Xero) -> None:
    with talking(xero) as sdk:
        lists.is_let_in(sdk)
        lists.reads_the_lists(sdk)
        acme, halden = contacts.keeps_contacts(sdk)
        contacts.reads_contacts(sdk, acme)
        contacts.keeps_items(sdk)
        first = invoices.sends_invoices_in_bulk(sdk, acme, halden)
        invoices.reads_invoices(sdk, first, acme, halden)
        invoices.changes_invoices(sdk, halden)
        payments.pays_and_takes_back(sdk, first)
        credit_notes.credits_and_takes_back(sdk, first, acme)
        papers.tracks(sdk, first)
        papers.attaches_files(sdk, first)
        papers.writes_notes(sdk, first)
        papers.sends_it(sdk, first)
        lists.is_shown_out(sdk)
    calls = xero.running.journal.calls()
    assert len(calls) >= FEWEST_CALLS
    assert {call["status"] for call in calls} == {200, 204, 400, 401}
