"""Every address of Tracker: each page module lists its own in `urls`."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern

PAGES = [
    "sign_in",
    "my_settings",
    "home",
    "invoices",
    "invoice",
    "invoice_form",
    "invoice_actions",
    "send",
    "batches",
    "import_page",
    "choosing",
    "companies",
    "products",
    "people",
    "plugins",
    "invoice_settings",
]


def _addresses() -> list[URLPattern]:
    names = [f"tracker.web.{page}" for page in PAGES]
    return [
        each
        for name in names
        if find_spec(name)
        for each in getattr(import_module(name), "urls", [])
    ]


urlpatterns = _addresses()
