"""How much of one incoming thing is read: beyond these sizes it is kept raw and sorted by a person."""

MAX_CONTENT = 20_000_000
"""Bytes of one document. Larger ones are not parsed at all (reason ``too_large``)."""
MAX_XML = 2_000_000
"""Characters of one ADF document inside a file or mail. What is longer says so (note ``cut``, reason ``too_many_leads``)."""
MAX_PROSPECTS = 1_000
"""Demands, or events of calls, read from one document; a longer one says so (reason ``too_many_leads``)."""
MAX_PARTS = 200
"""MIME parts walked in one mail."""
MAX_ATTACHED = 5
"""Whole mails read out of one; further ones stay in the raw."""
MAX_DEPTH = 3
"""Mails inside mails, attached or passed on."""
MAX_BOUNDARIES = 100
MAX_DELIMITERS = 20_000
MAX_PARSE_STEPS = 8_000_000
"""Lines times boundaries. A mail beyond any of these three is not parsed (reason ``mail_too_nested``)."""
MAX_MAIL_LINES = 400_000
"""Lines of one mail that are parsed, more than the largest one has when its attachments are encoded as usual."""
MAX_SINGLE_BODY = 6_000_000
"""Bytes parsed of a mail of one part: what is read of it is far less, and parsing takes ten times its size."""
MAX_HEADER_BLOCK = 256_000
"""Bytes before the first empty line of a mail; more is not a mail."""
MAX_MAIL_TEXT = 200_000
"""Characters of visible text kept from one mail."""
MAX_REPLY_TEXT = 20_000
"""Characters looked at to find the visible part of a reply."""
MAX_LINKS = 200
MAX_LINES = 4_000
"""Lines of a text searched for labels."""
MAX_LINE = 2_000
"""Characters of a line searched for labels and patterns."""
MAX_ROWS = 200_000
"""Rows read from one sheet, about 0.3 ms each; a longer one says so (reason ``too_many_rows``)."""
MAX_ROW_TEXT = 20_000
"""Characters of one row of a sheet."""
MAX_ROW_LINES = 60
"""Lines that one quoted cell may spread a row over; more is a quotation mark that was never closed."""
MAX_COLUMNS = 300
MAX_JSON = 5_000_000
MAX_JSON_DEPTH = 12
MAX_JSON_VALUES = 400
"""Values read from one JSON object."""
MAX_MESSAGE = 50_000
"""Characters of a customer's message kept in the demand; the raw input keeps the rest."""
MAX_FIELD = 500
"""Characters of any other field."""
MAX_PHONE_TEXT = 200
MAX_VALUES = 50
"""E-mails, phones, vehicles or extra labels of one demand."""
MAX_EXCERPT = 2_000
"""Characters of a row or part shown to the person who sorts it."""
