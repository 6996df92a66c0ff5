"""Being let in and out, and what an organisation lists."""

import gc
import warnings
from decimal import Decimal

import pytest
from xero_python.exceptions import HTTPStatusException

from python_sdk.conversation import Conversation


def is_let_in(sdk: Conversation) -> None:
    old = dict(sdk.kept)
    sdk.client.refresh_oauth2_token()
    assert sdk.kept["access_token"] != old["access_token"]
    assert sdk.kept["refresh_token"] != old["refresh_token"]
    (connection,) = sdk.identity.get_connections()
    assert (connection.tenant_name, str(connection.tenant_id)) == ("Harbour Talent Ltd", sdk.tenant)


def reads_the_lists(sdk: Conversation) -> None:
    api, tenant = sdk.accounting, sdk.tenant
    (about,) = api.get_organisations(tenant).organisations
    assert (about.base_currency.value, about.country_code.value) == ("GBP", "GB")
    actions = {each.name: each.status for each in api.get_organisation_actions(tenant).actions}
    assert actions["CreateApprovedInvoice"] == "ALLOWED"
    (bank,) = api.get_accounts(tenant, where='Type=="BANK"').accounts
    assert (bank.code, bank.status) == ("090", "ACTIVE")
    (again,) = api.get_account(tenant, bank.account_id).accounts
    assert again.name == bank.name
    rates = {rate.tax_type: rate for rate in api.get_tax_rates(tenant).tax_rates}
    assert rates["OUTPUT2"].effective_rate == Decimal("20")
    assert api.get_currencies(tenant).currencies[0].description == "British Pound"
    assert [each.name for each in api.get_branding_themes(tenant).branding_themes] == ["Standard"]


def is_shown_out(sdk: Conversation) -> None:
    with warnings.catch_warnings():  # the SDK neither reads this empty answer nor hangs up
        warnings.simplefilter("ignore", ResourceWarning)
        sdk.client.revoke_oauth2_token()
        gc.collect()
    assert sdk.kept["refresh_token"] is None
    with pytest.raises(HTTPStatusException) as refusal:
        sdk.identity.get_connections()
    assert refusal.value.status == 401
