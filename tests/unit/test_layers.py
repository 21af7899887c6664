# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may import whom. The table is in support/layers.py; CONTRIBUTING.md says why."""

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.certops.digicert.tests.unit.support import layers


@pytest.mark.parametrize("path", layers.files(), ids=lambda path: str(path.relative_to(layers.PLUGINS)))
def test_the_file_keeps_to_its_layer(path: pathlib.Path) -> None:
    assert layers.violations(path, path.read_text(encoding="utf-8")) == []


def test_every_layer_has_files() -> None:
    # A table that no file is checked against would pass for ever.
    assert {layers.layer_of(path) for path in layers.files()} == set(layers.LAYERS)


@pytest.mark.parametrize(
    ("place", "source", "complaint"),
    [
        ("module_utils/_core/x.py", "from .._api import client", "must not import _api"),
        ("module_utils/_core/x.py", "from .. import _deps", "must not import _deps"),
        ("module_utils/_core/x.py", "from ..._else import x", "must not import"),
        ("module_utils/_core/x.py", "def f():\n    import requests", "must not import requests"),
        (
            "module_utils/_core/x.py",
            "import typing as t\nif t.TYPE_CHECKING:\n    import voluptuous",
            "must not import voluptuous",
        ),
        ("module_utils/_core/x.py", "import time", "must not import time"),
        ("module_utils/_core/x.py", "import os.path", "must not import os"),
        ("module_utils/_core/x.py", "from urllib.request import urlopen", "must not import urllib"),
        ("module_utils/_core/x.py", "import datetime\nx = datetime.date.today()", "must not call datetime.date.today"),
        ("module_utils/_core/x.py", "def f(d):\n    return d.now(None)", "must not call d.now"),
        ("module_utils/_core/x.py", "def f(p):\n    return open(p)", "must not call open"),
        ("module_utils/_schema/x.py", "from .._x509 import keys", "must not import _x509"),
        ("module_utils/_schema/x.py", "def f():\n    import cryptography", "must not import cryptography"),
        ("module_utils/_schema/x.py", "import voluptuous", "is imported when the file is loaded"),
        ("module_utils/_schema/x.py", "class X:\n    import voluptuous", "is imported when the file is loaded"),
        ("module_utils/_schema/x.py", "try:\n    import voluptuous\nexcept ImportError:\n    pass", "is imported when"),
        ("module_utils/_api/x.py", "from .._schema.read import text", "must not import _schema"),
        ("module_utils/_x509/x.py", "from .._engine import wait", "must not import _engine"),
        ("module_utils/_engine/x.py", "from .._ansible import options", "must not import _ansible"),
        ("module_utils/_engine/x.py", "def f():\n    import requests", "must not import requests"),
        (
            "module_utils/_engine/x.py",
            "from ansible.module_utils.basic import AnsibleModule",
            "must not import ansible",
        ),
        ("module_utils/_formats/x.py", "from .._files import layout", "must not import _files"),
        ("module_utils/_files/x.py", "def f():\n    import requests", "must not import requests"),
        ("module_utils/_files/x.py", "from ansible.module_utils.basic import AnsibleModule", "must not import ansible"),
        ("module_utils/_ansible/x.py", "def f():\n    import requests", "must not import requests"),
        ("modules/x.py", "from ..module_utils._core import model", "must not import _core"),
        ("modules/x.py", "from ..module_utils import _core", "must not import _core"),
        ("module_utils/_python.py", "from . import _deps", "must not import _deps"),
        ("modules/x.py", "from ansible.module_utils.basic import AnsibleModule", "must not import ansible"),
        ("module_utils/_new/x.py", "", "_new is no layer"),
    ],
)
def test_a_violation_is_found(place: str, source: str, complaint: str) -> None:
    found = layers.violations(layers.PLUGINS / place, source)
    assert any(complaint in text for text in found), found
