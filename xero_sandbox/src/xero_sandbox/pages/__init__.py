"""Pages for people: what the books hold, and where *Open in Xero* leads.

They are plain HTML and work without JavaScript.
"""

from flask import Blueprint, Response, redirect, request

from xero_sandbox.pages.lists import add_lists
from xero_sandbox.pages.records import add_records
from xero_sandbox.pages.rendering import FILTERS, chosen, page
from xero_sandbox.pages.settings import add_settings
from xero_sandbox.sandbox import Sandbox


def blueprint(sandbox: Sandbox) -> Blueprint:
    site = Blueprint("pages", __name__)
    for each in FILTERS:
        site.add_app_template_filter(each)
    add_lists(site, sandbox)
    add_records(site, sandbox)
    add_settings(site, sandbox)
    _add_links(site)

    @site.app_errorhandler(404)
    def lost(_: Exception) -> tuple[str, int]:
        return page(sandbox, chosen(sandbox), "lost.html"), 404

    return site


def _add_links(site: Blueprint) -> None:
    """Xero's own addresses, which lead on to the pages."""

    @site.get("/accountsreceivable/view.aspx")
    @site.get("/accountspayable/view.aspx")
    def open_document() -> Response:
        given = {name.lower(): value for name, value in request.args.items()}
        return _to(f"/invoices/{given.get('invoiceid', 'none')}")

    @site.get("/organisationlogin/default.aspx")
    def open_in_organisation() -> Response:
        """A deep link: the page that it names, in the organisation of its short code."""
        path = request.args.get("redirecturl", "")
        is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
        return _to(path if is_ours else "/")

    @site.get("/contacts/view/<contact_id>")
    def open_contact(contact_id: str) -> Response:
        return _to(f"/contacts/{contact_id}")


def _to(path: str) -> Response:
    return Response(b"", 302, headers={"Location": redirect(path).location or path})
