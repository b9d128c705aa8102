"""Prepares the embedded site and serves it: `python -m config.start`, which `make run` calls."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
import sys
import time

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    port = os.environ.setdefault("PORT", "8000")
    if not port.isdigit() or port_is_taken(int(port)):
        sys.exit(f"Port {port} can't be used. Choose another: make run PORT=8001")
    started = time.monotonic()
    say("Preparing the database and the static files (about a minute the first time).")
    django.setup()
    gc.freeze()  # Migrations make thousands of classes: a quarter of their time went into
    gc.set_threshold(200_000, 20, 100)  # looking through all of them for garbage.
    prepare()
    say(
        f"Ready after {time.monotonic() - started:.0f} s: http://127.0.0.1:{port} (Ctrl+C stops it)"
    )
    arguments = ["-b", "127.0.0.1", "-p", port, "--access-log", os.devnull, "-v", "0"]
    daphne = [sys.executable, "-m", "daphne", *arguments, "config.asgi:application"]
    os.execv(sys.executable, daphne)  # noqa: S606


def prepare() -> None:
    from django.conf import settings
    from django.core.management import call_command

    static = [sys.executable, "manage.py", "collectstatic", "--verbosity=0", "--no-input"]
    with subprocess.Popen(static, cwd=settings.BASE_DIR) as packing:  # noqa: S603  beside the rest
        call_command("migrate", verbosity=0, interactive=False)
        if settings.EMBEDDED:
            call_command("load_sample")
    if packing.returncode:
        sys.exit("The static files could not be prepared.")


def port_is_taken(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return True
    return False


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
