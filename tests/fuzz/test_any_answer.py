# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer of every recorded run, replaced by one that differs: always a result or one clear error, never a second purchase."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.unit.support.scripted import Answer
from hypothesis import given, settings
from hypothesis import strategies as st

from .damage import damaged, encoded, mutated
from .recording import Conversation, Key, assert_as_expected
from .wire import Reply, Wire, is_purchase, run

Count = t.Callable[[], None]

# Some values are long on purpose; hypothesis warns when it writes one out.
pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


def _is_json(answer: Answer) -> bool:
    return answer.content_type.startswith("application/json") and bool(answer.content)


def _place(
    data: st.DataObject, conversations: t.Sequence[Conversation], fits: t.Callable[[Answer], bool]
) -> tuple[Conversation, Key]:
    """Choose one answer of one run."""
    conversation = data.draw(st.sampled_from(conversations), "conversation")
    keys = [key for key, answer in conversation.answers.items() if fits(answer)]
    return conversation, data.draw(st.sampled_from(keys), "answer")


def _run(data: st.DataObject, conversation: Conversation, key: Key, reply: Reply) -> None:
    times = data.draw(st.sampled_from((1, 1_000_000)), "times")
    wire = Wire(conversation.answers, key, lambda _answer: reply, times)
    run(conversation, wire)
    assert wire.hits > 0, "the changed answer was not asked for"


def test_the_recorded_answers_lead_where_they_led(conversations: list[Conversation]) -> None:
    """The double answers as the sandbox did: what follows tests the module, not the double."""
    for conversation in conversations:
        wire = Wire(conversation.answers)
        assert_as_expected(conversation.scenario, run(conversation, wire))
        bought = [key for key in conversation.answers if is_purchase(key[1], key[2])]
        assert wire.purchases == len(bought), conversation.scenario.name


@settings(max_examples=6000)
@given(data=st.data())
def test_json_that_differs(conversations: list[Conversation], count: Count, data: st.DataObject) -> None:
    count()
    conversation, key = _place(data, conversations, _is_json)
    real = conversation.answers[key]
    body = data.draw(mutated(json.loads(real.content)), "body")
    reply = Answer(real.status, encoded(body), real.content_type, real.headers)
    _run(data, conversation, key, reply)


@settings(max_examples=3000)
@given(data=st.data())
def test_answers_of_any_kind(conversations: list[Conversation], count: Count, data: st.DataObject) -> None:
    count()
    conversation, key = _place(data, conversations, lambda _answer: True)
    _run(data, conversation, key, data.draw(damaged(conversation.answers[key]), "reply"))
