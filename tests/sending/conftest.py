"""A connected office with invoices to send, and its sandbox."""

from collections.abc import Iterator

import pytest

from tests import cast
from tests.connected import beside_a_sandbox, connected
from tests.sending.desk import Desk
from tracker.accounts_system.settings import current, save


@pytest.fixture
def desk(transactional_db: None) -> Iterator[Desk]:
    """Connected, mapped and confirmed: Authorised, exclusive, everything created by itself."""
    with beside_a_sandbox() as sandbox:
        office = cast.office()
        connection = connected(office, sandbox)
        proposed = current(connection)
        assert proposed is not None
        save(connection, by=office.owner, confirmed=True, status_on_arrival="AUTHORISED")
        yield Desk(office, connection, sandbox)
