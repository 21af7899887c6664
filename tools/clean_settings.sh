# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Sourced after common.sh.
#
# use_own_settings VENV BUILD: run Ansible from this environment and this build link, without the user's own settings.

use_own_settings() {
    local name
    for name in $(compgen -e | grep -E '^(ANSIBLE|DIGICERT|CERTCENTRAL)_' || true); do unset "$name"; done
    : >"${cache:?}/ansible.cfg"
    # Compiled once for all the processes of a play; uv compiles nothing, and the checkout stays clean.
    unset PYTHONDONTWRITEBYTECODE
    export PYTHONPYCACHEPREFIX="$cache/pycache"
    export PATH="$1/bin:$PATH"
    export ANSIBLE_CONFIG="$cache/ansible.cfg" ANSIBLE_HOME="$cache/ansible" ANSIBLE_COLLECTIONS_PATH="$2"
    # Not below the user's home.
    export DIGICERT_CACHE_PATH="$cache/certops.digicert"
    export ANSIBLE_LOCALHOST_WARNING=false ANSIBLE_INVENTORY_UNPARSED_WARNING=false
}
