"""井格: open the window, or run one command (``python main.py COMMAND --help``)."""

from __future__ import annotations

import gc
import sys


def main(words: list[str]) -> int:
    """Run the program with the words of the command line and return its exit code."""
    if words and (not words[0].startswith("-") or words[0] in ("-h", "--help")):
        from desktop import commands

        return commands.run(words)
    # Thousands of objects are made until the window is painted and none of them is garbage.
    gc.disable()
    from desktop import app

    return app.run(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
