"""`python -m jamd`."""

from jamd.cli import main

main()
