"""The ledger: who owes what to whom, and what must be refused."""

from collections.abc import Callable
from copy import deepcopy
from decimal import Decimal
from typing import Any

from ledger.documents import Contact, Document, Refusal, Wish, refuse_if

UNTOLD = "an id that Xero has not told yet"
FOLLOWS = {
    "DRAFT": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
    "SUBMITTED": ("DRAFT", "SUBMITTED", "AUTHORISED", "DELETED"),
    "AUTHORISED": ("AUTHORISED", "VOIDED"),
    "PAID": ("PAID",),
    "VOIDED": (),
    "DELETED": (),
}


class Ledger:
    def __init__(self) -> None:
        self.contacts: list[Contact] = []
        self.documents: list[Document] = []

    def attempt(self, *deeds: Callable[[], int], together: bool = False) -> list[int | None]:
        """The places of what the deeds changed; None for those refused, which change nothing.

        ``together``: one that is refused takes the others with it.
        """
        first = deepcopy((self.contacts, self.documents))
        told = [self._attempt(deed) for deed in deeds]
        if together and None in told:
            self.contacts, self.documents = first
        return told

    def _attempt(self, deed: Callable[[], int]) -> int | None:
        before = deepcopy((self.contacts, self.documents))
        try:
            return deed()
        except Refusal:
            self.contacts, self.documents = before
            return None

    # Contacts ---------------------------------------------------------------------------------

    def named(self, name: str) -> Contact | None:
        """The active contact of that name, whatever its case."""
        active = (each for each in self.contacts if not each.archived)
        return next((each for each in active if each.name.lower() == name.lower()), None)

    def add_contact(self, name: str) -> int:
        refuse_if(self.named(name))
        self.contacts.append(Contact(name))
        return len(self.contacts) - 1

    def rename(self, at: int, name: str) -> int:
        contact = self.contacts[at]
        refuse_if(contact.archived or self.named(name) not in (None, contact))
        contact.name = name
        return at

    def archive(self, at: int) -> int:
        refuse_if(self.contacts[at].archived)
        self.contacts[at].archived = True
        return at

    def _meant(self, who: int | str) -> Contact:
        """A contact by its place, or by its name, which makes it where there is none."""
        if isinstance(who, str):
            return self.named(who) or self.contacts[self.add_contact(who)]
        refuse_if(self.contacts[who].archived)
        return self.contacts[who]

    # Documents --------------------------------------------------------------------------------

    def numbered(self, kind: str, number: str) -> int | None:
        """What we number ourselves has its number for ever; a supplier's may come again."""
        for at, each in enumerate(self.documents):
            if each.kind == kind and each.number.lower() == number.lower():
                return at if number and kind.startswith("ACCREC") else None
        return None

    def create(self, wish: Wish) -> int:
        refuse_if(self.numbered(wish.kind, wish.number) is not None)
        refuse_if(wish.status not in ("DRAFT", "SUBMITTED", "AUTHORISED"))
        contact = self._meant(wish.who)
        document = Document(wish.kind, wish.number, contact, wish.status, wish.amounts, wish.lines)
        document.settle()
        self.documents.append(document)
        return len(self.documents) - 1

    def post(self, wish: Wish) -> int:
        """Without an id: the document of that number is changed, or another made."""
        at = self.numbered(wish.kind, wish.number)
        if at is None:
            return self.create(wish)
        told = {name: getattr(wish, name) for name in ("status", "number", "amounts", "lines")}
        return self.change(at, who=wish.who, **told)

    def change(self, at: int, **told: Any) -> int:
        """``told``: status, number, reference, amounts, lines; and who (a place or a name)."""
        document, who = self.documents[at], told.pop("who", None)
        self._refuse_status(document, told.get("status", document.status))
        if "number" in told:
            refuse_if(self.numbered(document.kind, told["number"]) not in (None, at))
        own = isinstance(who, int) and self.contacts[who] is document.contact
        told["contact"] = document.contact if who is None or own else self._meant(who)
        if not document.kind.startswith("ACCREC"):
            told.pop("reference", None)
        changed = {name for name, value in told.items() if getattr(document, name) != value}
        self._refuse_changes(document, changed - {"status"} | told.keys() & {"lines"})
        for name, value in told.items():
            setattr(document, name, value)
        document.settle()
        return at

    def _refuse_status(self, document: Document, status: str) -> None:
        refuse_if(status not in FOLLOWS[document.status])
        refuse_if(document.is_used and status == "VOIDED")
        refuse_if(document.is_note and (document.is_used or document.status == "PAID"))

    def _refuse_changes(self, document: Document, names: set[str]) -> None:
        """What has been paid or credited keeps its amounts; a bill keeps everything."""
        if not document.is_used and document.status != "PAID":
            return
        refuse_if(names & {"lines", "amounts"})
        refuse_if(names and document.kind == "ACCPAY")
        refuse_if("contact" in names and document.credited)

    # Money ------------------------------------------------------------------------------------

    def pay(self, at: int, amount: Decimal) -> int:
        document = self.documents[at]
        refuse_if(document.status != "AUTHORISED" or not 0 < amount <= document.left)
        document.paid[UNTOLD] = amount
        document.settle()
        return at

    def allocate(self, note_at: int, at: int, amount: Decimal) -> int:
        note, document = self.documents[note_at], self.documents[at]
        refuse_if(note.kind != f"{document.kind}CREDIT" or note.contact is not document.contact)
        for each in (note, document):
            refuse_if(each.status != "AUTHORISED" or not 0 < amount <= each.left)
            each.credited[UNTOLD] = amount
            each.settle()
        return at

    def learn(self, use: str) -> None:
        """The id of the payment or allocation that was made last."""
        for each in self.documents:
            for kept in (each.paid, each.credited):
                if UNTOLD in kept:
                    kept[use] = kept.pop(UNTOLD)

    def take_back(self, use: str) -> int:
        """Undo a payment or an allocation: what it settled is open again."""
        for each in self.documents:
            if use in each.paid or use in each.credited:
                each.paid.pop(use, None)
                each.credited.pop(use, None)
                each.settle()
        return 0
