"""A plain client for the tests: the standard library, exact decimals, no retries."""

import http.client
import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from xero_sandbox.server import Running

JsonObject = dict[str, Any]


@dataclass
class Reply:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body, parse_float=Decimal)

    def __getitem__(self, name: str) -> Any:
        return self.json[name]

    @property
    def messages(self) -> list[str]:
        """Every validation message of the answer's elements."""
        told = self.json
        elements = told.get("Elements") or next(v for v in told.values() if isinstance(v, list))
        return [each["Message"] for e in elements for each in e.get("ValidationErrors", [])]


class Xero:
    """Calls on one sandbox, with a token for its first organisation."""

    def __init__(self, running: Running, scopes: list[str] | None = None) -> None:
        self.running = running
        wish = {} if scopes is None else {"scopes": scopes}
        self.tokens = self.control("POST", "token", wish).json
        self.token = self.tokens["access_token"]
        self.tenant = self.tokens["tenants"][0]["tenantId"]

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        *,
        timeout: float = 20,
    ) -> Reply:
        line = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=timeout)
        try:
            content = (
                body if isinstance(body, bytes | None) else json.dumps(body, default=str).encode()
            )
            line.request(method, path, content, headers or {})
            answer = line.getresponse()
            return Reply(answer.status, answer.headers, answer.read())
        finally:
            line.close()

    def control(self, method: str, path: str, body: Any = None) -> Reply:
        return self.ask(method, f"/_sandbox/{path}", body)

    def api(
        self,
        method: str,
        path: str,
        body: Any = None,
        headers: dict[str, str] | None = None,
        *,
        timeout: float = 20,
        **query: Any,
    ) -> Reply:
        own = {
            "Authorization": f"Bearer {self.token}",
            "xero-tenant-id": self.tenant,
            "Accept": "application/json",
        }
        if body is not None:
            own["Content-Type"] = "application/json"
        own |= headers or {}
        target = f"/api.xro/2.0/{path}" + (f"?{urlencode(query)}" if query else "")
        return self.ask(method, target, body, own, timeout=timeout)

    def get(self, path: str, headers: dict[str, str] | None = None, **query: Any) -> Reply:
        return self.api("GET", path, headers=headers, **query)

    def put(self, path: str, *elements: JsonObject, key: str = "", **query: Any) -> Reply:
        return self._write("PUT", path, elements, key, query)

    def post(self, path: str, *elements: JsonObject, key: str = "", **query: Any) -> Reply:
        return self._write("POST", path, elements, key, query)

    def _write(
        self, method: str, path: str, elements: tuple[JsonObject, ...], key: str, query: Any
    ) -> Reply:
        headers = {"Idempotency-Key": key} if key else {}
        body = {path.partition("/")[0]: list(elements)}
        return self.api(method, path, body, headers, **query)

    def deed(self, name: str, **wish: Any) -> Reply:
        """What a bookkeeper does, on the control plane."""
        return self.control("POST", f"books/{name}", wish)

    def pay(self, number: str, **more: Any) -> Reply:
        """A payment as somebody in Xero records it."""
        return self.control("POST", "pay", {"InvoiceNumber": number, **more})

    def read(self, made: JsonObject) -> JsonObject:
        """An invoice as it is by now."""
        told: JsonObject = self.get(f"Invoices/{made['InvoiceID']}")["Invoices"][0]
        return told

    # What most tests start with ------------------------------------------------------------

    def contact(self, name: str = "Acme Logistics Ltd", **more: Any) -> JsonObject:
        made: JsonObject = self.put("Contacts", {"Name": name, **more})["Contacts"][0]
        return made

    def invoice(self, **changes: Any) -> JsonObject:
        made: JsonObject = self.put("Invoices", sale(**changes), unitdp=4)["Invoices"][0]
        return made

    def bill(self, **changes: Any) -> JsonObject:
        made: JsonObject = self.put("Invoices", bill(**changes), unitdp=4)["Invoices"][0]
        return made

    def bank(self) -> JsonObject:
        found: JsonObject = self.get("Accounts", where='Type=="BANK"')["Accounts"][0]
        return found


def line(**changes: Any) -> JsonObject:
    """A line of £100.00 and its VAT. A change to None leaves the member out."""
    told = {"Description": "Placement of a bookkeeper", "Quantity": 1, "UnitAmount": 100}
    told |= {"AccountCode": "200", "TaxType": "OUTPUT2", **changes}
    return {name: value for name, value in told.items() if value is not None}


def sale(**changes: Any) -> JsonObject:
    """An approved invoice of £120.00 to Acme Logistics."""
    told = {
        "Type": "ACCREC",
        "Status": "AUTHORISED",
        "Contact": {"Name": "Acme Logistics Ltd"},
        "Date": "2026-11-03",
        "DueDate": "2026-12-03",
        "LineItems": [line()],
        **changes,
    }
    return {name: value for name, value in told.items() if value is not None}


def bill(**changes: Any) -> JsonObject:
    """An approved bill of £120.00 from a contractor."""
    lines = [line(AccountCode="320", TaxType="INPUT2", Description="Week 44")]
    changes = {"Contact": {"Name": "Priya Shah Consulting"}, "LineItems": lines, **changes}
    return sale(**{"Type": "ACCPAY", **changes})


def refusals(xero: Xero, **changes: Any) -> list[str]:
    """What is said against a sale with these changes."""
    return _refused(xero, sale(**changes))


def bill_refusals(xero: Xero, **changes: Any) -> list[str]:
    """What is said against a bill with these changes."""
    return _refused(xero, bill(**changes))


def _refused(xero: Xero, wish: JsonObject) -> list[str]:
    reply = xero.put("Invoices", wish)
    assert reply.status == 400, reply.body
    return reply.messages


def update(xero: Xero, made: JsonObject, **changes: Any) -> Reply:
    return xero.post("Invoices", {"InvoiceID": made["InvoiceID"], **changes}, unitdp=4)
