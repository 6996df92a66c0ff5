"""A Xero on your own machine: it remembers, enforces Xero's rules and misbehaves on demand."""
