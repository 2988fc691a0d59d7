"""Frozen values that services return and screens show: ids, codes, raw texts and aware UTC moments.

Texts that came from outside are raw here; the edge of the screen makes them safe (``screens.safe_text``).
"""
