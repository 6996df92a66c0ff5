"""The command line: `tracker …`."""
