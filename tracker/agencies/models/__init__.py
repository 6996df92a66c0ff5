from tracker.agencies.models.agency import Agency, Entity
from tracker.agencies.models.event import Event
from tracker.agencies.models.person import Person, Role

__all__ = ["Agency", "Entity", "Event", "Person", "Role"]
