"""The official Python SDK speaks to a sandbox, a chapter a module.

https://github.com/XeroAPI/xero-python
"""

import pytest

pytest.importorskip("xero_python")
CHAPTERS = ("lists", "contacts", "invoices", "payments", "credit_notes", "papers")
pytest.register_assert_rewrite(*(f"{__name__}.{chapter}" for chapter in CHAPTERS))
