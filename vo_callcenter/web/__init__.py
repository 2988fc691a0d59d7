"""The listener: sources call over HTTP, and what they say is in the store before they are answered."""
