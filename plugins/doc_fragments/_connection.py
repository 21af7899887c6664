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
      - API key of CertCentral.
      - If not set, the environment variable E(DIGICERT_API_KEY) is used.
    type: str
    required: true
  api_url:
    description:
      - Base URL of the Services API. Accounts in Europe use V(https://certcentral.digicert.eu/services/v2).
      - Must be C(https), except for a loopback host.
      - If not set, the environment variable E(DIGICERT_API_URL) is used.
    type: str
    default: https://www.digicert.com/services/v2
  api_timeout:
    description:
      - Seconds for one request.
      - If not set, the environment variable E(DIGICERT_API_TIMEOUT) is used.
    type: float
    default: 30.0
  ca_path:
    description:
      - File with the CA certificates that the API host's certificate is checked against, instead of the default ones.
      - If not set, the environment variable E(DIGICERT_CA_PATH) is used.
    type: path
  validate_certs:
    description:
      - Check the TLS certificate of the API host.
      - If not set, the environment variable E(DIGICERT_VALIDATE_CERTS) is used.
    type: bool
    default: true
  proxy:
    description:
      - URL of a proxy. It may hold a password and is never shown.
      - The environment's proxies and C(.netrc) are not read.
      - If not set, the environment variable E(DIGICERT_PROXY) is used.
    type: str
  max_retries:
    description:
      - How often a request is repeated, reads after a connection fault or a server error, anything after a refusal for the rate
        limit. A write is never repeated after a fault.
      - If not set, the environment variable E(DIGICERT_MAX_RETRIES) is used.
    type: int
    default: 5
"""
