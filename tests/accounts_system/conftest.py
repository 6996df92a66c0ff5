from collections.abc import Iterator

import pytest

from tests import cast
from tests.cast import Office
from tests.connected import beside_a_sandbox
from xero_sandbox.server import Running


@pytest.fixture
def sandbox() -> Iterator[Running]:
    with beside_a_sandbox() as running:
        yield running


@pytest.fixture
def office(transactional_db: None) -> Office:
    return cast.office()
