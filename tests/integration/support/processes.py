# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real processes: `ansible-playbook` with clean settings, and a module on its own."""

from __future__ import annotations

import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import typing as t

COLLECTION = pathlib.Path(__file__).resolve().parents[3]
BUILD = COLLECTION / ".cache" / "build"
_CALLBACKS = pathlib.Path(__file__).resolve().parent / "callback"
#: For a machine on which much else goes on.
_SECONDS = 600

# A developer's settings must not decide whether a test passes.
_DROPPED = (
    "ANSIBLE_",
    "DIGICERT_",
    "CERTCENTRAL_",
    "PYTHON",
    "XDG_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
    "NO_PROXY",
)


def clean_environment(home: pathlib.Path, **more: str) -> dict[str, str]:
    """Return the environment of a process that must see nothing of its surroundings but PATH and locale."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(_DROPPED)}
    kept["PATH"] = os.pathsep.join([str(pathlib.Path(sys.executable).parent), kept["PATH"]])
    # What the tests' own process has compiled is there for others too.
    compiled = {} if sys.pycache_prefix is None else {"PYTHONPYCACHEPREFIX": sys.pycache_prefix}
    kept.update(compiled or {"PYTHONDONTWRITEBYTECODE": "1"})
    return {**kept, "HOME": str(home), "LC_ALL": "C.UTF-8", **more}


@dataclasses.dataclass(frozen=True)
class Task:
    """One result of one task on one host; a loop gives one per item and then one for the whole."""

    host: str
    name: str
    action: str
    #: `ok`, `failed`, `skipped`, `unreachable`.
    status: str
    result: dict[str, t.Any]

    @property
    def changed(self) -> bool:
        return bool(self.result.get("changed"))


#: An environment of its own: with it, a task of ours runs as a module in a process.
PROCESS = {"FOR_THE_MODULE": "yes"}


@dataclasses.dataclass(frozen=True)
class Run:
    """What one `ansible-playbook` process came to.

    `tasks` are in the order in which they ended, handlers included; hosts run side by side.
    """

    rc: int
    stdout: str
    stderr: str
    tasks: tuple[Task, ...]

    @property
    def output(self) -> str:
        """Everything a user sees on the screen."""
        return self.stdout + self.stderr

    @property
    def changed(self) -> list[str]:
        """Names of the tasks that report a change."""
        return [task.name for task in self.tasks if task.changed]

    @property
    def failures(self) -> list[Task]:
        """Tasks that failed, loops item by item."""
        return [task for task in self.tasks if task.status in ("failed", "unreachable")]

    def named(self, name: str) -> Task:
        """Return the last result of the task *name*; roles put their own name in front of it."""
        found = [task for task in self.tasks if task.name == name or task.name.endswith(f" : {name}")]
        assert found, f"no task {name!r} in {[task.name for task in self.tasks]}"
        return found[-1]

    def of(self, module: str) -> list[dict[str, t.Any]]:
        """Return the results of all tasks of *module*, given by its full name or its last part."""
        return [task.result for task in self.tasks if module in (task.action, task.action.rpartition(".")[2])]


class Playbooks:
    """Runs playbooks in a folder of their own."""

    def __init__(self, directory: pathlib.Path) -> None:
        self.directory = directory
        self._number = 0

    def __call__(
        self,
        tasks: t.Optional[t.Sequence[t.Mapping[str, t.Any]]] = None,
        *,
        roles: t.Sequence[t.Any] = (),
        arguments: t.Sequence[str] = (),
        environment: t.Optional[t.Mapping[str, str]] = None,
        playbook: t.Optional[pathlib.Path] = None,
        **play: t.Any,
    ) -> Run:
        """Run one play on localhost made of *tasks*, or *roles*, or an existing *playbook* file, and return what came of it.

        *play* are further keywords of the play (`vars`, `module_defaults`, `handlers`). A failed run is returned, not raised.
        """
        self._number += 1
        record = self.directory / f"{self._number}.results"
        record.touch()
        if playbook is None:
            playbook = self.directory / f"{self._number}.yml"
            # JSON is YAML.
            playbook.write_text(json.dumps([_play(tasks, roles, play)]))
        home = self.directory / "home"
        home.mkdir(exist_ok=True)
        (self.directory / "ansible.cfg").touch()
        done = subprocess.run(
            [program("ansible-playbook"), str(playbook), *arguments],
            env=self._environment(home, record, environment or {}),
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
        results = tuple(Task(**json.loads(line)) for line in record.read_text().splitlines())
        return Run(done.returncode, done.stdout, done.stderr, results)

    def _environment(self, home: pathlib.Path, record: pathlib.Path, more: t.Mapping[str, str]) -> t.Mapping[str, str]:
        return {
            **clean_environment(home),
            "ANSIBLE_CONFIG": str(self.directory / "ansible.cfg"),
            "ANSIBLE_HOME": str(home / ".ansible"),
            "ANSIBLE_COLLECTIONS_PATH": str(BUILD),
            "ANSIBLE_CALLBACK_PLUGINS": str(_CALLBACKS),
            "ANSIBLE_CALLBACKS_ENABLED": "record",
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
            "ANSIBLE_NOCOLOR": "1",
            "RECORD_FILE": str(record),
            **more,
        }


def _play(
    tasks: t.Optional[t.Sequence[t.Mapping[str, t.Any]]], roles: t.Sequence[t.Any], more: t.Mapping[str, t.Any]
) -> dict[str, t.Any]:
    return {
        "name": "Test",
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        **({"tasks": list(tasks)} if tasks is not None else {}),
        **({"roles": list(roles)} if roles else {}),
        **more,
    }


def program(name: str) -> str:
    """Return the program of the environment that runs the tests."""
    found = shutil.which(name, path=str(pathlib.Path(sys.executable).parent)) or shutil.which(name)
    assert found is not None, f"{name} is not installed"
    return found


class ModuleResult(dict[str, t.Any]):
    """The JSON that a module printed; its exit code in `rc`, all it printed in `output`, its warnings as text in `warnings`."""

    def __init__(self, result: t.Mapping[str, t.Any], rc: int, output: str) -> None:
        super().__init__(result)
        self.rc = rc
        self.output = output
        # Since ansible-core 2.19 a warning is an object that holds the text.
        found = result.get("warnings", [])
        self.warnings: list[str] = [one if isinstance(one, str) else one["event"]["msg"] for one in found]


def run_module(
    name: str,
    arguments: t.Mapping[str, t.Any],
    environment: t.Mapping[str, str],
    check: bool = False,
    diff: bool = False,
) -> ModuleResult:
    """Run one module in a Python process of its own, arguments on its standard input, as Ansible's own debugging does."""
    inputs = {"ANSIBLE_MODULE_ARGS": {**arguments, "_ansible_check_mode": check, "_ansible_diff": diff}}
    done = subprocess.run(
        [sys.executable, "-m", f"ansible_collections.certops.digicert.plugins.modules.{name}"],
        input=json.dumps(inputs),
        env={"PYTHONPATH": str(BUILD), **environment},
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )
    try:
        result = json.loads(done.stdout)
    except ValueError:
        raise AssertionError(f"{name} printed no JSON: {done.stdout}{done.stderr}") from None
    # Since ansible-core 2.22 a module tells the controller what to mask; Ansible takes it out before anybody sees the result.
    told = result.pop("_ansible_new_secrets", None)
    printed = done.stdout if told is None else json.dumps(result)
    return ModuleResult(result, done.returncode, printed + done.stderr)
