"""Logs of facts, not of people: one JSON line each, never a number, a text or an answer."""

import logging
import sys

import structlog


def configure(level: str = "INFO") -> None:
    """Write structured lines to standard error, and keep libraries quiet."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    logging.getLogger("rq.worker").setLevel(logging.ERROR)  # it would log job descriptions
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
