# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PostgreSQL lets in who brings the certificate of the database user, and nobody else."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.certops.digicert.tests.hosts.support.line import Line, client
from ansible_collections.certops.digicert.tests.hosts.support.machines import ROOT, Machine

_FOLDER = "/home/robin/database"
_DECLARED: list[dict[str, t.Any]] = [
    {"directory": f"{_FOLDER}/{name}", "name": name, "rotate": "renewal", "certificate": client(name)}
    for name in ("reports", "backups")
]
_PREPARE = f"""
cat >/etc/postgresql/15/main/pg_hba.conf <<END
local   all all              peer
hostssl all all 127.0.0.1/32 cert clientcert=verify-full
END
sed -i "s|^#*ssl_ca_file = .*|ssl_ca_file = '{ROOT}'|" /etc/postgresql/15/main/postgresql.conf
systemctl restart postgresql@15-main
cd /
for name in reports backups; do
    runuser -u postgres -- psql -qc "drop role if exists $name" -c "create role $name login"
done
"""


@pytest.fixture(autouse=True)
def _database(web: Machine, mail: Machine) -> None:
    mail.run("rm", "-rf", _FOLDER)
    web.shell(_PREPARE)


def _ask(mail: Machine, user: str, name: str = "", refused: bool = False) -> str:
    """Return user and serial number that PostgreSQL has seen, of a connection with the certificate *name*."""
    target = f"host=127.0.0.1 dbname=postgres sslmode=require user={user}"
    if name:
        target += f" sslcert={_FOLDER}/{name}/{name}.fullchain.crt sslkey={_FOLDER}/{name}/{name}.key"
    query = "select current_user, client_serial from pg_stat_ssl where pid = pg_backend_pid()"
    return mail.run("psql", "-AtF ", "-c", query, target, user="robin", refused=refused).strip()


def _in_place(mail: Machine, name: str) -> str:
    return str(int(mail.serial(f"{_FOLDER}/{name}/{name}.crt"), 16))


def test_the_certificate_of_the_database_user(
    line: Line, mail: Machine, eleven_months_later: t.Callable[[], None]
) -> None:
    line.good({"mail": _DECLARED})
    first = _in_place(mail, "reports")
    assert _ask(mail, "reports", "reports") == f"reports {first}"
    assert "requires a valid client certificate" in _ask(mail, "reports", refused=True)
    assert "certificate authentication failed" in _ask(mail, "reports", "backups", refused=True)

    eleven_months_later()
    line.good({"mail": _DECLARED})
    renewed = _in_place(mail, "reports")
    assert renewed != first
    assert _ask(mail, "reports", "reports") == f"reports {renewed}"
    assert _ask(mail, "backups", "backups") == f"backups {_in_place(mail, 'backups')}"
    assert "certificate authentication failed" in _ask(mail, "backups", "reports", refused=True)
