"""What is known of the scopes that apps ask for, where no other test tells it."""

from urllib.parse import quote

import pytest

from sandbox_client import Xero

LINK = "response_type=code&client_id=a&redirect_uri=http://localhost:1/cb&state=s"
NAMES = "invoices payments banktransactions manualjournals settings contacts attachments"
REPORTS = (
    "aged balancesheet banksummary budgetsummary executivesummary profitandloss trialbalance"
    " taxreports tenninetynine"
)


@pytest.mark.parametrize(
    "scope",
    ["accounting.transactions", "accounting.transactions.read", "accounting.reports.read"],
)
def test_a_new_app_cannot_have_a_broad_scope(xero: Xero, scope: str) -> None:
    """https://github.com/XeroAPI/xero-mcp-server (src/clients/xero-client.ts)"""
    page = xero.ask("GET", f"/identity/connect/authorize?{LINK}&scope={scope}")
    assert page.status == 400
    assert scope.encode() in page.body
    assert b"invalid_scope" in page.body


@pytest.mark.parametrize(
    "scope",
    [
        *(f"accounting.{name}" for name in NAMES.split()),
        *(f"accounting.{name}.read" for name in NAMES.split()),
        *(f"accounting.reports.{name}.read" for name in REPORTS.split()),
        "accounting.budgets.read",
        "accounting.journals.read",
        "openid profile email offline_access",
        "files assets.read projects payroll.employees payroll.settings.read",
    ],
)
def test_a_new_app_can_have_every_granular_scope(xero: Xero, scope: str) -> None:
    """https://developer.xero.com/faq/granular-scopes and, for the last,
    https://developer.xero.com/documentation/oauth2/scopes"""
    page = xero.ask("GET", f"/identity/connect/authorize?{LINK}&scope={quote(scope)}")
    assert page.status == 200
    assert all(word.encode() in page.body for word in scope.split())


@pytest.mark.parametrize("scope", ["accounting.reports.balancesheets.read", "accounting.budgets"])
def test_a_scope_that_is_misspelt_is_none(xero: Xero, scope: str) -> None:
    page = xero.ask("GET", f"/identity/connect/authorize?{LINK}&scope={scope}")
    assert (page.status, b"invalid_scope" in page.body) == (400, True)
