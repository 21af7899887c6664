#!/bin/sh
# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# users.sh FOLDER: the users of a test machine. ops may become root, robin may not.

set -eu
for user in ops robin; do chroot "$1" useradd --create-home --shell /bin/bash --password '*' "$user"; done
echo 'ops ALL=(ALL) NOPASSWD: ALL' >"$1/etc/sudoers.d/ops"
# Services are started by who tests them: the machines share their ports.
for unit in haproxy nginx openvpn postgresql ssh; do
    if [ -e "$1/lib/systemd/system/$unit.service" ] && [ -x "$1/bin/systemctl" ]; then chroot "$1" systemctl --quiet disable "$unit"; fi
done
