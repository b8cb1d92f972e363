"""Typed calls to the web services of one learner: alone, or several in one request."""

import threading
from collections.abc import Sequence
from typing import TypeVar

import msgspec

from studydesk.campus.moodle import api, border, site_wire
from studydesk.campus.moodle.api import Call
from studydesk.campus.moodle.client import Client
from studydesk.campus.moodle.form import compact, pairs
from studydesk.domain.campus import Site
from studydesk.domain.ids import UserId
from studydesk.errors import (
    BadAnswer,
    Cancelled,
    NoAnswer,
    NotAvailable,
    NotProcessed,
    Refused,
    SignedOut,
    StudyDeskError,
)

_ENDPOINT = "/webservice/rest/server.php?moodlewsrestformat=json"
_BATCH = "tool_mobile_call_external_functions"
_SITE_INFO = "core_webservice_get_site_info"

T = TypeVar("T")


def decoded(body: bytes, kind: type[T]) -> T:
    """Return a JSON answer as its type. PHP may write numbers and booleans as text, so these are taken too.

    Raises: BadAnswer if it is cut or of another shape.
    """
    failure: StudyDeskError
    try:
        return msgspec.json.decode(body, type=kind, strict=False)
    except border.FOREIGN as error:
        failure = border.translated(error)
    raise failure


class Service:
    """What the site offers to the holder of one token."""

    def __init__(self, client: Client, token: str, known: Site | None = None) -> None:
        self.client = client
        self.token = token
        self._site = known
        self._lock = threading.Lock()

    def site(self, *, again: bool = False) -> Site:
        """Return what the site says of itself; asked once, and again on demand."""
        with self._lock:
            if self._site is None or again:
                self._site = self._asked_site()
            return self._site

    def offers(self, function: str) -> bool:
        """Return whether the learner may call a function."""
        return function == _SITE_INFO or function in self.site().functions

    def run(self, call: Call[T]) -> T:
        """Return the answer of one call that changes nothing.

        Raises: NotAvailable before anything is sent where the site has no such function.
        """
        self._need(call)
        return decoded(self._sent(call, is_write=False), call.answer)

    def write(self, call: Call[T]) -> T:
        """Do something, once, over a fresh connection, and return the answer."""
        self._need(call)
        return decoded(self._sent(call, is_write=True), call.answer)

    def together(self, calls: Sequence[Call[T]], most: int) -> list[T | StudyDeskError]:
        """Return the answers of calls that change nothing, at most `most` in a request, in their order.

        A batch stops at its first error; what comes after it is asked again. Only a failure of the first request is
        raised: what has arrived is paid for, so a later one stands in the places of what is missing.
        """
        if not calls:
            return []
        for call in calls:
            self._need(call)
        answers: list[T | StudyDeskError] = []
        is_batched = self.offers(_BATCH) and len(calls) > 1
        while len(answers) < len(calls):
            wanted = calls[len(answers) : len(answers) + most]
            try:
                answers += self._batch(wanted) if is_batched else self._single(wanted[0])
            except Cancelled:
                raise
            except StudyDeskError as error:
                if not answers:
                    raise
                answers += [error] * (len(calls) - len(answers))
        return answers

    def write_together(self, calls: Sequence[Call[T]]) -> list[T | StudyDeskError]:
        """Do several things in order and return their answers; what was never reached has NotProcessed("not_reached").

        Raises: NoAnswer if the whole answer is lost: each of them is then uncertain.
        """
        for call in calls:
            self._need(call)
        if len(calls) == 1 or not self.offers(_BATCH):
            return self._one_after_the_other(calls)
        return self._batch(calls, is_write=True)

    def _one_after_the_other(self, calls: Sequence[Call[T]]) -> list[T | StudyDeskError]:
        answers: list[T | StudyDeskError] = []
        for call in calls:
            try:
                answers.append(self.write(call))
            except StudyDeskError as error:
                if not answers and not isinstance(error, Refused | NotAvailable):
                    raise
                answers.append(error)
                break
        return answers + [NotProcessed("not_reached")] * (len(calls) - len(answers))

    def _single(self, call: Call[T]) -> list[T | StudyDeskError]:
        body = self._received(call, is_write=False)
        told = border.trouble(body)
        problem = border.refusal(told, call.function) if told else None
        if isinstance(problem, SignedOut | NotProcessed):
            raise problem
        return [problem if problem is not None else _decoded_or_error(body, call)]

    def _batch(self, calls: Sequence[Call[T]], *, is_write: bool = False) -> list[T | StudyDeskError]:
        packed = [(call.function, msgspec.json.encode(compact(call.parameters)).decode()) for call in calls]
        whole = api.batch(packed)
        answer = decoded(self._sent(whole, is_write=is_write), whole.answer)
        if not answer.responses or len(answer.responses) > len(calls):
            raise BadAnswer("batch")
        answers = [_item(item, call) for item, call in zip(answer.responses, calls, strict=False)]
        if is_write and len(answers) < len(calls):
            # Certain only where an error has stopped the batch.
            rest = NotProcessed("not_reached") if answer.responses[-1].error else NoAnswer("cut")
            answers += [rest] * (len(calls) - len(answers))
        return answers

    def _need(self, call: Call[T]) -> None:
        if not self.offers(call.function):
            raise NotAvailable(call.function)

    def _sent(self, call: Call[T], *, is_write: bool) -> bytes:
        body = self._received(call, is_write=is_write)
        told = border.trouble(body)
        if told is not None:
            raise border.refusal(told, call.function)
        return body

    def _received(self, call: Call[T], *, is_write: bool) -> bytes:
        """Return the body of an answer that the site itself has given, be it an error of the site."""
        form = [("wsfunction", call.function), ("wstoken", self.token), *pairs(call.parameters)]
        answer = self.client.post(_ENDPOINT, form, is_write=is_write)
        if border.trouble(answer.body) is None:
            problem = border.unwelcome(answer.status, answer.phrase, answer.headers, answer.body, call.function)
            if problem is not None:
                raise problem
        self.client.observed(answer.headers, answer.round_trip_s)
        return answer.body

    def _asked_site(self) -> Site:
        told = decoded(self._sent(api.site_info(), is_write=False), site_wire.SiteInfo)
        return Site(
            url=self.client.site_url,
            name=border.plain(told.sitename),
            user=UserId(told.userid),
            username=told.username,
            full_name=border.plain(told.fullname),
            functions=frozenset(function.name for function in told.functions),
            release=told.release or "",
            max_upload_bytes=max(0, told.usermaxuploadfilesize or 0),
        )


def _decoded_or_error(body: bytes, call: Call[T]) -> T | StudyDeskError:
    try:
        return decoded(body, call.answer)
    except StudyDeskError as error:
        return error


def _item(item: site_wire.BatchItem, call: Call[T]) -> T | StudyDeskError:
    if not item.error:
        return _decoded_or_error((item.data or "").encode(), call)
    told = border.trouble((item.exception or "").encode()) or border.Trouble(error="")
    if told.errorcode == "accessexception":
        return NotAvailable(call.function)  # the token was good enough for the batch around it
    return border.refusal(told, call.function)
