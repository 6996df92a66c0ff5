"""Companies: whom the agency bills, and who bills the agency."""
