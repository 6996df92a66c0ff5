"""Money that settled an invoice: what Xero shall hear of it, and how much."""
