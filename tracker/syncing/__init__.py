"""What happens in Xero after the first send, and what differs from Tracker."""
