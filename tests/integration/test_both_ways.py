# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API modules in Ansible's own process and as module processes: the same tasks, the same results; and which task goes which way."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import subprocess
import sys
import textwrap
import time
import typing as t

import pytest
from ansible_collections.certops.digicert.tests.integration.support.certificates import csr, private_pem
from ansible_collections.certops.digicert.tests.integration.support.declared import wanted
from ansible_collections.certops.digicert.tests.integration.support.processes import (
    COLLECTION,
    PROCESS,
    clean_environment,
    program,
)
from ansible_collections.certops.digicert.tests.unit.support.tasks import ADDRESS, CARD

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.processes import Playbooks, Run
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

Task = dict[str, t.Any]

PREFIX = "certops.digicert."
CERT = f"{PREFIX}digicert_client_cert"
INFO = f"{PREFIX}digicert_client_cert_info"
REQUEST = f"{PREFIX}digicert_request"
FLEET = f"{PREFIX}digicert_client_certs"
ACCOUNT = f"{PREFIX}digicert_account_info"
PRODUCTS = f"{PREFIX}digicert_product_info"
ORGANIZATIONS = f"{PREFIX}digicert_organization_info"

WRONG_KEY = "WRONG-KEY-0123456789"
PROXY = "http://user:proxy%20secret@127.0.0.1:1"
BY_CARD: Task = {"payment_method": "card", "billing_address": {**ADDRESS, "state": "Utah", "zip": "84043"}}
CONNECTIONS = COLLECTION / "tests" / "integration" / "support" / "connection"
#: An environment makes Ansible start a process.


def cert(
    title: str, identity: str, /, *, product: str = "client_premium", keywords: t.Any = None, **options: t.Any
) -> Task:
    """Return a task for the certificate *identity*; *keywords* are those of the task."""
    return {"name": title, CERT: wanted(product, alternative_order_id=identity, **options), **(keywords or {})}


def other(title: str, module: str, /, **options: t.Any) -> Task:
    """Return a task of another module."""
    return {"name": title, module: options}


def show(name: str, text: str) -> Task:
    """Return a task that shows what an earlier one has registered."""
    return {"name": name, "ansible.builtin.debug": {"msg": text}}


def fleet(title: str, /, *names: str, keywords: t.Any = None, **options: t.Any) -> Task:
    """Return a task for certificates of these names, one after the other: the orders then have the same numbers each time."""
    entries = [wanted(alternative_order_id=one, **options.pop("entry", {})) for one in names]
    return {"name": title, FLEET: {"certificates": entries, "parallel": 1, **options}, **(keywords or {})}


