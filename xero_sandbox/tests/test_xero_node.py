"""The official Node SDK, as published, holds a conversation: https://github.com/XeroAPI/xero-node

What it says stands in `node/conversation.js`. Without Node.js, npm or a registry to install from,
nothing is proved here and the tests say so.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from sandbox_client import Xero

HERE = Path(__file__).parent / "node"
FEWEST_CALLS = 15
INSTALL_SECONDS = 120
TALK_SECONDS = 60
NO_REGISTRY = re.compile(
    r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|network"
)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the SDK in it, installed with this machine's own settings of npm."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("there is no Node.js with npm here")
    folder = tmp_path_factory.mktemp("node") / "conversation"
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("node_modules"))
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"]
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm's registry did not answer in time")
    if done.returncode and NO_REGISTRY.search(done.stderr):
        pytest.skip("npm's registry cannot be reached from here")
    assert done.returncode == 0, done.stderr
    return folder


def test_the_official_node_sdk_holds_a_conversation(xero: Xero, installed: Path) -> None:
    xero.control("DELETE", "journal")
    told = talk(installed, xero)
    assert told.returncode == 0, told.stderr
    calls = [call for call in xero.running.journal.calls() if "/identity/" not in call["path"]]
    assert len(calls) >= FEWEST_CALLS
    assert {call["status"] for call in calls} == {200, 204, 400}
    names = [each["Name"] for each in xero.control("GET", "books")["Contacts"]]
    assert names == ["Acme Logistics Ltd"]


def test_a_wrong_value_ends_the_node_sdks_conversation(xero: Xero, installed: Path) -> None:
    xero.bill(InvoiceNumber="B-0")
    assert "AssertionError" in talk(installed, xero).stderr


def test_what_the_node_sdk_is_installed_from_names_no_registry() -> None:
    lock = (HERE / "package-lock.json").read_text()
    assert "resolved" not in lock
    assert '"integrity": "sha512-' in lock


def talk(folder: Path, xero: Xero) -> "subprocess.CompletedProcess[str]":
    """The conversation, past whatever proxy this machine has."""
    direct = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    return subprocess.run(
        ["node", "conversation.js", xero.running.url, xero.tenant],
        cwd=folder,
        env=direct,
        capture_output=True,
        text=True,
        timeout=TALK_SECONDS,
    )
