# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Shared by the shell scripts of this folder: where things are, and how to stop with one clear sentence.
# Everything that is made lies below .cache/ in the checkout, so `make clean` leaves nothing behind.

set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cache="$root/.cache"
mkdir -p "$cache"

die() {
    echo "error: $*" >&2
    exit 1
}

# lock NAME: hold an exclusive lock until the script ends, so that two `make` runs do not build the same thing at once.
lock() {
    exec 9>"$cache/$1.lock"
    if command -v flock >/dev/null; then flock 9; fi
}
