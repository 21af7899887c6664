# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random values in place of any option: a result or one clear error that shows no secret, and nothing bought on a wrong task."""

from __future__ import annotations

import copy
import json
import math
import typing as t

import pytest
from ansible_collections.certops.digicert.plugins.module_utils._ansible import options
from ansible_collections.certops.digicert.plugins.module_utils._core.errors import DigicertError, InvalidOptions
from ansible_collections.certops.digicert.plugins.module_utils._core.products import PRODUCTS
from ansible_collections.certops.digicert.plugins.module_utils._schema.connection import parse_connection
from ansible_collections.certops.digicert.plugins.module_utils._schema.desired import parse_desired
from ansible_collections.certops.digicert.plugins.module_utils._x509.csr import declared
from ansible_collections.certops.digicert.tests.drill.harness import csr
from ansible_collections.certops.digicert.tests.unit.support.scripted import says
from ansible_collections.certops.digicert.tests.unit.support.shell import WAYS
from ansible_collections.certops.digicert.tests.unit.support.tasks import filled, task
from hypothesis import given, settings
from hypothesis import strategies as st
from requests.adapters import HTTPAdapter

from .damage import odd
from .recording import Conversation
from .scenarios import BY_CARD, unmistakable
from .wire import API_KEY, CONNECTION, Wire, assert_no_secret, assert_one_sentence, run

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.unit.support.shell import Shell

Count = t.Callable[[], None]

# Some values are long on purpose; hypothesis warns when it writes one out.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")

_SPEC = {**options.CERTIFICATE, **options.POLICY, **options.WAIT}
_TEXTS = st.one_of(
    st.sampled_from(
        (
            "",
            " ",
            "a\nb",
            "\x00",
            "\ud800",
            "☃",
            "x" * 5000,
            "2031-02-30",
            "09 JUN 2031",
            "1 xxx 1",
            "٣ JAN ٣",
            "9" * 30 + " JAN 2031",
        )
    ),
    st.text(max_size=20),
    st.emails(),
    st.just(csr()),
    st.just(csr()[:-80]),
)
_NUMBERS = st.one_of(st.integers(), st.integers(-2, 900), st.sampled_from((2**31, 2**63, 10**12, 10**400, -(10**12))))


def _of_type(option: t.Mapping[str, t.Any]) -> st.SearchStrategy[t.Any]:
    """Return values that Ansible lets pass for *option*: of its type, and of its choices."""
    kind = option["type"]
    if "options" in option:
        inside = {name: st.none() | _of_type(spec) for name, spec in option["options"].items()}
        one = st.fixed_dictionaries(inside)
        return st.lists(one, max_size=3) if kind == "list" else one
    if "choices" in option:
        return st.sampled_from(option["choices"])
    if kind == "list":
        return st.lists(_TEXTS, max_size=4)
    return {
        "str": _TEXTS,
        "path": _TEXTS,
        "int": _NUMBERS,
        "bool": st.booleans(),
        "float": st.floats() | st.just(0.0),
    }[kind]


@st.composite
def tasks(draw: t.Callable[[st.SearchStrategy[t.Any]], t.Any]) -> dict[str, t.Any]:
    """Return a right task with one to four options replaced by random values of their type."""
    product = draw(st.sampled_from(sorted(PRODUCTS)))
    given_options = {**task(product), **draw(st.sampled_from(({}, BY_CARD)))}
    for name in draw(st.lists(st.sampled_from(sorted(_SPEC)), min_size=1, max_size=4, unique=True)):
        given_options[name] = draw(st.none() | _of_type(_SPEC[name]))
    if isinstance(given_options.get("wait_timeout"), int):
        # Years of polls are polled one by one, though no time passes.
        given_options["wait_timeout"] = min(given_options["wait_timeout"], 10**5)
    return unmistakable(filled(_SPEC, copy.deepcopy({k: v for k, v in given_options.items() if v is not None})))


