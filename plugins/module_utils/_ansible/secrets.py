# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""Keep key, proxy password, card and passphrases out of everything a module says, without damaging its result.

Ansible masks what is marked ``no_log`` in some versions in the result, wherever the letters occur, and in others on screens only:
neither keeps a key out of a result without turning order 78005 into asterisks for a ``cvv`` of 800. So it is done here.
"""

from __future__ import annotations

import re
import typing as t
import urllib.parse

from ansible.module_utils.basic import AnsibleModule

from .._core import pem
from .._core.blanks import blank

_HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
_CUT = "***"

#: Shown neither in part nor as a whole.
_SECRET_OPTIONS = ("api_key", "proxy", "credit_card", "key_passphrase", "passphrase", "nss_databases")

#: What CertCentral might repeat; month and year are too short to be told from any other number.
_CARD_VALUES = ("number", "cvv", "cardholder_name")

#: Keys of a result below which others speak, at whatever depth.
_TEXTS = frozenset({"msg", "errors", "exception", "reason", "hint", "stdout", "stderr"})

#: A secret of so many characters is no word of anything else.
_LONG = 8

#: Card numbers have 12 digits and more.
_CARD_NUMBER = 12


class DiscreetModule(AnsibleModule):  # type: ignore[misc]
    """An ``AnsibleModule`` that says no secret, also when it fails over its own arguments."""

    params: dict[str, t.Any]

    def __init__(self, prepare: t.Callable[[dict[str, t.Any]], dict[str, t.Any]] = dict, **arguments: t.Any) -> None:
        """*prepare* gets the arguments before Ansible checks them and returns those to check."""
        self._prepare = prepare
        super().__init__(**arguments)

    def _load_params(self) -> None:
        """Read the arguments. What is blank of those that may come from the environment is left out, before a type is asked for."""
        super()._load_params()
        self.params = self._prepare(self.params)
        self.no_log_values |= set(_private_keys(self.params))
        for name, option in self.argument_spec.items():
            if "fallback" in option and name in self.params and blank(self.params[name]):
                del self.params[name]

    def _log_invocation(self) -> None:
        """Log the arguments as they may be shown."""
        given: dict[str, t.Any] = self.params
        self.params = shown_arguments(self)["module_args"]
        try:
            super()._log_invocation()
        finally:
            self.params = given

    def warn(self, warning: str, **how: t.Any) -> None:
        """Warn."""
        super().warn(Secrets(self.params).cut_text(warning), **how)

    def exit_json(self, **result: t.Any) -> None:
        """End with *result*, cut."""
        super().exit_json(invocation=shown_arguments(self), **Secrets(self.params).cut(result, failed=False))

    def fail_json(self, msg: str, **facts: t.Any) -> None:
        """Fail with *msg* and *facts*, cut.

        Ansible collects what must not be shown only after it has read the suboptions; a broken one ends the run before that.
        """
        secrets = (self.params.get(name) for name in _SECRET_OPTIONS)
        self.no_log_values |= {secret for secret in secrets if isinstance(secret, str) and secret}
        facts.pop("invocation", None)
        super().fail_json(
            invocation=shown_arguments(self), **Secrets(self.params).cut({"msg": msg, **facts}, failed=True)
        )


class Secrets:
    """The secrets among a module's arguments, whatever their shape is so far."""

    def __init__(self, params: t.Mapping[str, t.Any]) -> None:
        given, databases = params.get("credit_card"), params.get("nss_databases")
        card = given if isinstance(given, dict) else {}
        values = [str(card[name]) for name in _CARD_VALUES if card.get(name)]
        number = [digits for digits in (re.sub(r"\D", "", str(card.get("number"))),) if len(digits) >= _CARD_NUMBER]
        opened = (
            [one.get("passphrase") for one in databases if isinstance(one, dict)] if isinstance(databases, list) else []
        )
        unread = [params.get(name) for name in _SECRET_OPTIONS]
        url, login, password = _proxy(params.get("proxy"))
        #: Nothing of a result can hold these by chance.
        self._everywhere = _pattern([params.get("api_key"), url, login, *number, *_private_keys(dict(params))], number)
        #: These may be words, or the name of the person that a certificate is for.
        self._in_texts = _pattern([*unread, *values, *opened, *password, url, login], number)

    def cut(self, result: t.Mapping[str, t.Any], failed: bool) -> dict[str, t.Any]:
        """Return *result* without them; short and ambiguous ones are cut from texts of a failure only."""
        return {key: self._cut(value, failed and key in _TEXTS, failed) for key, value in result.items()}

    def cut_text(self, text: t.Any) -> t.Any:
        """Return a text of ours without them."""
        return self._in_texts.sub(_CUT, self._everywhere.sub(_CUT, text)) if isinstance(text, str) else text

    def _cut(self, value: t.Any, text: bool, failed: bool) -> t.Any:
        if isinstance(value, str):
            return self.cut_text(value) if text else self._everywhere.sub(_CUT, value)
        if isinstance(value, dict):
            return {
                self._cut(key, False, failed): self._cut(inner, text or (failed and key in _TEXTS), failed)
                for key, inner in value.items()
            }
        if isinstance(value, (list, tuple)):
            return [self._cut(inner, text, failed) for inner in value]
        return value


