"""Measures the console against floors and peers in the same run: ``python -m benchmarks``. See ``docs/performance.md``."""
