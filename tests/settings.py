"""Tracker's settings for tests: an embedded PostgreSQL of their own, and quick passwords.

`DATABASE_URL` may name another server; what the machine's own Tracker is configured with counts
for nothing here.
"""

import os
from pathlib import Path

# One folder for a whole run: the process that starts the run names it, xdist's workers inherit it.
# Short, and open to the user whom root runs the database as, whatever TMPDIR says.
HOME = Path(os.environ.setdefault("TRACKER_TEST_HOME", f"/tmp/tracker-tests-{os.getpid()}"))
for name in [name for name in os.environ if name.startswith(("TRACKER_", "XERO_"))]:
    if not name.startswith(("TRACKER_TEST_", "TRACKER_CHROMIUM")):
        del os.environ[name]
os.environ.update(
    TRACKER_HOME=str(HOME),
    TRACKER_SECRET_KEY="only-for-tests-only-for-tests-only-for-tests",
    TRACKER_TOKEN_KEYS="dGhpcy1rZXktaXMtZm9yLXRlc3RzLWFuZC1vbmx5LTE=",
    TRACKER_URL="http://localhost:8000",
    XERO_CLIENT_ID="test-client",
    XERO_CLIENT_SECRET="test-secret",
    XERO_WEBHOOK_KEY="test-webhook-key",
    # Nobody listens there: a test that talks to a sandbox names it.
    XERO_API_URL="http://localhost:9",
    XERO_IDENTITY_URL="http://localhost:9",
    XERO_LOGIN_URL="http://localhost:9",
    XERO_WEB_URL="http://localhost:9",
    # Playwright leaves an event loop behind, and Django takes it for an asynchronous caller.
    DJANGO_ALLOW_ASYNC_UNSAFE="1",
)

from tracker.project.settings import *  # noqa: E402, F403
from tracker.project.settings import DATABASES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if not os.environ.get("DATABASE_URL"):
    # The server is started by tests.embedded_database, with its socket in this folder.
    DATABASES["default"] |= {
        "NAME": "tracker",
        "USER": "postgres",
        "HOST": str(HOME / "postgres"),
        "PORT": "5432",
    }
