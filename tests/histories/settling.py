"""How a history comes to rest: nothing goes wrong any more, and people answer what only they can.

What is open is woken by the sweep alone, so what nobody would wake stays open, and is told.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random

from tests.histories import bookkeeper, desk_links, desk_restored, desk_settings
from tests.histories.office import KINDS, Place
from tests.histories.workers import work
from tracker import clock
from tracker.accounts_system import connecting, lists, settings, strays
from tracker.accounts_system.models import Call, CompanyLink, Lane, XeroContact
from tracker.accounts_system.strays import Stray
from tracker.agencies.not_possible import NotPossible
from tracker.companies.same_company import twins_of
from tracker.documents import receipts
from tracker.documents.models import Receipt
from tracker.sending import batches, contact_updates, same_company
from tracker.sending.adoption import adopting, another, linking
from tracker.sending.adoption.proposing import proposals
from tracker.sending.models import CARRIED, OPEN, Batch, Delivery, State
from tracker.sending.restored import doubles
from tracker.sending.unsent import to_send
from tracker.sending.voids import gone
from tracker.syncing import syncs
from tracker.syncing.models import Sync

TURNS_MAX = 60
ROUNDS = 4
HOURS_MAX = 30
A_WHILE = 31.0
"""Seconds: as often the sweep looks."""


def settle(place: Place) -> None:
    """Bring a history to its end. What is open after that is stuck."""
    place.accidents.end()
    _put_right(place)
    come_to_rest(place)
    for _ in range(ROUNDS):
        place.accidents.pass_time(120)
        _look(place)
        if not _answer_and_send(place):
            break
        come_to_rest(place)
    place.accidents.pass_time(120)
    _look(place)


def come_to_rest(place: Place) -> None:
    """Let workers work and time pass until nothing is open; an owner adopts what is to be adopted,
    once Tracker says so.
    """
    for _ in range(TURNS_MAX):
        work(place)
        with suppress(NotPossible):
            desk_restored.reconcile(place, Random(0))
        if not is_open():
            return
        place.accidents.pass_time(_until_due())


def is_open() -> bool:
    """Whether anything is on its way, waits, or was asked for."""
    return (
        any(rows.objects.filter(state__in=OPEN).exists() for rows in CARRIED)
        or Call.objects.filter(settled_at=None).exclude(purpose=Call.Purpose.READ).exists()
        or Sync.objects.filter(ended_at=None).exists()
    )


def _until_due() -> float:
    """Until the lane's alarm rings, or the sweep looks."""
    due_at = Lane.objects.exclude(due_at=None).values_list("due_at", flat=True).first()
    if due_at is None:
        return A_WHILE
    left = (due_at - clock.database_now() + timedelta(seconds=1)).total_seconds()
    return max(left, A_WHILE)


def _put_right(place: Place) -> None:
    """Connected, confirmed, nothing paused, no period locked: what a person sees to first."""
    place.ask_books("books/lock", PeriodLockDate=None)
    _until(place, lambda: not lists.refresh(place.connection(), lists.ON_CONNECTING).sentence)
    connection = place.connection()
    for kind in KINDS:
        settings.save(
            connection,
            kind=kind,
            by=place.office.owner,
            accounts={"default": {"invoice": "220", "payment": "330"}[kind]},
            auto_create_companies=True,
            auto_create_items=True,
        )
    for batch in Batch.objects.exclude(paused_at=None).order_by("number"):
        batches.resume(batch=batch, by=place.office.owner)


def _look(place: Place) -> None:
    """Sync both kinds, as a person does who wants to know."""
    for kind in KINDS:
        _until(place, lambda kind=kind: _is_synced(place, kind))  # type: ignore[misc]


def _is_synced(place: Place, kind: str) -> bool:
    by = place.office.owner
    asked = syncs.ask(connection=place.connection(), why=Sync.Why.PERSON, by=by, kind=kind)
    come_to_rest(place)
    asked.refresh_from_db()
    return not asked.failure


def _until(place: Place, done: Callable[[], bool]) -> None:
    """Try again every hour: a limit of the day may be left from before.

    Whoever reads that Xero lets us in no more connects again: a restored database does not know
    that somebody disconnected.
    """
    for _ in range(HOURS_MAX):
        found = connecting.of_entity(place.office.entity)
        if found is None or found.needs_reconnect:
            desk_settings.connect(place, Random(0))
        if done():
            return
        place.accidents.pass_time(3600)
    raise AssertionError("Xero cannot be read, although nothing goes wrong any more")


