"""The agency, its legal entities and people, and everything that happened to its records."""
