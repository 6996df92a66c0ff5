"""How often Python looks for objects that only hold each other."""

import gc

NEW_OBJECTS = 50_000


def collect_less_often() -> None:
    """Call it once, when everything is loaded.

    Python looks after every 700 new objects. A batch or a file makes hundreds of thousands that
    all stay until it is done, and a third of the time went into looking at them again and again.
    """
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS)
