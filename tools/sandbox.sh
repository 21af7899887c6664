# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Sourced by scripts that need a running sandbox. After `start_sandbox VENV [ARGUMENT ...]`, DIGICERT_API_URL and
# DIGICERT_API_KEY are exported; the sandbox and its folder are gone when the script ends, however it ends.

stop_sandbox() {
    if [ -n "${sandbox_pid-}" ]; then
        kill "$sandbox_pid" 2>/dev/null || true
        wait "$sandbox_pid" 2>/dev/null || true
    fi
    rm -rf "$sandbox_folder"
}

start_sandbox() {
    local venv="$1" ready log
    shift
    sandbox_folder="$(mktemp -d "${TMPDIR:-/tmp}/certcentral-sandbox.XXXXXX")"
    trap stop_sandbox EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    ready="$sandbox_folder/ready.json" log="$sandbox_folder/log"
    "$venv/bin/certcentral-sandbox" serve --port 0 --data-dir "$sandbox_folder/data" --ready-file "$ready" "$@" \
        >"$log" 2>&1 </dev/null 9>&- &
    sandbox_pid=$!
    for ((tenths = 0; tenths < 600; tenths++)); do
        if [ -s "$ready" ]; then
            DIGICERT_API_URL="$("$venv/bin/python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["api_url"])' "$ready")"
            DIGICERT_API_KEY="$("$venv/bin/python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["api_key"])' "$ready")"
            export DIGICERT_API_URL DIGICERT_API_KEY
            return
        fi
        if ! kill -0 "$sandbox_pid" 2>/dev/null; then break; fi
        sleep 0.1
    done
    cat "$log" >&2
    die "the sandbox did not start; its own words are above"
}
