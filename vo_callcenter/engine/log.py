"""The engine's log: one JSON object a line, in files that cannot fill the disk. No secrets, no personal text."""

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

import structlog

_BYTES = 1_000_000
_FILES = 5


def log_to(file: Path) -> None:
    """Send this process's log there; to standard error where the file cannot be written."""
    handler: logging.Handler
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(
            file, maxBytes=_BYTES, backupCount=_FILES, encoding="utf-8", delay=False
        )
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    # Libraries quote what they work on (SQL parameters, addresses): only their alarms, as plain names.
    for name in ("apscheduler", "sqlalchemy", "alembic", "uvicorn"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
