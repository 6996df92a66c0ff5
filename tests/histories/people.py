"""What people at the desk do, and how often. Each answers in a few words what it was done to.

What is not possible at that moment raises ``NotPossible``; anything else is a bug.
"""

from collections.abc import Callable
from random import Random

from tests.histories import (
    desk_documents,
    desk_links,
    desk_money,
    desk_restored,
    desk_sending,
    desk_settings,
)
from tests.histories.office import Place

Deed = Callable[[Place, Random], str]

_ALL: dict[Deed, int] = {
    desk_documents.write_invoice: 8,
    desk_documents.write_payment: 8,
    desk_documents.draft: 2,
    desk_documents.approve: 3,
    desk_documents.import_file: 2,
    desk_documents.edit_price: 6,
    desk_documents.edit_details: 5,
    desk_documents.edit_company: 3,
    desk_documents.pair: 2,
    desk_money.mark_paid: 9,
    desk_money.undo: 5,
    desk_money.void: 5,
    desk_money.issue_again: 4,
    desk_money.accept_void: 3,
    desk_sending.send_some: 6,
    desk_sending.send_all: 5,
    desk_sending.stop: 3,
    desk_sending.pause: 3,
    desk_sending.go_on: 5,
    desk_sending.retry: 4,
    desk_sending.sync_view: 4,
    desk_sending.sync_ticked: 4,
    desk_sending.recode: 3,
    desk_links.adopt: 5,
    desk_links.say_another: 4,
    desk_links.link_it: 4,
    desk_links.mark_already_in_xero: 3,
    desk_links.take_mark_away: 3,
    desk_links.same_company: 3,
    desk_links.confirm_company: 4,
    desk_links.rename_company: 4,
    desk_links.send_details: 4,
    desk_links.send_mine: 3,
    desk_links.take_theirs: 3,
    desk_links.accept_difference: 3,
    desk_restored.reconcile: 3,
    desk_restored.void_doubled: 6,
    desk_restored.leave_doubled: 2,
    desk_restored.cut_off: 3,
    desk_restored.say_what_became_of_it: 4,
    desk_settings.change_settings: 3,
    desk_settings.record_receipts: 3,
    desk_settings.disconnect: 1,
    desk_settings.connect: 4,
    desk_settings.refresh: 2,
}
DEEDS = {deed.__name__.replace("_", " "): (deed, weight) for deed, weight in _ALL.items()}
"""By what each is called: the deed, and its weight."""

_PLAIN = (
    desk_documents.write_invoice,
    desk_documents.write_payment,
    desk_documents.draft,
    desk_documents.approve,
    desk_documents.import_file,
    desk_documents.edit_price,
    desk_documents.edit_details,
    desk_documents.edit_company,
    desk_documents.pair,
    desk_sending.send_some,
    desk_sending.send_all,
    desk_sending.stop,
    desk_sending.pause,
    desk_sending.go_on,
    desk_sending.retry,
    desk_sending.sync_view,
    desk_links.same_company,
    desk_links.rename_company,
    desk_links.send_details,
    desk_restored.cut_off,
    desk_restored.say_what_became_of_it,
    desk_settings.disconnect,
    desk_settings.connect,
    desk_settings.refresh,
)
PLAIN_DEEDS = {name: found for name, found in DEEDS.items() if found[0] in _PLAIN}
"""Those after which Xero has no reason to refuse anything: all arrives, whatever went wrong."""
