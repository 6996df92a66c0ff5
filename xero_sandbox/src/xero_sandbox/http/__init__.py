"""What every call to Xero goes through: limits, faults, keys, paging, and the shapes of answers."""
