"""What is known of apps, webhooks and the published clients, where no other test tells it."""

import pytest
from xero_python.accounting import Contact, Contacts

from python_sdk.conversation import talking
from sandbox_client import Xero


@pytest.mark.parametrize(
    "scope",
    ["accounting.transactions", "accounting.transactions.read", "accounting.reports.read"],
)
def test_a_new_app_cannot_have_a_broad_scope(xero: Xero, scope: str) -> None:
    """https://github.com/XeroAPI/xero-mcp-server (src/clients/xero-client.ts)"""
    query = (
        f"response_type=code&client_id=a&redirect_uri=http://localhost:1/cb&scope={scope}&state=s"
    )
    page = xero.ask("GET", f"/identity/connect/authorize?{query}")
    assert page.status == 400
    assert scope.encode() in page.body


@pytest.mark.parametrize("key", ["", "my own key"])
def test_the_sdk_repeats_a_lost_creation_and_only_a_key_protects_it(xero: Xero, key: str) -> None:
    """Measured with xero-python 15.2: a connection that is dropped has PUT sent again, unasked.

    https://github.com/urllib3/urllib3 (Retry.DEFAULT_ALLOWED_METHODS)
    """
    xero.control("POST", "faults", {"faults": [{"kind": "lost_reply", "method": "PUT"}]})
    told = Contacts(contacts=[Contact(name="Acme")])
    with talking(xero) as sdk:
        more = {"idempotency_key": key} if key else {}
        try:
            sdk.accounting.create_contacts(sdk.tenant, told, **more)
            refused = False
        except Exception:
            refused = True
    assert refused is (not key)
    puts = [each for each in xero.running.journal.calls() if each["method"] == "PUT"]
    assert [each["status"] for each in puts] == [200, 200 if key else 400]
