"""What Tracker costs: calls, bytes, seconds, processor time. `make bench` prints one table.

Counts, and ratios of figures taken in turns in one run: never seconds that a test would wait for.
"""
