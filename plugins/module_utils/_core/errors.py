# Copyright (c) 2026, certops.digicert contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Private to this collection: it may change in any release.
"""What can go wrong, each as one sentence for the operator and a few plain facts. Never a header, a body or a key."""

from __future__ import annotations

import traceback
import typing as t

Error = t.TypeVar("Error", bound="DigicertError")


class DigicertError(Exception):
    """Anything this collection reports. ``str(error)`` is the sentence; ``facts`` are further keys of the failed result."""

    def __init__(self, message: str, **facts: t.Any) -> None:
        super().__init__(message)
        self.facts: dict[str, t.Any] = {key: value for key, value in facts.items() if value is not None}

    def after(self, what: str) -> None:
        """Put the sentence *what*, which tells what had happened before, in front of the message."""
        self.args = (f"{what} {self}",)

    def result(self) -> dict[str, t.Any]:
        """Return the arguments of a failed Ansible result: ``msg`` and the facts."""
        return {"msg": str(self), **self.facts}

    def again(self: Error) -> Error:
        """Return the same error for another request, which may add facts of its own."""
        same = type(self).__new__(type(self), *self.args)
        same.__dict__.update(self.__dict__, facts=dict(self.facts))
        return same


class InvalidOptions(DigicertError):
    """The task itself is wrong; nothing was sent. ``problems`` are sentences on option and rule; of values, only e-mail addresses."""

    def __init__(self, problems: t.Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("Nothing was sent: " + "; ".join(self.problems) + ".")


class CannotReach(DigicertError):
    """No connection came about, so the request was certainly not processed."""


class Unanswered(DigicertError):
    """A read got no readable answer, also not when it was repeated."""


class LostAnswer(DigicertError):
    """A write was sent and no answer of CertCentral's arrived that says what became of it: it may or may not have been done."""


class Refused(DigicertError):
    """CertCentral answered with an error and did nothing.

    ``errors`` is ``[{"code": str, "message": str}]`` as CertCentral sent it, ``status`` the HTTP status.
    """

    def __init__(
        self, message: str, status: int, errors: t.Sequence[t.Mapping[str, str]], method: str, path: str
    ) -> None:
        self.status = status
        self.errors = [dict(error) for error in errors]
        super().__init__(message, errors=self.errors, http_status=status, method=method, path=path)

    def has_code(self, *prefixes: str) -> bool:
        """Tell whether any error code is, or is a refinement of, one of *prefixes* (``not_found`` has ``not_found|order``)."""
        return any(
            error["code"] == prefix or error["code"].startswith((prefix + "|", prefix + ":"))
            for error in self.errors
            for prefix in prefixes
        )


class RateLimited(Refused):
    """CertCentral takes no more requests for a while. ``retry_after`` is the number of seconds it asks for, if it does."""

    def __init__(
        self,
        message: str,
        status: int,
        errors: t.Sequence[t.Mapping[str, str]],
        method: str,
        path: str,
        retry_after: t.Optional[float] = None,
    ) -> None:
        self.retry_after = retry_after
        super().__init__(message, status, errors, method, path)


class QuotaUsedUp(DigicertError):
    """A purchase was not sent: its turn is so many ``seconds`` away that by then another run may have bought."""

    def __init__(self, message: str, seconds: float, method: str, path: str) -> None:
        self.seconds = seconds
        super().__init__(message, method=method, path=path)


class CannotDecide(DigicertError):
    """What is there does not allow an honest plan; a person must look first."""


class WrongCertificate(DigicertError):
    """CertCentral handed out a certificate that does not belong to the order's key."""


class NotIssued(DigicertError):
    """Waiting ended without a certificate; the order stays and the next run goes on with it."""


class PlanRefused(DigicertError):
    """The plan of a fleet is not carried out; nothing was written. ``clauses`` say why, and how to let it through once."""

    def __init__(self, clauses: t.Sequence[str]) -> None:
        super().__init__(f"Nothing was written: {'; '.join(clauses)}.")


#: Where to look after a fault of our own in what deals with orders.
LOOK_AT_THE_ORDER = "Look at the order in CertCentral before you run it again, and report this fault."


class OwnFault(DigicertError):
    """This collection stopped on a fault of its own. *look* is the sentence that says where to look."""

    def __init__(self, error: Exception, look: str) -> None:
        # Kind and place only: its text might hold data.
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{last.filename.rpartition('module_utils/')[2]}:{last.lineno}"
        super().__init__(f"The module stopped on a fault of its own ({type(error).__name__} at {where}). {look}")


class FilesError(DigicertError):
    """Files on the host cannot be written, read or trusted. What was in use stays in use."""
