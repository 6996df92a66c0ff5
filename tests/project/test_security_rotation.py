"""Keys are changed while a worker sends and pages are served, and nobody notices."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.test import override_settings

from tests.crashes.workers import eventually
from tests.project.served import TRACKER, Served, served, status_of
from tests.sending.desk import Desk
from tests.web.conftest import signed_in
from tracker.accounts_system.encryption import EncryptionError, decrypted
from tracker.accounts_system.models import TokenSet
from tracker.sending.models import Delivery, State
from tracker.sending.workers import workers_alive

NEW = Fernet.generate_key().decode()
NEW_SECRET = "another-key-of-our-own-" + "0123456789" * 5


def test_keys_are_changed_while_everything_runs(
    desk: Desk, process_environment: dict[str, str], tmp_path: Path
) -> None:
    """First both keys, then the new one alone; the browser stays signed in throughout."""
    old, secret = settings.TRACKER_TOKEN_KEYS[0], settings.SECRET_KEY
    session = signed_in(desk.office.owner).cookies[settings.SESSION_COOKIE_NAME].value
    both = _environment(desk, process_environment, f"{NEW},{old}", secret)
    alone = _environment(desk, process_environment, NEW, "")
    with override_settings(TRACKER_TOKEN_KEYS=(NEW, old)), _running(both, tmp_path) as web:
        desk.click(desk.invoice(), desk.invoice(company="Brightwater Group"))
        assert _rotate(both) == 0
        session = _home(web, session)
        eventually(lambda: _sent() == 2)
    with override_settings(TRACKER_TOKEN_KEYS=(old,)), pytest.raises(EncryptionError):
        decrypted(TokenSet.objects.get().access_token)
    with override_settings(TRACKER_TOKEN_KEYS=(NEW,)), _running(alone, tmp_path) as web:
        assert _home(web, session) == session
        desk.click(desk.invoice())
        eventually(lambda: _sent() == 3)
        assert "cannot be read" not in web.log


def _environment(
    desk: Desk, process_environment: dict[str, str], keys: str, fallback: str
) -> dict[str, str]:
    names = ("XERO_API_URL", "XERO_IDENTITY_URL", "XERO_LOGIN_URL", "XERO_WEB_URL")
    return {
        **process_environment,
        **dict.fromkeys(names, desk.sandbox.url),
        "DJANGO_SETTINGS_MODULE": "tracker.project.settings",
        "TRACKER_TOKEN_KEYS": keys,
        "TRACKER_SECRET_KEY": NEW_SECRET,
        "TRACKER_SECRET_KEY_FALLBACKS": fallback,
        "TRACKER_POLL": "off",
    }


@contextmanager
def _running(environment: dict[str, str], folder: Path) -> Iterator[Served]:
    worker = subprocess.Popen(
        [TRACKER, "worker"], env={**os.environ, **environment}, stderr=subprocess.DEVNULL
    )
    try:
        with served(environment, folder) as web:
            eventually(lambda: bool(workers_alive()))
            yield web
    finally:
        worker.terminate()
        worker.wait(20)


def _rotate(environment: dict[str, str]) -> int:
    done = subprocess.run([TRACKER, "rotate-keys"], env=environment, capture_output=True)
    return done.returncode


def _home(web: Served, session: str) -> str:
    """Home is shown to whoever is signed in; the session, which goes on under the new key."""
    cookie = f"Cookie: {web.session_cookie}={session}"
    request = f"GET / HTTP/1.0\r\nHost: localhost\r\n{cookie}\r\n\r\n"
    answer = web.answered(request.encode())
    assert status_of(answer) == 200
    given = re.search(rf"{web.session_cookie}=(\w+)", answer)
    return given[1] if given else session


def _sent() -> int:
    return Delivery.objects.filter(state=State.SENT).count()
