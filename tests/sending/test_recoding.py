"""A changed mapping: Xero's invoices keep their coding until a person applies it to them too."""

from typing import Any

import pytest

from tests.sending.adopting import keyed_in, read
from tests.sending.desk import Desk
from tracker.accounts_system import lists, settings
from tracker.accounts_system.models import DocumentLink
from tracker.agencies import events
from tracker.agencies.not_possible import NotPossible
from tracker.documents import lifecycle
from tracker.documents.models import Document
from tracker.sending import adoption, batches
from tracker.sending.comparing import Difference
from tracker.sending.corrections import recoding
from tracker.sending.corrections.recoding import Looked
from tracker.sending.models import State


def accounts_of(desk: Desk, document: Document) -> list[str]:
    (found,) = [each for each in desk.in_xero() if each["InvoiceNumber"] == document.number]
    return [line["AccountCode"] for line in found["LineItems"]]


def map_to(desk: Desk, account: str = "200", **others: Any) -> None:
    """What has no scenario of its own goes to another account from now on."""
    chosen = settings.current(desk.connection, "invoice")
    assert chosen is not None
    accounts = {**chosen.accounts, "other": account}
    settings.save(
        desk.connection, kind="invoice", by=desk.office.owner, accounts=accounts, **others
    )


def look(desk: Desk) -> Looked:
    return recoding.look(desk.connection, "invoice")


def apply(desk: Desk) -> None:
    """*Apply to invoices already in Xero*, then *Send*."""
    batch = recoding.prepare(desk.connection, "invoice", by=desk.office.colleague)
    batches.send(batch=batch, by=desk.office.colleague)
    desk.work()


def left_out(desk: Desk) -> dict[str, str]:
    return {str(each.document): each.left_out for each in look(desk).left_out}


