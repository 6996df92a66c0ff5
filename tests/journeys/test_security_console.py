"""A browser's own opinion: on no page does anything break the content security policy."""

from playwright.sync_api import ConsoleMessage

from tests import cast
from tests.cast import Office
from tests.journeys.conftest import At
from tests.web.addresses import addresses
from tests.web.everything import everything

LOOKED_AT = {
    "adopt", "batch", "batch_report", "batches", "companies", "company", "company_edit",
    "differences", "document", "document_calls", "document_edit", "document_settings",
    "documents", "home", "import", "import_check", "import_columns", "keeping_in_step",
    "my_settings", "people", "plugins", "products", "recode", "records_older", "send_batch", "sync",
}  # fmt: skip


def test_no_page_breaks_the_policy(office: Office, desk_of: At) -> None:
    everything(office, cast.clients(office))
    page = desk_of(office.owner).new_page()
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if _breaks_the_policy(message):
            said.append(f"{page.url}: {message.text}")

    page.on("console", listen)
    names = set()
    for each in addresses(office.agency):
        if each.name in LOOKED_AT:
            names.add(each.name)
            page.goto(each.path)
    assert names == LOOKED_AT
    page.goto("/no-such-page/")
    assert said == []
    # A deaf browser would be no witness: this one refuses what we put in ourselves, and says so.
    with page.expect_console_message(_breaks_the_policy):
        page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')")


def _breaks_the_policy(message: ConsoleMessage) -> bool:
    return "Content Security Policy" in message.text