# Each begins where the one before has ended.
GOOD: list[Task] = [
    cert("predict", "a", keywords={"check_mode": True, "diff": True}),
    cert("order", "a", keywords={"diff": True, "register": "ordered"}),
    show(
        "use what is registered",
        "{{ ordered.order.id }} {{ ordered.certificate | length > 100 }} {{ ordered.keys() | reject('eq', 'ansible_parsed') | sort }}",
    ),
    cert("unchanged", "a"),
    cert("reissue", "a", emails=["robin@example.com", "robin.park@example.com"], keywords={"diff": True}),
    cert(
        "loop",
        "l-{{ item.name }}",
        emails="{{ item.emails }}",
        keywords={
            "loop": [
                {"name": "one", "emails": ["one@example.com"]},
                {"name": "two", "emails": "two@example.com,2@example.com"},
            ],
            "loop_control": {"label": "{{ item.name }}"},
            "register": "looped",
        },
    ),
    show("use what the loop registered", "{{ looped.results | map(attribute='order.alternative_order_id') | list }}"),
    cert("templated", "{{ 'b' ~ 1 }}", organization="{{ organization }}", individual="{{ people.robin }}"),
    cert("omitted", "o", comments="{{ omit }}", vat_number="{{ omit }}"),
    cert("blank", "n", comments="", organization_units=[], auto_renew=""),
    cert("alias", "s", product="class1_smime", client_certificate_id="class1_smime", emails=["s@example.com"]),
    cert(
        "braces", "t", comments="{% raw %}{{ 6 * 7 }}{% endraw %}", skip_approval=False, keywords={"register": "braces"}
    ),
    show("show braces", "{{ braces.order.requests }} {{ braces.pending }}"),
    cert("old words", "y", order_validity=None, validity_years=1),
    cert("other old words", "z", order_validity=None, custom_expiration_date="2031-06-09"),
    cert("warning", "w", vat_number="DE1", keywords={"check_mode": True}),
    cert("by card", "k", **BY_CARD, credit_card=CARD),
    cert("hidden", "h", keywords={"no_log": True}),
    cert("from here", "p", csr=None, csr_path="robin.csr"),
    cert("from home", "q", csr=None, csr_path="~/robin.csr"),
    cert("from a variable", "r", csr=None, csr_path="$PWD/robin.csr"),
    cert("no check of TLS", "a", validate_certs=False, keywords={"check_mode": True}),
    cert("changed by word", "a", keywords={"changed_when": "true"}),
    cert("failed by word", "a", keywords={"failed_when": "true"}),
    cert("until", "a", keywords={"until": "false", "retries": 1, "delay": 0}),
    cert("skipped", "a", keywords={"when": "false"}),
    cert("delegated", "a", keywords={"delegate_to": "localhost"}),
    cert("revoke", "a", state="absent", comments="gone"),
    other("account", ACCOUNT),
    other("products", PRODUCTS),
    other("one product", PRODUCTS, product="class1_smime"),
    other("organizations", ORGANIZATIONS, name="Corp Example"),
    other("orders", INFO, alternative_order_id="b1", include_pem=True),
    other("expiring", INFO, expires_within_days=400, renew_before_days=5),
    other("approve", REQUEST, alternative_order_id="t", status="approved"),
    other("approve again", REQUEST, alternative_order_id="t", status="approved"),
    fleet("plan a fleet", "f1", "f2", keywords={"check_mode": True, "diff": True}, prices={"client_premium": 42.5}),
    fleet("order a fleet", "f1", "f2", keywords={"diff": True, "register": "fleet"}),
    show(
        "use what the fleet registered",
        "{{ fleet.results | map(attribute='order.id') | list }} {{ fleet.plan_digest }}",
    ),
    fleet("a fleet unchanged", "f1", "f2", include_pem=False),
    fleet("a fleet by card", "f3", entry={**BY_CARD, "credit_card": CARD}),
    fleet("no fleet"),
]

BAD: list[Task] = [
    cert("unknown option", "a", produkt="x"),
    cert("unknown suboption", "a", organization={"id": 501, "nam": "x"}),
    # Of several places Ansible names the options of one, by chance.
    cert("several unknown", "a", produkt="x", validity="x"),
    cert("unknown beside secrets", "a", **BY_CARD, credit_card={**CARD, "pin": "1234"}, proxy=PROXY),
    cert("not a choice", "a", renew="sometimes"),
    cert("not a number", "a", renew_before_days="soon"),
    cert("not a list", "a", emails={"robin": "x"}),
    cert("not a mapping", "a", organization=501),
    cert("not a mapping inside", "a", custom_fields=["x"]),
    cert("no such type", "a", order_validity={"years": "one"}, container={"id": []}),
    cert("two at once", "a", csr_path="/robin.csr"),
    other("nothing at all", CERT),
    other("no list of certificates", FLEET),
    fleet(
        "faulty entries", "f8", "f8", "no identity", entry={"renew_before_days": "soon", "emial": "x"}, max_purchases=-1
    ),
    fleet("a fleet over its limit", "f8", "f9", max_purchases=1),
    fleet("some fail", "f1", "f7", entry={"organization": {"id": 999999}}),
    fleet("a card in a faulty entry", "f8", entry={**BY_CARD, "credit_card": {**CARD, "pin": "1234"}}),
    other("none of three", REQUEST, status="approved"),
    other("two of three", REQUEST, status="approved", order_id=1, request_id=2),
    other("required if", INFO, unique_order_ids=True),
    other("wrong key of a mapping", CERT, alternative_order_id="a", organization={1: "x"}),
    cert("broken rules", "a", emails=None, order_validity={"years": 9}),
    cert("private key", "a", csr=private_pem()),
    cert("private key elsewhere", "a", emails=[private_pem()], produkt="x"),
    cert("no such file", "a", csr=None, csr_path="none.csr"),
    cert("bad card", "c", **BY_CARD, credit_card={**CARD, "number": "41x1"}),
    cert("wrong key", "a", api_key=WRONG_KEY),
    cert("key with a blank", "a", api_key=f"{WRONG_KEY} x"),
    cert("wrong path", "a", api_url="{{ url | replace('services/v2', 'elsewhere') }}"),
    cert("not https", "a", api_url="http://ca.example.com"),
    cert("nobody there", "a", api_url="http://127.0.0.1:1/services/v2", max_retries=0),
    cert("no proxy there", "a", api_url="https://ca.example.com", proxy=PROXY, max_retries=0),
    cert("lost answer", "lost", product="client_digital_signature_plus"),
    cert("lost and not found", "gone", product="client_email_security_plus"),
    cert("server error", "error", max_retries=0),
    cert("web page", "page", max_retries=0),
    cert("too late", "late", api_timeout=0.5, max_retries=0),
    cert("refused", "d", organization={"id": 999}),
    other("no such request", REQUEST, request_id=4711, status="approved"),
    other("no such order", INFO, order_id=4711),
    # Ansible leaves the process behind; it must not go on to order, in the account of the next test.
    cert("out of time", "late", api_timeout=5, max_retries=0, keywords={"timeout": 1, "check_mode": True}),
    cert("undefined", "{{ nobody_knows }}"),
]

