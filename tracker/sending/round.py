"""One round of work on one batch: the lane in our hands, and what the stages share."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from tracker import clock
from tracker.accounts_system import matching
from tracker.accounts_system.deltas import must_read
from tracker.accounts_system.lane import Held
from tracker.accounts_system.models import (
    Call,
    CompanyLink,
    Connection,
    Lane,
    ProductLink,
    Settings,
    XeroContact,
    XeroItem,
)
from tracker.accounts_system.models.link import How
from tracker.agencies import events
from tracker.companies.models import Company
from tracker.documents.kinds import words_for
from tracker.documents.models import Product
from tracker.sending import outcomes
from tracker.sending.models import OPEN, Batch, Delivery, State
from tracker.sending.planned import Will
from tracker.sending.refusals import Refusal
from tracker.xero.client import Request
from tracker.xero.outcome import Outcome
from tracker.xero.types import ARCHIVED_CONTACT

SINCE_OVERLAP = timedelta(minutes=2)
STOPPED_BEFORE = "The batch was stopped before this one was sent."
STOPPED_WITHIN = "Xero has it; the batch was stopped before its receipts were recorded."


@dataclass
class Round:
    connection: Connection
    held: Held
    batch: Batch
    lists_named: set[str] = field(default_factory=set)
    """Lists of the organisation that a refusal of Xero's named: ours are out of date."""

    def open_deliveries(self) -> QuerySet[Delivery]:
        return self.batch.deliveries.filter(state__in=OPEN)

    def ready_deliveries(self) -> QuerySet[Delivery]:
        """Those whose document has still to go; where it is through, its receipts may be left."""
        ready = self.batch.deliveries.filter(state=State.READY, call=None)
        return ready.filter(document_sent_at=None).exclude(intent=Will.RECEIPTS)

    def wanted(self) -> QuerySet[Delivery]:
        """What still has to go: nothing of a batch that somebody paused meanwhile."""
        return self.open_deliveries().filter(call=None, batch__paused_at=None)

    def refuse(self, refused: Mapping[UUID, Refusal]) -> None:
        """Refuse, by document, what no call carries yet."""
        rows = self.open_deliveries().filter(document__in=refused, call=None)
        pairs = [(row, refused[row.document_id]) for row in rows.select_related("batch")]
        outcomes.refuse(self.batch.agency, pairs)

    def refuse_all(self, deliveries: QuerySet[Delivery], refusal: Refusal) -> None:
        """Refuse these deliveries for one reason."""
        rows = deliveries.distinct().select_related("batch")
        outcomes.refuse(self.batch.agency, [(row, refusal) for row in rows])

    def is_called_off(self) -> bool:
        """Whether somebody stopped or paused the batch: what has not left stays here."""
        off = ~Q(stopped_at=None) | ~Q(paused_at=None)
        return Batch.objects.filter(off, pk=self.batch.pk).exists()

    def is_stopped(self) -> bool:
        """Whether somebody stopped the batch."""
        return Batch.objects.filter(pk=self.batch.pk).exclude(stopped_at=None).exists()

    def put_back(self, ids: Iterable[int]) -> None:
        """Deliveries whose call is over without them: ready again, or left where it was stopped."""
        rows = self.batch.deliveries.filter(pk__in=ids)
        rows.update(state=State.READY, call=None, waiting_until=None)
        stopped = rows.exclude(batch__stopped_at=None)
        for sentence, those in (
            (STOPPED_BEFORE, stopped.filter(document_sent_at=None)),
            (STOPPED_WITHIN, stopped.exclude(document_sent_at=None)),
        ):
            those.update(state=State.STOPPED, sentence=sentence, settled_at=clock.now())

    def since(self) -> datetime | None:
        """From when to ask, should the answer be lost: Xero's own time, never ours."""
        said = Lane.objects.values_list("xero_time", flat=True).get(pk=self.held.tenant_id)
        return said - SINCE_OVERLAP if said is not None else None

    def ask(self, call: Call, request: Request) -> Outcome:
        """Read Xero to settle a doubt about ``call``. Raises ``ReadFailed``."""
        return must_read(
            self.connection, request, batch_number=call.batch_number, settles_doubt=True
        )

    def settings(self) -> Settings | None:
        """The version of the settings that the click stands for."""
        first = self.batch.deliveries.exclude(settings=None).select_related("settings").first()
        return first.settings if first is not None else None

    def link_companies(
        self, rows: Sequence[tuple[UUID, str]], how: How, words: str, call: Call | None
    ) -> None:
        """Link companies to contacts and say so on each, and on the first document of each."""
        now = clock.now()
        CompanyLink.objects.bulk_create(
            [
                CompanyLink(
                    connection=self.connection,
                    company_id=company_id,
                    contact_id=contact_id,
                    how=how,
                    linked_at=now,
                )
                for company_id, contact_id in rows
            ],
            ignore_conflicts=True,
        )
        ids = [company_id for company_id, _ in rows]
        names = dict(Company.objects.filter(id__in=ids).values_list("id", "name"))
        sentences = {company_id: f"{words}: {names[company_id]}" for company_id in ids}
        firsts = self._first_documents("document__company_id", ids)
        self._tell("company", sentences, firsts, call)

    def link_products(
        self, rows: Sequence[tuple[UUID, str]], words: str, call: Call | None
    ) -> None:
        """Link products to items and say so, likewise. ``words`` holds {} for the code."""
        self.link_products_quietly(rows, How.CREATED)
        ids = [product_id for product_id, _ in rows]
        codes = dict(Product.objects.filter(id__in=ids).values_list("id", "code"))
        sentences = {product_id: words.format(code) for product_id, code in codes.items()}
        firsts = self._first_documents("document__lines__product_id", ids)
        self._tell("product", sentences, firsts, call)

    def link_products_quietly(
        self, rows: Sequence[tuple[UUID, str]], how: How = How.MATCHED
    ) -> None:
        """Link products that Xero has had before: nothing new to tell.

        A link that another one takes the place of, because codes were changed here, goes.
        """
        now = clock.now()
        ids = dict(rows)
        links = ProductLink.objects.filter(connection=self.connection)
        held = links.filter(Q(product__in=ids) | Q(item_id__in=ids.values()))
        stale = [each.pk for each in held if ids.get(each.product_id) != each.item_id]
        links.filter(pk__in=stale).delete()
        ProductLink.objects.bulk_create(
            [
                ProductLink(
                    connection=self.connection,
                    product_id=product_id,
                    item_id=item_id,
                    how=how,
                    linked_at=now,
                )
                for product_id, item_id in rows
            ],
            ignore_conflicts=True,
        )

    def _first_documents(self, path: str, ids: Sequence[UUID]) -> dict[UUID, UUID]:
        """The first open document of the batch that refers to each record."""
        rows = (
            self.open_deliveries()
            .filter(**{f"{path}__in": ids})
            .order_by("-position")
            .values_list(path, "document_id")
        )
        return dict(rows)

    def _tell(
        self, subject: str, sentences: dict[UUID, str], firsts: dict[UUID, UUID], call: Call | None
    ) -> None:
        call_id = call.pk if call is not None else None
        number = self.batch.number
        happenings = [
            events.Happening(subject, key, sentence, number, call_id)
            for key, sentence in sentences.items()
        ]
        happenings += [
            events.Happening("document", firsts[key], sentence, number, call_id)
            for key, sentence in sentences.items()
            if key in firsts
        ]
        events.record_all(self.batch.agency, happenings, by=events.XERO)

    def contacts_by_number(self, marks: Sequence[str]) -> dict[str, str]:
        """The contacts that carry our marks: mark to contact id."""
        rows = XeroContact.objects.filter(connection=self.connection, number__in=marks)
        return dict(rows.exclude(status__in=ARCHIVED_CONTACT).values_list("number", "contact_id"))

    def item_ids(self, codes: Sequence[str]) -> dict[str, str]:
        rows = XeroItem.objects.filter(connection=self.connection, code__in=codes)
        return dict(rows.values_list("code", "item_id"))

    def match_again(self, company_id: UUID) -> bool:
        """Match a company whose name or number was taken; whether that linked it."""
        company = Company.objects.get(pk=company_id)
        to_pay = words_for(self.batch.kind).is_payment
        match = matching.match_companies(self.connection, [company], to_pay=to_pay)[company_id]
        if isinstance(match, matching.Found):
            self.link_companies(
                [(company_id, match.contact_id)], How.MATCHED, "Company matched by name", None
            )
            return True
        return isinstance(match, matching.Linked)
