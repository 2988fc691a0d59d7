"""Reading what arrives: bytes or text in, frozen values out; nothing here opens a file or a connection.

``rules.reading.reader.read`` chooses the reader by content. The parser libraries are imported inside the
functions that need them, so that importing these modules stays cheap.
"""