#: What chance or time has made, and Ansible's own words for which of its parts failed.
_PASSING = (
    (r"-----BEGIN [A-Z ]+-----(.|\n|\\n)+?-----END [A-Z ]+-----(\n|\\n)?", "<PEM>"),
    # Whatever is secret, ansible-core 2.22 hides its letters from all that a callback gets, by chance in a thumbprint too.
    (r"[0-9A-F]*(\$REDACTED\$[0-9A-F]*)+", "<HEX>"),
    (r"\b[0-9A-F]{32,40}\b", "<HEX>"),
    (r"\d{4}-\d\d-\d\dT[0-9:.+]+", "<TIME>"),
    (r"(Module|Action) failed", "Task failed"),
    (r"\b\d+\.yml\b", "<FILE>"),
)


#: What Ansible says at `-vvv` while it starts a process.
_STARTING = re.compile(r"^(<\S*> |Using module file |Pipelining is enabled|ESTABLISH).*\n?", re.MULTILINE)


#: What ends otherwise than the rest of its table.
FAILING = {"failed by word", "until"}
PASSING = {"lost answer", "no such order"}


@pytest.mark.parametrize("table", [GOOD, BAD], ids=["good", "bad"])
def test_both_ways_come_to_the_same(ansible_play: Playbooks, sandbox: Sandbox, table: list[Task]) -> None:
    here = _run(ansible_play, sandbox, table)
    process = _run(ansible_play, sandbox, [{**task, "environment": PROCESS} for task in table])

    for mine, other_way in zip(_told(here), _told(process)):
        assert mine == other_way
    assert _screen(here) == _screen(process)
    assert [task.name for task in here.tasks] == [task.name for task in process.tasks]
    names, failed = {task["name"] for task in table}, {task.name for task in here.failures}
    assert {task.name for task in here.tasks} == names
    assert failed == (FAILING if table is GOOD else names - PASSING)
    assert _processes(here) == set()
    for secret in (sandbox.api_key, WRONG_KEY, CARD["number"], "proxy%20secret", private_pem().splitlines()[3]):
        assert secret not in here.output
    assert "Traceback" not in here.output
    _wait_for_those_left(ansible_play)


def _wait_for_those_left(ansible_play: Playbooks) -> None:
    """Wait until no process runs any more that Ansible left behind: it would be counted by the next test."""
    mine = f"HOME={ansible_play.directory / 'home'}".encode()
    for _tenth in range(600):
        if not any(mine in _read(folder / "environ").split(b"\0") for folder in pathlib.Path("/proc").glob("[0-9]*")):
            return
        time.sleep(0.1)
    pytest.fail("a process was left behind")


