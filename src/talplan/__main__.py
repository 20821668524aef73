"""The program: `talplan`, or `python -m talplan`."""

import gc
import sys


def main() -> None:
    """Runs the command line. The version alone is told without importing anything that takes time."""
    gc.disable()  # a command makes no garbage worth looking for: plans are read in half the time
    try:
        if sys.argv[1:] == ["--version"] and _tell_version():
            return
        from talplan.cli import error_handler, fast_args

        if everyday := fast_args.command(sys.argv[1:]):
            error_handler.run(everyday)
        else:
            from talplan.cli import app

            app.main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.unraisablehook = lambda _: None  # what half-made things complain of on their way out is no news
        sys.exit(130)


def _tell_version() -> bool:
    """Whether it could be told; where not, the command line knows what to say."""
    from talplan import __version__

    try:
        sys.stdout.write(f"talplan {__version__}\n")
        sys.stdout.flush()
    except (AttributeError, OSError):
        return False
    return True


if __name__ == "__main__":
    main()
