# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reach an `openssl s_server` that demands a client certificate, once with it and once without.

Ends with 0 when the server answers the first and refuses the second, else with 1 and one sentence.
"""

from __future__ import annotations

import argparse
import re
import shlex
import ssl
import subprocess
import sys
import typing as t
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

SECONDS = 20


def main() -> int:
    options = arguments()
    server_certificate, server_key = make_server_certificate(options.directory)
    with serve(server_certificate, server_key, options.root) as url:
        trusting = ssl.create_default_context(cafile=str(server_certificate))
        carrying = ssl.create_default_context(cafile=str(server_certificate))
        carrying.load_cert_chain(options.certificate, options.key)
        if not reach(url, carrying):
            return complain("The server did not accept the client certificate.")
        print("openssl s_server: demands a client certificate, reached with the one just renewed.")
        if reach(url, trusting):
            return complain("The server let a client without a certificate in.")
        print("openssl s_server: refuses the same client without it.")
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("root", "certificate", "key", "directory"):
        parser.add_argument("--" + name, type=Path, required=True)
    return parser.parse_args()


def make_server_certificate(directory: Path) -> tuple[Path, Path]:
    """Return the paths of a certificate and a key for a server on loopback."""
    certificate, key = directory / "server.crt", directory / "server.key"
    command = shlex.split(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 2 -subj /CN=localhost"
    )
    command += ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    return certificate, key


@contextmanager
def serve(certificate: Path, key: Path, root: Path) -> t.Iterator[str]:
    """Yield the URL of a server that trusts client certificates under `root` only."""
    command = shlex.split(
        "openssl s_server -accept 127.0.0.1:0 -www -no-CApath -no-CAstore -Verify 2 -verify_return_error"
    )
    command += ["-cert", str(certificate), "-key", str(key), "-CAfile", str(root)]
    pipe, nothing = subprocess.PIPE, subprocess.DEVNULL
    with subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe, stderr=nothing) as server:
        try:
            yield f"https://127.0.0.1:{listening_port(server)}/"
        finally:
            server.kill()


def listening_port(server: subprocess.Popen[str]) -> int:
    for line in t.cast("t.IO[str]", server.stdout):
        found = re.search(r"ACCEPT .*:(\d+)", line)
        if found:
            return int(found.group(1))
    raise SystemExit("openssl s_server did not start.")


def reach(url: str, context: ssl.SSLContext) -> bool:
    """Return whether the server answers. Any other fault than a TLS refusal is raised."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    try:
        with opener.open(url, timeout=SECONDS) as answer:
            return bool(answer.status == 200)
    except (ssl.SSLError, ConnectionResetError):
        return False
    except urllib.error.URLError as error:
        if isinstance(error.reason, (ssl.SSLError, ConnectionResetError)):
            return False
        raise


def complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
