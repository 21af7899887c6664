# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders, and the process environment the steps run in."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
CHECKS = ROOT / "tools" / "checks"

# Linked from the user's home into ours: where packages come from, and which checkouts Git trusts.
KEPT_FROM_HOME = (".config/pip", ".pip", ".gitconfig", ".config/git")
# A developer's own settings must not decide whether a test passes.
DROPPED = (
    "ANSIBLE_",
    "DIGICERT_",
    "CERTCENTRAL_",
    "PYTEST_",
    "MYPY",
    "PYTHON",
    "VIRTUAL_ENV",
    "XDG_",
    "MAKE",
    "MFLAGS",
)


def tool(name: str, *arguments: str) -> str:
    """Return what a script of tools/ prints; it explains a failure itself, on standard error."""
    done = subprocess.run([str(ROOT / "tools" / name), *arguments], stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout.strip()


def private_home() -> Path:
    """Return a home folder below .cache/, so that nothing is written to, or read from, the user's own by accident."""
    home = CACHE / "home"
    home.mkdir(parents=True, exist_ok=True)
    for name in KEPT_FROM_HOME:
        source, link = Path.home() / name, home / name
        if source != link and source.exists() and not link.is_symlink():
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(source)
    write_pip_settings(home / ".pip" / "pip.conf")
    return home


def empty_settings() -> Path:
    """Return an empty ansible.cfg, which keeps Ansible from looking for others."""
    path = CACHE / "ansible.cfg"
    path.touch()
    return path


def write_pip_settings(path: Path) -> None:
    """Write the PIP_... variables to a settings file: ansible-test drops variables, but pip in its hands needs them."""
    if path.parent.is_symlink():
        return
    path.parent.mkdir(exist_ok=True)
    names = sorted(name for name in os.environ if name.startswith("PIP_") and name != "PIP_CONFIG_FILE")
    lines = [f"{name[4:].lower().replace('_', '-')} = {os.environ[name]}" for name in names]
    # The address of a package index may hold a password.
    path.touch(mode=0o600)
    path.write_text("\n".join(["[global]", *lines, ""]), encoding="utf-8")


def environment(name: str) -> dict[str, str]:
    """Return the variables for steps that run in the virtual environment `name`.

    The sandbox needs a newer Python than the oldest ansible-core runs on. It is therefore found at the end of PATH, in
    the environment `demo`, by those that have none of their own.
    """
    kept = {key: value for key, value in os.environ.items() if not key.startswith(DROPPED)}
    folders = [f"{tool('venv', name)}/bin"]
    # pyenv's shims refuse to run a version that is not selected; the real folders of all versions do not.
    folders += tool("python", "--folders", "3.9", "3.14").split(":")
    folders += [folder for folder in kept["PATH"].split(":") if not folder.endswith("/shims")]
    if name.startswith("matrix-"):
        folders.append(f"{tool('venv', 'demo')}/bin")
    return {
        **kept,
        "HOME": str(private_home()),
        "PATH": ":".join(folders),
        "ANSIBLE_CONFIG": str(empty_settings()),
        "ANSIBLE_HOME": str(CACHE / "ansible"),
        "ANSIBLE_COLLECTIONS_PATH": str(CACHE / "build"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        # Compiled once for all processes; thousands are started. uv compiles nothing, and the checkout stays clean.
        "PYTHONPYCACHEPREFIX": str(CACHE / "pycache"),
        "CHECK_ENVIRONMENT": name,
        "LC_ALL": "C.UTF-8",
    }
