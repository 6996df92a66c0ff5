"""The one error that people read."""


class NotPossible(Exception):
    """What somebody asked for cannot be done; ``sentence`` says why, to that person."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
