"""A labelled set of pairs of persons: are they one? Read by the tests, measured by ``python -m tests.identity``.

``by_hand.py`` holds pairs as people would come across them; ``pair_writer.py`` makes the bulk of every kind from a
fixed seed. ``pairs.json`` is what both give, committed, so that a figure can be traced to its pairs.
"""
