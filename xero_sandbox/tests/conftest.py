from collections.abc import Iterator

import pytest

from sandbox_client import Xero
from xero_sandbox.server import Running, running


@pytest.fixture
def sandbox() -> Iterator[Running]:
    with running(limits="off") as served:
        yield served


@pytest.fixture
def xero(sandbox: Running) -> Xero:
    return Xero(sandbox)