def test_a_changed_mapping_touches_what_xero_has_only_when_applied(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    before = accounts_of(desk, document)
    map_to(desk)
    assert desk.foretold(document)[0] == "unchanged"
    assert accounts_of(desk, document) == before != ["200"]
    (found,) = look(desk).coming
    assert [(each.name, each.theirs, each.ours) for each in found.changes] == [
        ("account", before[0], "200")
    ]
    apply(desk)
    assert accounts_of(desk, document) == ["200"]
    assert desk.delivery(document).state == State.SENT
    assert look(desk).coming == [] and look(desk).left_out == []
    said = [each.sentence for each in events.history(desk.office.agency, "document", document.pk)]
    version = settings.current(desk.connection, "invoice").version  # type: ignore[union-attr]
    assert f"To be coded anew, by Invoice Settings version {version}." in said


def test_only_what_would_be_coded_otherwise_comes(desk: Desk) -> None:
    touched, overridden = desk.invoice(), desk.invoice(account="260")
    desk.send(touched, overridden)
    map_to(desk)
    assert [each.document for each in look(desk).coming] == [touched]


def test_where_nothing_changes_nothing_is_prepared(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    with pytest.raises(NotPossible, match="would be coded otherwise"):
        recoding.prepare(desk.connection, "invoice", by=desk.office.colleague)
    document.refresh_from_db()
    assert document.revision == 1


def test_a_paid_invoice_may_have_another_account(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    desk.bookkeeper("../pay", InvoiceNumber=document.number)
    read(desk)
    map_to(desk)
    assert [each.document for each in look(desk).coming] == [document]
    apply(desk)
    assert accounts_of(desk, document) == ["200"]


def test_a_paid_invoice_keeps_its_tax_rate_and_says_why(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    desk.bookkeeper("../pay", InvoiceNumber=document.number)
    read(desk)
    desk.sandbox.books.put("TaxRates", _copied_rate(desk))
    lists.refresh(desk.connection, lists.EVERY)
    chosen = settings.current(desk.connection, "invoice")
    assert chosen is not None
    rates = {**chosen.tax_rates, "other": "TAX077"}
    treatments = {**chosen.treatments, "standard": "TAX077"}
    settings.save(
        desk.connection,
        kind="invoice",
        by=desk.office.owner,
        tax_rates=rates,
        treatments=treatments,
    )
    assert look(desk).coming == []
    assert "tax rate cannot change once" in left_out(desk)[str(document)]


def _copied_rate(desk: Desk) -> dict[str, Any]:
    """Another rate of 20 % that a bookkeeper made."""
    rate = desk.sandbox.books.table("TaxRates").get("OUTPUT2")
    assert rate is not None
    return {**rate, "TaxType": "TAX077", "Name": "Twenty, our own"}


def test_what_is_locked_voided_behind_or_on_its_way_is_left_out_with_the_reason(
    desk: Desk,
) -> None:
    voided, behind, going, kept = (desk.invoice() for _ in range(4))
    desk.send(voided, behind, going, kept)
    desk.bookkeeper("void", InvoiceNumber=voided.number)
    read(desk)
    map_to(desk)
    lifecycle.change(behind, by=desk.office.owner, reference="PO 9")
    lifecycle.mark_for_sending([going], by=desk.office.owner, why="Again.")
    desk.click(going)
    said = left_out(desk)
    assert said[str(voided)] == f"{voided} was voided in Xero."
    assert "was changed since it was sent" in said[str(behind)]
    assert "is on its way" in said[str(going)]
    assert [each.document for each in look(desk).coming] == [kept]


def test_a_locked_period_is_left_out(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    desk.bookkeeper("lock", PeriodLockDate="2026-11-10")
    lists.refresh(desk.connection, lists.EVERY)
    map_to(desk)
    assert look(desk).coming == []
    assert "locked" in left_out(desk)[str(document)]


def test_a_scenario_without_an_account_is_left_out_and_never_guessed(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    settings.save(desk.connection, kind="invoice", by=desk.office.owner, accounts={})
    assert look(desk).coming == []
    assert "No account is chosen" in left_out(desk)[str(document)]


def test_what_a_bookkeeper_coded_by_hand_stays(desk: Desk) -> None:
    document = desk.invoice()
    keyed_in(desk, document)
    read(desk)
    pairs = [each.key for each in adoption.proposals(desk.connection, "invoice")]
    adoption.adopt(desk.connection, pairs, by=desk.office.colleague)
    looked = look(desk)
    assert [link.document for link in looked.unread] == [document]
    assert recoding.read_unread(desk.connection, looked) == 1
    assert look(desk).unread == []
    assert "coded in Xero by hand" in left_out(desk)[str(document)]


def test_more_than_can_be_looked_at_at_once_come_in_parts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recoding, "LOOKED_AT_MAX", 2)
    documents = [desk.invoice() for _ in range(3)]
    desk.send(*documents)
    map_to(desk)
    first, second = look(desk), recoding.look(desk.connection, "invoice", start=2)
    assert (first.total, first.end, second.end) == (3, 2, 3)
    assert [len(first.coming), len(second.coming)] == [2, 1]
    batch = recoding.prepare(desk.connection, "invoice", start=2, by=desk.office.colleague)
    assert batch.deliveries.count() == 1


def test_nothing_is_marked_where_the_batch_cannot_be_prepared(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = desk.invoice()
    desk.send(document)
    map_to(desk)

    def refuse(**_: object) -> None:
        raise NotPossible("No.")

    monkeypatch.setattr(batches, "prepare", refuse)
    with pytest.raises(NotPossible, match=r"No\."):
        recoding.prepare(desk.connection, "invoice", by=desk.office.colleague)
    document.refresh_from_db()
    assert document.revision == 1 and DocumentLink.objects.count() == 1


def test_settings_that_nobody_confirmed_change_nothing(desk: Desk) -> None:
    settings.save(desk.connection, kind="invoice", by=desk.office.owner, confirmed=False)
    with pytest.raises(NotPossible, match="not confirmed"):
        look(desk)


def test_changes_are_said_with_names_and_lines() -> None:
    changes = [
        Difference("account", "260", "200", 1),
        Difference("tax rate", "NONE", "OUTPUT2", 1),
        Difference("account", "260", "200", 3),
        Difference("price", "2", "1", 1),
    ]
    names = {"200": "Sales", "260": "Other Revenue", "OUTPUT2": "20% (VAT on Income)"}
    assert recoding.in_words(recoding.coding_changes(changes), names) == [
        "Account 200 Sales → 260 Other Revenue (lines 1, 3)",
        "Tax rate OUTPUT2 20% (VAT on Income) → NONE (line 1)",
    ]


def changed_reference(desk: Desk, document: Document) -> None:
    document.refresh_from_db()
    lifecycle.change(document, reference="PO 7781", by=desk.office.colleague)
    desk.forget_freshness()


def test_an_ordinary_edit_keeps_the_coding_that_xero_has(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    before = accounts_of(desk, document)
    map_to(desk)
    changed_reference(desk, document)
    assert desk.foretold(document) == ("update", "reference")
    desk.send(document)
    assert desk.in_xero()[0]["Reference"] == "PO 7781"
    assert accounts_of(desk, document) == before != ["200"]


def test_an_edit_after_re_coding_keeps_the_new_coding(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    map_to(desk)
    apply(desk)
    map_to(desk, "270")
    changed_reference(desk, document)
    desk.send(document)
    assert accounts_of(desk, document) == ["200"]


def test_an_archived_account_of_a_former_mapping_is_cured_by_re_coding(desk: Desk) -> None:
    document = desk.invoice()
    desk.send(document)
    (archived,) = accounts_of(desk, document)
    map_to(desk)
    desk.archive_account(archived)
    lists.refresh(desk.connection, [lists.Name.ACCOUNTS])
    changed_reference(desk, document)
    (delivery,) = desk.send(document)
    assert (delivery.state, delivery.cause) == (State.REFUSED, "account_archived")
    assert "apply it to invoices already in Xero" in delivery.fix
