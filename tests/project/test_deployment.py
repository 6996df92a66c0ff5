"""What a real installation's settings are: Django's own list of what to look at finds nothing."""

import os
import subprocess
import sys
from pathlib import Path

from cryptography.fernet import Fernet


def test_an_installation_behind_https_passes_djangos_deployment_check(tmp_path: Path) -> None:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {
        **kept,
        "TRACKER_HOME": str(tmp_path),
        "DATABASE_URL": "postgresql://tracker@database.example/tracker",
        "TRACKER_SECRET_KEY": "a-key-of-our-own-" + "0123456789" * 5,
        "TRACKER_TOKEN_KEYS": Fernet.generate_key().decode(),
        "TRACKER_URL": "https://tracker.example",
        "DJANGO_SETTINGS_MODULE": "tracker.project.settings",
    }
    command = [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "WARNING"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
