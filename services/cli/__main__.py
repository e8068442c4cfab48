"""`python -m services.cli`: the command `themewire` in this Python."""

from services.cli.main import main

main()
