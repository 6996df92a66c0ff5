"""Sign-in, tokens and connections: Xero's login and identity hosts."""
