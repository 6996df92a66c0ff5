"""A company's details go over those in Xero: one contact a call, by its id.

Xero has no If-Match, so the contact is read before the call; what somebody changed there since a
person looked is not overwritten.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tracker import clock
from tracker.accounts_system import calls
from tracker.accounts_system import contacts as known_contacts
from tracker.accounts_system.deltas import must_read
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.models import Call
from tracker.agencies import events
from tracker.documents.models import Document
from tracker.sending import outcomes
from tracker.sending.contact_updates import changes_in_words
from tracker.sending.models import OPEN, ContactUpdate, State
from tracker.sending.refusals import Refusal, from_xero
from tracker.sending.round import Round
from tracker.sending.sender import Sender
from tracker.sending.stages.stage import Group, Settled
from tracker.xero import answers, contact_details, contacts
from tracker.xero.answers import Element
from tracker.xero.contact_details import ContactInFull

RESTORE = "Restore it in Xero, then look at the change again on the Company page."
LOOK = "Look at the change again on the Company page."


def work_contact_updates(sender: Sender, this_round: Round) -> None:
    """Send what is ready of a batch of companies. Raises what reading and ``carry`` raise."""
    stage = ContactUpdateStage(this_round)
    for update in list(_ready(this_round).select_related("company")):
        request = contacts.by_ids([update.contact_id])
        answer = must_read(this_round.connection, request, batch_number=this_round.batch.number)
        with fenced(this_round.held):
            goes = stage.judge(update, contact_details.parse_all(answer.data), None)
        if goes:
            sender.carry([(stage, Group((str(update.pk),)))])


@dataclass
class ContactUpdateStage:
    """The stage of a batch of companies: its call, its answer, and its doubt."""

    round: Round

    def open(self, group: Group) -> Call | None:
        update = _ready(self.round).filter(pk__in=group.ids).select_related("company").first()
        if update is None:
            return None
        call = calls.open_call(
            self.round.connection,
            contact_details.update(update.contact_id, update.after),
            purpose=Call.Purpose.UPDATE_CONTACT,
            elements=[calls.Element(update.contact_id, str(update.pk), update.company.name)],
            batch_number=self.round.batch.number,
            since=None,
        )
        _set(update, State.SENDING, call=call)
        return call

    def settle(self, call: Call, data: Any) -> Settled:
        update = self._update(call)
        element = _element(data, update) if update is not None else None
        if update is not None and (element is None or element.status == "UNKNOWN"):
            return Settled(must_ask=True)
        if update is not None and element is not None:
            if element.was_saved:
                self._accept(update, contact_details.parse_all({"Contacts": [element.raw]}), call)
            else:
                # What Xero says of a contact is about documents of either kind.
                said = from_xero(element.messages, kind=Document.Kind.INVOICE)
                self._refuse(update, said, call)
        outcomes.settle_call(call, "answered")
        return Settled()

    def refuse(self, call: Call, sentence: str) -> None:
        update = self._update(call)
        if update is not None:
            self._refuse(update, Refusal("contact_refused", sentence, LOOK), call)
        outcomes.settle_call(call, "refused")

    def put_back(self, call: Call) -> Group:
        update = self._update(call)
        outcomes.settle_call(call, "put back")
        if update is None:
            return Group(())
        if not self.round.is_stopped():
            _set(update, State.READY, call=None)
            return Group((str(update.pk),))
        update.sentence = "The batch was stopped before this was sent."
        _settle(update, State.STOPPED)
        return Group(())

    def hold(self, call: Call, until: datetime, *, in_doubt: bool) -> None:
        update = self._update(call)
        if update is not None:
            state = State.CHECKING if in_doubt else State.WAITING
            _set(update, state, call=call, until=until)

    def go_on(self, call: Call, *, in_doubt: bool) -> None:
        update = self._update(call)
        if update is not None:
            _set(update, State.CHECKING if in_doubt else State.SENDING, call=call)

    def ask(self, call: Call) -> Group:
        """By its id: as we sent it, accepted; as it was, sent again; else somebody's change."""
        update = self._update(call)
        found: list[ContactInFull] = []
        if update is not None:
            answer = self.round.ask(call, contacts.by_ids([update.contact_id]))
            found = contact_details.parse_all(answer.data)
        with fenced(self.round.held):
            if update is None or not self.judge(update, found, call):
                outcomes.settle_call(call, "asked")
                return Group(())
            return self.put_back(call)

    def judge(self, update: ContactUpdate, found: list[ContactInFull], call: Call | None) -> bool:
        """Inside: whether the change is still to be sent, from what Xero says of the contact."""
        said = next((each for each in found if each.contact_id == update.contact_id), None)
        known_contacts.keep_contacts(self.round.connection, found)
        if said is None:
            self._refuse(
                update, Refusal("not_found", "Xero does not have it any more.", LOOK), call
            )
            return False
        theirs = contact_details.details_of(said)
        if contact_details.holds(theirs, update.after):
            self._accept(update, found, call)
            return False
        obstacle = _obstacle(update, said, theirs)
        if obstacle is not None:
            self._refuse(update, obstacle, call)
        return obstacle is None

    def _update(self, call: Call) -> ContactUpdate | None:
        """The update that the call carries, while it has no verdict."""
        rows = call.contact_updates.filter(state__in=OPEN)
        return rows.select_related("company").first()

    def _accept(
        self, update: ContactUpdate, found: Iterable[ContactInFull], call: Call | None
    ) -> None:
        known_contacts.keep_contacts(self.round.connection, found)
        _settle(update, State.SENT)
        named = ", ".join(each.label for each in changes_in_words(update.before, update.after))
        self._tell(update, f"Details updated in Xero: {named}.", call)

    def _refuse(self, update: ContactUpdate, refusal: Refusal, call: Call | None) -> None:
        update.cause, update.sentence, update.fix = refusal.cause, refusal.sentence, refusal.fix
        _settle(update, State.REFUSED)
        self._tell(update, f"Details refused: {refusal.sentence}", call)

    def _tell(self, update: ContactUpdate, sentence: str, call: Call | None) -> None:
        batch = self.round.batch
        events.record(
            batch.agency,
            "company",
            update.company_id,
            sentence,
            by=events.XERO,
            batch_number=batch.number,
            call_id=call.pk if call is not None else None,
        )


