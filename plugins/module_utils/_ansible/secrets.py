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
from .options import is_unset

_HIDDEN = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
_CUT = "***"

#: Shown neither in part nor as a whole.
_SECRET_OPTIONS = ("api_key", "proxy", "credit_card", "key_passphrase", "passphrase", "nss_databases")

_PASSPHRASES = ("key_passphrase", "passphrase", "output_passphrase")

_CARD = "credit_card"

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
        """Read the arguments."""
        super()._load_params()
        self.params = to_check(self.argument_spec, self._prepare(self.params))
        self.no_log_values |= set(private_keys(self.params))

    def _log_invocation(self) -> None:
        """Log the arguments as they may be shown."""
        given: dict[str, t.Any] = self.params
        self.params = shown_arguments(self.params)["module_args"]
        try:
            super()._log_invocation()
        finally:
            self.params = given

    def warn(self, warning: str, **how: t.Any) -> None:
        """Warn."""
        super().warn(Secrets(self.params).cut_text(warning), **how)

    def tell(self, line: str) -> None:
        """Say nothing: a module is heard when it ends."""

    def exit_json(self, **result: t.Any) -> None:
        """End with *result*, cut."""
        super().exit_json(invocation=shown_arguments(self.params), **Secrets(self.params).cut(result, failed=False))

    def fail_json(self, msg: str, **facts: t.Any) -> None:
        """Fail with *msg* and *facts*, cut."""
        self.no_log_values |= secret_values(self.params)
        facts.pop("invocation", None)
        super().fail_json(
            invocation=shown_arguments(self.params), **Secrets(self.params).cut({"msg": msg, **facts}, failed=True)
        )

    def add_path_info(self, kwargs: dict[str, t.Any]) -> dict[str, t.Any]:
        """Add nothing: a ``path`` of ours is one of the API, no file whose state a result could tell."""
        return kwargs


class Secrets:
    """The secrets among a module's arguments, whatever their shape is so far."""

    def __init__(self, params: t.Mapping[str, t.Any]) -> None:
        cards = list(_cards(dict(params)))
        values = [str(card[name]) for card in cards for name in _CARD_VALUES if card.get(name)]
        number = [re.sub(r"\D", "", str(card.get("number"))) for card in cards]
        number = [digits for digits in number if len(digits) >= _CARD_NUMBER]
        unread = [params.get(name) for name in _SECRET_OPTIONS]
        opened = passphrases(params)
        url, login, password = _proxy(params.get("proxy"))
        #: Nothing of a result can hold these by chance.
        self._everywhere = _pattern([params.get("api_key"), url, login, *number, *private_keys(dict(params))], number)
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


def _cards(value: t.Any) -> t.Iterator[dict[str, t.Any]]:
    """Yield every card of the task: its own, and those of the certificates of a list."""
    if isinstance(value, dict):
        if isinstance(value.get(_CARD), dict):
            yield value[_CARD]
        for inner in value.values():
            yield from _cards(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _cards(inner)


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


def to_check(spec: t.Mapping[str, t.Any], arguments: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return *arguments* without what is blank of those that may come from the environment, before Ansible asks for a type."""
    elsewhere = {name for name, option in spec.items() if "fallback" in option}
    return {name: value for name, value in arguments.items() if name not in elsewhere or not is_unset(name, value)}


def secret_values(params: t.Mapping[str, t.Any]) -> set[str]:
    """Return the texts to mask in a failure.

    Ansible collects what must not be shown only after it has read the suboptions; a broken one ends the run before that.
    """
    secrets = (params.get(name) for name in _SECRET_OPTIONS)
    return {secret for secret in secrets if isinstance(secret, str) and secret}


def spared_values(params: t.Mapping[str, t.Any]) -> set[str]:
    """Return what is too short for Ansible to mask: it would do so in the middle of every number and date."""
    return {str(value) for card in _cards(dict(params)) for name, value in card.items() if name != "number"}


def spare_the_files(module: AnsibleModule, failed: bool) -> None:
    """Stop Ansible from masking passphrases in a result that holds none.

    A passphrase may be a word, even the name of an output or of the certificate, and would hide keys and paths that a role reads.
    In a failure, where other programs speak, passphrases stay masked.
    """
    if failed and module.params.get("certificates") is None:
        return
    # Of a list the others did not fail, and what is said of the one that did is cut.
    module.no_log_values -= set(passphrases(module.params))


def passphrases(value: t.Any) -> list[str]:
    """Return every passphrase among the options, at any depth."""
    if isinstance(value, (list, tuple)):
        return [found for inner in value for found in passphrases(inner)]
    if not isinstance(value, t.Mapping):
        return []
    own = [value[name] for name in _PASSPHRASES if isinstance(value.get(name), str) and value[name]]
    return own + [found for inner in value.values() for found in passphrases(inner)]


def shown_arguments(params: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return Ansible's ``invocation`` with each secret option hidden as a whole, and each text that holds a private key."""
    arguments = _without_secrets(dict(params))
    hidden = {name: _HIDDEN for name in _SECRET_OPTIONS if arguments.get(name) is not None}
    if isinstance(arguments.get("csr"), str) and not pem.is_one_request(arguments["csr"]):
        # Nobody knows what it holds beside a request, or in place of one.
        hidden["csr"] = _HIDDEN
    return {"module_args": {**arguments, **hidden}}


def _without_secrets(value: t.Any) -> t.Any:
    """Return *value* with every text that holds a private key hidden, at any depth, and every card."""
    if isinstance(value, str):
        return _HIDDEN if pem.holds_private_key(value) else value
    if isinstance(value, dict):
        return {
            name: _HIDDEN if name in (_CARD, *_PASSPHRASES) and inner is not None else _without_secrets(inner)
            for name, inner in value.items()
        }
    return [_without_secrets(inner) for inner in value] if isinstance(value, list) else value


def private_keys(value: t.Any) -> t.Iterator[str]:
    """Yield the texts, at any depth, that hold a private key: no option takes one, so somebody pasted it by mistake.

    Each comes also as Python writes it inside a list: that is how Ansible logs it.
    """
    if isinstance(value, str) and pem.holds_private_key(value):
        yield value
        yield repr(value)[1:-1]
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from private_keys(inner)
