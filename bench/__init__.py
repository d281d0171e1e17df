"""The benchmark: turns beside an empty Flask view, and every reply of many callers checked."""