def _ready(round: Round) -> QuerySet[ContactUpdate]:
    return round.batch.contact_updates.filter(
        state=State.READY, call=None, batch__paused_at=None
    ).order_by("pk")


def _element(data: Any, update: ContactUpdate) -> Element | None:
    """What the answer says of the contact, by its id; a refused one may come without."""
    found = answers.elements(data, "Contacts")
    named = [each for each in found if each.id == update.contact_id]
    refused = [each for each in found if not each.id and each.status == "ERROR"]
    return next(iter(named + refused), None)


def _obstacle(update: ContactUpdate, said: ContactInFull, theirs: dict[str, Any]) -> Refusal | None:
    """Why the change may not go over what Xero has now; None where it may."""
    if not contact_details.holds(theirs, update.before):
        return _changed_meanwhile(update, theirs)
    if said.is_archived:
        sentence = f"“{said.name}” is archived in Xero, where nobody can edit it then."
        return Refusal("contact_archived", sentence, RESTORE)
    return None


def _changed_meanwhile(update: ContactUpdate, theirs: dict[str, Any]) -> Refusal:
    words = [
        f"{each.label}: Xero has “{each.before}”, you sent “{each.after}”"
        for each in changes_in_words(theirs, update.after)
        if each.before != each.after
    ]
    return Refusal("changed_in_xero", f"Changed in Xero meanwhile. {'; '.join(words)}.", LOOK)


def _set(
    update: ContactUpdate, state: State, *, call: Call | None, until: datetime | None = None
) -> None:
    update.state, update.call, update.waiting_until = state, call, until
    update.save(update_fields=["state", "call", "waiting_until"])


def _settle(update: ContactUpdate, state: State) -> None:
    update.state, update.waiting_until, update.settled_at = state, None, clock.now()
    update.save()
