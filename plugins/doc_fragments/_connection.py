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
"""
