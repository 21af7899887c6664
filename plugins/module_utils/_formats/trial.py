# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Outputs made on trial, of a pair that is thrown away: what this host's programs cannot make shows before there is a certificate."""

from __future__ import annotations

import datetime
import os
import tempfile
import typing as t

from .._core.errors import FilesError
from .._core.file_set import PROTECTED
from . import outputs
from .material import Material, Pair

_DAY = datetime.timedelta(days=1)


def problems(
    wanted: t.Iterable[str], friendly_name: str, passphrase: t.Optional[bytes], keystore_type: str
) -> list[str]:
    """Return a sentence for each of these outputs that other programs have a part in, and that cannot be made and opened here."""
    trials = [output for output in wanted if output in PROTECTED]
    if not trials:
        return []
    pair = _pair()
    material = Material(pair, (), pair.certificate, (), friendly_name, passphrase, keystore_type)
    with tempfile.TemporaryDirectory() as folder:
        found = [_problem(output, material, os.path.join(folder, output)) for output in trials]
    return list(dict.fromkeys(problem for problem in found if problem))


def _problem(output: str, material: Material, path: str) -> t.Optional[str]:
    try:
        outputs.write(output, material, path)
        outputs.check(output, material, path)
    except FilesError as error:
        # Nobody finds anything at the path of a trial.
        return f"The output {output} cannot be made on this host: {str(error).replace(path, output)}"
    return None


def _pair() -> Pair:
    """Return a key of its own with a certificate that it signed itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "trial")])
    now = datetime.datetime.now(datetime.timezone.utc)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - _DAY, now + _DAY)
    certificate = builder.add_extension(x509.BasicConstraints(True, None), critical=True).sign(key, hashes.SHA256())
    return Pair(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        None,
        certificate.public_bytes(Encoding.PEM).decode("ascii"),
    )
