# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys, passphrases and the API key are where they belong, and nowhere else; nobody else reads a key, not even for a moment."""

from __future__ import annotations

import base64
import os
import pathlib
import pwd
import typing as t

from ansible_collections.certops.digicert.tests.hosts.support.line import Line, client
from ansible_collections.certops.digicert.tests.hosts.support.line import mail as mail_certificate
from ansible_collections.certops.digicert.tests.hosts.support.machines import Machine, file_text
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

_FOLDER = "/srv/secret"
_KEY_PASSPHRASE = "passphrase-of-the-key-file"
_OUTPUT_PASSPHRASE = "passphrase-of-the-outputs"
_DECLARED: list[dict[str, t.Any]] = [
    {
        "directory": f"{_FOLDER}/plain",
        "name": "plain",
        "directory_mode": "0755",
        "key": {"type": "ECC", "curve": "secp256r1"},
        "outputs": ["certificate", "chain", "combined", "pkcs12", "keystore"],
        "output_passphrase": _OUTPUT_PASSPHRASE,
        "rotate": "renewal",
        "certificate": client("plain"),
    },
    {
        "directory": f"{_FOLDER}/locked",
        "name": "locked",
        "directory_mode": "0755",
        "key": {"type": "ECC", "curve": "secp384r1"},
        "passphrase": _KEY_PASSPHRASE,
        "outputs": ["certificate", "chain", "pkcs12", "pkcs12_legacy", "keystore", "nss"],
        "keystore_type": "JKS",
        "output_passphrase": _OUTPUT_PASSPHRASE,
        "rotate": "renewal",
        "certificate": mail_certificate("locked", "robin@example.com"),
    },
]
# Where Ansible keeps what it sends to the controller itself, whatever HOME says.
_HOME = pathlib.Path(pwd.getpwuid(os.getuid()).pw_dir)
# Files that were written since the test began; what the kernel shows of itself is no file.
_NEWER = "find / -xdev -newer /srv/test-begin -type f ! -path '/proc/*' ! -path '/sys/*' -print0"


def _traces(name: str, pem: str, passphrase: t.Optional[str] = None) -> dict[str, bytes]:
    """Return what gives a private key away, each with a word for it: its number in several spellings, the lines of its file."""
    key = load_pem_private_key(pem.encode(), passphrase.encode() if passphrase else None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    number = key.private_numbers().private_value.to_bytes(key.key_size // 8, "big")
    lines = [line.encode() for line in pem.splitlines() if "-----" not in line]
    found = {"number": number, "hex": number.hex().encode(), "base64": base64.b64encode(number)[:-4]}
    # The last lines of a plain key file hold its public half.
    secret = [
        line for line in lines if passphrase or any(number[at : at + 6] in base64.b64decode(line) for at in range(20))
    ]
    found.update((f"line {index}", line) for index, line in enumerate(secret))
    return {f"{name} {what}": trace for what, trace in found.items()}


def _files_on(machine: Machine) -> dict[str, bytes]:
    """Return the files of a machine that were written since the test began, as bytes."""
    found = {}
    for path in machine.shell(f"{_NEWER} | xargs -0 -r ls -1 2>/dev/null || true").splitlines():
        found[path] = base64.b64decode(machine.run("base64", "-w0", path))
    return found


def _files_here(begun: float, *folders: pathlib.Path) -> dict[str, bytes]:
    """Return the files that were written since *begun*; what other runs have left behind is not this test's."""
    found = (path for folder in folders for path in folder.rglob("*") if path.is_file())
    return {str(path): path.read_bytes() for path in found if path.stat().st_mtime >= begun}


def _holders(files: t.Mapping[str, bytes], traces: t.Mapping[str, bytes]) -> set[str]:
    """Return which files hold what; never the secret itself."""
    return {f"{path}: {what}" for path, content in files.items() for what, trace in traces.items() if trace in content}


def test_no_secret_is_found_elsewhere(
    line: Line,
    web: Machine,
    sandbox: Sandbox,
    tmp_path: pathlib.Path,
    eleven_months_later: t.Callable[[], None],
) -> None:
    web.shell(f"rm -rf {_FOLDER}; touch /srv/test-begin; sleep 1")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    begun = temporary.stat().st_mtime
    # As robin, all the time: whoever may read a key for a moment is noticed.
    web.write("/home/robin/read_all.py", file_text("read_all.py"))
    output, traces = "", {}
    with web.start("nice", "python3", "/home/robin/read_all.py", _FOLDER, "/srv/test-stop", user="robin") as reader:
        for moment in ("order", "renewal"):
            run = line.good({"web": _DECLARED}, arguments=["-vvv", "--diff"], environment={"TMPDIR": str(temporary)})
            output += run.output
            traces.update(_traces(f"plain, {moment}", web.read(f"{_FOLDER}/plain/plain.key")))
            traces.update(_traces(f"locked, {moment}", web.read(f"{_FOLDER}/locked/locked.key"), _KEY_PASSPHRASE))
            eleven_months_later()
        web.run("touch", "/srv/test-stop")
        assert reader.stdout is not None
        told = reader.stdout.read().splitlines()
    assert reader.returncode == 0
    rounds, _colon, readable = told[-1].partition(" rounds, readable: ")
    assert int(rounds) > 100
    assert readable == "none"

    on_web, here = _files_on(web), _files_here(begun, temporary, tmp_path / "plays" / "home", _HOME / ".ansible")
    assert any(path.endswith("/plain.key") for path in on_web)
    elsewhere = {
        path: content
        for path, content in on_web.items()
        if not path.startswith((f"{_FOLDER}/plain/", f"{_FOLDER}/locked/"))
    }
    words = {
        "key passphrase": _KEY_PASSPHRASE.encode(),
        "output passphrase": _OUTPUT_PASSPHRASE.encode(),
        "API key": sandbox.api_key.encode(),
    }
    assert _holders(elsewhere, traces) == set()
    assert _holders(on_web, words) == set()
    assert _holders(here, {**traces, **words}) == set()
    screen = {"screen": output.encode(), "journal": web.run("journalctl", "--output=cat").encode()}
    assert _holders(screen, {**traces, **words}) == set()
    # Nothing is left over from the way there.
    assert [path for path in on_web if "/new/" in path or "/next/" in path or "/.ansible/tmp/" in path] == []


def test_modes_of_a_set(line: Line, web: Machine) -> None:
    web.shell(f"rm -rf {_FOLDER}")
    line.good({"web": _DECLARED})
    listing = web.shell(f"find {_FOLDER} -type f -printf '%m %f\\n' | sort -u").splitlines()
    wide = {line.split(" ", 1)[1] for line in listing if int(line.split(" ", 1)[0], 8) & 0o077}
    assert wide == {f"{name}.{end}" for name in ("plain", "locked") for end in ("crt", "chain.crt", "csr")}
