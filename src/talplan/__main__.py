"""The program: `talplan`, or `python -m talplan`."""

import sys


def main() -> None:
    """Runs the command line. The version alone is told without importing anything that takes time."""
    if sys.argv[1:] == ["--version"]:
        from talplan import __version__

        sys.stdout.write(f"talplan {__version__}\n")
        return
    from talplan.cli import app

    app(prog_name="talplan")


if __name__ == "__main__":
    main()
