"""Until when something waits, as a person reads it: the hour, and the day where it is another."""

from datetime import datetime

from django.utils.timezone import localtime

from tracker import clock


def told(moment: datetime) -> str:
    """``14:20`` today, ``24 Nov, 14:20`` on any other day."""
    local = localtime(moment)
    hour = f"{local:%H:%M}"
    return hour if local.date() == clock.today() else f"{local.day} {local:%b}, {hour}"
