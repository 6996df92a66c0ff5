"""Invoices that count no more: voided here, in Xero, or issued again."""
