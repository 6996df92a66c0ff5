"""The endpoints of the Accounting API, one module a resource."""
