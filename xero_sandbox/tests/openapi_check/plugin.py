"""A pytest plugin: a test in which a sandbox answers otherwise than Xero's files say has failed.

What a conftest does for it: ``config.pluginmanager.import_plugin("openapi_check.plugin")``.
"""

from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any

import pytest

from openapi_check import documents
from openapi_check.listening import Listener

WATCH = pytest.StashKey["Watch"]()
WITHOUT_FILES = "Xero's OpenAPI files are not at hand: name their folder in OPENAPI_OF_XERO"
WITHOUT_LIBRARY = "jsonschema is not installed"


class Watch:
    """The run's listener and checker, and what all of xdist's workers counted."""

    def __init__(self) -> None:
        from openapi_check.checker import Checker  # needs the library

        place = documents.folder()
        assert place is not None
        self.listener = Listener()
        self.checker = Checker(place)
        self.answers, self.shapes = 0, 0
        self.names: set[str] = set()

    def problems(self) -> list[str]:
        """What was wrong since the last time."""
        answers, deliveries = self.listener.take()
        found = [problem for heard in answers for problem in self.checker.problems(heard)]
        for body in deliveries:
            found += self.checker.problems_of_delivery(body)
        return list(dict.fromkeys(found))

    def told(self) -> dict[str, Any]:
        checker = self.checker
        return {
            "answers": checker.answers,
            "shapes": checker.shapes,
            "names": sorted(checker.names),
        }

    def add(self, told: dict[str, Any]) -> None:
        self.answers += told["answers"]
        self.shapes += told["shapes"]
        self.names |= set(told["names"])


def obstacle() -> str:
    """Why nothing can be checked; empty where it can."""
    if documents.folder() is None:
        return WITHOUT_FILES
    return "" if find_spec("jsonschema") else WITHOUT_LIBRARY


def pytest_configure(config: pytest.Config) -> None:
    if not obstacle() and not config.option.collectonly:
        watch = config.stash[WATCH] = Watch()
        watch.listener.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    if watch := config.stash.get(WATCH, None):
        watch.listener.stop()


@pytest.fixture(autouse=True)
def answers_as_documented(request: pytest.FixtureRequest) -> Iterator[None]:
    """After the test: was every answer as Xero's files say?"""
    yield
    watch = request.config.stash.get(WATCH, None)
    if watch is not None and (problems := watch.problems()):
        pytest.fail("\n".join(["Not as Xero's OpenAPI says:", *problems]), pytrace=False)


def pytest_sessionfinish(session: pytest.Session) -> None:
    watch = session.config.stash.get(WATCH, None)
    if watch is None:
        return
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["openapi_check"] = watch.told()
    else:
        watch.add(watch.told())


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    told = getattr(node, "workeroutput", {}).get("openapi_check")
    watch = node.config.stash.get(WATCH, None)
    if told and watch is not None:
        watch.add(told)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    watch = config.stash.get(WATCH, None)
    if watch is None:
        terminalreporter.write_line(f"The sandbox's answers were not checked: {obstacle()}.")
    elif watch.answers:
        terminalreporter.write_line(
            f"{watch.answers} answers of {len(watch.names)} operations, in {watch.shapes} shapes,"
            " were held against Xero's OpenAPI."
        )
