"""The stages of a batch: contacts, items, documents. Each knows its own kind of call."""
