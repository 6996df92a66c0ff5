"""What goes with a document: files, notes, an address on the web, an e-mail, tracking."""

from pathlib import Path
from tempfile import TemporaryDirectory

from xero_python.accounting import (
    HistoryRecord,
    HistoryRecords,
    Invoice,
    Invoices,
    LineItemTracking,
    RequestEmpty,
    TrackingCategory,
    TrackingOption,
)

from python_sdk.conversation import Conversation, line

PDF = b"%PDF-1.7\n\x00\xff\xfe week 44"


def attaches_files(sdk: Conversation, first: str) -> None:
    api, tenant = sdk.accounting, sdk.tenant
    name = "week44.pdf"
    (file,) = api.create_invoice_attachment_by_file_name(
        tenant, first, name, PDF, include_online=True
    ).attachments
    assert (file.file_name, file.content_length, file.include_online) == (name, len(PDF), True)
    listed = api.get_invoice_attachments(tenant, first).attachments
    assert [each.attachment_id for each in listed] == [file.attachment_id]
    media = "application/pdf"
    with TemporaryDirectory() as folder:
        sdk.client.configuration.temp_folder_path = folder
        by_name = api.get_invoice_attachment_by_file_name(tenant, first, name, media)
        assert (Path(by_name).name, Path(by_name).read_bytes()) == (name, PDF)
        by_id = api.get_invoice_attachment_by_id(tenant, first, file.attachment_id, media)
        assert Path(by_id).read_bytes() == PDF
    assert api.get_invoice(tenant, first).invoices[0].has_attachments is True


def writes_notes(sdk: Conversation, first: str) -> None:
    api, tenant = sdk.accounting, sdk.tenant
    notes = HistoryRecords(history_records=[HistoryRecord(details="Timesheet checked")])
    (note,) = api.create_invoice_history(tenant, first, notes).history_records
    assert note.details == "Timesheet checked"
    told = api.get_invoice_history(tenant, first).history_records
    assert (told[0].changes, told[0].details) == ("Note", "Timesheet checked")
    assert "Approved" in [each.changes for each in told]


def sends_it(sdk: Conversation, first: str) -> None:
    api, tenant = sdk.accounting, sdk.tenant
    (online,) = api.get_online_invoice(tenant, first).online_invoices
    assert online.online_invoice_url.startswith("https://in.xero.com/")
    assert api.get_invoice(tenant, first).invoices[0].sent_to_contact is False
    api.email_invoice(tenant, first, RequestEmpty())
    assert api.get_invoice(tenant, first).invoices[0].sent_to_contact is True


def tracks(sdk: Conversation, first: str) -> None:
    api, tenant = sdk.accounting, sdk.tenant
    wish = TrackingCategory(name="Branch")
    (branch,) = api.create_tracking_category(tenant, wish).tracking_categories
    assert branch.status == "ACTIVE"
    category = branch.tracking_category_id
    (leeds,) = api.create_tracking_options(tenant, category, TrackingOption(name="Leeds")).options
    tracking = [LineItemTracking(tracking_category_id=category, name="Branch", option="Leeds")]
    changes = Invoices(invoices=[Invoice(line_items=[line(tracking=tracking)])])
    (told,) = api.update_invoice(tenant, first, changes, unitdp=4).invoices
    (tracked,) = told.line_items[0].tracking
    assert (tracked.option, tracked.tracking_option_id) == ("Leeds", leeds.tracking_option_id)
