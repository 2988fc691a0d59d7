"""Services: each tells one story of the trade. Load, decide by a rule, write state, event and outbox in one transaction."""
