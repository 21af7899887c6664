# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How each example is run. An example without an entry fails, and so does an entry without an example.

Only hosts, paths and what a test machine lacks are replaced; each text in `replace` must occur in the example.
"""

from __future__ import annotations

import base64
import getpass
import typing as t
from dataclasses import dataclass, field

from ansible_collections.certops.digicert.tests.integration.support.certificates import csr
from ansible_collections.certops.digicert.tests.unit.files import authority
from ansible_collections.certops.digicert.tests.unit.support.authority import issue, pem

if t.TYPE_CHECKING:
    from ansible_collections.certops.digicert.tests.integration.support.sandbox import Sandbox

Texts = t.Mapping[str, str]

#: A list of tasks, or a whole playbook.
TASKS, PLAYBOOK = "tasks", "playbook"


def _nothing(sandbox: Sandbox) -> None:
    return


def no_approval(sandbox: Sandbox) -> None:
    """Let orders pass without an approver."""
    sandbox.settings(approval_required=False)


@dataclass(frozen=True)
class Run:
    """Run the example; afterwards the newest order of each identity has the status in `orders`, and no other identity has one."""

    form: str = TASKS
    #: Text of the example -> what stands there in the test; `{folder}` is a folder of the test.
    replace: Texts = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    #: File that the example reads -> its text, or the name of the example that shows it.
    files: Texts = field(default_factory=dict)
    variables: t.Mapping[str, t.Any] = field(default_factory=dict)
    before: t.Callable[[Sandbox], None] = _nothing
    orders: Texts = field(default_factory=dict)
    #: A second run changes nothing.
    twice: bool = False


@dataclass(frozen=True)
class File:
    """The example is a file that the run of another one reads."""

    read_by: str


@dataclass(frozen=True)
class Test:
    """A test of its own runs the example."""

    #: Keeps pytest from taking the class for a test.
    __test__ = False
    name: str


def order(sandbox: Sandbox, identity: str, **changes: t.Any) -> int:
    """Place an order as somebody else would, and return its id."""
    certificate = {
        "common_name": "Robin Park",
        "common_name_indicator": "given_name_surname",
        "individual": {"first_name": "Robin", "last_name": "Park"},
        "emails": ["robin.park@example.com"],
        "usage_designation": {"primary_usage": "signing"},
        "csr": csr(),
    }
    body = {
        "certificate": certificate,
        "organization": {"id": 501},
        "order_validity": {"years": 1},
        **({"alternative_order_id": identity} if identity else {}),
        **changes,
    }
    return int(sandbox.call("POST", "/order/certificate/secure_email_sponsor", body).json()["id"])


def _two_pending(sandbox: Sandbox) -> None:
    """Request 601 is for somebody else, request 602 for Robin."""
    order(sandbox, "somebody-else")
    order(sandbox, "smime-robin-park")


def _robin_issued(sandbox: Sandbox) -> None:
    order(sandbox, "smime-robin-park", skip_approval=True)


def _robin_issued_without_approver(sandbox: Sandbox) -> None:
    no_approval(sandbox)
    _robin_issued(sandbox)


def _bought_by_hand(sandbox: Sandbox) -> None:
    assert order(sandbox, "", skip_approval=True) == 70010001
    sandbox.advance(days=300)


RELOAD = "ansible.builtin.service:\n        name: gateway\n        state: reloaded"
NO_SERVICE = "ansible.builtin.debug:\n        msg: no such service here"
_BILLING = {
    "/etc/pki/billing": "{folder}/billing",
    "client_cert_owner: billing": f"client_cert_owner: {getpass.getuser()}",
    # There is no such unit here.
    "client_cert_units:\n          - name: billing\n            state: restarted": "client_cert_units: []",
}

EXAMPLES: t.Mapping[str, t.Union[Run, File, Test]] = {
    "README.md: One certificate": Run(
        PLAYBOOK,
        _BILLING,
        hosts=("billing",),
        before=no_approval,
        orders={"billing-billing": "issued"},
        twice=True,
    ),
    "README.md: Many certificates, kept in Git": File("README.md: Many certificates, kept in Git (2)"),
    "README.md: Many certificates, kept in Git (2)": Run(
        PLAYBOOK,
        {"/etc/pki/mail": "{folder}/mail"},
        hosts=("mail_gateway",),
        files={"certificates.yml": "README.md: Many certificates, kept in Git"},
        before=no_approval,
        orders={"mail-robin-park": "issued", "mail-support": "pending"},
        twice=True,
    ),
    "README.md: A whole fleet, planned before anything is bought": Run(
        before=no_approval,
        orders={"team-robin-park": "pending", "team-kim-lee": "pending"},
        twice=True,
    ),
    "docs/docsite/rst/guide_fleet.rst: One task": Run(
        before=no_approval,
        orders={
            "mail-robin-park": "pending",
            "mail-kim-lee": "pending",
            "billing-program": "waiting_pickup",
        },
        twice=True,
    ),
    "docs/docsite/rst/guide_fleet.rst: Review the plan, then let just that happen": Run(
        replace={"/var/lib/pipeline": "{folder}"}, orders={"mail-robin-park": "pending"}
    ),
    "README.md: The API key": Test("test_the_key_from_a_vault"),
    "README.md: The API key (2)": Test("test_the_credential_type"),
    "README.md: The API key (3)": Test("test_the_credential_type"),
    "roles/client_cert/README.md: client_cert": Run(
        PLAYBOOK,
        _BILLING,
        hosts=("billing",),
        before=no_approval,
        orders={"billing-billing": "issued"},
    ),
    "roles/client_cert/README.md: Many certificates": Run(
        PLAYBOOK,
        {"/etc/pki/gateway": "{folder}/gateway", '"{{ vault_notices_passphrase }}"': "of the vault"},
        hosts=("gateways",),
        before=no_approval,
        orders={"upstream-gateways": "issued", "notices-gateways": "issued"},
        twice=True,
    ),
    "roles/client_cert_csr/README.md: client_cert_csr": Run(
        PLAYBOOK, {"/etc/pki/alice-mail": "{folder}/alice-mail"}, hosts=("mail_gateways",)
    ),
    "roles/client_cert_deploy/README.md: client_cert_deploy": Test("test_deploy"),
    "roles/client_cert_deploy/README.md: What another task placed": Run(
        PLAYBOOK,
        {"/etc/pki/gateway": "{folder}/gateway"},
        hosts=("gateways",),
        before=no_approval,
        orders={"gateway-gateways": "issued"},
        twice=True,
    ),
    "roles/client_cert_deploy/README.md: Back to an earlier set": Test("test_deploy"),
    "docs/docsite/rst/guide_start.rst: Declare the certificate": Run(
        PLAYBOOK, before=no_approval, orders={"first-certificate": "issued"}
    ),
    "docs/docsite/rst/guide_products.rst: See what the account may order": Run(),
    "docs/docsite/rst/guide_products.rst: The smallest task": Run(
        before=no_approval,
        orders={
            "mail-support": "pending",
            "mail-robin-park": "waiting_pickup",
            "mail-invoices": "waiting_pickup",
            "billing-program": "waiting_pickup",
        },
    ),
    "docs/docsite/rst/guide_life.rst: Take over a certificate that was bought by hand": Run(
        replace={"/etc/pki/robin.park.csr": "{folder}/robin.park.csr"},
        files={"robin.park.csr": csr()},
        before=_bought_by_hand,
        orders={"": "issued", "mail-robin-park": "issued"},
    ),
    "docs/docsite/rst/guide_life.rst: The end": Run(
        before=_robin_issued_without_approver, orders={"smime-robin-park": "revoked"}
    ),
    "docs/docsite/rst/guide_errors.rst: The shape of a failure": Test("test_a_failure_as_the_guide_shows_it"),
    "docs/docsite/rst/guide_errors.rst: The API key is wrong, or of the other region": Test(
        "test_a_failure_as_the_guide_shows_it"
    ),
    "docs/docsite/rst/guide_errors.rst: There is no API key": Test("test_a_failure_as_the_guide_shows_it"),
    "docs/docsite/rst/guide_errors.rst: The URL is wrong": Test("test_a_failure_as_the_guide_shows_it"),
    "docs/docsite/rst/guide_errors.rst: Several options are wrong": Test("test_a_failure_as_the_guide_shows_it"),
    "docs/docsite/rst/guide_errors.rst: The CSR cannot be read": Test("test_a_failure_as_the_guide_shows_it"),
    "docs/docsite/rst/guide_errors.rst: The product is not enabled": Test("test_a_failure_as_the_guide_shows_it"),
    "docs/docsite/rst/guide_errors.rst: The mail domain is not validated": Test("test_a_failure_as_the_guide_shows_it"),
    "docs/docsite/rst/guide_failures.rst: An answer is lost": Test("test_a_lost_answer_as_the_guide_shows_it"),
    "docs/docsite/rst/guide_failures.rst: Two runs at once": Test("test_twins_as_the_guide_shows_them"),
    "docs/docsite/rst/guide_failures.rst: Let Ansible repeat a task": Run(
        before=no_approval, orders={"billing-program": "waiting_pickup"}, twice=True
    ),
    "docs/docsite/rst/guide_playbooks.rst: See what expires when": Run(
        PLAYBOOK, {"/var/lib/node_exporter/textfile_collector": "{folder}/textfile_collector"}, hosts=("web1",)
    ),
    "plugins/filter/declared_certs.py: EXAMPLES": Run(
        files={"robin.crt": pem(issue("robin").leaf)},
        variables={
            "client_cert_directory": "unused",
            "client_cert_certificates": [
                {
                    "name": "robin",
                    "directory": "{{ playbook_dir }}",
                    "certificate": {"alternative_order_id": "mail-robin-park"},
                }
            ],
        },
    ),
    "plugins/filter/expiry_report.py: EXAMPLES": Run(
        replace={"/var/www/html": "{folder}"},
        before=_robin_issued_without_approver,
        orders={"smime-robin-park": "issued"},
    ),
    "plugins/filter/expiry_rows.py: EXAMPLES": Run(
        before=_robin_issued_without_approver, orders={"smime-robin-park": "issued"}
    ),
    "plugins/filter/pending_days.py: EXAMPLES": Run(orders={"billing-service": "needs_approval"}, twice=True),
    "plugins/filter/plan_report.py: EXAMPLES": Run(replace={"/var/lib/pipeline": "{folder}"}),
    "plugins/filter/shared_certs.py: EXAMPLES": Run(),
    "plugins/modules/client_cert_files.py: EXAMPLES": Run(
        replace={
            "/etc/pki/billing": "{folder}",
            "/etc/pki/leaver": "{folder}/leaver",
            "/etc/pki/gateway": "{folder}/gateway",
            "/etc/pki/intranet": "{folder}/intranet",
            "ansible.builtin.service:\n    name: billing\n    state: reloaded": "ansible.builtin.debug:\n    msg: no such service here",
        },
        files={
            path: authority.key_pem(name).decode()
            for path, name in (
                ("billing.key", "billing"),
                ("gateway/gateway.key", "gateway"),
                ("intranet/intranet.key", "intranet"),
            )
        },
        variables={
            "billing": {
                "certificate": authority.certificate("billing", subject="billing.example.com"),
                "chain": [authority.hierarchy().intermediate],
                "root": authority.hierarchy().root,
            },
            **{
                name: {
                    "certificate": authority.certificate(name, subject=f"{name}.example.com"),
                    "chain": [authority.hierarchy().intermediate],
                }
                for name in ("gateway", "intranet")
            },
            "billing_passphrase": "made up",
        },
        twice=True,
    ),
    "plugins/filter/unknown_variables.py: EXAMPLES": Run(),
    "plugins/filter/sum_plans.py: EXAMPLES": Run(replace={"/etc/pki/gateway": "{folder}/gateway", "1234567": "501"}),
    "plugins/modules/client_certs.py: EXAMPLES": Run(
        replace={"/etc/pki/clients": "{folder}", "1234567": "501"},
        before=no_approval,
        orders={"billing-localhost": "issued", "gateway-localhost": "issued"},
    ),
    "plugins/modules/client_cert_keys.py: EXAMPLES": Run(
        replace={"/etc/pki/billing": "{folder}/billing", "/etc/pki/gateway": "{folder}/gateway"}, twice=True
    ),
    "plugins/modules/client_cert_files_info.py: EXAMPLES": Run(replace={"/etc/pki/billing": "{folder}"}),
    "plugins/modules/digicert_account_info.py: EXAMPLES": Run(),
    "plugins/modules/digicert_client_cert.py: EXAMPLES": Run(
        replace={"/etc/pki/robin.park.csr": "{folder}/robin.park.csr"},
        files={"robin.park.csr": csr()},
        variables={"csr": {"content": base64.b64encode(csr("ec").encode()).decode()}},
        orders={"smime-robin-park": "issued", "billing-service-client": "issued"},
        twice=True,
    ),
    "plugins/modules/digicert_client_cert_info.py: EXAMPLES": Run(
        before=_robin_issued, orders={"smime-robin-park": "issued"}
    ),
    "plugins/modules/digicert_client_certs.py: EXAMPLES": Run(
        orders={"smime-robin-park": "pending", "smime-kim-lee": "pending"}
    ),
    "plugins/modules/digicert_organization_info.py: EXAMPLES": Run(),
    "plugins/modules/digicert_product_info.py: EXAMPLES": Run(),
    "plugins/modules/digicert_request.py: EXAMPLES": Run(
        before=_two_pending, orders={"somebody-else": "rejected", "smime-robin-park": "issued"}
    ),
}
