"""The SDK's clients, pointed at a sandbox, and the documents they send."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from xero_python.accounting import AccountingApi, Contact, Invoice, LineItem
from xero_python.api_client import ApiClient
from xero_python.api_client.configuration import Configuration
from xero_python.api_client.oauth2 import OAuth2Token, TokenApi
from xero_python.identity import IdentityApi

from sandbox_client import Xero

GROSS = Decimal("24.30")


class Conversation:
    """The SDK's clients with one token set for the sandbox's first organisation."""

    def __init__(self, xero: Xero) -> None:
        known = {name: value for name, value in xero.tokens.items() if name != "tenants"}
        self.kept: dict[str, Any] = {**known, "scope": known["scope"].split()}
        oauth = OAuth2Token(client_id="sdk", client_secret="secret")
        self.client = ApiClient(
            Configuration(oauth2_token=oauth, debug=False),
            oauth2_token_getter=lambda: self.kept,
            oauth2_token_saver=self.save,
            pool_threads=1,
        )
        self.accounting = AccountingApi(self.client, base_url=f"{xero.running.url}/api.xro/2.0")
        self.identity = IdentityApi(self.client, base_url=xero.running.url)
        self.tenant = xero.tenant

    def save(self, token: dict[str, Any]) -> None:
        self.kept = token


@contextmanager
def talking(xero: Xero) -> Iterator[Conversation]:
    """A conversation. The SDK holds its token addresses in a class, which is put back after it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TokenApi, "refresh_token_url", f"{xero.running.url}/connect/token")
        patch.setattr(TokenApi, "revoke_token_url", f"{xero.running.url}/connect/revocation")
        talk = Conversation(xero)
        yield talk
        talk.client.rest_client.pool_manager.clear()


def line(account: str = "200", tax_type: str = "OUTPUT2", **changes: Any) -> LineItem:
    """£20.25 and its VAT: two days at a price of four decimals."""
    told = {"description": "Day rate", "quantity": 2, "unit_amount": 10.1234, **changes}
    return LineItem(account_code=account, tax_type=tax_type, **told)


def invoice(
    contact_id: str,
    number: str,
    account: str = "200",
    *,
    kind: str = "ACCREC",
    tax_type: str = "OUTPUT2",
    **changes: Any,
) -> Invoice:
    told = {
        "type": kind,
        "status": "AUTHORISED",
        "contact": Contact(contact_id=contact_id),
        "invoice_number": number,
        "date": dt.date(2026, 11, 3),
        "due_date": dt.date(2026, 12, 3),
        "line_items": [line(account, tax_type)],
    }
    return Invoice(**(told | changes))
