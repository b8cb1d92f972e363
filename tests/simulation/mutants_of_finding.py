"""Bugs in finding again, in hand-ins and ticks, and on the disk."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from studydesk.domain.assignments import Submission
from studydesk.domain.forums import Post, as_html
from studydesk.domain.outbox import Event, Item
from studydesk.domain.work import View
from studydesk.errors import StudyDeskError
from studydesk.store import attachments
from studydesk.study.outbox import Outbox
from studydesk.sync import (
    amending,
    details,
    handin,
    lookup,
    marking,
    missing,
    posting,
    reconcile,
    starting,
    submitting,
    transfer,
    trip,
    uploading,
)
from studydesk.sync import queues as sync_queues
from studydesk.sync.handin import Verdict
from studydesk.sync.lookup import Sight
from studydesk.sync.transfer import Transfer
from tests.simulation.mutants_of_sending import no_grace
from tests.simulation.planting import bug, put


# --- finding again ---------------------------------------------------------------------------------------------------
@bug("posts travel without a marker, and are looked for by it alone")
def no_marker(stack: ExitStack) -> None:
    for module in (posting, starting):
        put(stack, module, "html_of", lambda _item, words, _trip: as_html(words))
    _no_fingerprint(stack)


@bug("a site that keeps no markers is not looked through by the words")
def no_fingerprint(stack: ExitStack) -> None:
    _no_fingerprint(stack)


def _no_fingerprint(stack: ExitStack) -> None:
    put(stack, lookup, "_is_like", lambda *_: False)


@bug("a look-up never finds anything")
def finds_nothing(stack: ExitStack) -> None:
    for module in (posting, starting):
        put(stack, module, "sight", lambda *_: Sight())
    put(stack, posting, "copies", lambda *_: ())
    put(stack, starting, "copies", lambda *_: ())


@bug("of several copies all are taken back")
def all_copies_are_taken_back(stack: ExitStack) -> None:
    def surplus(found: Sequence[Post], _kept: Post, _posts: Iterable[Post]) -> list[Post]:
        return list(found)

    put(stack, reconcile, "surplus", surplus)


@bug("copies are never taken back")
def no_reconciling(stack: ExitStack) -> None:
    put(stack, reconcile, "check", lambda *_: None)
    put(stack, starting, "check", lambda *_: None)
    no_grace(stack)


@bug("once the first post of a batch is there, all count as sent")
def whole_batch_is_accepted(stack: ExitStack) -> None:
    real = posting._note_answers

    def _note_answers(items: Sequence[Item], answers: Sequence[Any], of_trip: trip.Trip) -> None:
        first = answers[0]
        real(items, answers if isinstance(first, StudyDeskError) else [first] * len(answers), of_trip)

    put(stack, posting, "_note_answers", _note_answers)


@bug("a post that a restored school lost is not missed")
def lost_posts_are_not_missed(stack: ExitStack) -> None:
    put(stack, missing, "of_discussion", lambda *_: [])
    put(stack, missing, "of_forum", lambda *_: [])


@bug("a hand-in that a restored school lost is not missed")
def lost_work_is_not_missed(stack: ExitStack) -> None:
    put(stack, missing, "of_assignment", lambda *_: [])


@bug("a change of a post writes over what somebody else wrote there")
def edits_write_over(stack: ExitStack) -> None:
    put(stack, amending, "_is_changed", lambda *_: False)


# --- work and ticks --------------------------------------------------------------------------------------------------
@bug("what the school holds is saved again")
def saves_again(stack: ExitStack) -> None:
    real = handin.judge

    def judge(*of: Any) -> Verdict:
        verdict = real(*of)
        return Verdict.SAVE if verdict in (Verdict.HELD, Verdict.PROVE) else verdict

    put(stack, handin, "judge", judge)


@bug("a newer version of another device is written over")
def newer_work_is_written_over(stack: ExitStack) -> None:
    put(stack, handin, "is_untouched", lambda *_: True)


@bug("the last file of several is not uploaded")
def a_file_is_forgotten(stack: ExitStack) -> None:
    real = uploading.own_files

    def own_files(item: Item, of_trip: trip.Trip) -> Any:
        return real(item, of_trip)[:1]

    put(stack, submitting, "own_files", own_files)
    put(stack, posting, "own_files", own_files)
    put(stack, starting, "own_files", own_files)
    put(stack, handin, "same_files", lambda *_: True)


@bug("files already handed in go when one is added")
def kept_files_go(stack: ExitStack) -> None:
    real = handin.wanted

    def wanted(item: Item, intent: Any, server: Submission) -> Any:
        return real(item, replace(intent, keep=()), server)

    put(stack, handin, "wanted", wanted)


@bug("work is saved and never submitted")
def never_submitted(stack: ExitStack) -> None:
    put(stack, handin, "must_submit", lambda *_: False)


@bug("of several ticks the first is told")
def first_tick_wins(stack: ExitStack) -> None:
    real = marking._tell

    def same_mark(run: Sequence[Item]) -> list[Item]:
        marks = real_same(run)
        return [*marks[1:], marks[0]] if len(marks) > 1 else marks

    real_same = sync_queues.same_mark
    put(stack, sync_queues, "same_mark", same_mark)
    put(stack, marking, "_tell", real)


@bug("an unanswered tick is taken for told")
def ticks_are_believed(stack: ExitStack) -> None:
    def look_up(self: marking.Marking, item: Item, of_trip: trip.Trip) -> None:
        self._accept([item], of_trip, Event.FOUND)

    put(stack, marking.Marking, "look_up", look_up)


@bug("a view is never told to the school")
def views_are_not_told(stack: ExitStack) -> None:
    real = marking._tell

    def _tell(item: Item, of_trip: trip.Trip) -> None:
        if not isinstance(item.intent, View):
            real(item, of_trip)

    put(stack, marking, "_tell", _tell)


# --- the disk --------------------------------------------------------------------------------------------------------
@bug("an attachment is not synced before its row is written")
def no_sync(stack: ExitStack) -> None:
    real = attachments.Attachments._copy

    def _copy(self: attachments.Attachments, original: Any, half: Any) -> Any:
        disk = self._disk
        with patch.object(disk, "sync", lambda file: file.flush()):
            return real(self, original, half)

    put(stack, attachments.Attachments, "_copy", _copy)


@bug("the name of an attachment is not synced")
def no_folder_sync(stack: ExitStack) -> None:
    put(stack, attachments, "publish", lambda disk, file, target: disk.replace(file, target))


# --- files -----------------------------------------------------------------------------------------------------------
@bug("a download that was cut begins anew")
def downloads_begin_anew(stack: ExitStack) -> None:
    real = Transfer.of

    def of(file: Any, known: Any, written: Any, *rest: Any) -> Transfer:
        made = real(file, known, written, *rest)
        if written.length:
            made.restart()
        return made

    put(stack, Transfer, "of", of)


@bug("the parts of two versions of a file are joined, and the hash is not compared")
def two_versions_are_joined(stack: ExitStack) -> None:
    def _continues(self: Transfer, span: Any, body: Any) -> bool:
        self.etag, self.total_bytes = self.etag or body.etag, self.total_bytes or body.total_bytes
        return bool(body.start == span.at)

    put(stack, Transfer, "_continues", _continues)
    put(stack, transfer, "_is_right", lambda *_: True)


@bug("other bytes of the same length go up")
def other_bytes_go_up(stack: ExitStack) -> None:
    real = uploading.own_files

    def own_files(item: Item, of_trip: trip.Trip) -> Any:
        return [replace(source, path=_backwards(source.path)) for source in real(item, of_trip)]

    for module in (submitting, posting, starting):
        put(stack, module, "own_files", own_files)


def _backwards(file: Any) -> Any:
    other = file.with_name(f"{file.name}.other")
    other.write_bytes(file.read_bytes()[::-1])
    return other


@bug("what the learner changed in the outbox is called changed and is not")
def rewording_is_lost(stack: ExitStack) -> None:
    put(stack, Outbox, "edit", lambda *_: None)


@bug("after an older copy was put back, nothing is looked for before it is sent")
def older_copies_send_again(stack: ExitStack) -> None:
    put(stack, posting.Posting, "_is_there", lambda *_: False)
    put(stack, starting, "copies", lambda *_: ())
    for module in (details, reconcile):
        put(stack, module, "adopt_seen", lambda *_: [])
    put(stack, reconcile, "check", lambda *_: None)
