"""After a restore or a failover: the database may be older than Xero, and nothing is doubled."""
