"""What the tests of sending do: write invoices, click, let a worker work, count in Xero."""

import time
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import httpx2

from tests.cast import Office
from tracker.accounts_system import lists, settings
from tracker.accounts_system.models import Connection
from tracker.companies import companies
from tracker.companies.models import Company
from tracker.documents import lifecycle, products, receipts
from tracker.documents.line_drafts import LineDraft
from tracker.documents.models import Document, Product, Receipt
from tracker.sending import batches
from tracker.sending.models import Batch, Delivery, State
from tracker.sending.work import work_lane
from xero_sandbox.books.accounts import with_code
from xero_sandbox.server import Running

MOVING = (State.READY, State.SENDING, State.CHECKING, State.WAITING)


@dataclass
class Desk:
    office: Office
    connection: Connection
    sandbox: Running

    def company(self, name: str = "Acme Logistics Ltd", **details: Any) -> Company:
        found = Company.objects.filter(agency=self.office.agency, name=name).first()
        return found or companies.create(
            agency=self.office.agency, name=name, by=self.office.owner, **details
        )

    def product(self, code: str = "TEMP-DAY") -> Product:
        found = Product.objects.filter(agency=self.office.agency, code=code).first()
        return found or products.create(agency=self.office.agency, code=code, by=self.office.owner)

    def invoice(
        self,
        *,
        company: str = "Acme Logistics Ltd",
        product: str = "TEMP-DAY",
        price: str = "100",
        account: str = "",
    ) -> Document:
        """One approved invoice of one line."""
        document = lifecycle.create_draft(
            agency=self.office.agency,
            entity=self.office.entity,
            kind="invoice",
            company=self.company(company),
            date=date(2026, 11, 3),
            due_date=date(2026, 12, 3),
            lines=[
                LineDraft(
                    description="A day's work",
                    quantity=Decimal(3),
                    unit_price=Decimal(price),
                    product=self.product(product),
                    account_override=account,
                )
            ],
            by=self.office.colleague,
        )
        return self._approved(document)

    def payment(
        self,
        *,
        company: str = "Jane Contractor Ltd",
        product: str = "TEMP-PAY",
        price: str = "80",
        account: str = "",
        supplier_number: str = "",
        supplier_date: date | None = None,
        vat_number: str = "GB901234567",
    ) -> Document:
        """One approved payment of one line, to a supplier who is registered for VAT."""
        self._map_payments()
        document = lifecycle.create_draft(
            kind="payment",
            agency=self.office.agency,
            entity=self.office.entity,
            company=self.company(company, vat_number=vat_number, is_supplier=True),
            date=date(2026, 11, 3),
            due_date=date(2026, 12, 3),
            lines=[
                LineDraft(
                    description="A day's pay",
                    quantity=Decimal(3),
                    unit_price=Decimal(price),
                    product=self.product(product),
                    account_override=account,
                )
            ],
            by=self.office.colleague,
        )
        document.supplier_number, document.supplier_date = supplier_number, supplier_date
        document.save(update_fields=["supplier_number", "supplier_date"])
        return self._approved(document)

    def _approved(self, document: Document) -> Document:
        lifecycle.approve(document, by=self.office.colleague)
        document.refresh_from_db()
        return document

    def _map_payments(self) -> None:
        """Payment Settings as an owner has confirmed them: one account, INPUT2, Authorised."""
        chosen = settings.current(self.connection, "payment")
        if chosen is not None and chosen.confirmed:
            return
        settings.save(
            self.connection,
            by=self.office.owner,
            kind="payment",
            confirmed=True,
            status_on_arrival="AUTHORISED",
            accounts={"default": "320"},
            tax_rates={"default": "INPUT2"},
            treatments={"standard": "INPUT2", "outside": "NONE"},
        )

    def prepared(self, *documents: Document) -> Batch:
        """A batch with what the dialog says; the documents are of one kind."""
        (kind,) = {document.kind for document in documents}
        wanted = Document.objects.filter(pk__in=[document.pk for document in documents])
        return batches.prepare(
            kind=kind, agency=self.office.agency, documents=wanted, by=self.office.colleague
        )

    def click(self, *documents: Document) -> Batch:
        """Prepare a batch and press Send."""
        return batches.send(batch=self.prepared(*documents), by=self.office.colleague)

    def foretold(self, document: Document) -> tuple[str, str]:
        """What the dialog says will happen."""
        delivery = self.prepared(document).deliveries.get()
        return delivery.intent, delivery.will

    def work(self) -> None:
        """What a worker does when it is woken."""
        work_lane(self.connection.tenant_id)

    def work_until_settled(self, *, seconds: float = 5) -> None:
        """What a worker and its alarm clock do together, with a limit."""
        give_up_at = time.monotonic() + seconds
        while time.monotonic() < give_up_at:
            self.work()
            if not Delivery.objects.filter(state__in=MOVING).exists():
                return
            time.sleep(0.05)

    def send(self, *documents: Document) -> list[Delivery]:
        batch = self.click(*documents)
        self.work()
        return list(batch.deliveries.order_by("position"))

    def delivery(self, document: Document) -> Delivery:
        return Delivery.objects.get(document=document, latest=True)

    def in_xero(self) -> list[dict[str, Any]]:
        """The invoices that Xero holds."""
        return self.books()["Invoices"]

    def books(self) -> dict[str, list[dict[str, Any]]]:
        return httpx2.get(f"{self.sandbox.url}/_sandbox/books").json()

    def fault(
        self, kind: str, *, method: str = "PUT", path: str = "/Invoices", **more: Any
    ) -> None:
        """Let the next such call go wrong."""
        fault = {"method": method, "path": path, "kind": kind, "times": 1, **more}
        httpx2.post(f"{self.sandbox.url}/_sandbox/faults", json={"faults": [fault]})

    def end_faults(self) -> None:
        httpx2.delete(f"{self.sandbox.url}/_sandbox/faults")

    def calls(self) -> list[str]:
        return [f"{each['method']} {each['path']}" for each in self.sandbox.journal.calls()]

    def archive_account(self, code: str) -> None:
        """What a bookkeeper does in Xero, unseen by Tracker."""
        account = with_code(self.sandbox.books, code)
        assert account is not None
        self.sandbox.books.put("Accounts", {**account, "Status": "ARCHIVED"})

    def forget_freshness(self) -> None:
        """As if a minute had passed since the lists were read."""
        Connection.objects.filter(pk=self.connection.pk).update(
            contacts_read_at=None, items_read_at=None, heads_read_at=None
        )

    def edit_in_xero(self, document: Document, changes: dict[str, Any]) -> None:
        """What a bookkeeper does in Xero: through the API, as somebody else."""
        token = httpx2.post(
            f"{self.sandbox.url}/_sandbox/token", json={"scopes": ["accounting.invoices"]}
        ).json()["access_token"]
        found = next(each for each in self.in_xero() if each["InvoiceNumber"] == document.number)
        answer = httpx2.post(
            f"{self.sandbox.url}/api.xro/2.0/Invoices/{found['InvoiceID']}",
            headers={
                "Authorization": f"Bearer {token}",
                "xero-tenant-id": self.connection.tenant_id,
                "Accept": "application/json",
            },
            json=changes,
        )
        assert answer.status_code == 200, answer.text

    def contact_in_xero(self, name: str, **details: Any) -> str:
        """A contact that somebody typed into Xero; its id."""
        token = httpx2.post(
            f"{self.sandbox.url}/_sandbox/token", json={"scopes": ["accounting.contacts"]}
        ).json()["access_token"]
        answer = httpx2.put(
            f"{self.sandbox.url}/api.xro/2.0/Contacts",
            headers={
                "Authorization": f"Bearer {token}",
                "xero-tenant-id": self.connection.tenant_id,
                "Accept": "application/json",
            },
            json={"Contacts": [{"Name": name, **details}]},
        )
        assert answer.status_code == 200, answer.text
        return str(answer.json()["Contacts"][0]["ContactID"])

    def bookkeeper(self, deed: str, **wish: Any) -> dict[str, Any]:
        """What a bookkeeper does in Xero: rename, merge, archive, void, edit, … ."""
        answer = httpx2.post(f"{self.sandbox.url}/_sandbox/books/{deed}", json=wish)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def record_receipts(self, *, yes: bool = True, account: str = "") -> None:
        """Say in the settings whether receipts are recorded in Xero: in its bank account."""
        bank = account or next(
            each.account_id for each in lists.accounts(self.connection) if each.type == "BANK"
        )
        settings.save(
            self.connection,
            kind="invoice",
            by=self.office.owner,
            record_receipts=yes,
            receipts_account_id=bank,
        )

    def mark_paid(
        self, document: Document, amount: str = "", *, on: date = date(2026, 11, 3)
    ) -> Receipt:
        by = self.office.colleague
        return receipts.mark_paid(
            document, date=on, amount=Decimal(amount) if amount else None, by=by
        )

    def pay_in_xero(self, document: Document, **wish: Any) -> dict[str, Any]:
        """A bookkeeper records a payment in Xero: in full unless Amount is said."""
        wish = {"InvoiceNumber": document.number, **wish}
        answer = httpx2.post(f"{self.sandbox.url}/_sandbox/pay", json=wish)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def payments(self) -> list[dict[str, Any]]:
        """The payments that Xero holds and that count."""
        return [each for each in self.books()["Payments"] if each["Status"] != "DELETED"]

    def refresh_lists(self) -> None:
        """Tracker reads the organisation again: its lock dates, for one."""
        lists.refresh(self.connection, [lists.Name.ORGANISATION])
