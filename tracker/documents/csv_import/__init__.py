"""Taking documents from a CSV file: read, planned (the dry run), then applied at once."""
