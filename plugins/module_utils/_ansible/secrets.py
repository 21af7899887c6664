# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Keep key, proxy password, card and passphrases out of every output without damaging the result."""

from __future__ import annotations

import re
import typing as t

from ansible.module_utils.basic import AnsibleModule

from .._core import pem

_HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"

_SECRET_OPTIONS = ("api_key", "proxy", "credit_card", "key_passphrase", "passphrase", "nss_databases")

#: What CertCentral might repeat in an error; month and year are too short to hide in a text.
_CARD_VALUES = ("number", "cvv", "cardholder_name")


class DiscreetModule(AnsibleModule):  # type: ignore[misc]
    """An ``AnsibleModule`` that hides its secrets also when it fails over its own arguments.

    Ansible collects what must not be shown only after it has read the suboptions; a broken one ends the run before that. It also
    writes the arguments into the system's log. *prepare* gets the arguments before Ansible checks them and returns those to check.
    """

    params: dict[str, t.Any]

    def __init__(self, prepare: t.Callable[[dict[str, t.Any]], dict[str, t.Any]] = dict, **arguments: t.Any) -> None:
        self._prepare = prepare
        super().__init__(**arguments)

    def _load_params(self) -> None:
        super()._load_params()
        self.params = self._prepare(self.params)
        self.no_log_values |= set(_private_keys(self.params))

    def fail_json(self, msg: str, **kwargs: t.Any) -> None:
        """Fail with the arguments shown as :func:`shown_arguments` does."""
        secrets = (self.params.get(name) for name in _SECRET_OPTIONS)
        self.no_log_values |= {secret for secret in secrets if isinstance(secret, str) and secret}
        kwargs.setdefault("invocation", shown_arguments(self))
        super().fail_json(msg, **kwargs)


def spare_the_result(module: AnsibleModule) -> None:
    """Stop Ansible from masking short card values wherever they occur in the result.

    A ``cvv`` of 800 would turn order 78005 into ``7********5``. No result of ours holds a card value, and the arguments
    are shown through :func:`shown_arguments`; only the card number stays masked everywhere: it is long enough to be safe.
    """
    card = module.params.get("credit_card") or {}
    module.no_log_values -= {str(value) for name, value in card.items() if name != "number"}


def spare_the_files(module: AnsibleModule, failed: bool) -> None:
    """Stop Ansible from masking passphrases in a result that holds none, and paths of databases in any.

    A passphrase may be a word, even the name of an output or of the certificate, and would hide keys and paths that a role reads.
    In a failure, where other programs speak, passphrases stay masked.
    """
    databases = [one for one in module.params.get("nss_databases") or [] if isinstance(one, dict)]
    secret = {module.params.get(name) for name in ("key_passphrase", "passphrase")}
    secret |= {one.get("passphrase") for one in databases}
    module.no_log_values -= {one.get("path") for one in databases} - secret
    if not failed:
        module.no_log_values -= secret


def shown_arguments(module: AnsibleModule) -> dict[str, t.Any]:
    """Return Ansible's ``invocation`` with each secret option hidden as a whole."""
    arguments = dict(module.params)
    hidden = {name: _HIDDEN for name in _SECRET_OPTIONS if arguments.get(name) is not None}
    if isinstance(arguments.get("csr"), str) and not pem.is_one_request(arguments["csr"]):
        # Nobody knows what it holds beside a request, or in place of one.
        hidden["csr"] = _HIDDEN
    return {"module_args": {**arguments, **hidden}}


def _private_keys(value: t.Any) -> t.Iterator[str]:
    """Yield the texts, at any depth, that hold a private key: no option takes one, so somebody pasted it by mistake.

    Each comes also as Python writes it inside a list: that is how Ansible logs it.
    """
    if isinstance(value, str) and pem.holds_private_key(value):
        yield value
        yield repr(value)[1:-1]
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _private_keys(inner)


def without_card(module: AnsibleModule, failure: dict[str, t.Any]) -> dict[str, t.Any]:
    """Return a failed result whose texts repeat no card value, should CertCentral have done so."""
    card = module.params.get("credit_card") or {}
    values = [re.escape(str(card[name])) for name in _CARD_VALUES if card.get(name)]
    if not values:
        return failure
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(values)})(?!\w)")
    errors = [{key: pattern.sub("***", text) for key, text in error.items()} for error in failure.get("errors", [])]
    hidden = {"msg": pattern.sub("***", failure["msg"])}
    return {**failure, **hidden, **({"errors": errors} if errors else {})}
