"""`make soak`: how many seeds, or which one; and the table at the end."""

import pytest

from tests.histories import soaking


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", soaking.seeds())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if not soaking.is_on():
        return
    reports = [
        each
        for outcome in ("passed", "failed")
        for each in terminalreporter.getreports(outcome)
        if each.when == "call"
    ]
    for line in soaking.table(reports):
        terminalreporter.write_line(line)