def _proxy(url: t.Any) -> tuple[t.Optional[str], t.Optional[str], list[str]]:
    """Return the URL of the proxy, its ``user:password`` and the password, as written and as meant."""
    if not isinstance(url, str):
        return None, None, []
    login, at, _host = url.partition("://")[2].rpartition("@")
    password = login.partition(":")[2]
    return url, login if at else None, [password, urllib.parse.unquote(password)]


def _pattern(secrets: t.Iterable[t.Any], numbers: t.Collection[str] = ()) -> re.Pattern[str]:
    """Return what finds *secrets*: long ones anywhere, short ones as whole words, numbers also in groups."""
    found = {secret for secret in secrets if isinstance(secret, str) and secret.strip()}
    parts = [rf"(?<!\d){'[ -]?'.join(number)}(?!\d)" for number in numbers]
    parts += [
        re.escape(secret) if len(secret) >= _LONG else rf"(?<!\w){re.escape(secret)}(?!\w)"
        for secret in sorted(found, key=len, reverse=True)
    ]
    # Without any secret: what is found nowhere.
    return re.compile("|".join(parts) or r"(?!)")


def spare_the_result(module: AnsibleModule) -> None:
    """Stop Ansible from masking what is too short for it: it would do so in the middle of every number and date."""
    card = module.params.get("credit_card") or {}
    module.no_log_values -= {str(value) for name, value in card.items() if name != "number"}


def spare_the_files(module: AnsibleModule, failed: bool) -> None:
    """Stop Ansible from masking passphrases in a result that holds none.

    A passphrase may be a word, even the name of an output or of the certificate, and would hide keys and paths that a role reads.
    In a failure, where other programs speak, passphrases stay masked.
    """
    if failed:
        return
    databases = [one for one in module.params.get("nss_databases") or [] if isinstance(one, dict)]
    secret = {module.params.get(name) for name in ("key_passphrase", "passphrase")}
    module.no_log_values -= secret | {one.get("passphrase") for one in databases}


def shown_arguments(module: AnsibleModule) -> dict[str, t.Any]:
    """Return Ansible's ``invocation`` with each secret option hidden as a whole, and each text that holds a private key."""
    arguments = _without_keys(dict(module.params))
    hidden = {name: _HIDDEN for name in _SECRET_OPTIONS if arguments.get(name) is not None}
    if isinstance(arguments.get("csr"), str) and not pem.is_one_request(arguments["csr"]):
        # Nobody knows what it holds beside a request, or in place of one.
        hidden["csr"] = _HIDDEN
    return {"module_args": {**arguments, **hidden}}


def _without_keys(value: t.Any) -> t.Any:
    """Return *value* with every text that holds a private key hidden, at any depth."""
    if isinstance(value, str):
        return _HIDDEN if pem.holds_private_key(value) else value
    if isinstance(value, dict):
        return {name: _without_keys(inner) for name, inner in value.items()}
    return [_without_keys(inner) for inner in value] if isinstance(value, list) else value


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
