import json

from click.testing import CliRunner, Result
from cryptography.fernet import Fernet
from django.test import override_settings

from tests.cast import Office
from tests.connected import calls_of, elsewhere
from tracker.accounts_system.models import Connection, TokenSet
from tracker.accounts_system.settings import current, save
from tracker.cli.connect import connect, rotate_keys
from xero_sandbox.server import Running


def run(*arguments: str) -> Result:
    return CliRunner().invoke(connect, arguments)


def test_connecting_prints_one_object_and_the_mapping(office: Office, sandbox: Running) -> None:
    result = run("--sandbox", sandbox.url, "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.output)
    assert told["organisation"] == "Harbour Talent Ltd"
    assert told["tenant_id"] == sandbox.books.tenant_id
    assert told["send_from"] == "2010-01-01"
    assert told["status_on_arrival"] == "AUTHORISED"
    assert told["amounts_are"] == "exclusive"
    assert told["accounts"] == {
        "default": "200",
        "permanent": "210",
        "contract": "215",
        "expenses": "220",
        "other": "260",
    }
    assert told["tax_rates"]["standard"] == "OUTPUT2"
    assert told["problems"] == []
    assert told["calls"] == 6
    assert len([call for call in calls_of(sandbox) if "_sandbox" not in call]) == 6
    kept = current(Connection.objects.get(), "invoice")
    assert kept is not None and kept.confirmed
    assert kept.auto_create_companies and kept.auto_create_items


def test_connecting_again_says_so_and_keeps_what_a_person_chose(
    office: Office, sandbox: Running
) -> None:
    run("--sandbox", sandbox.url)
    connection = Connection.objects.get()
    save(connection, kind="invoice", by=office.owner, auto_create_items=False)
    result = run("--sandbox", f"{sandbox.url}/")
    assert result.exit_code == 0, result.output
    assert "Already connected to Harbour Talent Ltd" in result.output
    assert Connection.objects.get() == connection
    kept = current(connection, "invoice")
    assert kept is not None and not kept.auto_create_items


def test_an_agency_is_named_where_there_are_two(office: Office, sandbox: Running) -> None:
    quay = elsewhere()
    assert "--agency" in run("--sandbox", sandbox.url).output
    assert run("--sandbox", sandbox.url, "--agency", quay.agency.name).exit_code == 0
    assert Connection.objects.get().agency == quay.agency


def test_an_organisation_that_is_taken_is_one_line(office: Office, sandbox: Running) -> None:
    run("--sandbox", sandbox.url)
    elsewhere()
    result = run("--sandbox", sandbox.url, "--agency", "Outside Staffing")
    assert result.exit_code == 1
    assert "already connected to another agency" in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_the_real_xero_is_never_connected_so(office: Office, sandbox: Running) -> None:
    with override_settings(XERO_API_URL="https://api.xero.com"):
        result = run("--sandbox", sandbox.url)
    assert result.exit_code == 1
    assert "real Xero" in result.output


def test_another_xero_than_the_configured_one_is_refused(office: Office, sandbox: Running) -> None:
    result = run("--sandbox", "http://localhost:1")
    assert result.exit_code == 1
    assert "Tracker is configured for the Xero at" in result.output


def test_a_sandbox_that_does_not_answer_is_one_line(office: Office) -> None:
    result = run("--sandbox", "http://localhost:9")
    assert result.exit_code == 1
    assert "No Xero sandbox answers at http://localhost:9" in result.output


def test_keys_are_rotated(office: Office, sandbox: Running) -> None:
    run("--sandbox", sandbox.url)
    before = bytes(TokenSet.objects.get().refresh_token)
    result = CliRunner().invoke(rotate_keys, ["--json"])
    assert json.loads(result.output) == {"rows": 1}
    assert bytes(TokenSet.objects.get().refresh_token) != before
    with override_settings(TRACKER_TOKEN_KEYS=(Fernet.generate_key().decode(),)):
        failed = CliRunner().invoke(rotate_keys)
    assert failed.exit_code == 1
    assert "TRACKER_TOKEN_KEYS" in failed.output


def test_the_payments_mapping_is_confirmed_and_printed_too(
    office: Office, sandbox: Running
) -> None:
    told = json.loads(run("--sandbox", sandbox.url, "--json").output)["payments"]
    assert told["accounts"] == {
        "default": "310",
        "contract": "320",
        "expenses": "330",
        "other": "310",
    }
    assert told["tax_rates"]["standard"] == "INPUT2"
    assert told["tax_rates"]["outside"] == "NONE"
    assert (told["status_on_arrival"], told["amounts_are"]) == ("AUTHORISED", "exclusive")
    assert told["problems"] == []
    kept = current(Connection.objects.get(), "payment")
    assert kept is not None and kept.confirmed
    said = run("--sandbox", sandbox.url).output
    assert "Payments from 2010-01-01 on arrive as AUTHORISED." in said
    assert "  Contractor pay: account 320" in said
