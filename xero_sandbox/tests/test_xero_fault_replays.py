"""A history that failed plays again: every kind of fault, by list or by seed, at the same calls."""

import http.client
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from typing import Any

import pytest
from processes import started

from sandbox_client import JsonObject, Xero, sale
from xero_sandbox.http.fault_kinds import KINDS
from xero_sandbox.server import Running

LOST = (http.client.RemoteDisconnected, ConnectionResetError)
WAITS = {"slow": {"seconds": 0.01}}
"""What keeps a fault that waits short. A held call is released as soon as it is held."""

# What a PUT of two invoices meets: its status (None: no answer, 0: half of one), and how many
# invoices there are afterwards.
MET: dict[str, tuple[int | None, int]] = {
    "lost_reply": (None, 2),
    "cut_reply": (0, 2),
    "slow": (200, 2),
    "hold": (200, 2),
    "rate_minute": (429, 0),
    "rate_day": (429, 0),
    "rate_concurrent": (429, 0),
    "http_500": (500, 0),
    "http_500_after": (500, 2),
    "http_503": (503, 0),
    "http_403": (403, 0),
    "http_404": (404, 0),
    "unparsable": (200, 2),
    "no_records": (200, 2),
    "unreadable_record": (200, 2),
    "token_expired": (401, 0),
    "token_revoked": (401, 0),
    "reordered": (200, 2),
    "unknown_enum": (200, 2),
}


def ask(xero: Xero, method: str, path: str, body: Any = None, key: str = "") -> int | None:
    """The status of the answer; 0 where it was cut, None where there was none."""
    headers = {"Idempotency-Key": key} if key else {}
    try:
        return xero.api(method, path, body, headers).status
    except http.client.IncompleteRead:
        return 0
    except LOST:
        return None


@pytest.fixture
def released(xero: Xero) -> Iterator[None]:
    """Held calls go on at once, as they do when whoever drives a history lets them."""
    faults = xero.running.faults
    hold = faults.hold

    def held() -> None:
        with ThreadPoolExecutor(1) as pool:
            waiting = pool.submit(hold)
            assert faults.wait_until_held()
            faults.release()
            waiting.result()

    faults.hold = held  # type: ignore[method-assign]
    yield
    faults.hold = hold  # type: ignore[method-assign]


def struck(xero: Xero) -> list[str | None]:
    return [call["fault"] for call in xero.running.journal.calls()]


def written(xero: Xero) -> int:
    return len(xero.control("GET", "books")["Invoices"])


def wished(kind: str, by: str, **calls: Any) -> JsonObject:
    if by == "list":
        return {"faults": [{"kind": kind, **calls, **WAITS.get(kind, {})}]}
    return {"seed": 7, "rates": {kind: 1}, **calls, **WAITS.get(kind, {})}


