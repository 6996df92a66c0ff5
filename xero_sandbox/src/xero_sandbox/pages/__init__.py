"""Pages for people: what the books hold."""

from flask import Blueprint

from xero_sandbox.sandbox import Sandbox


def blueprint(sandbox: Sandbox) -> Blueprint:
    site = Blueprint("pages", __name__)

    @site.get("/")
    def front() -> str:
        return "Xero sandbox"

    return site
