"""A sandbox in a process of its own, which may be killed for real."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Process:
    """Stands in for the served sandbox in the client: only the port is needed."""

    def __init__(self, port: int) -> None:
        self.port = port


@contextmanager
def started(folder: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], Any]]:
    command = [sys.executable, "-m", "xero_sandbox", "--port", "0", "--data", str(folder)]
    process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        found = re.search(r"http://localhost:(\d+)", process.stdout.readline())
        assert found, "the sandbox did not say where it is"
        yield process, Process(int(found[1]))
    finally:
        process.kill()
        process.communicate()
