"""What the log says: each attempt twice, an error once with its id, and no secret ever."""

import logging
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Office
from tests.connected import allow_access, confirm
from tests.project.log_lines import LogLines, log_lines
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tracker.accounts_system.encryption import decrypted
from tracker.accounts_system.models import Attempt, Connection, Consent, TokenSet
from tracker.project.logs import JSON, TEXT, log_settings
from tracker.project.worker import run_worker
from tracker.sending.models import State
from xero_sandbox.server import Running

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lines() -> Iterator[LogLines]:
    with log_lines() as found:
        yield found


def test_every_attempt_says_that_it_leaves_and_what_became_of_it(
    desk: Desk, lines: LogLines
) -> None:
    invoice = desk.invoice()
    desk.send(invoice)
    attempts = Attempt.objects.select_related("call").filter(call__batch_number=1)
    assert {str(each.call.purpose) for each in attempts} >= {"create documents", "read"}
    for attempt in attempts:
        leaving, ended = lines.all(call=attempt.call_id, attempt=attempt.number)
        assert leaving["message"].endswith("leaves")
        assert (leaving["agency"], leaving["batch"]) == (desk.office.agency.pk, 1)
        assert leaving["tenant"] == desk.connection.tenant_id
        assert leaving.get("key", "") == attempt.call.key
        assert (ended["outcome"], ended["status"]) == ("answered", 200)
        assert ended["correlation_id"] == attempt.correlation_id
        assert ended["duration_ms"] == attempt.elapsed_ms
        assert datetime.fromisoformat(leaving["time"]) <= datetime.fromisoformat(ended["time"])


def test_an_attempt_without_an_answer_is_a_warning_that_says_what_cut_it(
    desk: Desk, lines: LogLines
) -> None:
    desk.fault("lost_reply")
    desk.send(desk.invoice())
    (lost,) = lines.all(outcome="no_answer")
    assert (lost["level"], lost["path"]) == ("WARNING", "/Invoices")
    assert lost["detail"] and "status" not in lost


def test_an_error_of_trackers_own_is_one_line_with_its_traceback(
    desk: Desk, lines: LogLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("tracker.sending.work.work_batch", breaks)
    (delivery,) = desk.send(desk.invoice())
    assert delivery.state == State.WAITING
    (line,) = lines.all(level="ERROR")
    assert "a mistake of ours" in line["traceback"]
    assert (line["tenant"], line["agency"]) == (desk.connection.tenant_id, desk.office.agency.pk)


def test_a_worker_that_cannot_go_on_says_why(
    lines: LogLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def breaks() -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("tracker.project.worker._work", breaks)
    # In a thread of its own: where a browser was open in this one, a loop runs already.
    with ThreadPoolExecutor() as alone, pytest.raises(RuntimeError, match="a mistake of ours"):
        alone.submit(run_worker).result()
    (line,) = lines.all(level="ERROR")
    assert line["logger"] == "tracker.worker" and "a mistake of ours" in line["traceback"]


def test_the_page_of_an_error_and_its_line_name_the_same_request(
    office: Office, lines: LogLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr("tracker.web.home.render", breaks)
    client = signed_in(office.owner)
    client.raise_request_exception = False
    answer = client.get("/?code=secret-code")
    assert answer.status_code == 500
    (line,) = lines.all(level="ERROR")
    assert "a mistake of ours" in line["traceback"]
    assert (line["status"], line["agency"]) == (500, office.agency.pk)
    assert line["request_id"] == answer["X-Request-ID"]
    assert line["request_id"] in answer.content.decode()
    assert "secret-code" not in lines.text
    assert client.get("/invoices/")["X-Request-ID"] != line["request_id"]


def test_what_healthz_finds_is_no_error_of_trackers(lines: LogLines) -> None:
    assert Client().get("/healthz").status_code == 503
    assert not lines.all(level="ERROR")


def test_a_terminal_is_written_text_and_everything_else_json(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert log_settings("")["formatters"]["line"] == JSON
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    assert log_settings("")["formatters"]["line"] == TEXT
    assert log_settings("json")["formatters"]["line"] == JSON


def test_no_secret_and_no_body_is_ever_logged(
    office: Office, sandbox: Running, lines: LogLines
) -> None:
    """A consent, a send, an expired token, a lost answer, a refusal, and access withdrawn."""
    root = logging.getLogger("tracker")
    level = root.level
    root.setLevel(logging.DEBUG)
    try:
        desk, secrets = _connected_by_consent(office, sandbox)
        secrets |= _tokens()
        desk.send(desk.invoice())
        desk.fault("token_expired")
        desk.fault("lost_reply")
        desk.send(desk.invoice(company="Brightwater Group"))
        desk.work_until_settled()
        secrets |= _tokens()
        desk.fault("http_404")
        desk.send(desk.invoice(company="Brightwater Group"))
    finally:
        root.setLevel(level)
    assert len(lines.all(purpose="refresh a token")) >= 2
    assert lines.all(purpose="exchange a code") and lines.all(purpose="connections")
    assert len(secrets) >= 8
    found = [secret for secret in secrets if secret in lines.text]
    assert found == []
    assert not re.search(r"Brightwater|A day's work|LineItems|pageSize", lines.text)


def _tokens() -> set[str]:
    token_set = TokenSet.objects.get()
    stored = (token_set.access_token, token_set.refresh_token, token_set.previous_refresh_token)
    return {decrypted(each) for each in stored if each}


def _connected_by_consent(office: Office, sandbox: Running) -> tuple[Desk, set[str]]:
    """Connected as a person does it; what went over the wire meanwhile that nobody may read."""
    olivia = signed_in(office.owner)
    away = olivia.post("/plugins/xero/connect/")["Location"]
    verifier = decrypted(Consent.objects.get().verifier)
    back = allow_access(away, tenant=sandbox.books.tenant_id)
    choose = olivia.get("/plugins/xero/callback/", back)["Location"]
    secrets = {back["code"], back["state"], verifier, settings.XERO_CLIENT_SECRET}
    form = {"tenant": sandbox.books.tenant_id, "send_from_date": "2010-01-01"}
    assert olivia.post(choose, form).status_code == 302
    connection = Connection.objects.get()
    confirm(connection, by=office.owner)
    return Desk(office, connection, sandbox), secrets | {
        olivia.cookies[settings.SESSION_COOKIE_NAME].value
    }
