from tracker.syncing.models.sync import Sync
from tracker.syncing.models.webhook_event import WebhookEvent

__all__ = ["Sync", "WebhookEvent"]
