"""Our own sample mails of portals, sites, answering services and of what is no lead, with what a reader must find.

``python -m tests.portal_mails`` writes ``tests/samples/portals``. Persons are invented, numbers lie in the blocks
reserved for fiction, addresses of customers in example domains.
"""
