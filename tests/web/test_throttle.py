"""Guessing passwords has an end, whichever way somebody goes about it."""

import pytest
from django.test import Client, RequestFactory

from tests.cast import PASSWORD, Office
from tracker.web import throttle
from tracker.web.models import SignInFailures

pytestmark = pytest.mark.django_db
OLIVIA = "olivia@harbour.example"


def tried(password: str, *, email: str = OLIVIA, said: str = "", peer: str = "127.0.0.1") -> int:
    """The status of an attempt; ``said`` is what a proxy tells of whom it speaks for."""
    headers = {"X-Forwarded-For": said} if said else {}
    sent = {"email": email, "password": password}
    return Client(REMOTE_ADDR=peer).post("/sign-in/", sent, headers=headers).status_code


def network(peer: str, said: str = "") -> str:
    headers = {"X-Forwarded-For": said} if said else {}
    return throttle._network_address(RequestFactory(REMOTE_ADDR=peer).get("/", headers=headers))


def test_trying_one_person_after_another_from_one_address_has_an_end(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "FAILURES_FROM_ONE_ADDRESS_MAX", 6)
    for number in range(6):
        assert tried("wrong", email=f"person{number}@harbour.example", said="203.0.113.7") == 400
    assert tried(PASSWORD, said="203.0.113.7") == 400, "not even the right one is tried"
    assert tried(PASSWORD, said="198.51.100.1") == 302, "who comes from elsewhere signs in"


def test_signing_in_oneself_does_not_pay_for_the_others_passwords(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "FAILURES_FROM_ONE_ADDRESS_MAX", 6)
    for number in range(6):
        tried("wrong", email=f"person{number}@harbour.example")
        tried(PASSWORD)
    assert tried(PASSWORD) == 400


def test_only_a_proxy_on_this_machine_is_believed() -> None:
    assert network("127.0.0.1", said="203.0.113.7") == "203.0.113.7"
    assert network("127.0.0.1", said="10.9.9.9, 203.0.113.7") == "203.0.113.7"
    assert network("198.51.100.1", said="203.0.113.7") == "198.51.100.1"
    assert network("127.0.0.1") == "127.0.0.1"


def test_all_addresses_of_one_ipv6_subnet_are_one_caller() -> None:
    assert network("2001:db8:1:2::1") == network("2001:db8:1:2:ffff::9") == "2001:db8:1:2::/64"
    assert network("::ffff:203.0.113.7") == "203.0.113.7"


@pytest.mark.parametrize("said", ["unknown", "x" * 500, "203.0.113.7:99\x00"])
def test_an_address_that_makes_no_sense_counts_too(the_office: Office, said: str) -> None:
    for _ in range(throttle.FAILURES_MAX):
        assert tried("wrong", said=said) == 400
    assert tried(PASSWORD, said=said) == 400


def test_an_attempt_is_counted_before_its_password_is_tried(
    the_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else as many as are tried at one moment would be free."""
    counted = []

    def look(*_: object, **__: object) -> None:
        counted.append(SignInFailures.objects.get().count)

    monkeypatch.setattr("tracker.web.sign_in.authenticate", look)
    tried("wrong")
    tried("wrong")
    assert counted == [1, 2]


def test_whoever_finds_a_browser_signed_in_cannot_guess_on(olivia: Client) -> None:
    for _ in range(throttle.FAILURES_MAX):
        olivia.post("/my-settings/password/", {"current": "wrong", "new": "nine green bottles"})
    page = olivia.post("/my-settings/password/", {"current": PASSWORD, "new": "nine green bottles"})
    assert page.status_code == 400
    assert "wait a quarter of an hour" in page.content.decode()
