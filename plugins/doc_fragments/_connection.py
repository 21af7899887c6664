# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations


class ModuleDocFragment:
    """The connection options; they agree with CONNECTION in module_utils/_ansible/options.py."""

    DOCUMENTATION = r"""
options:
  api_key:
    description:
      - API key of CertCentral. Required, here or in the environment variable E(DIGICERT_API_KEY), which an AWX credential may set.
      - It is never shown.
    type: str
  api_url:
    description:
      - Base URL of the Services API. Accounts in Europe use V(https://certcentral.digicert.eu/services/v2).
      - Must be C(https), except for a loopback host, and then without a O(proxy) that is not on loopback too.
      - If not set, the environment variable E(DIGICERT_API_URL) is used.
    type: str
    default: https://www.digicert.com/services/v2
  api_timeout:
    description:
      - Seconds for one request, from the first step of the connection to the last byte of the answer, whatever the server does in between.
        A repetition has as many again.
      - If not set, the environment variable E(DIGICERT_API_TIMEOUT) is used.
    type: float
    default: 30.0
  ca_path:
    description:
      - File with the CA certificates in PEM form that the API host's certificate is checked against, in place of the system's. A folder is
        taken too, as C(openssl rehash) makes it.
      - It is looked at before anything is sent. The environment, E(SSL_CERT_FILE) for example, does not decide whom to trust.
      - If not set, the environment variable E(DIGICERT_CA_PATH) is used.
    type: path
  validate_certs:
    description:
      - Check the TLS certificate of the API host. If V(false), whoever answers in its place gets the API key; the module warns.
      - If not set, the environment variable E(DIGICERT_VALIDATE_CERTS) is used.
    type: bool
    default: true
  proxy:
    description:
      - URL of a proxy. It may hold a password and is never shown.
      - The environment's proxies, E(HTTPS_PROXY) for example, and C(.netrc) are left out of account on purpose.
      - If not set, the environment variable E(DIGICERT_PROXY) is used.
    type: str
  max_retries:
    description:
      - How often a request is repeated at most. Reads are repeated after a connection fault, a server error or an answer that cannot be read,
        reads and writes after a refusal for the rate limit. A write is never repeated after a fault, and before a purchase is sent again the
        orders are looked at.
      - What cannot pass is not tried again, a certificate that is not trusted or a proxy that asks for a password for example.
      - If not set, the environment variable E(DIGICERT_MAX_RETRIES) is used.
    type: int
    default: 5
  cache_path:
    description:
      - Directory, as an absolute path, for what all processes of a user share on one machine. In it lie two files for each API host and key. One
        keeps all of them together within the rate limit of the key. The other remembers orders and certificates as CertCentral showed them, so that
        they need not be read again; it never decides what is written. There is nothing secret in them, and they may be deleted at any time.
      - It is made where it is not there, and closed to other users. What belongs to another user is not used. Where a file cannot be used, the
        module warns, and each process keeps to the limit by itself, or reads everything.
      - An empty string means that nothing is kept between processes.
      - If not set, the environment variable E(DIGICERT_CACHE_PATH) is used, which may be set to an empty string too, and without it
        C(certops.digicert) below E(XDG_CACHE_HOME) or below C(~/.cache).
    type: path
  rate_share:
    description:
      - Part of the rate limit of the API key that this machine may use, more than V(0) and at most V(1). Where several controllers, or jobs of AWX
        that do not share O(cache_path), use one key at the same time, their shares should sum up to 1, for example V(0.5) for each of two.
      - If not set, the environment variable E(DIGICERT_RATE_SHARE) is used.
    type: float
    default: 1.0
"""
