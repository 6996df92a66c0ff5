"""How Tracker is put together and started: configuration, settings, processes."""
