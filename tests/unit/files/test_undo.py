# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last word of the operator's command, and runs that were ended in the middle."""

from __future__ import annotations

import os
import pathlib
import sys

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._files import steps, switch

from .authority import certificate, key_pem
from .host import Host


def _command(folder: pathlib.Path, text: str) -> str:
    """Return a command that runs Python *text*; its path holds a space."""
    script = folder / "a check.py"
    script.write_text(text)
    return f'"{sys.executable}" "{script}"'


@pytest.fixture
def refusing(tmp_path: pathlib.Path) -> str:
    return _command(tmp_path, "import sys; sys.exit('line 3: unknown directive')")


def test_the_command_sees_the_new_set(host: Host, tmp_path: pathlib.Path) -> None:
    host.settle()
    new = certificate()
    seen = tmp_path / "seen"
    text = f"import shutil; shutil.copy({str(host.directory / 'alice.crt')!r}, {str(seen)!r})"
    host.run(certificate=new, validate=_command(tmp_path, text))
    assert seen.read_text() == new
    assert not os.path.lexists(host.store / "undo")


def test_what_the_command_refuses_is_undone(host: Host, refusing: str) -> None:
    host.settle()
    host.rotate("alice 2")
    before = host.snapshot()
    with pytest.raises(FilesError) as error:
        host.run(certificate=certificate("alice 2"), validate=refusing, outputs=["certificate", "combined"])
    assert "with exit code 1" in str(error.value)
    assert str(error.value).endswith("it said: line 3: unknown directive")
    assert error.value.facts == {"action": "place", "generation": 1}
    assert host.snapshot() == before


def test_what_the_command_refuses_at_first_leaves_the_key(host: Host, refusing: str) -> None:
    before = host.snapshot()
    with pytest.raises(FilesError):
        host.run(validate=refusing)
    after = host.snapshot()
    assert {name: held for name, held in after.items() if not name.startswith(".alice")} == before
    assert host.read("alice.key") == key_pem("alice")
    assert [path for path in host.store.rglob("*") if path.name.endswith(".key")] == []


def test_a_refused_switch_back_is_undone(host: Host, refusing: str) -> None:
    host.settle()
    host.settle(certificate=certificate())
    before = host.snapshot()
    with pytest.raises(FilesError):
        host.run(state="previous", validate=refusing)
    assert host.snapshot() == before


def test_a_command_that_is_not_there(host: Host) -> None:
    host.settle()
    before = host.snapshot()
    with pytest.raises(
        FilesError, match=r"'/nowhere/check -t' of validate could not be started \(No such file or directory\)"
    ):
        host.run(certificate=certificate(), validate="/nowhere/check -t")
    assert host.snapshot() == before


def test_an_earlier_change_is_still_unannounced_after_an_undo(host: Host, refusing: str) -> None:
    host.run()
    with pytest.raises(FilesError):
        host.run(certificate=certificate(), validate=refusing)
    assert host.run()["changed"] is True


class Killed(BaseException):
    """Stands for the end of the process: nothing after it runs, not even what brings the store into order."""


@pytest.fixture
def killed(host: Host, monkeypatch: pytest.MonkeyPatch) -> Host:
    """A host on which a run was killed while the operator's command looked at the new set."""
    host.settle()

    def kill(*_arguments: object) -> None:
        monkeypatch.setattr(switch, "go_back", kill)
        raise Killed

    monkeypatch.setattr(steps, "validate", kill)
    with pytest.raises(Killed):
        host.run(certificate=certificate(), validate="true")
    monkeypatch.undo()
    assert os.readlink(host.store / "undo") == "1"
    assert os.readlink(host.store / "current") == "2"
    return host


def test_the_next_run_begins_with_the_set_before(killed: Host) -> None:
    planned = killed.run(check=True)
    assert (planned["action"], planned["generation"], planned["changed"]) == ("none", 1, True)
    result = killed.run()
    assert (result["action"], result["generation"]) == ("none", 1)
    assert killed.read("alice.crt").decode() == killed.options["certificate"]
    assert killed.generations() == [1]
    assert not os.path.lexists(killed.store / "undo")


def test_the_next_run_completes(killed: Host) -> None:
    new = certificate()
    result = killed.settle(certificate=new, validate="true")
    assert (result["generation"], result["previous_generation"]) == (2, 1)
    assert killed.read("alice.crt").decode() == new
    assert killed.run(certificate=new)["changed"] is False


def test_what_was_never_in_use_goes(host: Host) -> None:
    host.settle()
    (host.store / "new").mkdir()
    (host.store / "new" / "alice.key").write_text("half")
    (host.store / "2").mkdir()
    (host.store / "2" / "unproven").touch()
    (host.store / "link").symlink_to("2")
    (host.directory / "alice.p12").symlink_to(".alice/current/alice.p12")
    assert host.run()["changed"] is False
    assert sorted(path.name for path in host.store.iterdir()) == ["1", "current"]
    assert not os.path.lexists(host.directory / "alice.p12")


def test_the_copy_of_a_key_that_has_moved_goes(host: Host) -> None:
    host.settle()
    host.rotate("alice")
    assert host.run()["changed"] is False
    assert list((host.store / "next").iterdir()) == []


def test_a_link_is_mended(host: Host) -> None:
    host.settle()
    (host.directory / "alice.crt").unlink()
    (host.directory / "alice.fullchain.crt").unlink()
    (host.directory / "alice.fullchain.crt").symlink_to("nowhere")
    planned, done = host.run(check=True), host.settle()
    assert planned["reason"] == done["reason"] == "not as declared: alice.crt, alice.fullchain.crt"
    assert (done["action"], done["generation"]) == ("mend", 1)
    assert host.read("alice.fullchain.crt").decode().startswith(host.options["certificate"])
    assert host.run()["changed"] is False


def test_a_mode_is_mended(host: Host) -> None:
    host.settle()
    (host.store / "1" / "alice.key").chmod(0o644)
    assert host.run()["changed"] is False, "what is not declared is as it is"
    result = host.settle(key_mode="0600")
    assert (result["action"], result["reason"]) == ("mend", f"not as declared: {host.store / '1' / 'alice.key'}")
    assert (host.store / "1" / "alice.key").stat().st_mode & 0o777 == 0o600
    assert "alice.key: another owner, group, mode or context" in result["diff"]["before"]
