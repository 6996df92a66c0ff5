"""Every address of Tracker: each page module lists its own in `urls`."""

from tracker.web import (
    batches,
    choosing,
    companies,
    home,
    import_page,
    invoice,
    invoice_actions,
    invoice_form,
    invoice_settings,
    invoices,
    my_settings,
    people,
    plugins,
    products,
    send,
    sign_in,
)

urlpatterns = [
    *sign_in.urls,
    *my_settings.urls,
    *home.urls,
    *invoices.urls,
    *invoice.urls,
    *invoice_form.urls,
    *invoice_actions.urls,
    *send.urls,
    *batches.urls,
    *import_page.urls,
    *choosing.urls,
    *companies.urls,
    *products.urls,
    *people.urls,
    *plugins.urls,
    *invoice_settings.urls,
]
