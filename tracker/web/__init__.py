"""The pages: one module per page, each with its own list of addresses."""
