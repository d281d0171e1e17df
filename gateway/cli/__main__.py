"""`python -m gateway.cli`, for processes that start others of the same installation."""

from gateway.cli import main

main()
