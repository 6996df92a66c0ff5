"""`make audit` is silent about nothing: what could not be looked up is not taken for sound."""

import importlib.util
import subprocess
from types import ModuleType
from typing import Any

import pytest

from tests.conftest import ROOT


@pytest.fixture
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit", ROOT / ".ci" / "audit.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SOUND = {"name": "sound", "version": "1.0", "vulns": []}
HOLED = {"name": "holed", "version": "1.0", "vulns": [{"id": "CVE-1", "fix_versions": ["1.1"]}]}
UNKNOWN = {"name": "unknown", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("packages", "code", "sentence"),
    [
        ([SOUND], 0, "None of 1 packages has a known hole."),
        ([SOUND, HOLED, UNKNOWN], 1, "holed 1.0: CVE-1, mended in 1.1"),
        ([SOUND, UNKNOWN], 2, "Nothing is known of 1 of 2 packages (unknown)"),
        ([], 2, "Nothing is known of 0 of 0"),
    ],
)
def test_what_is_found_is_said(
    audit: ModuleType, packages: list[dict[str, Any]], code: int, sentence: str
) -> None:
    found, said = audit.verdict({"dependencies": packages})
    assert found == code and said.startswith(sentence)


def test_an_audit_that_breaks_is_no_good_news(
    audit: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.CompletedProcess([], 1, stdout="", stderr="one\nno route to the index\n")

    monkeypatch.setattr(audit.subprocess, "run", broken)
    assert audit.main("requirements.txt") == 2
    assert capsys.readouterr().err == "The audit could not be made: no route to the index\n"


def test_neither_check_nor_ci_asks_for_it() -> None:
    """A hole that becomes known overnight is no fault of the change that is being checked."""
    assert "audit" not in (ROOT / ".ci" / "run").read_text()
    check = (ROOT / "Makefile").read_text().split("\ncheck:")[1].split("\n\n")[0]
    assert "audit" not in check
