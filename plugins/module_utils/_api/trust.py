# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Whom to trust: the CA certificates of ``ca_path`` or of the system, looked at before anything is sent."""

from __future__ import annotations

import datetime
import errno
import os
import re
import ssl
import time

from .._core.connection import Connection
from .._core.errors import InvalidOptions

#: The names by which OpenSSL finds a certificate in a folder.
_HASHED = re.compile(r"[0-9a-f]{8}\.\d+")

_CANNOT_READ = "cannot be read by the user that runs the module"
_CANNOT = {
    errno.ENOENT: "does not exist",
    errno.ENOTDIR: "does not exist",
    errno.EACCES: _CANNOT_READ,
    errno.EPERM: _CANNOT_READ,
}


def tls_context(connection: Connection) -> ssl.SSLContext:
    """Return the TLS context for *connection*. Raises ``InvalidOptions`` for a ``ca_path`` that can check nothing."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not connection.validate_certs:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif connection.ca_path is not None:
        _trust(context, connection.ca_path)
    else:
        _trust_system(context)
    return context


def _trust_system(context: ssl.SSLContext) -> None:
    """Trust what the system's OpenSSL was built to trust; ``SSL_CERT_FILE`` and ``SSL_CERT_DIR`` do not decide.

    Where that is nothing, what requests ships is trusted; it knows no company CA.
    """
    import requests.utils

    paths = ssl.get_default_verify_paths()
    file = paths.openssl_cafile if os.path.isfile(paths.openssl_cafile) else None
    folder = paths.openssl_capath if os.path.isdir(paths.openssl_capath) else None
    if file or folder:
        context.load_verify_locations(file, folder)
    else:
        context.load_verify_locations(requests.utils.DEFAULT_CA_BUNDLE_PATH)


def _trust(context: ssl.SSLContext, path: str) -> None:
    """Trust the certificates in the file or folder *path*. Raises ``InvalidOptions``."""
    for file in _files(path):
        _trust_file(context, file)
    found = context.cert_store_stats()
    ends = [ssl.cert_time_to_seconds(str(one["notAfter"])) for one in context.get_ca_certs()]
    # What is no CA certificate may be trusted too, and its date is not to be had here.
    if len(ends) == found["x509"] and max(ends) < time.time():
        last = datetime.datetime.fromtimestamp(max(ends), datetime.timezone.utc).date()
        raise _unusable(
            path, f"holds only certificates that have expired, the last on {last}; get the current CA bundle"
        )


def _files(path: str) -> list[str]:
    """Return *path*, or of a folder the files in which OpenSSL would look."""
    if not os.path.isdir(path):
        return [path]
    try:
        found = sorted(os.path.join(path, name) for name in os.listdir(path) if _HASHED.fullmatch(name))
    except OSError as error:
        raise _unreadable(path, error) from None
    if not found:
        raise _unusable(
            path, "is a folder in which OpenSSL finds no certificate; name a PEM file, or run: openssl rehash"
        )
    return found


def _trust_file(context: ssl.SSLContext, path: str) -> None:
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError as error:
        raise _unreadable(path, error) from None
    if not content.strip():
        raise _unusable(path, "is empty")
    if b"-----BEGIN " not in content:
        raise _unusable(path, _other_form(content))
    before = context.cert_store_stats()["x509"]
    try:
        context.load_verify_locations(path)
    except ssl.SSLError:
        raise _unusable(path, "holds no certificate, or a damaged one") from None
    if not before and not context.cert_store_stats()["x509"]:
        raise _unusable(path, "holds no certificate")


def _other_form(content: bytes) -> str:
    """Say what is in a file without PEM."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=content)
    except ssl.SSLError:
        return "holds no certificate in PEM form"
    return "is in DER form, and PEM is wanted: openssl x509 -inform der -in FILE -out FILE.pem"


def _unreadable(path: str, error: OSError) -> InvalidOptions:
    return _unusable(path, _CANNOT.get(error.errno or 0, f"cannot be read ({error.strerror})"))


def _unusable(path: str, why: str) -> InvalidOptions:
    return InvalidOptions([f"ca_path ({path}) {why}"])
