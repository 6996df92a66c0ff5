"""When two names are so much alike that a person should look."""

import re

from tracker.companies.names import name_key

SPELLED = {
    "and": "&",
    "company": "co",
    "corporation": "corp",
    "incorporated": "inc",
    "limited": "ltd",
}
"""Words and signs that stand for the same in a company's name, by the way of writing kept."""
WORD = re.compile(r"\w+|&")
PUBLIC = "publicltdco"


def similar_key(name: str) -> str:
    """Equal for names that differ only in Ltd and Limited, & and *and*, stops and blanks."""
    words = [SPELLED.get(word, word) for word in WORD.findall(name_key(name).replace(".", ""))]
    return "".join(words).replace(PUBLIC, "plc")
