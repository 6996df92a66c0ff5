"""*Records older than Xero's*: said on Home, PlugIns and the batch, and adopted by an owner."""

import json
import re

import pytest
from click.testing import CliRunner
from django.test import Client, override_settings

from tests.sending.desk import Desk
from tests.sending.restoring import back_up, restore
from tests.web.conftest import signed_in
from tracker.accounts_system.models import DocumentLink
from tracker.cli.reconciling import reconcile
from tracker.documents.models import Document
from tracker.sending.models import Batch, State

SENTENCE = "Tracker’s records are older than Xero’s: adopt 2."


@pytest.fixture
def stopped(desk: Desk) -> Desk:
    """Two were sent, the database was put back, and one of them was sent again with a new one."""
    documents = [desk.invoice(), desk.invoice()]
    backup = back_up()
    desk.send(*documents)
    restore(backup, desk)
    desk.click(documents[0], desk.invoice())
    desk.work()
    return desk


def page(browser: Client, address: str) -> str:
    found = browser.get(address).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def adopt(browser: Client) -> str:
    answer = browser.post("/plugins/xero/records/adopt/", follow=True)
    return answer.content.decode() if answer.status_code == 200 else str(answer.status_code)


def test_the_stop_and_the_way_on_are_said_wherever_a_person_looks(stopped: Desk) -> None:
    owner = signed_in(stopped.office.owner)
    batch = Batch.objects.latest("pk")
    for address in ("/", "/plugins/"):
        assert SENTENCE in page(owner, address)
        assert "/plugins/xero/records/" in owner.get(address).content.decode()
    on_the_batch = page(owner, f"/batches/{batch.number}/")
    assert "Tracker&#x27;s records are older than Xero&#x27;s: adopt 2." in on_the_batch
    assert "Adopt first" in on_the_batch and "Look at them, and adopt" in on_the_batch
    document = batch.deliveries.order_by("pk")[0].document
    shown = page(owner, f"/invoices/{document.pk}/")
    assert "Not sent yet: Tracker’s records are older than Xero’s." in shown


def test_an_owner_adopts_and_sending_goes_on(stopped: Desk) -> None:
    owner = signed_in(stopped.office.owner)
    listed = page(owner, "/plugins/xero/records/")
    assert "Adopt 2" in listed and "INV-1001" in listed and "It is linked" in listed
    assert "2 adopted." in adopt(owner)
    stopped.work_until_settled()
    assert DocumentLink.objects.count() == len(stopped.in_xero()) == 3
    states = Batch.objects.latest("pk").deliveries.values_list("state", flat=True)
    assert set(states) == {State.SENT}
    assert "older than" not in page(owner, "/")
    assert "Nothing to adopt" in adopt(owner)


def test_who_is_no_owner_sees_it_and_does_not_adopt(stopped: Desk) -> None:
    farid = signed_in(stopped.office.colleague)
    listed = page(farid, "/plugins/xero/records/")
    assert "an owner of your agency does this" in listed and "Adopt 2" not in listed
    assert adopt(farid) == "403" and not DocumentLink.objects.exists()


def test_the_command_prints_one_json_object(stopped: Desk) -> None:
    result = CliRunner().invoke(reconcile, ["--json"])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == {
        "adopted": 2,
        "only_in_xero": 0,
        "doubled": 0,
        "next_numbers": {},
    }
    assert CliRunner().invoke(reconcile, []).output.startswith("Nothing to adopt")


def test_the_command_without_a_network_says_one_sentence(stopped: Desk) -> None:
    with override_settings(XERO_API_URL="http://localhost:9"):
        result = CliRunner().invoke(reconcile, ["--json"])
    assert result.exit_code == 1 and not result.stdout
    assert len(result.stderr.strip().splitlines()) == 1
    assert Document.objects.filter(links=None).count() == 3
