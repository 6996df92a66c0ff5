"""What `/healthz` says to whoever watches Tracker, signed in or not."""

import pytest
from django.db import Error, connection
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def a_worker() -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


def asked() -> tuple[int, dict[str, str]]:
    answer = Client().get("/healthz")
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, answer.json()


def test_all_is_well_in_three_words(a_worker: None) -> None:
    assert asked() == (200, {"database": "ok", "migrations": "ok", "worker": "ok"})


def test_without_a_worker_it_says_so() -> None:
    status, said = asked()
    assert (status, said["database"]) == (503, "ok")
    assert said["worker"] == "none is running: start tracker worker"


def test_a_worker_that_was_not_heard_of_for_long_does_not_count() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 min')"
        )
    assert asked()[0] == 503


def test_a_database_older_than_the_code_is_told_what_to_do(a_worker: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sending' AND name LIKE '0002%'")
    status, said = asked()
    assert (status, said["worker"]) == (503, "ok")
    assert said["migrations"] == "some are missing: run tracker migrate"


def test_a_database_without_tables_can_be_reached_and_is_told_what_to_do() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE procrastinate_workers CASCADE")
        cursor.execute("DELETE FROM django_migrations")
    status, said = asked()
    assert (status, said["database"]) == (503, "ok")
    assert said["migrations"] == "some are missing: run tracker migrate"
    assert said["worker"] == "not known while migrations are missing"


def test_without_a_database_it_still_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: object) -> None:
        raise Error("password=secret host=10.0.0.1")

    monkeypatch.setattr(connection, "cursor", gone)
    status, said = asked()
    assert (status, said["database"]) == (503, "cannot be reached")
    assert "secret" not in str(said)