def test_there_are_these_kinds() -> None:
    assert set(MET) == set(KINDS)


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize("by", ["list", "seed"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_befalls_the_path_and_method_that_are_meant(
    xero: Xero, kind: str, by: str
) -> None:
    xero.contact()
    reply = xero.control("POST", "faults", wished(kind, by, method="put", path="/INVOICES"))
    assert reply.status == 200, reply.body
    body = {"Invoices": [sale(InvoiceNumber="A"), sale(InvoiceNumber="B")]}
    assert xero.get("Invoices").status == 200
    assert xero.put("Items", {"Code": "A"}).status == 200
    assert (ask(xero, "PUT", "Invoices", body), written(xero)) == MET[kind]
    assert xero.get("Contacts").status == 200
    *before, met, after = struck(xero)
    assert (set(before), after) == ({None}, None)
    words = f"{kind} seconds=0.01" if kind == "slow" else kind
    assert met == (words if by == "list" else f"{words} seed=7 call=1")


def test_a_path_is_the_end_of_the_calls_whole_path(xero: Xero) -> None:
    for path in ("/api.xro/2.0/Invoices", "Invoices/", "2.0/invoices"):
        xero.control("POST", "faults", {"faults": [{"kind": "http_503", "path": path}]})
        assert xero.get("Invoices/none").status == 404
        assert [xero.get(each).status for each in ("Invoices", "Invoices")] == [503, 200], path


def test_a_fault_waits_for_the_call_whose_number_it_has(xero: Xero) -> None:
    calls: JsonObject = {"method": "GET", "path": "/Items", "call": 2}
    xero.control("POST", "faults", {"faults": [{"kind": "http_503", **calls}]})
    xero.get("Contacts")
    assert [xero.get("Items").status for _ in range(3)] == [200, 503, 200]
    assert xero.control("GET", "faults")["faults"] == []


def test_each_path_has_its_own_chance_and_a_new_seed_takes_the_place_of_the_old(
    xero: Xero,
) -> None:
    for path, kind in (("/Items", "http_503"), ("/Contacts", "http_404"), ("/Items", "http_403")):
        xero.control("POST", "faults", {"seed": 1, "rates": {kind: 1}, "path": path})
    told = [xero.get(path).status for path in ("Items", "Contacts", "Accounts")]
    assert told == [403, 404, 200]
    chances = xero.control("GET", "faults")["chances"]
    assert [(each["path"], each["calls"]) for each in chances] == [("/contacts", 1), ("/items", 1)]
    xero.control("DELETE", "faults")
    assert xero.get("Items").status == 200


def test_who_is_turned_away_counts_but_meets_nothing(xero: Xero) -> None:
    """So the calls after him keep their numbers, whatever tokens and limits do in between."""
    xero.control("POST", "faults", {"faults": [{"kind": "http_503", "call": 3}]})
    token, xero.token = xero.token, "none"
    assert xero.get("Items").status == 401
    xero.token = token
    assert [xero.get("Items").status for _ in range(2)] == [200, 503]


# Replays ------------------------------------------------------------------------------------------

RATES = dict.fromkeys(KINDS, 0.05)
"""A random conversation of 60 calls meets most kinds."""


def conversation(xero: Xero, seed: int) -> None:
    """Sixty calls that depend on the seed alone, not on what is answered."""
    draw = Random(seed)
    bearer = {"Authorization": f"Bearer {xero.token}"}
    calls: list[Callable[[int], Any]] = [
        lambda n: ask(xero, "PUT", "Invoices", {"Invoices": [sale(InvoiceNumber=f"N-{n}")]}),
        lambda n: ask(xero, "PUT", "Contacts", {"Contacts": [{"Name": f"C {n}"}]}, key=f"k-{n}"),
        lambda n: ask(xero, "POST", "Items", {"Items": [{"Code": f"I {n % 4}"}]}),
        lambda n: ask(xero, "GET", f"Invoices?page={1 + n % 2}"),
        lambda n: ask(xero, "GET", "Accounts"),
        lambda n: xero.ask("GET", "/connections", headers=bearer),
    ]
    for number in range(60):
        draw.choice(calls)(number)


def played(xero: Xero, wish: JsonObject, *, seed: int) -> list[JsonObject]:
    """The journal of the conversation under such faults, without what a clock says."""
    xero.control("POST", "reset")
    reply = xero.control("POST", "faults", wish)
    assert reply.status == 200, reply.body
    conversation(xero, seed)
    xero.control("DELETE", "faults")
    return [
        {name: value for name, value in call.items() if name not in ("ms", "at_ms", "bytes_out")}
        for call in xero.control("GET", "journal")["calls"]
    ]


@pytest.mark.usefixtures("released")
@pytest.mark.parametrize("seed", range(5))
def test_one_seed_gives_one_journal_and_the_journal_alone_gives_it_again(
    xero: Xero, seed: int
) -> None:
    wish = {"seed": seed, "rates": RATES, "seconds": 0.01, "after": bool(seed % 2)}
    first = played(xero, wish, seed=seed)
    assert len(first) == 60
    kinds = Counter(call["fault"].split()[0] for call in first if call["fault"])
    assert len(kinds) >= 10, "too tame to prove anything"
    assert played(xero, wish, seed=seed) == first
    assert played(xero, {"replay": first}, seed=seed) == first
    assert played(xero, {**wish, "seed": seed + 1}, seed=seed) != first


def test_it_does_so_in_another_process_too_with_the_same_books_or_others(tmp_path: Path) -> None:
    """Nothing of a seed depends on the process, nor on what was drawn before."""
    rates = {kind: rate for kind, rate in RATES.items() if kind != "hold"}
    wish: JsonObject = {"seed": 11, "rates": rates, "seconds": 0.01}
    journals: list[list[JsonObject]] = []
    for folder, replays in (("one", False), ("one", False), ("other", True)):
        with started(tmp_path / folder, "--limits", "off") as (_, served):
            again: JsonObject = {"replay": journals[0]} if replays else wish
            journals.append(played(Xero(served), again, seed=3))
    assert journals[0] == journals[1] == journals[2]
    assert any(call["fault"] for call in journals[0])


def test_the_order_of_the_journal_is_the_order_of_the_draws(sandbox: Running) -> None:
    """Many at once: the numbers still stand in the journal as they were drawn."""
    xero = Xero(sandbox)
    xero.control("POST", "faults", {"seed": 5, "rates": {"http_503": 0.5}})
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: xero.get("Currencies").status, range(80)))
    sys.setswitchinterval(interval)
    calls = struck(xero)
    numbers = {at: int(told.split("call=")[1]) for at, told in enumerate(calls, 1) if told}
    assert len(numbers) > 20
    assert all(at == number for at, number in numbers.items())


@pytest.mark.parametrize(
    "wish",
    [
        {"replay": {}},
        {"replay": ["x"]},
        {"replay": [{"path": "/api.xro/2.0/Items", "fault": "earthquake"}]},
        {"replay": [{"path": "/api.xro/2.0/Items", "fault": "slow seconds=long"}]},
        {"faults": [{"kind": "slow", "call": 0}]},
        {"faults": [{"kind": "slow", "seconds": -1}]},
        {"seed": 1, "rates": {"http_503": 0.6, "http_500": 0.6}},
    ],
)
def test_what_cannot_be_replayed_gets_a_sentence(xero: Xero, wish: JsonObject) -> None:
    reply = xero.control("POST", "faults", wish)
    assert (reply.status, len(reply["error"]) > 10) == (400, True)
    assert xero.get("Items").status == 200
