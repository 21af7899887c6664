# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""read_all.py FOLDER STOP: read what can be read below FOLDER, again and again, until the file STOP is there.

The last line says how often, and which files showed something of a private key or a keystore.
"""

from __future__ import annotations

import os
import sys

ENDINGS = (".key", ".pem", ".p12", ".jks", "key4.db")


def secret(path):
    try:
        with open(path, "rb") as file:
            content = file.read()
    except OSError:
        return False
    return b"PRIVATE KEY" in content or (content and path.endswith(ENDINGS))


def main(folder, stop):
    rounds, found = 0, set()
    while not os.path.exists(stop):
        rounds += 1
        for parent, _folders, files in os.walk(folder):
            found.update(path for path in (os.path.join(parent, name) for name in files) if secret(path))
    sys.stdout.write(f"{rounds} rounds, readable: {', '.join(sorted(found)) or 'none'}\n")


main(*sys.argv[1:])
