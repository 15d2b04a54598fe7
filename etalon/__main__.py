"""The command `etalon`, also as `python -m etalon`. Imports nothing before it can be interrupted."""

import sys


def main() -> int:
    """Run the command line and return the exit code; Ctrl-C while it is loaded is no traceback either.

    Example:
        >>> from etalon import cli
        >>> main.__module__ != cli.main.__module__
        True
    """
    try:
        from etalon import cli

        return cli.main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
