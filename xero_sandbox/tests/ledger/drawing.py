"""How histories are drawn: from the seed alone.

Hypothesis strews in constants of whatever modules are loaded, so that the histories of a whole
suite, of one of its workers and of this test alone would each be others, and one that failed would
not come again: https://hypothesis.readthedocs.io/en/latest/changelog.html (6.131)
"""

from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider

FROM_THE_SEED_ALONE = "from the seed alone"


class FromTheSeedAlone(HypothesisProvider):
    def _maybe_draw_constant(self, *_: object, **__: object) -> None:
        return None


AVAILABLE_PROVIDERS[FROM_THE_SEED_ALONE] = f"{__name__}.{FromTheSeedAlone.__name__}"
