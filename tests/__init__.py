"""Tests of Tracker; the sandbox has its own."""
