"""An office with a few records, and a browserless client for each of its people."""

import pytest
from django.test import Client

from tests import cast
from tests.cast import Clients, Office
from tracker.agencies.models import Person


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def the_office(db: None) -> Office:
    return cast.office()


@pytest.fixture
def clients(the_office: Office) -> Clients:
    return cast.clients(the_office)


@pytest.fixture
def olivia(the_office: Office) -> Client:
    """The owner's browser."""
    return signed_in(the_office.owner)


@pytest.fixture
def farid(the_office: Office) -> Client:
    """The browser of somebody in finance."""
    return signed_in(the_office.colleague)


@pytest.fixture
def vera(the_office: Office) -> Client:
    """The browser of somebody who only looks."""
    return signed_in(the_office.viewer)
