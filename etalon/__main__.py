"""`python -m etalon` is the command `etalon`. Knows only the command line."""

import sys

from etalon.cli import main

if __name__ == "__main__":
    sys.exit(main())
