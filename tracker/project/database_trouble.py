"""What is wrong with the database, in one sentence for whoever runs Tracker."""

from collections.abc import Iterator

# By name, so that a command which needs no database loads none of psycopg.
MISSING = {"UndefinedTable", "UndefinedColumn", "UndefinedFunction"}


def database_trouble(problem: BaseException) -> str | None:
    """Nothing where the trouble is another one: procrastinate and Django hide it in the cause."""
    causes = list(_causes(problem))
    names = {type(cause).__name__ for cause in causes}
    if names & MISSING:
        return "The database is not of this version of Tracker: run `tracker migrate`."
    if "OperationalError" in names:
        line = " ".join(str(causes[-1]).split())
        return f"The database cannot be reached; is it running? ({line})"
    return None


def _causes(problem: BaseException | None) -> Iterator[BaseException]:
    while problem is not None:
        yield problem
        problem = problem.__cause__
