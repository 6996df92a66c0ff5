"""What the tests themselves stand on."""

import os
import socket
import warnings

import pytest
from django.db import connection
from playwright.sync_api import Browser
from pytest_socket import SocketConnectBlockedError


@pytest.mark.django_db
def test_the_embedded_database_is_in_a_hurry_only_in_tests() -> None:
    if os.environ.get("DATABASE_URL"):
        pytest.skip("DATABASE_URL names another server")
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)


def test_the_network_is_off() -> None:
    with warnings.catch_warnings(), pytest.raises(SocketConnectBlockedError):
        warnings.simplefilter("ignore")
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_a_page_opens_in_the_browser(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content("<h1>Tracker</h1>")
    assert page.locator("h1").inner_text() == "Tracker"
    page.close()