def _answer_and_send(place: Place) -> bool:
    """Whether there was anything to send, after what was refused has had an answer."""
    for document in place.all_documents():
        delivery = Delivery.objects.filter(document=document, latest=True).first()
        if delivery is not None and delivery.state == State.REFUSED:
            with suppress(NotPossible):
                ANSWERS.get(delivery.cause, _nothing)(place, delivery)
    sent = _decide_on_doubles(place)
    come_to_rest(place)
    for kind in KINDS:
        wanted = to_send(place.connection(), kind)
        if wanted.exists():
            by = place.office.owner
            batch = batches.prepare(agency=place.office.agency, kind=kind, documents=wanted, by=by)
            batches.send(batch=batch, by=by)
            sent = True
    return sent


def _decide_on_doubles(place: Place) -> bool:
    """Half of a bookkeeper's copies are other ones, and each that has a credit; what else is twice
    is voided, the money on it taken off. Where nobody copied anything there is nothing to decide:
    it must not be twice.
    """
    connection, by = place.connection(), place.office.owner
    found = [each for each in strays.doubled(connection) if _may_be_twice(place, each)]
    for each in found:
        remote_id = each.head.remote_id
        with suppress(NotPossible):
            is_other = each.head.credited or each.head.number[-1] in "02468"
            if remote_id in place.copies and is_other:
                doubles.leave(connection, remote_id, by=by)
                continue
            if each.head.paid:
                place.ask_books("books/unpay", InvoiceID=remote_id)
            doubles.void(connection, remote_id, by=by)
    return bool(found)


def _may_be_twice(place: Place, stray: Stray) -> bool:
    copied = [*place.copies & {stray.head.remote_id, stray.link.remote_id if stray.link else ""}]
    return bool(copied) or place.may_be_doubled


def _nothing(place: Place, delivery: Delivery) -> None:
    """Sending it again is the answer, or there is none."""


def _link_or_tell_apart(place: Place, delivery: Delivery) -> None:
    """Whatever Xero has that may be it: linked, adopted, or said to be another."""
    document, by, connection = delivery.document, place.office.owner, place.connection()
    with suppress(NotPossible):
        linking.link(document, by=by)
        return
    for proposal in proposals(connection, document.kind, [document]):
        if not proposal.refusal and adopting.adopt(connection, [proposal.key], by=by).count:
            return
        with suppress(NotPossible):
            another.say_another(connection, document, proposal.head.remote_id, by=by)


def _say_who_it_is(place: Place, delivery: Delivery) -> None:
    """The owner chooses the contact; where it is archived, the bookkeeper brings it back."""
    company, connection = delivery.document.company, place.connection()
    with suppress(NotPossible):
        desk_links.confirm(place, company)
        return
    ids = set(
        XeroContact.objects.filter(connection=connection, name_key=company.name_key).values_list(
            "contact_id", flat=True
        )
    ) | set(CompanyLink.objects.filter(company=company).values_list("contact_id", flat=True))
    for contact_id in sorted(ids):
        with suppress(NotPossible):
            bookkeeper.restore(place, contact_id)


def _give_it_our_name(place: Place, delivery: Delivery) -> None:
    """Another company of ours bore its name once: Xero's contact gets the name it has now."""
    company, by, connection = delivery.document.company, place.office.owner, place.connection()
    taken = XeroContact.objects.filter(connection=connection, name_key=company.name_key)
    ids = list(taken.values_list("contact_id", flat=True))
    for link in CompanyLink.objects.filter(contact_id__in=ids).exclude(company=company):
        other = link.company
        with suppress(NotPossible):
            seen = contact_updates.prepare(other, connection=connection, by=by).seen
            contact_updates.send(other, connection=connection, seen=seen, by=by)


def _one_company(place: Place, delivery: Delivery) -> None:
    company = delivery.document.company
    for other in twins_of(company):
        same_company.same(keep=company, other=other, by=place.office.owner)


def _again_or_void(place: Place, delivery: Delivery) -> None:
    document = delivery.document
    if delivery.batch.number % 2:
        gone.accept_void(document, by=place.office.owner)
    else:
        gone.issue_again(document, by=place.office.owner)


def _undo_receipts(place: Place, delivery: Delivery) -> None:
    for receipt in Receipt.objects.filter(document=delivery.document, undone_at=None):
        receipts.undo(receipt, by=place.office.owner)


ANSWERS: dict[str, Callable[[Place, Delivery], None]] = {
    "number_in_use": _link_or_tell_apart,
    "in_xero_unlinked": _link_or_tell_apart,
    "perhaps_in_xero": _link_or_tell_apart,
    "contact_archived": _say_who_it_is,
    "contact_missing": _say_who_it_is,
    "contact_twice": _say_who_it_is,
    "contact_taken": _give_it_our_name,
    "supplier_unconfirmed": _say_who_it_is,
    "company_twice": _one_company,
    "voided_in_xero": _again_or_void,
    "nothing_due": _undo_receipts,
    "settled_by_credit": _undo_receipts,
}
"""What a person does about a refusal, by its cause."""
