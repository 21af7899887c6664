# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts `certcentral-sandbox serve` and talks to it over HTTP."""

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEY = "sandbox-key-not-a-secret"
TIMEOUT = 20
MAILBOX_PRODUCTS = ("class1_smime", "secure_email_mailbox")


class Process:
    """A running sandbox; leave the context to stop it."""

    def __init__(self, directory: Path, *arguments: str) -> None:
        self.ready_file = directory / "ready.json"
        self._out = (directory / "out.txt").open("w+")
        command = [sys.executable, "-m", "certcentral_sandbox", "serve", "--port", "0"]
        self._process = subprocess.Popen(
            [*command, "--ready-file", str(self.ready_file), *arguments], stdout=self._out, stderr=subprocess.STDOUT
        )
        while not self.ready_file.exists():
            if self._process.poll() is not None:
                raise RuntimeError(f"the sandbox did not start: {self.output()}")
            time.sleep(0.05)
        self.ready: dict[str, Any] = json.loads(self.ready_file.read_text())

    def output(self) -> str:
        self._out.seek(0)
        return self._out.read()

    def stop(self) -> int:
        self._process.terminate()
        return self._process.wait(TIMEOUT)

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_exception: object) -> None:
        self.stop()
        self._out.close()


class Client:
    """One API key at one sandbox."""

    def __init__(self, ready: dict[str, Any], key: str | None = None) -> None:
        self.ready = ready
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["X-DC-DEVKEY"] = key or ready["api_key"]

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> requests.Response:
        return self.session.request(method, self.ready["api_url"] + path, json=body, **{"timeout": TIMEOUT} | options)

    def get(self, path: str, **options: Any) -> Any:
        """Return the JSON of a read that must succeed."""
        answer = self.call("GET", path, **options)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def admin(self, method: str, path: str, body: Any = None, expect: int = 200) -> Any:
        headers = {"Content-Type": "application/json"}
        url = self.ready["admin_url"] + path
        answer = self.session.request(method, url, json=body, headers=headers, timeout=TIMEOUT)
        assert answer.status_code == expect, answer.text
        return answer.json()

    def settings(self, **changes: Any) -> None:
        self.admin("PATCH", "/settings", changes)

    def quirk(self, **changes: Any) -> None:
        self.settings(quirks=changes)

    def advance(self, **spans: float) -> None:
        self.admin("POST", "/clock", {"advance": spans})

    def with_role(self, role: str) -> "Client":
        return Client(self.ready, self.admin("POST", "/keys", {"role": role})["api_key"])

    def order(self, product: str = "client_premium", **changes: Any) -> dict[str, Any]:
        """Place an order that must be accepted; returns the answer."""
        answer = self.call("POST", f"/order/certificate/{product}", body_for(product, **changes))
        assert answer.status_code == 201, answer.text
        placed: dict[str, Any] = answer.json()
        return placed

    def info(self, order_id: int) -> Any:
        return self.get(f"/order/certificate/{order_id}")

    def status(self, order_id: int) -> str:
        return str(self.info(order_id)["status"])

    def pem(self, certificate_id: int) -> str:
        answer = self.call("GET", f"/certificate/{certificate_id}/download/format/pem_all")
        assert answer.status_code == 200, answer.text
        return answer.text


def codes(answer: requests.Response) -> list[str]:
    return [entry["code"] for entry in answer.json()["errors"]]


_RSA = rsa.generate_private_key(65537, 2048)
_OTHER_RSA = rsa.generate_private_key(65537, 2048)
_EC = ec.generate_private_key(ec.SECP256R1())
KEYS = {"rsa": _RSA, "other": _OTHER_RSA, "ec": _EC}


def csr(key: str = "rsa") -> str:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ignored")])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(KEYS[key], hashes.SHA256())
    return request.public_bytes(Encoding.PEM).decode()


def public_pem(key: str) -> str:
    return KEYS[key].public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def key_of(pem: str) -> str:
    """Return the public key of the first certificate of a PEM text."""
    key = x509.load_pem_x509_certificate(pem.encode()).public_key()
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


PERSON = {"common_name_indicator": "given_name_surname", "individual": {"first_name": "Robin", "last_name": "Park"}}
SIGNING = {"usage_designation": {"primary_usage": "signing"}}


def body_for(product: str, **changes: Any) -> dict[str, Any]:
    """Return a body the product accepts. `certificate` is merged; a value of None removes the member."""
    certificate: dict[str, Any] = {"emails": ["robin.park@example.com"], "signature_hash": "sha256", "csr": csr()}
    body: dict[str, Any] = {
        "order_validity": {"years": 1},
        "skip_approval": True,
        "payment_method": "balance",
        "organization": {"id": 501},
    }
    if product in MAILBOX_PRODUCTS:
        del body["organization"]
    if product.startswith("client_"):
        certificate["common_name"] = "Robin Park"
    if product.startswith("secure_email_"):
        certificate |= SIGNING
    if product == "secure_email_organization":
        certificate["common_name_indicator"] = "organization_name"
    elif product not in (*MAILBOX_PRODUCTS, "client_authentication_plus"):
        certificate |= PERSON
    certificate |= changes.pop("certificate", {})
    body |= changes
    body["certificate"] = {name: value for name, value in certificate.items() if value is not None}
    return {name: value for name, value in body.items() if value is not None}
