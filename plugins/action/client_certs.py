# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""The action ``client_certs``; its documentation is in the module of that name."""

from __future__ import annotations

from ..plugin_utils._line import ActionModule

__all__ = ["ActionModule"]
