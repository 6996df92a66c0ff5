"""After a whole session no secret lies in a dump, a log, a page or a report."""

import logging
import os
import re
import subprocess
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import connection as database
from django.test import Client
from psycopg import sql

from tests import settings as settings_of_tests
from tests.cast import PASSWORD, Office
from tests.connected import allow_access, confirm
from tests.project.log_lines import LogLines, log_lines
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tracker.accounts_system.encryption import decrypted
from tracker.accounts_system.models import Attempt, Connection, Consent, TokenSet
from tracker.project.embedded_place import cluster_in
from xero_sandbox.server import Running


@pytest.fixture
def lines() -> Iterator[LogLines]:
    """Everything that is logged, however unimportant."""
    ours = [logging.getLogger(name) for name in ("tracker", "django", "procrastinate")]
    levels = [each.level for each in ours]
    with log_lines() as found:
        for each in ours:
            each.setLevel(logging.DEBUG)
        yield found
        for each, level in zip(ours, levels, strict=True):
            each.setLevel(level)


def test_no_secret_is_anywhere_after_a_whole_session(
    office: Office, sandbox: Running, lines: LogLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connected by consent, sent, renewed, failed in every way, broken, and disconnected."""
    olivia = Client()
    form = {"email": office.owner.email, "password": PASSWORD}
    assert olivia.post("/sign-in/", form).status_code == 302
    secrets = _connect(olivia, sandbox)
    connection = Connection.objects.get()
    confirm(connection, by=office.owner)
    desk = Desk(office, connection, sandbox)
    for fault in ("", "token_expired", "http_500_after", "lost_reply", "http_404", "token_revoked"):
        if fault:
            desk.fault(fault)
        desk.send(desk.invoice())
        secrets |= _tokens()
    Client().post("/webhooks/xero/", b"{}", content_type="application/json")
    pages = [*_pages(olivia), _error_page(office, monkeypatch)]
    dump = _dump()
    olivia.post("/plugins/xero/disconnect/", {"confirmed": "yes"})
    assert Connection.objects.get().disconnected_at
    everywhere = {"a dump": dump, "a dump afterwards": _dump(), "the log": lines.text}
    everywhere |= {f"page {number}": text for number, text in enumerate(pages)}
    everywhere["the sandbox's journal"] = str(sandbox.journal.calls())
    assert len(secrets) > 10 and Attempt.objects.filter(outcome="no_answer").exists()
    assert [where for where, text in everywhere.items() if _has(text, secrets)] == []
    # The search itself finds what is there.
    assert _has(dump, {desk.connection.tenant_id}) and "documents_document" in dump


def _connect(olivia: Client, sandbox: Running) -> set[str]:
    """As a person does it. What went over the wire meanwhile, and what is configured."""
    away = olivia.post("/plugins/xero/connect/")["Location"]
    secrets = {decrypted(Consent.objects.get().verifier), PASSWORD}
    secrets |= {settings.SECRET_KEY, *settings.TRACKER_TOKEN_KEYS}
    secrets |= {settings.XERO_CLIENT_SECRET, settings.XERO_WEBHOOK_KEY}
    back = allow_access(away, tenant=sandbox.books.tenant_id)
    choose = olivia.get("/plugins/xero/callback/", back)["Location"]
    form = {"tenant": sandbox.books.tenant_id, "send_from_date": "2010-01-01"}
    assert olivia.post(choose, form).status_code == 302
    return secrets | {back["code"], back["state"]} | _tokens()


def _tokens() -> set[str]:
    found = TokenSet.objects.get()
    stored = (found.access_token, found.refresh_token, found.previous_refresh_token)
    return {decrypted(each) for each in stored if each}


def _pages(olivia: Client) -> list[str]:
    """Every page that a link leads to, calls and reports among them."""
    seen, waiting, pages = {"/"}, ["/", "/batches/", "/invoices/"], []
    while waiting:
        answer = olivia.get(waiting.pop())
        if "text/html" not in answer.get("Content-Type", ""):
            continue
        text = answer.content.decode()
        pages.append(text)
        found = set(re.findall(r'href="(/[^"#?]*)"', text)) - seen
        seen |= found
        waiting += sorted(each for each in found if not each.startswith("/static/"))
    assert any("/calls/" in each for each in seen) and any("/report/" in each for each in seen)
    return pages


def _error_page(office: Office, monkeypatch: pytest.MonkeyPatch) -> str:
    """An error with secrets in its variables, in its address and in what was sent."""

    def breaks(*_: object, **__: object) -> None:
        token = _tokens()
        raise RuntimeError(f"a mistake of ours, over {len(token)} tokens")

    client = signed_in(office.owner)
    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("tracker.web.my_settings.people.set_password", breaks)
        answer = client.post(
            "/my-settings/password/?code=x", {"current": PASSWORD, "new": PASSWORD}
        )
    assert answer.status_code == 500
    return answer.content.decode()


def _has(text: str, secrets: set[str]) -> bool:
    """As it stands, or as a dump writes bytes."""
    forms: list[Callable[[str], str]] = [str, lambda each: each.encode().hex()]
    return any(form(secret) in text for secret in secrets for form in forms)


def _dump() -> str:
    """The database as an operator saves it; by COPY where the server is not the embedded one."""
    if os.environ.get("DATABASE_URL"):
        return "".join(_copied(table) for table in database.introspection.table_names())
    named = database.settings_dict
    address = ["-h", named["HOST"], "-p", named["PORT"], "-U", named["USER"], named["NAME"]]
    program = cluster_in(settings_of_tests.HOME).binaries / "pg_dump"
    done = subprocess.run([program, *address], capture_output=True, text=True, check=True)
    return done.stdout


def _copied(table: str) -> str:
    query = sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))
    with database.cursor() as cursor, cursor.copy(query) as copy:
        return table + b"".join(bytes(piece) for piece in copy).decode()
