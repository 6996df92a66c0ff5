"""Stage 2: companies that Xero does not have are created as contacts, up to 50 a call."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tracker.accounts_system import calls, marks
from tracker.accounts_system import contacts as known_contacts
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.models import Call, CompanyLink
from tracker.accounts_system.models.link import How
from tracker.companies.models import Company
from tracker.sending import compose, outcomes
from tracker.sending.refusals import Refusal, from_xero
from tracker.sending.round import Round
from tracker.sending.stages.read_in_doubt import records
from tracker.sending.stages.stage import Group, Settled
from tracker.xero import answers, contacts, types
from tracker.xero.answers import ALREADY_EXISTS, Element
from tracker.xero.types import Contact


@dataclass
class ContactsStage:
    round: Round

    def open(self, group: Group) -> Call | None:
        linked = CompanyLink.objects.filter(
            connection=self.round.connection, company_id__in=group.ids
        ).values("company")
        wanted = self.round.wanted().values("document__company")
        companies = list(
            Company.objects.filter(id__in=group.ids).filter(id__in=wanted).exclude(id__in=linked)
        )
        if not companies:
            return None
        return calls.open_call(
            self.round.connection,
            contacts.create([compose.contact(company) for company in companies]),
            purpose=Call.Purpose.CREATE_CONTACTS,
            elements=[
                calls.Element(marks.of_company(company.id), str(company.id), company.name)
                for company in companies
            ],
            batch_number=self.round.batch.number,
            since=self.round.since(),
        )

    def settle(self, call: Call, data: Any) -> Settled:
        found = {_mark(element): element for element in answers.elements(data, "Contacts")}
        created: list[tuple[UUID, Element]] = []
        must_ask = False
        for company_id, mark in _open_elements(self.round, call):
            element = found.get(mark)
            if element is not None and element.was_saved:
                created.append((company_id, element))
            elif element is None or element.status == "UNKNOWN" or _is_doubt(element):
                must_ask = True
            else:
                self._refuse_company(
                    company_id, from_xero(element.messages, kind=self.round.batch.kind)
                )
        self._link(created, How.CREATED, call)
        if not must_ask:
            outcomes.settle_call(call, "answered")
        return Settled(must_ask=must_ask)

    def refuse(self, call: Call, sentence: str) -> None:
        for company_id, _ in _open_elements(self.round, call):
            self._refuse_company(company_id, Refusal("contact_refused", sentence, outcomes.RETRY))
        outcomes.settle_call(call, "refused")

    def put_back(self, call: Call) -> Group:
        outcomes.settle_call(call, "put back")
        return Group(tuple(str(company_id) for company_id, _ in _open_elements(self.round, call)))

    def hold(self, call: Call, until: datetime, *, in_doubt: bool) -> None:
        waiting = self.round.open_deliveries().filter(
            document__company__in=[element["record"] for element in call.elements], call=None
        )
        outcomes.hold(waiting, until, in_doubt=in_doubt)

    def go_on(self, call: Call, *, in_doubt: bool) -> None:
        """Its documents are ready, and wait for it."""

    def ask(self, call: Call) -> Group:
        """By our ContactNumber among what changed since; what clashes, by its name."""
        open_elements = _open_elements(self.round, call)
        since = call.since
        known_contacts.keep_contacts(self.round.connection, self._read_since(call, since))
        ours = self.round.contacts_by_number([mark for _, mark in open_elements])
        clashing = [each for each in open_elements if each[1] not in ours]
        for company in Company.objects.filter(id__in=[company_id for company_id, _ in clashing]):
            if self._was_refused(call):
                answer = self.round.ask(call, contacts.by_name(company.name))
                known_contacts.keep_contacts(self.round.connection, contacts.parse_all(answer.data))
        with fenced(self.round.held):
            self._link_known(open_elements, ours, call)
            left = self._left(clashing, call)
            outcomes.settle_call(call, "asked")
        return Group(tuple(str(company_id) for company_id in left))

    def _read_since(self, call: Call, since: datetime | None) -> Iterable[Contact]:
        page = 1
        while True:
            answer = self.round.ask(call, contacts.list_since(since, page=page))
            yield from records(call, answer, "Contacts", Contact, mark="ContactNumber")
            if types.count(answer.data, "Contacts") < contacts.PAGE_SIZE_MAX:
                return
            page += 1

    def _was_refused(self, call: Call) -> bool:
        last = call.attempts.order_by("-number").first()
        return last is not None and last.outcome == "answered"

    def _link_known(
        self, open_elements: Sequence[tuple[UUID, str]], ours: dict[str, str], call: Call
    ) -> None:
        rows = [(company_id, ours[mark]) for company_id, mark in open_elements if mark in ours]
        self.round.link_companies(rows, How.CREATED, "Company created", call)

    def _left(self, clashing: Sequence[tuple[UUID, str]], call: Call) -> list[UUID]:
        """Companies to create in a new call; one that clashed is matched again, never created."""
        if not self._was_refused(call):
            return [company_id for company_id, _ in clashing]
        refused = _messages(call)
        for company_id, mark in clashing:
            said = refused.get(mark)
            if said is None:
                continue
            if not self.round.match_again(company_id):
                self._refuse_company(company_id, from_xero(said, kind=self.round.batch.kind))
        return [company_id for company_id, mark in clashing if mark not in refused]

    def _link(self, created: list[tuple[UUID, Element]], how: How, call: Call) -> None:
        known_contacts.keep_contacts(
            self.round.connection,
            contacts.parse_all({"Contacts": [element.raw for _, element in created]}),
        )
        rows = [(company_id, element.id) for company_id, element in created]
        self.round.link_companies(rows, how, "Company created", call)

    def _refuse_company(self, company_id: UUID, refusal: Refusal) -> None:
        waiting = self.round.open_deliveries().filter(document__company=company_id, call=None)
        self.round.refuse_all(waiting, refusal)


def _open_elements(round: Round, call: Call) -> list[tuple[UUID, str]]:
    """The companies of the call that are not linked yet, with their marks."""
    wanted = [(UUID(element["record"]), element["mark"]) for element in call.elements]
    linked = set(
        CompanyLink.objects.filter(
            connection=round.connection, company__in=[company_id for company_id, _ in wanted]
        ).values_list("company_id", flat=True)
    )
    return [each for each in wanted if each[0] not in linked]


def _mark(element: Element) -> str:
    return str(element.raw.get("ContactNumber") or "")


def _is_doubt(element: Element) -> bool:
    return answers.cause(element.messages) in ALREADY_EXISTS


def _messages(call: Call) -> dict[str, tuple[str, ...]]:
    """What the call's answer refused, by mark."""
    last = call.attempts.order_by("-number").first()
    data = calls.answer_of(last) if last is not None else None
    return {
        _mark(element): element.messages
        for element in answers.elements(data, "Contacts")
        if element.status == "ERROR"
    }


def groups(company_ids: Sequence[UUID]) -> list[Group]:
    """As few calls as Xero's limit allows."""
    size = contacts.MAX_PER_CALL
    ids = [str(company_id) for company_id in company_ids]
    return [Group(tuple(ids[start : start + size])) for start in range(0, len(ids), size)]