def _read(path: pathlib.Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        # It ended in between, or is another user's.
        return b""


def _run(ansible_play: Playbooks, sandbox: Sandbox, tasks: t.Sequence[Task]) -> Run:
    """Run *tasks* on a fresh account."""
    sandbox.reset()
    sandbox.post("/clock", {"now": "2030-05-06"})
    sandbox.fault("reset_after_commit", "POST", "^/order/certificate/client_digital_signature_plus$")
    sandbox.fault("reset_before_commit", "POST", "^/order/certificate/client_email_security_plus$")
    sandbox.fault("status_before_commit", "GET", "^/order/alternate/error$", times=None, status=503)
    sandbox.fault("html", "GET", "^/order/alternate/page$", times=None)
    sandbox.fault("timeout_before_commit", "GET", "^/order/alternate/late$", times=None)
    home = ansible_play.directory / "home"
    home.mkdir(exist_ok=True)
    # Of a fresh account nothing is remembered.
    shutil.rmtree(home / ".cache", ignore_errors=True)
    for folder in (ansible_play.directory, home):
        (folder / "robin.csr").write_text(csr())
    people = {"robin": {"first_name": "Robin", "last_name": "Park"}}
    return ansible_play(
        tasks,
        vars={"url": sandbox.api_url, "organization": {"id": "501"}, "people": people},
        module_defaults={"group/certops.digicert.digicert": {**sandbox.connection, "max_retries": 1}},
        ignore_errors=True,
        arguments=["-vvv"],
        environment={"ANSIBLE_INJECT_INVOCATION": "true"},
    )


def _told(run: Run) -> list[tuple[str, str, t.Any]]:
    """Return name, status and result of every task, without what passes."""
    return [(task.name, task.status, json.loads(_lasting(json.dumps(task.result)))) for task in run.tasks]


def _screen(run: Run) -> list[str]:
    """Return what the tasks show, without what Ansible says about the processes that it starts."""
    shown = run.stdout[run.stdout.index("TASK [") :]
    return _lasting(_STARTING.sub("", shown)).splitlines()


def _lasting(text: str) -> str:
    for passing, word in _PASSING:
        text = re.sub(passing, word, text)
    return text


def _processes(run: Run) -> set[str]:
    """Return the tasks that have started a process; the run was told to say so."""
    parts = re.split(r"^TASK \[(.*)\] \**$", run.stdout, flags=re.MULTILINE)
    return {name for name, text in zip(parts[1::2], parts[2::2]) if "EXEC" in text}


#: Keywords of a task, and whether they ask for a process.
WHERE: list[tuple[str, Task, bool]] = [
    ("nothing", {}, False),
    ("delegated", {"delegate_to": "localhost"}, False),
    ("delegated elsewhere", {"delegate_to": "far"}, True),
    ("another connection", {"vars": {"ansible_connection": "elsewhere"}}, True),
    ("environment", {"environment": PROCESS}, True),
    ("empty environment", {"environment": [{}]}, False),
    ("become", {"become": True}, True),
    ("no become", {"become": False, "become_user": "nobody"}, False),
    ("async", {"async": 60, "poll": 1}, True),
    ("this Python", {"vars": {"ansible_python_interpreter": sys.executable}}, False),
    ("this Python by another name", {"vars": {"ansible_python_interpreter": "{{ ansible_playbook_python }}"}}, False),
    ("another Python", {"vars": {"ansible_python_interpreter": "/bin/false"}}, True),
    ("any Python", {"vars": {"ansible_python_interpreter": "auto_silent"}}, False),
]


def test_what_asks_for_another_place_user_time_or_python_gets_a_process(
    ansible_play: Playbooks, sandbox: Sandbox
) -> None:
    far = {"name": "far", "ansible_connection": "elsewhere", "ansible_python_interpreter": sys.executable}
    run = ansible_play(
        [
            {"name": "far", "ansible.builtin.add_host": far},
            *(cert(name, "a", keywords={"register": "found", **keywords}) for name, keywords, _process in WHERE),
        ],
        module_defaults={"group/certops.digicert.digicert": sandbox.connection},
        ignore_errors=True,
        arguments=["-vvv"],
        environment=_elsewhere(ansible_play),
    )
    assert _processes(run) == {name for name, _keywords, process in WHERE if process}
    # Whatever way it went, the certificate is there after the first.
    ended = {task.name: task.result.get("action") for task in run.tasks}
    assert [ended[name] for name in ("nothing", "delegated", "delegated elsewhere", "async")] == [
        "order",
        *["none"] * 3,
    ]
    assert [order["alternative_order_id"] for order in sandbox.orders()] == ["a"]


def _elsewhere(ansible_play: Playbooks) -> dict[str, str]:
    """Return the environment in which the connection `elsewhere` is known, and jobs are found whatever `HOME` says."""
    return {
        "ANSIBLE_ASYNC_DIR": str(ansible_play.directory / "jobs"),
        "ANSIBLE_CONNECTION_PLUGINS": str(CONNECTIONS),
        "CONNECTED_FILE": str(ansible_play.directory / "connected"),
    }


def test_a_library_that_only_the_modules_python_has(
    ansible_play: Playbooks, sandbox: Sandbox, tmp_path: pathlib.Path
) -> None:
    hiding = "import sys\nif 'ansible-playbook' in ' '.join(sys.orig_argv):\n    sys.modules['voluptuous'] = None\n"
    (tmp_path / "sitecustomize.py").write_text(hiding)
    run = ansible_play(
        [cert("order", "a")],
        module_defaults={"group/certops.digicert.digicert": sandbox.connection},
        arguments=["-vvv"],
        environment={"PYTHONPATH": str(tmp_path)},
    )
    assert run.rc == 0, run.output
    assert _processes(run) == {"order"}


def test_every_api_module_is_led_to_the_action(ansible_play: Playbooks, sandbox: Sandbox) -> None:
    modules = sorted(path.stem for path in (COLLECTION / "plugins" / "modules").glob("digicert_*.py"))
    run = ansible_play(
        [other(name, f"certops.digicert.{name}") for name in modules],
        module_defaults={"group/certops.digicert.digicert": sandbox.connection},
        ignore_errors=True,
        arguments=["-vvv"],
    )
    assert [task.name for task in run.tasks] == modules
    assert _processes(run) == set()


def test_defaults_of_one_module_are_no_defaults_of_another(ansible_play: Playbooks, sandbox: Sandbox) -> None:
    run = ansible_play(
        [
            {"name": "products", "digicert_product_info": {}},
            {"name": "organizations", "certops.digicert.digicert_organization_info": {}},
            {"name": "account", "action": {"module": "certops.digicert.digicert_account_info"}},
        ],
        collections=["certops.digicert"],
        module_defaults={
            "group/certops.digicert.digicert": sandbox.connection,
            "certops.digicert.digicert_product_info": {"product": "class1_smime"},
            "certops.digicert.digicert_organization_info": {"name": "nobody"},
        },
        arguments=["-vvv"],
    )
    assert run.rc == 0, run.output
    assert [product["name_id"] for product in run.named("products").result["products"]] == ["class1_smime"]
    assert run.named("organizations").result["organizations"] == []
    assert _processes(run) == set()


VALUES = """
- hosts: localhost
  connection: local
  gather_facts: false
  environment: "{{ around }}"
  vars:
    later: "{{ {'first_name': given, 'last_name': 'Park'} }}"
    given: Robin
  tasks:
    - name: Values as YAML has them
      certops.digicert.digicert_client_cert:
        api_key: !vault |
KEY
        api_url: "{{ lookup('ansible.builtin.env', 'URL') }}"
        alternative_order_id: 2031
        product: !unsafe client_premium
        common_name: !unsafe "{{ Robin }}"
        common_name_indicator: given_name_surname
        individual: "{{ later }}"
        organization: {id: "{{ '501' | int }}"}
        emails: "{{ ['robin'] | product(['example.com']) | map('join', '@') }}"
        custom_expiration_date: 2030-12-24
        skip_approval: yes
      check_mode: true
      diff: true
"""


def test_values_as_yaml_has_them(ansible_play: Playbooks, sandbox: Sandbox) -> None:
    password = ansible_play.directory / "password"
    password.write_text("only here")
    vault = ("--vault-password-file", str(password))
    command = [program("ansible-vault"), "encrypt_string", *vault, sandbox.api_key]
    home = clean_environment(ansible_play.directory)
    encrypted = subprocess.run(command, capture_output=True, text=True, check=True, env=home).stdout
    block = textwrap.indent(textwrap.dedent(encrypted.partition("\n")[2]), " " * 10)
    book = ansible_play.directory / "values.yml"
    book.write_text(VALUES.replace("KEY", block))
    told = []
    for around in ({}, PROCESS):
        run = ansible_play(
            playbook=book,
            arguments=["-vvv", *vault, "--extra-vars", json.dumps({"around": around})],
            environment={"URL": sandbox.api_url, "ANSIBLE_INJECT_INVOCATION": "true"},
        )
        assert run.rc == 0, run.output
        assert bool(_processes(run)) is bool(around)
        told += _told(run)
    assert told[0] == told[1]
    assert told[0][2]["diff"]["after"]["alternative_order_id"] == "2031"
