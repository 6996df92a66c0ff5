"""The link to the accounts system: connection, settings, lists, matching, links, calls, lane."""
