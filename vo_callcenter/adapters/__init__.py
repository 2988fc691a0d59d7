"""Adapters: one outside system each, behind a Protocol. Synchronous; they run in threads."""
