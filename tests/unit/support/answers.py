# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers about one S/MIME certificate as CertCentral gives them."""

from __future__ import annotations

import typing as t

from ansible_collections.certops.digicert.plugins.module_utils._core import wish
from ansible_collections.certops.digicert.plugins.module_utils._core.model import Desired
from ansible_collections.certops.digicert.plugins.module_utils._x509 import csr as requests

from .authority import csr, issue, pem
from .scripted import Answer, Call, get, post, says

IDENTITY = "smime-robin"
CSR = csr("robin")
ISSUED = issue("robin", serial=0x0AFF)
LOOKUP = f"/order/alternate/{IDENTITY}"
#: Half a year before the certificate ends.
TODAY = "Sat, 01 Jun 2030 10:00:00 GMT"
#: Seventeen days before it ends.
DUE = "Sun, 15 Dec 2030 10:00:00 GMT"

TASK: dict[str, t.Any] = {
    "alternative_order_id": IDENTITY,
    "product": "class1_smime",
    "emails": ["robin@example.com"],
    "order_validity": {"years": 1},
    "csr": CSR,
}

#: The task that ends it.
GONE: dict[str, t.Any] = {"state": "absent", "alternative_order_id": IDENTITY}
#: The answer to a purchase.
PLACED = says({"id": 8, "certificate_id": 1008}, 201)


def mark(predecessor: t.Optional[int] = None, emails: tuple[str, ...] = ("robin@example.com",)) -> str:
    """Return the mark of the wish that TASK declares, or of the same for other addresses."""
    wanted = Desired(IDENTITY, product="class1_smime", emails=emails, public_key=requests.read(CSR, "csr").public_key)
    return wish.mark(wanted, predecessor)


BODY: dict[str, t.Any] = {
    "certificate": {"emails": ["robin@example.com"], "signature_hash": "sha256", "csr": CSR},
    "order_validity": {"years": 1},
    "alternative_order_id": IDENTITY,
    "comments": mark(),
    "skip_approval": False,
}


def row(order_id: int, status: str = "issued") -> dict[str, t.Any]:
    """Return a row of the lookup."""
    return {"order_id": order_id, "certificate_id": None, "status": status}


def order(order_id: int, status: str = "issued", **changes: t.Any) -> dict[str, t.Any]:
    """Return order info; an order that is not issued has neither dates nor serial number."""
    issued = {"valid_from": "2030-01-01", "valid_till": "2031-01-01", "serial_number": "0AFF", "thumbprint": "FF"}
    return {
        "id": order_id,
        "status": status,
        "alternative_order_id": IDENTITY,
        "product": {"name_id": "class1_smime"},
        "organization": [],
        "is_renewed": False,
        "certificate": {
            "id": order_id + 1000,
            "common_name": "robin@example.com",
            "emails": ["robin@example.com"],
            "signature_hash": "sha256",
            "csr": CSR,
            **(issued if status == "issued" else {}),
        },
        **changes,
    }


def looks(*rows: dict[str, t.Any], date: str = TODAY, follows: t.Optional[int] = None) -> Call:
    """Expect the lookup of the first name, or of the generation that *follows* an order."""
    return get(
        LOOKUP + (f"r{follows}" if follows else ""),
        says({"orders": list(rows), "page": {"total": len(rows), "limit": 1000, "offset": 0}}, Date=date),
    )


def reads(order_id: int, status: str = "issued", date: str = TODAY, **changes: t.Any) -> Call:
    """Expect order info."""
    return get(f"/order/certificate/{order_id}", says(order(order_id, status, **changes), Date=date))


def places(gets: t.Any, **changes: t.Any) -> Call:
    """Expect the order."""
    return post("/order/certificate/class1_smime", {**BODY, **changes}, gets)


def validates(order_id: int, status: str = "unvalidated") -> Call:
    """Expect the question for the state of the addresses."""
    addresses = [{"email": "robin@example.com", "status": status}]
    return get(f"/order/certificate/{order_id}/email-validation", says({"emails": addresses}, Date=TODAY))


def downloads(order_id: int, gets: t.Optional[Answer] = None, format_type: str = "pem_all") -> Call:
    """Expect the download of an order's certificate, by default with the right one."""
    answer = gets or Answer(200, ISSUED.bundle.encode(), "application/x-pem-file")
    return get(f"/certificate/{order_id + 1000}/download/format/{format_type}", answer)


#: What a result holds once the certificate is there.
PEM = {
    "certificate": pem(ISSUED.leaf),
    "chain": [pem(ISSUED.intermediate)],
    "root": pem(ISSUED.root),
    "fullchain": pem(ISSUED.leaf) + pem(ISSUED.intermediate),
}
