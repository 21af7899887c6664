# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Odd but plausible answer shapes, each seen by somebody or left open by the documentation.

They are applied to finished answers, at the edge; the rest of the sandbox does not know them, except for `list_rows`,
and for `wrong_pem_once`, `cross_signed_chain` and `pem_formats_refused`, which the download route asks for.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Json = Any


class Quirks(BaseModel):
    """Every quirk with its meaning; the defaults are the documented shapes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    empty_lookup: Literal["list", "404", "empty_object"] = Field(
        default="list", description="answer of the alternative ID lookup that finds nothing"
    )
    empty_lists_absent: bool = Field(
        default=False, description="an empty list of orders or reissues is left out of its answer"
    )
    list_rows: Literal["documented", "observed", "generous"] = Field(
        default="documented",
        description="rows of the list of orders: documented; observed: with serial number, thumbprint, counts, price"
        " and custom fields, as integrations saw them; generous: with addresses and more dates, as nobody did",
    )
    ids_as_strings: bool = Field(default=False, description="ids are numeric strings")
    bool_strings: bool = Field(default=False, description='booleans are "1" and "0"')
    organization_as_empty_list: bool = Field(default=False, description="an order without organization shows []")
    status_upper_case: bool = Field(default=False, description="statuses are in capitals")
    status_word: str | None = Field(default=None, description="every status is this word")
    hash_upper_case: bool = Field(default=False, description="signature_hash is SHA256")
    errors_as_object: bool = Field(default=False, description="errors is one object, not a list")
    crlf_pem: bool = Field(default=False, description="PEM text has CRLF line ends")
    root_first: bool = Field(default=False, description="bundles start with the root and end with the leaf")
    cross_signed_chain: bool = Field(
        default=False, description="bundles hold five certificates: the root is cross-signed"
    )
    pem_formats_refused: bool = Field(default=False, description="pem_all and pem_noroot are refused, only p7b works")
    wrong_pem_once: bool = Field(
        default=False, description="the next download is another certificate; then it is off again"
    )
    issued_without_certificate_id: int = Field(
        default=0, ge=0, description="sandbox seconds after issuance without certificate id in order answers"
    )
    page_total_wrong: bool = Field(default=False, description="page.total is larger than what there is")
    page_missing: bool = Field(default=False, description="lists have no page object")
    missing_fields: list[str] = Field(default_factory=list, description='dotted paths left out: "certificate.emails"')
    null_fields: list[str] = Field(default_factory=list, description="dotted paths that are null")
    extra_fields: bool = Field(default=False, description="objects hold a member that nobody documented")
    valid_till_null_text: bool = Field(default=False, description='valid_till of what is not issued is the text "null"')
    renewed_order_id: Literal["zero", "successor", "predecessor"] = Field(
        default="zero", description="what renewed_order_id names; the documentation does not tell"
    )
    order_answer: Literal["documented", "without_requests", "with_chain", "needs_approval"] = Field(
        default="documented", description="shape of the answer to an order or a reissue"
    )
    reissue_list_with_primary: bool = Field(
        default=False, description="the list of reissues also holds the first certificate"
    )
    content_type_charset: bool = Field(default=False, description="the content type carries a charset")


def shaped(quirks: Quirks, payload: Json) -> Json:
    """Return a JSON answer in the shape the quirks ask for."""
    payload = _walked(quirks, payload, "")
    for path in quirks.missing_fields:
        drop(payload, path.split("."))
    for path in quirks.null_fields:
        drop(payload, path.split("."), blank=True)
    if isinstance(payload, dict):
        _shape_top(quirks, payload)
    return payload


def _shape_top(quirks: Quirks, payload: dict[str, Json]) -> None:
    if quirks.errors_as_object and payload.get("errors"):
        payload["errors"] = payload["errors"][0]
    if quirks.page_missing:
        payload.pop("page", None)
    if quirks.page_total_wrong and "page" in payload:
        payload["page"]["total"] = int(payload["page"]["total"]) + 7
    if quirks.empty_lists_absent:
        for name in ("orders", "certificates"):
            if payload.get(name) == []:
                del payload[name]


def _walked(quirks: Quirks, value: Json, name: str) -> Json:
    if isinstance(value, dict):
        members = {key: _walked(quirks, member, key) for key, member in value.items()}
        if quirks.extra_fields and members:
            members["x_undocumented"] = {"since": "2030-01-02"}
        return members
    if isinstance(value, list):
        return [_walked(quirks, member, name) for member in value]
    return _leaf(quirks, value, name)


def _leaf(quirks: Quirks, value: Json, name: str) -> Json:
    if isinstance(value, bool):
        return ("1" if value else "0") if quirks.bool_strings else value
    if isinstance(value, int):
        return str(value) if quirks.ids_as_strings and (name == "id" or name.endswith("_id")) else value
    if isinstance(value, str):
        if quirks.status_word is not None and name == "status":
            return quirks.status_word
        if quirks.status_upper_case and name == "status":
            return value.upper()
        if quirks.hash_upper_case and name == "signature_hash":
            return value.upper()
        if quirks.crlf_pem and name in ("pem", "csr"):
            return crlf(value)
    return value


def drop(value: Json, path: list[str], blank: bool = False) -> None:
    """Leave a member out, or blank it, wherever the path leads; lists are looked through."""
    if isinstance(value, list):
        for member in value:
            drop(member, path, blank)
    elif isinstance(value, dict) and path[0] in value:
        if len(path) > 1:
            drop(value[path[0]], path[1:], blank)
        elif blank:
            value[path[0]] = None
        else:
            del value[path[0]]


def crlf(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\r\n")
