# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Other programs: what they see, what nobody else sees, and how their failures are told."""

from __future__ import annotations

import os
import pathlib
import sys

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import FilesError
from ansible_collections.certops.digicert.plugins.module_utils._formats import children
from ansible_collections.certops.digicert.plugins.module_utils._formats.children import Piped, Unnamed

_SECRET = b"only-through-the-pipe"


@pytest.fixture(autouse=True)
def _python_on_the_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", f"{pathlib.Path(sys.executable).parent}:{os.environ['PATH']}")


def _python(code: str, *arguments: children.Argument, stdin: bytes = b"") -> children.Ended:
    return children.run(pathlib.Path(sys.executable).name, "-c", code, *arguments, stdin=stdin)


def test_a_secret_is_read_from_its_pipe_and_seen_nowhere_else() -> None:
    code = (
        "import sys; print(open(sys.argv[1]).read()); "
        "[sys.stdout.buffer.write(open('/proc/self/' + name, 'rb').read()) for name in ('cmdline', 'environ')]"
    )
    ended = _python(code, Piped(_SECRET))
    assert ended.code == 0, ended.errors
    assert ended.output.count(_SECRET) == 1


def test_a_pipe_can_be_named_in_the_way_of_the_program() -> None:
    ended = _python("import os, sys; print(os.read(int(sys.argv[1][3:]), 99).decode())", Piped(_SECRET, "fd:{}"))
    assert ended.output.strip() == _SECRET


def test_an_unnamed_file_has_a_size_and_can_be_read_twice() -> None:
    code = "import os, sys; n = sys.argv[1]; print(os.stat(n).st_size, *(open(n).read() for i in 'ab'))"
    assert _python(code, Unnamed(b"12345")).output.split() == [b"5", b"12345", b"12345"]


def test_an_unnamed_file_leaves_nothing(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    code = f"import os; print(os.listdir({str(tmp_path)!r}))"
    assert _python(code, Unnamed(b"12345")).output.strip() == b"[]"


def test_the_environment_is_none_of_the_operators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENSSL_CONF", "/somewhere")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Dsomething")
    ended = _python("import os; print(sorted(set(os.environ) - {'LC_CTYPE'}), os.environ['HOME'])")
    assert ended.output.decode().strip() == "['HOME', 'LC_ALL', 'PATH'] /nonexistent"


def test_what_a_program_creates_only_its_owner_can_read(tmp_path: pathlib.Path) -> None:
    made = tmp_path / "made"
    assert _python("import sys; open(sys.argv[1], 'w')", str(made)).code == 0
    assert made.stat().st_mode & 0o777 == 0o600


def test_nothing_can_be_asked() -> None:
    ended = _python("open('/dev/tty')")
    assert ended.code != 0


def test_no_descriptor_is_left_open() -> None:
    before = sorted(os.listdir("/proc/self/fd"))
    _python("pass", Piped(_SECRET), Unnamed(b"x"))
    with pytest.raises(FilesError):
        _python("pass", Piped(_SECRET), Piped(b"x" * 200000))
    assert sorted(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("size", [65537, 200000])
def test_what_does_not_fit_a_pipe_is_an_error_and_no_deadlock(size: int) -> None:
    with pytest.raises(FilesError, match="larger than the pipe"):
        _python("pass", Piped(b"x" * size))


def test_the_last_line_of_a_complaint_is_told() -> None:
    name = pathlib.Path(sys.executable).name
    code = "import sys; sys.stderr.write('first\\n\\x1b[31mlast line.\\n\\n'); sys.exit(3)"
    with pytest.raises(FilesError) as failed:
        children.must("make a thing", name, "-c", code, Piped(_SECRET))
    assert str(failed.value) == f"{name} could not make a thing: [31mlast line."


def test_a_silent_failure_tells_the_exit_code() -> None:
    name = pathlib.Path(sys.executable).name
    with pytest.raises(FilesError, match=r"could not make a thing: exit code 4\.$"):
        children.must("make a thing", name, "-c", "raise SystemExit(4)")


@pytest.mark.parametrize("name", sorted(children.PACKAGES))
def test_a_missing_program_is_named_with_its_packages(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(FilesError) as failed:
        children.run(name)
    assert name in str(failed.value)
    assert "Debian" in str(failed.value)
    assert "Red Hat" in str(failed.value)


def test_a_program_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "_SECONDS", 0.5)
    with pytest.raises(FilesError, match="did not end"):
        _python("import time; time.sleep(60)")


def test_a_program_that_is_none_is_told(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "openssl"
    broken.write_text("neither a script nor a binary")
    broken.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FilesError, match="openssl could not be started"):
        children.run("openssl")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "80BB6840:error:0308010C:digital envelope routines:fetch:unsupported:../evp_fetch.c:386:Algorithm (DES-EDE3-CBC : 0)",
            "this OpenSSL does not have the algorithm",
        ),
        (
            "139844:error:06065064:digital envelope routines:EVP_DecryptFinal_ex:bad decrypt:crypto/evp/evp_enc.c:610:",
            "bad decrypt (digital envelope routines)",
        ),
    ],
)
def test_an_error_of_openssl_is_told_without_its_numbers(line: str, told: str) -> None:
    said = children.last_line(f"Error outputting keys and certificates\n{line}\n".encode())
    assert said.startswith(told)
    assert "error:" not in said


def test_what_openssl_says_itself_is_told_without_its_numbers() -> None:
    with pytest.raises(FilesError, match=r"^openssl could not read a thing: [A-Za-z ]+ \([A-Za-z0-9. ]+ routines\)\.$"):
        children.must("read a thing", "openssl", "pkcs12", "-nokeys", "-passin", "pass:", stdin=b"nonsense")
