"""Invoices (and, later, payments): lines, life cycle, numbering, import."""
