"""Stage 3: products that Xero does not have are created as items, up to 500 a call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from tracker.accounts_system import calls
from tracker.accounts_system import contacts as known_items
from tracker.accounts_system.lane import fenced
from tracker.accounts_system.models import Call, ProductLink
from tracker.documents.models import Product
from tracker.sending import compose, outcomes
from tracker.sending.refusals import Refusal, from_xero, refusal
from tracker.sending.round import Round
from tracker.sending.stages.stage import Group, Settled
from tracker.xero import answers, items
from tracker.xero.answers import ALREADY_EXISTS, Element


@dataclass
class ItemsStage:
    round: Round

    def open(self, group: Group) -> Call | None:
        wanted = self.round.wanted().values("document__lines__product")
        found = Product.objects.filter(id__in=group.ids).filter(id__in=wanted)
        linked = _linked(self.round, [(product.id, product.code) for product in found])
        products = [product for product in found if product.id not in linked]
        if not products:
            return None
        return calls.open_call(
            self.round.connection,
            items.create([compose.item(product) for product in products]),
            purpose=Call.Purpose.CREATE_ITEMS,
            elements=[
                calls.Element(product.code, str(product.id), product.code) for product in products
            ],
            batch_number=self.round.batch.number,
            since=self.round.since(),
        )

    def settle(self, call: Call, data: Any) -> Settled:
        found = {_code(element): element for element in answers.elements(data, "Items")}
        created: list[tuple[UUID, str]] = []
        must_ask = False
        for product_id, code in _open_elements(self.round, call):
            element = found.get(code)
            if element is not None and element.was_saved:
                created.append((product_id, element.id))
            elif element is None or element.status == "UNKNOWN" or _is_doubt(element):
                must_ask = True
            else:
                self._refuse_product(
                    product_id, from_xero(element.messages, kind=self.round.batch.kind)
                )
        known_items.keep_items(
            self.round.connection,
            items.parse_all({"Items": [each.raw for each in found.values() if each.was_saved]}),
        )
        self.round.link_products(created, "Item {} created", call)
        if not must_ask:
            outcomes.settle_call(call, "answered")
        return Settled(must_ask=must_ask)

    def refuse(self, call: Call, sentence: str) -> None:
        for product_id, _ in _open_elements(self.round, call):
            self._refuse_product(product_id, Refusal("item_refused", sentence, outcomes.RETRY))
        outcomes.settle_call(call, "refused")

    def put_back(self, call: Call) -> Group:
        outcomes.settle_call(call, "put back")
        return Group(tuple(str(product_id) for product_id, _ in _open_elements(self.round, call)))

    def hold(self, call: Call, until: datetime, *, in_doubt: bool) -> None:
        products = [element["record"] for element in call.elements]
        waiting = self.round.open_deliveries().filter(
            document__lines__product__in=products, call=None
        )
        outcomes.hold(waiting, until, in_doubt=in_doubt)

    def go_on(self, call: Call, *, in_doubt: bool) -> None:
        """Its documents are ready, and wait for it."""

    def ask(self, call: Call) -> Group:
        """By code, among all that changed since: whoever made it, it is the item."""
        answer = self.round.ask(call, items.list_since(call.since))
        known_items.keep_items(self.round.connection, items.parse_all(answer.data))
        open_elements = _open_elements(self.round, call)
        for _, code in open_elements:
            if code in _refused_codes(call) and not self.round.item_ids([code]):
                found = self.round.ask(call, items.by_code(code))
                known_items.keep_items(self.round.connection, items.parse_all(found.data))
        with fenced(self.round.held):
            ids = self.round.item_ids([code for _, code in open_elements])
            rows = [(product_id, ids[code]) for product_id, code in open_elements if code in ids]
            self.round.link_products(rows, "Item {} created", call)
            left = self._left(open_elements, ids, call)
            outcomes.settle_call(call, "asked")
        return Group(tuple(str(product_id) for product_id in left))

    def _left(
        self, open_elements: Sequence[tuple[UUID, str]], ids: dict[str, str], call: Call
    ) -> list[UUID]:
        """Products to create in a new call; one that Xero refused is not tried again."""
        refused = _refused_codes(call)
        missing = [each for each in open_elements if each[1] not in ids]
        for product_id, code in missing:
            if code in refused:
                sentence = f"Xero says that item {code} exists, but does not show it."
                self._refuse_product(
                    product_id, refusal("item_code_in_use", sentence, kind=self.round.batch.kind)
                )
        return [product_id for product_id, code in missing if code not in refused]

    def _refuse_product(self, product_id: UUID, refusal: Refusal) -> None:
        waiting = self.round.open_deliveries().filter(
            document__lines__product=product_id, call=None
        )
        self.round.refuse_all(waiting, refusal)


def _open_elements(round: Round, call: Call) -> list[tuple[UUID, str]]:
    """The products of the call that are not linked yet, with their codes."""
    wanted = [(UUID(element["record"]), element["mark"]) for element in call.elements]
    linked = _linked(round, wanted)
    return [each for each in wanted if each[0] not in linked]


def _linked(round: Round, wanted: Sequence[tuple[UUID, str]]) -> set[UUID]:
    """The products that are linked to the item of this code: a code may change after linking."""
    ids = round.item_ids([code for _, code in wanted])
    links = dict(
        ProductLink.objects.filter(
            connection=round.connection, product__in=[product_id for product_id, _ in wanted]
        ).values_list("product_id", "item_id")
    )
    return {key for key, code in wanted if key in links and links[key] == ids.get(code)}


def _code(element: Element) -> str:
    return str(element.raw.get("Code") or "")


def _is_doubt(element: Element) -> bool:
    return answers.cause(element.messages) in ALREADY_EXISTS


def _refused_codes(call: Call) -> set[str]:
    last = call.attempts.order_by("-number").first()
    data = calls.answer_of(last) if last is not None else None
    return {
        _code(element) for element in answers.elements(data, "Items") if element.status == "ERROR"
    }


def groups(product_ids: Sequence[UUID]) -> list[Group]:
    size = items.MAX_PER_CALL
    ids = [str(product_id) for product_id in product_ids]
    return [Group(tuple(ids[start : start + size])) for start in range(0, len(ids), size)]
