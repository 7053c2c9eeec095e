"""`python -m jamd`."""

from jamd.cli.app import main

main()