@settings(max_examples=3000)
@given(params=tasks())
def test_options_of_the_right_type(params: dict[str, t.Any], conversations: list[Conversation], count: Count) -> None:
    """Whatever passes the rules runs to its end against an account without orders; whatever does not is named."""
    count()
    try:
        parse_desired(params, declared)
    except InvalidOptions as error:
        assert_one_sentence(str(error))
        assert_no_secret(str(error) + repr(error) + json.dumps(error.result()))
        return
    product = params["product"] or "class1_smime"
    identity = params["alternative_order_id"]
    empty = says({"orders": []})
    answers = {
        (0, "GET", f"/order/alternate/{identity}"): empty,
        (0, "POST", f"/order/certificate/{product}"): says({"id": 8}, 201),
        (1, "GET", f"/order/alternate/{identity}"): says({"orders": [{"order_id": 8, "status": "issued"}]}),
        (1, "GET", "/order/certificate/8"): says(
            {"id": 8, "status": "issued", "certificate": {"valid_till": "2031-01-01"}}
        ),
    }
    scenario = conversations[0].scenario
    run(Conversation(scenario, {**params, "csr_path": None}, answers), Wire(answers))


@settings(max_examples=1000)
@given(
    params=st.fixed_dictionaries(
        {"api_key": _TEXTS | st.just(API_KEY), "api_url": _TEXTS | st.text().map(lambda text: f"https://{text}")},
        optional={
            "api_timeout": st.floats(),
            "ca_path": _TEXTS,
            "validate_certs": st.booleans(),
            "proxy": _TEXTS | st.just(CONNECTION.proxy) | st.text().map(lambda text: f"http://{text}"),
            "max_retries": _NUMBERS,
            "cache_path": _TEXTS,
            "rate_share": st.floats(),
        },
    )
)
def test_connection_options(params: dict[str, t.Any], count: Count) -> None:
    count()
    try:
        connection = parse_connection(params)
    except DigicertError as error:
        assert_one_sentence(str(error))
        assert_no_secret(str(error) + json.dumps(error.result()))
    else:
        assert_no_secret(repr(connection))
        assert (
            not connection.api_url.startswith("http://")
            or "127." in connection.api_url
            or "localhost" in connection.api_url
        )


def _is_handed_over(value: t.Any) -> bool:
    """Infinity and NaN are no JSON, and half of a pair is no text: Ansible never hands them over, and stumbles over them itself."""
    if isinstance(value, dict):
        return all(_is_handed_over(one) for pair in value.items() for one in pair)
    if isinstance(value, list):
        return all(_is_handed_over(one) for one in value)
    if isinstance(value, str):
        return value == value.encode("utf-8", "replace").decode("utf-8")
    return not isinstance(value, float) or math.isfinite(value)


@settings(max_examples=500)
@given(data=st.data())
def test_values_of_any_type_through_the_module(
    conversations: list[Conversation], shell: Shell, monkeypatch: pytest.MonkeyPatch, count: Count, data: st.DataObject
) -> None:
    """The whole module with any JSON in place of an option: Ansible or we refuse it, or it runs, and the same both ways."""
    count()
    conversation = data.draw(
        st.sampled_from([c for c in conversations if "alternative_order_id" in c.params and "csr" in c.params])
    )
    arguments = {name: value for name, value in conversation.params.items() if value is not None}
    for name in data.draw(
        st.lists(st.sampled_from(sorted({*_SPEC, "no_such_option"})), min_size=1, max_size=3, unique=True)
    ):
        # ansible-core itself stumbles over anything but mappings where an option has suboptions, before it calls us.
        nested = "options" in _SPEC.get(name, {})
        arguments[name] = data.draw((_of_type(_SPEC[name]) if nested else odd).filter(_is_handed_over))
    # No memory: what the first run notes would spare the second some reads.
    connection = {"api_key": API_KEY, "api_url": CONNECTION.api_url, "proxy": CONNECTION.proxy, "cache_path": ""}
    told = []
    for shell.way in WAYS:
        wire = Wire(conversation.answers)
        monkeypatch.setattr(HTTPAdapter, "send", lambda _self, request, wire=wire, **_how: wire.send(request))
        # As Ansible hands them over: JSON text.
        ended = shell.run(**json.loads(json.dumps({**arguments, **connection})))
        assert_no_secret(ended.printed)
        assert "Traceback" not in ended.printed
        assert "fault of its own" not in ended.printed
        assert wire.purchases <= 1
        assert wire.blind == []
        if ended.failed:
            assert ended["msg"]
        else:
            assert ended["action"]
        told.append(ended.told())
    assert told[0] == told[1]
