"""Tracker: a recruitment agency's back office, linked to Xero."""
