"""How sandbox and ledger are told the same, and asked whether they agree."""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine, invariant

from ledger import agreement, wishes
from ledger.books import Ledger
from ledger.documents import Document, Wish
from sandbox_client import JsonObject, Reply, Xero
from xero_sandbox.server import running

ENDPOINTS = {
    False: ("Invoices", "InvoiceID", "InvoiceNumber"),
    True: ("CreditNotes", "CreditNoteID", "CreditNoteNumber"),
}


class Both(RuleBasedStateMachine):
    """Contacts and documents are drawn by their place in the ledger, modulo how many there are."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.xero = Xero(self.stack.enter_context(running(limits="off")))
        self.ledger = Ledger()

    def teardown(self) -> None:
        self.stack.close()

    @invariant()
    def both_agree(self) -> None:
        agreement.check(self.xero, self.ledger)

    def both(self, reply: Reply, deed: Callable[[], int]) -> JsonObject | None:
        """The first record of the answer, where sandbox and ledger both accept the deed."""
        accepted = self.ledger.attempt(deed) != [None]
        assert reply.status == (200 if accepted else 400), (accepted, reply.status, reply.body)
        if not accepted:
            return None
        found: JsonObject = next(each for each in reply.json.values() if isinstance(each, list))[0]
        return found

    def change(self, place: int, body: JsonObject, *, unitdp: int = 4, **told: Any) -> None:
        at, document = self.document(place)
        name, id_name, _ = ENDPOINTS[document.is_note]
        reply = self.xero.post(name, {id_name: document.id, **body}, unitdp=unitdp)
        if answer := self.both(reply, lambda: self.ledger.change(at, **told)):
            self.learn(self.ledger.documents[at], answer)

    def learn(self, document: Document, told: JsonObject) -> None:
        """Ids, and the numbers that Xero chose."""
        _, id_name, number_name = ENDPOINTS[document.is_note]
        assert document.id in ("", told[id_name])
        assert document.number in ("", told[number_name])
        document.id, document.number = told[id_name], told[number_name]
        assert document.contact.id in ("", told["Contact"]["ContactID"])
        document.contact.id = told["Contact"]["ContactID"]

    def document(self, place: int, *, open_first: bool = False) -> tuple[int, Document]:
        """One of the documents; with ``open_first`` one that money can go to, if there is any."""
        documents = self.ledger.documents
        places = [at for at, each in enumerate(documents) if each.status == "AUTHORISED"]
        if not (open_first and places):
            places = list(range(len(documents)))
        at = places[place % len(places)]
        return at, documents[at]

    def fitting(self, note_at: int) -> list[int]:
        """Documents that a credit note may be allocated to, as far as kind and contact go."""
        note, documents = self.ledger.documents[note_at], self.ledger.documents
        return [
            at
            for at, each in enumerate(documents)
            if note.kind == f"{each.kind}CREDIT" and each.contact is note.contact
        ]

    def meant(self, who: Any) -> tuple[Any, JsonObject]:
        """A contact's place within the ledger, or its name; and how Xero is told."""
        if isinstance(who, str):
            return who, {"Name": who}
        at = who % len(self.ledger.contacts)
        return at, {"ContactID": self.ledger.contacts[at].id}

    def placed(self, wish: Wish) -> Wish:
        return replace(wish, who=self.meant(wish.who)[0])

    def body(self, wish: Wish, number_name: str) -> JsonObject:
        return {
            "Type": wish.kind,
            number_name: wish.number,
            "Contact": self.meant(wish.who)[1],
            "Status": wish.status,
            "Date": "2026-11-03",
            "DueDate": "2026-12-03",
            "LineAmountTypes": wish.amounts,
            "LineItems": [wishes.said(wish.kind, line) for line in wish.lines],
        }
