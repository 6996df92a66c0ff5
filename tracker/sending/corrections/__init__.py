"""What changes on an invoice that Xero has: what may, what it would replace, its coding."""
