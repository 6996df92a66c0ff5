"""What an organisation holds, and Xero's rules about it. Knows nothing of HTTP."""
