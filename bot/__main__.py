"""``python -m bot`` is the console script ``bot``."""

from bot.cli import main

main()
