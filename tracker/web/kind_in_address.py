"""The kind of document as addresses name it: ``/invoices/…``, ``/payments/…``."""

from tracker.documents.kinds import KINDS, kind_called, words_for


class KindInAddress:
    """What ``<kind:kind>`` stands for in a path; views are given the kind itself."""

    regex = "|".join(words.many for words in KINDS.values())

    def to_python(self, value: str) -> str:
        return kind_called(value)

    def to_url(self, value: str) -> str:
        return words_for(value).many
