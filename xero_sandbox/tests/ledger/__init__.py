"""A small ledger of its own, and the random histories in which the sandbox must agree with it.

It is written from Xero's pages and shares no code with the sandbox: where the two differ, one of
them has misread a page.

https://developer.xero.com/documentation/api/accounting/invoices
https://developer.xero.com/documentation/api/accounting/creditnotes
https://developer.xero.com/documentation/api/accounting/payments
https://developer.xero.com/documentation/api/accounting/contacts
"""

import pytest

pytest.register_assert_rewrite("ledger.agreement", "ledger.both", "ledger.histories")
