# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The `certcentral-sandbox` command."""

import argparse
import fcntl
import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from . import __version__, keys, seeds, serve
from .clock import ClockError
from .files import open_own
from .guard import is_loopback
from .times import parse_moment
from .world import World

KEY_VARIABLE = "CERTCENTRAL_SANDBOX_API_KEY"
DESCRIPTION = """\
A rehearsal room for the DigiCert CertCentral Services API. Orders cost nothing, approvals and validations are yours
to give, and the certificates come from a real certificate authority of its own that nobody trusts."""
EPILOG = f"""\
examples:
  certcentral-sandbox serve
  certcentral-sandbox serve --port 8080 --data-dir ~/certcentral-sandbox
  certcentral-sandbox serve --port 0 --clock 2030-01-31 --ready-file ready.json

The API is at http://HOST:PORT/services/v2 and wants the key in the header X-DC-DEVKEY. The operator's side (clock,
settings, approvals, faults, requests received) is at http://HOST:PORT/sandbox and wants no key. Ctrl-C stops it.
The key can also be given in {KEY_VARIABLE}, which keeps it out of the process list."""


REMOTE = """\
WARNING: others can reach this sandbox. The operator's side wants no key: whoever reaches it can approve, reset, make
API keys and read every order. Let only those through who may do that, and put no real data in."""


class Refusal(Exception):
    """The sandbox cannot start; the message is one sentence for the user."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status: 0, or 2 when it could not start."""
    options = _parser().parse_args(arguments)
    try:
        _serve(options)
    except Refusal as error:
        print(f"certcentral-sandbox: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    shape = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(
        "certcentral-sandbox", description=DESCRIPTION, epilog=EPILOG, formatter_class=shape
    )
    parser.add_argument("--version", action="version", version=f"certcentral-sandbox {__version__}")
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser(
        "serve", help="start the sandbox", description=DESCRIPTION, epilog=EPILOG, formatter_class=shape
    )
    command.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    command.add_argument("--port", type=_port, default=8080, help="port; 0 takes any free one (default: %(default)s)")
    command.add_argument("--data-dir", type=Path, help="keep the state here; without it the state is gone at the end")
    command.add_argument("--api-key", help=f"the administrator's API key (default: {keys.DEFAULT_KEY})")
    command.add_argument(
        "--clock",
        type=_moment,
        metavar="TIME",
        help="start the clock at an ISO date or time, UTC; it runs on from there",
    )
    command.add_argument(
        "--ready-file", type=Path, help="write URLs, key and process id here, as JSON, once it listens"
    )
    command.add_argument("--tls", action="store_true", help="speak https with a certificate of the sandbox's own root")
    command.add_argument("--allow-remote", action="store_true", help="allow a --host that is not loopback")
    command.add_argument(
        "--log-level",
        default="warning",
        choices=("critical", "error", "warning", "info", "debug"),
        help="info shows every request (default: %(default)s)",
    )
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return int(text)


def _moment(text: str) -> datetime:
    try:
        return parse_moment(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is neither an ISO date nor an ISO time") from None


def _serve(options: argparse.Namespace) -> None:
    if not is_loopback(options.host) and not options.allow_remote:
        raise Refusal(f"{options.host} is not a loopback address; add --allow-remote if others may reach the sandbox.")
    api_key = options.api_key or os.environ.get(KEY_VARIABLE) or keys.DEFAULT_KEY
    try:
        listener = serve.listen(options.host, options.port)
    except OSError as error:
        raise Refusal(f"cannot listen on {options.host} port {options.port}: {error.strerror or error}.") from None
    if options.ready_file is not None:
        with suppress(OSError):
            options.ready_file.unlink(missing_ok=True)  # one that a killed sandbox left behind
    with listener, _state_directory(options.data_dir) as directory:
        world = _world(directory, api_key, options.clock)
        place = serve.place_of(listener, options.host, options.tls)
        try:
            serve.run(
                world,
                listener,
                options.host,
                options.tls,
                options.log_level,
                lambda: _announce(options, world, place, api_key),
            )
        finally:
            world.store.close()
            if options.ready_file is not None:
                with suppress(OSError):
                    options.ready_file.unlink(missing_ok=True)


def _world(directory: Path, api_key: str, start: datetime | None) -> World:
    try:
        return World(directory, api_key, start)
    except ClockError as error:
        raise Refusal(f"{error} Leave out --clock, or take a new --data-dir.") from None
    except (OSError, sqlite3.Error, ValueError) as error:
        raise Refusal(f"cannot use the state in {directory}: {error}.") from None


@contextmanager
def _state_directory(wanted: Path | None) -> Iterator[Path]:
    """Give a directory of mode 0700 that no other sandbox uses; a temporary one is removed at the end."""
    if wanted is None:
        with tempfile.TemporaryDirectory(prefix="certcentral-sandbox-") as name:
            yield Path(name)
        return
    try:
        wanted.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"cannot write to the data directory {wanted}: {error.strerror or error}.") from None
    try:
        lock = os.fdopen(open_own(wanted / "lock"), "r+")
    except OSError as error:
        raise Refusal(f"{wanted}/lock must be a file of this sandbox: {error.strerror or error}.") from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refusal(f"another sandbox is using {wanted}.") from None
        yield wanted


def _announce(options: argparse.Namespace, world: World, place: serve.Place, api_key: str) -> None:
    """Tell the user, and the ready file, what a client needs."""
    ready: dict[str, object] = {
        "api_url": place.api_url,
        "admin_url": place.admin_url,
        "api_key": api_key,
        "pid": os.getpid(),
    }
    if options.tls:
        ready["ca_path"] = str(world.authority.root_file().resolve())
    shown_key = api_key if api_key == keys.DEFAULT_KEY else "(the one you gave)"
    lines = [
        "CertCentral sandbox: nothing here costs money, no certificate here is trusted by anybody.",
        f"  API URL          {place.api_url}",
        f"  API key          {shown_key}",
        f"  organization id  {seeds.VALIDATED} (validated, e-mail domains {', '.join(seeds.VALIDATED_DOMAINS)})",
        f"  operator's side  {place.admin_url}",
        f"  clock            {world.now().isoformat()}",
    ]
    if options.tls:
        lines.append(f"  CA bundle        {ready['ca_path']}")
    if not is_loopback(options.host):
        lines.append(REMOTE)
    print("\n".join([*lines, "Stop it with Ctrl-C."]), flush=True)
    if options.ready_file is not None:
        try:
            serve.write_ready_file(options.ready_file, ready)
        except OSError as error:
            raise Refusal(f"cannot write {options.ready_file}: {error.strerror or error}.") from None
