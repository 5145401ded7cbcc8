"""``python -m rft_app`` is ``rft``."""

from .cli import main

main()
