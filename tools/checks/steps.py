# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of steps: what `make test`, `make drill`, `make molecule` and `make test-matrix` run."""

from __future__ import annotations

from dataclasses import dataclass

from environment import CHECKS


@dataclass(frozen=True)
class Step:
    """One command of the table.

    `group` is what a user may ask for beside the name. `pytest` marks a command whose tests are counted one by one;
    any other command counts as one, passed when it exits with 0. `copy` gives it a copy of its own to work in, for
    programs that refuse a link, write into the folder or read what is ignored.
    """

    name: str
    group: str
    command: tuple[str, ...]
    pytest: bool = False
    copy: bool = False


PLUGINS = tuple(
    f"ansible_collections.certops.digicert.plugins.{part}"
    for part in ("module_utils", "plugin_utils", "action", "filter")
)
MYPY = ("mypy", "--config-file", "mypy.ini")
DOCS = ("antsibull-docs", "lint-collection-docs", "--plugin-docs", "--validate-collection-refs", "dependent", ".")


# The integration tests in four parts that take about as long: the API; the roles, with every ansible-core; files; the rest on hosts.
INTEGRATION = ("python", "-m", "pytest", "tests/integration")
_FILES = "client_cert_files"
_ON_HOSTS = "files or playbooks or roles"
_ROLES = ("tests/integration/test_roles.py", "tests/integration/test_roles_line.py")
_OTHERS = tuple(f"--ignore={path}" for path in _ROLES)

# The slow ones stand first, so that those side by side end at about the same time.
STEPS = (
    Step("files", "integration", (*INTEGRATION, "-k", _FILES), pytest=True),
    Step("roles", "integration", ("python", "-m", "pytest", *_ROLES), pytest=True),
    Step("integration", "integration", (*INTEGRATION, "-k", f"not ({_ON_HOSTS})"), pytest=True),
    Step("playbooks", "integration", (*INTEGRATION, *_OTHERS, "-k", f"({_ON_HOSTS}) and not {_FILES}"), pytest=True),
    Step("fuzz", "fuzz", ("python", "-m", "pytest", "tests/fuzz"), pytest=True),
    Step("antsibull-docs", "docs", DOCS, copy=True),
    Step("sanity", "sanity", ("python", str(CHECKS / "sanity.py")), copy=True),
    Step("sandbox", "sandbox", ("python", "-m", "pytest", "sandbox/tests"), pytest=True),
    Step("examples", "docs", ("python", "-m", "pytest", "tests/docs"), pytest=True),
    Step("unit", "unit", ("python", "-m", "pytest", "tests/unit"), pytest=True),
    Step("corpus", "unit", ("python", "-m", "pytest", "tests/corpus"), pytest=True),
    Step("ansible-lint", "lint", ("ansible-lint", "--nocolor"), copy=True),
    Step("galaxy-importer", "docs", ("python", str(CHECKS / "galaxy.py")), copy=True),
    Step("api-sources", "docs", ("python", "tools/checks/sources.py")),
    Step("antsibull-changelog", "docs", ("antsibull-changelog", "lint")),
    Step("mypy", "lint", (*MYPY, *(word for part in PLUGINS for word in ("-p", part)))),
    Step("mypy-sandbox", "lint", (*MYPY, "--cache-dir", ".cache/mypy-sandbox", "-p", "certcentral_sandbox")),
    Step(
        "mypy-tools",
        "lint",
        (*MYPY, "--cache-dir", ".cache/mypy-tools", "tools/checks", "tools/benchmark", "tools/mutation"),
    ),
    Step(
        "mypy-guides",
        "lint",
        (*MYPY, "--cache-dir", ".cache/mypy-guides", "-p", "ansible_collections.certops.digicert.tools.guides"),
    ),
    Step("reuse", "lint", ("reuse", "lint", "--lines"), copy=True),
    Step("ruff", "lint", ("ruff", "check", "--no-cache", "--output-format", "concise", ".")),
    Step("ruff-format", "lint", ("ruff", "format", "--no-cache", "--check", ".")),
    Step("yamllint", "lint", ("yamllint", "--strict", ".")),
)

# Slow, for `make drill`: one fault, wrong answer, kill, failing call and race at every place, in what is bought and in what is placed.
_SLOWEST = tuple(
    f"tests/drill/test_{name}.py" for name in ("fault_drill", "wrong_answers", "files_killed", "keys_killed")
)
_QUICKER = tuple(f"--ignore={path}" for path in _SLOWEST)
DRILLS = (
    Step("faults", "drill", ("python", "-m", "pytest", "-s", _SLOWEST[0]), pytest=True),
    Step("wrong-answers", "drill", ("python", "-m", "pytest", "-s", _SLOWEST[1]), pytest=True),
    Step("races", "drill", ("python", "-m", "pytest", "tests/drill", *_QUICKER), pytest=True),
    Step("killed", "drill", ("python", "-m", "pytest", *_SLOWEST[2:]), pytest=True),
    Step(
        "system",
        "drill",
        (
            "env",
            "FAULTS_STEP=1",
            "python",
            "-m",
            "pytest",
            "-s",
            *(f"tests/unit/files/test_{name}.py" for name in ("faults", "key_faults")),
        ),
        pytest=True,
    ),
)

# On machines of their own; `make molecule` prepares them and runs these.
HOSTS = (
    Step("formats", "scenario", ("python", str(CHECKS / "scenario.py"), "formats")),
    Step("killed", "hosts", ("python", "-m", "pytest", "tests/hosts/test_killed.py"), pytest=True),
    Step(
        "consumers",
        "hosts",
        ("python", "-m", "pytest", "tests/hosts", "--ignore", "tests/hosts/test_killed.py"),
        pytest=True,
    ),
    Step("programs", "programs", ("python", "-m", "pytest", "tests/programs"), pytest=True),
    Step("default", "scenario", ("python", str(CHECKS / "scenario.py"), "default")),
    Step("browser", "browser", ("python", "-m", "pytest", "tests/browser"), pytest=True),
)
HOSTS_ENVIRONMENT = "molecule"

# The oldest and the newest ansible-core; what their environments are made from is in requirements/matrix-*.txt.
MATRIX_ENVIRONMENTS = ("matrix-oldest", "matrix-newest")
MATRIX_STEPS = ("roles", "integration", "sanity", "unit")
# What one ansible-core is enough for is marked in the tests; pytest.ini says what the mark means.
MATRIX_TESTS = ("-m", "not once")
