"""Random histories: every step is done in the sandbox and in the ledger, and both must agree."""

from dataclasses import replace
from functools import partial

from hypothesis import strategies as some
from hypothesis.stateful import initialize, precondition, rule

from ledger import wishes
from ledger.both import ENDPOINTS, Both
from ledger.documents import Line, Wish
from ledger.wishes import Portion


class Histories(Both):
    @initialize(documents=some.tuples(*map(wishes.documents, wishes.KINDS)))
    def begin(self, documents: tuple[Wish, ...]) -> None:
        """A contact, and a document of each kind where it is accepted."""
        self.add_contact("Acme Ltd")
        for wish in documents:
            self.write([replace(wish, status="AUTHORISED")], post=False, together=True)

    # Contacts ---------------------------------------------------------------------------------

    @rule(name=wishes.names)
    def add_contact(self, name: str) -> None:
        reply = self.xero.put("Contacts", {"Name": name})
        if told := self.both(reply, lambda: self.ledger.add_contact(name)):
            self.ledger.contacts[-1].id = told["ContactID"]

    @rule(place=wishes.places, name=wishes.names)
    def rename_contact(self, place: int, name: str) -> None:
        at, wish = self.meant(place)
        reply = self.xero.post("Contacts", wish | {"Name": name})
        self.both(reply, lambda: self.ledger.rename(at, name))

    @rule(place=wishes.places)
    def archive_contact(self, place: int) -> None:
        at, wish = self.meant(place)
        reply = self.xero.post("Contacts", wish | {"ContactStatus": "ARCHIVED"})
        self.both(reply, lambda: self.ledger.archive(at))

    # Documents --------------------------------------------------------------------------------

    @rule(
        drawn=some.one_of(
            some.lists(wishes.documents("ACCREC", "ACCPAY"), min_size=1, max_size=3),
            some.lists(wishes.documents("ACCRECCREDIT", "ACCPAYCREDIT"), min_size=1, max_size=2),
        ),
        post=some.booleans(),
        together=some.booleans(),
    )
    def write(self, drawn: list[Wish], post: bool, together: bool) -> None:
        """Several documents in one call, each by itself or all together."""
        asked = [self.placed(wish) for wish in drawn]
        name, _, number_name = ENDPOINTS[drawn[0].kind.endswith("CREDIT")]
        send = self.xero.post if post else self.xero.put
        bodies = [self.body(wish, number_name) for wish in asked]
        reply = send(name, *bodies, unitdp=4, summarizeErrors=str(together).lower())
        do = self.ledger.post if post else self.ledger.create
        places = self.ledger.attempt(*(partial(do, wish) for wish in asked), together=together)
        assert reply.status == (400 if together and None in places else 200), reply.body
        if reply.status == 400:
            return
        for told, at in zip(reply[name], places, strict=True):
            status = told.get("StatusAttributeString", "OK")
            assert status == ("ERROR" if at is None else "OK"), (places, told)
            if at is not None:
                self.learn(self.ledger.documents[at], told)

    @rule(wish=wishes.documents("ACCREC", "ACCRECCREDIT"), post=some.booleans())
    def write_one_of_ours(self, wish: Wish, post: bool) -> None:
        """Whose number may be in use."""
        self.write([wish], post=post, together=True)

    @precondition(lambda self: self.ledger.documents)
    @rule(place=wishes.places, status=wishes.changed_statuses, open_first=some.booleans())
    def change_status(self, place: int, status: str, open_first: bool) -> None:
        at, _ = self.document(place, open_first=open_first)
        self.change(at, {"Status": status}, status=status)

    @precondition(lambda self: self.ledger.documents)
    @rule(place=wishes.places, lines=wishes.lines, fine=some.booleans())
    def change_lines(self, place: int, lines: list[Line], fine: bool) -> None:
        kind = self.document(place)[1].kind
        body = {"LineItems": [wishes.said(kind, line) for line in lines]}
        kept = lines if fine else [line.coarse() for line in lines]
        self.change(place, body, unitdp=4 if fine else 2, lines=kept)

    @precondition(lambda self: self.ledger.documents)
    @rule(place=wishes.places, who=wishes.contacts)
    def change_contact(self, place: int, who: int | str) -> None:
        who, contact = self.meant(who)
        self.change(place, {"Contact": contact}, who=who)

    @precondition(lambda self: self.ledger.documents)
    @rule(place=wishes.places, number=wishes.numbers, reference=wishes.numbers)
    def change_texts(self, place: int, number: str, reference: str) -> None:
        number_name = ENDPOINTS[self.document(place)[1].is_note][2]
        self.change(place, {"Reference": reference}, reference=reference)
        if number:
            self.change(place, {number_name: number}, number=number)

    @precondition(lambda self: self.ledger.documents)
    @rule(place=wishes.places, amounts=some.sampled_from(["Exclusive", "Inclusive"]))
    def change_amounts(self, place: int, amounts: str) -> None:
        if self.document(place)[1].amounts != "NoTax":  # whose lines have lost their rates
            self.change(place, {"LineAmountTypes": amounts}, amounts=amounts)

    # Money ------------------------------------------------------------------------------------

    @precondition(lambda self: self.ledger.documents)
    @rule(drawn=some.lists(some.tuples(wishes.places, wishes.portions), min_size=1, max_size=3))
    def pay(self, drawn: list[tuple[int, Portion]]) -> None:
        """Payments, and refunds of credit notes."""
        for place, portion in drawn:
            at, document = self.document(place, open_first=portion.open_first)
            amount = portion.of(document.left)
            name = ENDPOINTS[document.is_note][1]
            wish = {name.removesuffix("ID"): {name: document.id}, "Account": {"Code": "090"}}
            reply = self.xero.put("Payments", wish | {"Amount": float(amount)})
            if told := self.both(reply, partial(self.ledger.pay, at, amount)):
                self.ledger.learn(told["PaymentID"])

    @precondition(lambda self: any(each.is_note for each in self.ledger.documents))
    @rule(
        place=wishes.places,
        drawn=some.lists(some.tuples(wishes.places, wishes.portions), min_size=1, max_size=3),
    )
    def allocate(self, place: int, drawn: list[tuple[int, Portion]]) -> None:
        """A credit note to invoices or bills, mostly to such as it fits."""
        documents = self.ledger.documents
        notes = [at for at, each in enumerate(documents) if each.is_note]
        note_at = notes[place % len(notes)]
        for other, portion in drawn:
            fitting = self.fitting(note_at) if portion.open_first else []
            at = fitting[other % len(fitting)] if fitting else self.document(other)[0]
            if not self.ledger.documents[at].is_note:
                self.allocate_to(note_at, at, portion)

    def allocate_to(self, note_at: int, at: int, portion: Portion) -> None:
        note, document = self.ledger.documents[note_at], self.ledger.documents[at]
        amount = portion.of(min(note.left, document.left))
        wish = {"Amount": float(amount), "Invoice": {"InvoiceID": document.id}}
        reply = self.xero.api("PUT", f"CreditNotes/{note.id}/Allocations", {"Allocations": [wish]})
        if self.both(reply, lambda: self.ledger.allocate(note_at, at, amount)):
            told = self.xero.get(f"CreditNotes/{note.id}")["CreditNotes"][0]["Allocations"]
            (new,) = {each["AllocationID"] for each in told} - note.credited.keys()
            self.ledger.learn(new)

    @precondition(lambda self: any(each.is_used for each in self.ledger.documents))
    @rule(place=wishes.places)
    def take_back(self, place: int) -> None:
        paid = [(each, use) for each in self.ledger.documents for use in each.paid]
        noted = [
            (each, use) for each in self.ledger.documents if each.is_note for use in each.credited
        ]
        document, use = (paid + noted)[place % len(paid + noted)]
        if use in document.paid:
            reply = self.xero.post(f"Payments/{use}", {"Status": "DELETED"})
        else:
            reply = self.xero.api("DELETE", f"CreditNotes/{document.id}/Allocations/{use}")
        assert reply.status == 200, reply.body
        self.ledger.take_back(use)
