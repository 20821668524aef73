"""Entry point of `talplan` and `python -m talplan`."""

import gc
import sys


def main() -> None:
    """Run the command line; `--version` alone imports nothing."""
    gc.disable()  # a command leaves no garbage worth collecting: plans are read in half the time
    try:
        if sys.argv[1:] == ["--version"] and _write_version():
            return
        from talplan.cli import error_handler, fast_args

        if error_handler.is_completion():
            from talplan.cli import completion_shells

            error_handler.run(completion_shells.answer)
        elif command := fast_args.command(sys.argv[1:]):
            error_handler.run(command)
        else:
            from talplan.cli import app

            app.main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.unraisablehook = lambda _: None  # no output of unraisable exceptions after Ctrl-C
        sys.exit(130)


def _write_version() -> bool:
    """Write the version; False if stdout cannot take it, which the command line then reports."""
    from talplan import __version__

    try:
        sys.stdout.write(f"talplan {__version__}\n")
        sys.stdout.flush()
    except (AttributeError, OSError):
        return False
    return True


if __name__ == "__main__":
    main()
