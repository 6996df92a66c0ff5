"""Everything that knows Xero's Accounting API: plain data in, plain data out.

Nothing here knows Tracker's records, its database or its settings. A request is built by the
module of its subject (``invoices``, ``contacts``, ``items``, ``lists``), sent by ``client.Xero``,
and its answer is read by ``answers`` and ``types``.
"""
