"""The layers are a contract that the build checks: every forbidden import is tried."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# One import per layer that reaches up, or aside to a sibling.
FORBIDDEN = {
    "tracker.clock": "tracker.xero",
    "tracker.money": "tracker.clock",
    "tracker.xero": "tracker.agencies",
    "tracker.agencies": "tracker.companies",
    "tracker.companies": "tracker.documents",
    "tracker.documents": "tracker.accounts_system",
    "tracker.accounts_system": "tracker.sending",
    "tracker.sending": "tracker.web",
    "tracker.web": "tracker.cli",
    "tracker.cli": "tracker.project",
    "tracker.project": "xero_sandbox",
    "xero_sandbox": "tracker.money",
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What lint-imports says about a copy of the code with every forbidden import in it."""
    copy = tmp_path_factory.mktemp("copy")
    leave_out = shutil.ignore_patterns("__pycache__", "templates", "static", "tests")
    shutil.copytree(ROOT / "tracker", copy / "tracker", ignore=leave_out)
    shutil.copytree(ROOT / "xero_sandbox" / "src", copy, dirs_exist_ok=True, ignore=leave_out)
    shutil.copy(ROOT / "pyproject.toml", copy)
    for importer, imported in FORBIDDEN.items():
        _append_import(copy, importer, imported)
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy)},
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize(("importer", "imported"), FORBIDDEN.items())
def test_a_forbidden_import_fails_the_check(said: str, importer: str, imported: str) -> None:
    name = importer if importer in ("tracker.clock", "tracker.money") else f"{importer}.intruder"
    assert f"{name} -> {imported} (l." in said


def _append_import(copy: Path, importer: str, imported: str) -> None:
    place = copy / importer.replace(".", "/")
    file = place / "intruder.py" if place.is_dir() else place.with_suffix(".py")
    with file.open("a") as code:
        code.write(f"\nimport {imported}\n")
