"""Errors in words: what happened, what is safe, what to do. No codes alone, no blame."""

from collections.abc import Callable
from dataclasses import dataclass

from studydesk import errors
from studydesk.domain.forums import as_text
from studydesk.domain.outbox import NotAllowed
from studydesk.wording import units
from studydesk.wording.speech import ntr, tr


@dataclass(frozen=True, slots=True)
class Message:
    """An error for a learner: three sentences, of which `todo` may be ""."""

    happened: str
    safe: str
    todo: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.happened, self.safe, self.todo) if part)


def problem(code: str, message: str = "") -> str:
    """Return the end of a sentence for the code of a Problem or a failed download, else the site's own words."""
    known = _problems().get(code)
    if known:
        return known
    said = as_text(message)
    if said:
        return said if said.endswith((".", "!", "?")) else f"{said}."
    return tr("it gave no reason that can be understood.")


def in_their_words(code: str, message: str) -> str:
    """Return what the school itself said of a refusal, without its HTML; "" where that is what `problem` says."""
    return as_text(message) if code in _problems() else ""


def _problems() -> dict[str, str]:
    """The site's errorcodes (moodle.md §4) and ours, as ends of a sentence."""
    closed = tr("the forum is closed.")
    late = tr("the time for handing in is over.")
    return {
        "cannotcreatediscussion": closed,
        "nopostforum": tr("the discussion is closed."),
        "cannotreply": tr("the discussion is closed."),
        "closed": tr("it is closed."),
        "forumblockingtoomanyposts": tr("you have written as many posts as this forum allows for now."),
        "couldnotsubmitforgrading": tr("it does not take this work now."),
        "couldnotsavesubmission": tr("it does not take this work now."),
        "cutoff": late,
        "invalidpostid": tr("the post is not there any more."),
        "invaliddiscussionid": tr("the discussion is not there any more."),
        "nopermission": tr("you are not allowed to do this."),
        "nopermissions": tr("you are not allowed to do this."),
        "accessexception": tr("you are not allowed to do this."),
        "requireloginerror": tr("you do not take part in this course any more."),
        "errorcoursecontextnotvalid": tr("this course is not open to you now. Look at the school's page in a browser."),
        "cannotmanualctrack": tr("the school ticks this off by itself."),
        "too_large": tr("it is larger than the school allows."),
        "upload_error_ini_size": tr("a file is larger than the school allows."),
        "busy": tr("The school is busy."),
        "maintenance": tr("The school is under maintenance."),
        "sitemaintenance": tr("The school is under maintenance."),
        "database": tr("The school has a fault of its own."),
        "services_off": tr("This school does not let study programs in."),
        "dbconnectionfailed": tr("The school has a fault of its own."),
    } | _own_problems()


def _own_problems() -> dict[str, str]:
    """Our own codes, as ends of a sentence."""
    return {
        "never_sent": tr("There was no way to the school."),
        "no_answer": tr("no answer came back."),
        "rescued": tr("it was brought back after damage."),
        "signed_out": tr("you are signed out at the school."),
        "not_available": tr("the school does not offer this."),
        "gone": tr("it is not there any more."),
        "filenotfound": tr("it is not there any more."),
        "corrupt": tr("what arrived was damaged."),
        "refused": tr("the school does not give it out."),
        "changed_there": tr("it changed at the school too."),
        "missing_there": tr("it was there and is not any more."),
        "several": tr("it may be there already, more than once."),
        "attachment_damaged": tr("a file you attached is damaged here."),
        "disk_full": tr("the disk is full."),
        "disk_failed": tr("the disk did not keep it."),
        "drive_gone": tr("the drive with your courses is not plugged in."),
        "no_answer_yet": tr("The school did not answer."),
        "portal": tr("This Wi-Fi wants you to sign in first."),
        "not_editable": tr("it cannot be changed any more."),
        "parent_withdrawn": tr("you withdrew what it answers."),
        "post_gone": tr("the post is not there any more."),
        "discussion_gone": tr("the discussion is not there any more."),
        "assignment_gone": tr("the assignment is not there any more."),
        "same_name": tr("two of your files have the same name there."),
        "not_all_kept": tr("it did not keep everything: a file is too large, or there are too many."),
    }


def why_not(code: str | None) -> str:
    """Return why something cannot be done here, "" for None."""
    words = {
        "closed": tr("It is closed at the school."),
        "locked": tr("This discussion is closed."),
        "news": tr("Only teachers write here."),
        "cut_off": tr("The time for handing in is over."),
        "not_open": tr("It is not open yet."),
        "handed_in": tr("It is handed in and cannot be changed any more."),
        "team": tr("Group work is handed in on the school's page."),
        "unsupported": tr("This kind of hand-in works on the school's page only."),
    }
    return words.get(code, tr("It cannot be done now.")) if code else ""


def invalid(reason: str, limit: int | None = None) -> str:
    """Return what is wrong with what the learner asked for."""
    n = limit or 0
    words: dict[str, Callable[[], str]] = {
        "empty": lambda: tr("There is nothing written yet."),
        "no_subject": lambda: tr("A subject is missing."),
        "subject_too_long": lambda: ntr(
            "The subject is longer than {n} character.", "The subject is longer than {n} characters.", n
        ),
        "closed": lambda: tr("It is closed at the school."),
        "not_open": lambda: tr("It is not open yet."),
        "too_many_files": lambda: ntr("Only {n} file is allowed.", "Only {n} files are allowed.", n),
        "file_too_large": lambda: tr("A file is larger than {size}.").format(size=units.size(n)),
        "too_many_words": lambda: ntr("The text is longer than {n} word.", "The text is longer than {n} words.", n),
        "file_type": lambda: tr("This kind of file is not allowed here."),
        "no_file": lambda: tr("This file cannot be read."),
        "unreadable": lambda: tr("This file cannot be read."),
        "statement": lambda: tr("Please confirm first that the work is your own."),
        "not_editable": lambda: tr("This post cannot be changed any more."),
        "not_manual": lambda: tr("The school ticks this off by itself."),
        "restricted": lambda: tr("This is not open to you yet. The course says when."),
        "not_now": lambda: tr("This is not possible now: it may be on its way to the school."),
        "choose_first": lambda: tr("The school has something else there, or may have it already: choose first."),
        "changed_again": lambda: tr("The school has yet another version by now. Look at it before you choose."),
        "place_taken": lambda: tr("There is something of this name already. Choose another name."),
        "unsent": lambda: tr("Something you wrote was not sent yet."),
        "address": lambda: tr("This is not the address of a web page."),
        "insecure": lambda: tr("This address is not encrypted. Only https is allowed outside your own network."),
        "token": lambda: tr("What you pasted contains no key."),
        "other_user": lambda: tr("At this address the name belongs to somebody else. Nothing was changed."),
        "other_site": lambda: tr("Your courses are not at this address. Nothing was changed."),
        "already_there": lambda: tr("You are signed in at this address already, as another account here."),
        "setting": lambda: tr("This setting does not exist."),
        "value": lambda: tr("This setting cannot have that value."),
        "several": lambda: tr("More than one fits. Say more of it."),
        "no_user": lambda: tr("Whose name is it? Use --user NAME."),
        "no_password": lambda: tr("A password is needed: from a prompt, --password-stdin or STUDYDESK_PASSWORD."),
        "no_course": lambda: tr("Name a course."),
        "kinds": lambda: tr("--what takes text, documents or all, or the numbers of activities."),
        "suggested": lambda: tr("--suggested takes no course."),
        "bytes": lambda: tr("--bytes goes with --suggested."),
        "no_room": lambda: tr("There is too little room there: {size} are lacking.").format(size=units.size(n)),
    } | _invalid_storage()
    return words[reason]() if reason in words else tr("This is not possible.")


def _invalid_storage() -> dict[str, Callable[[], str]]:
    return {
        "pinned": lambda: tr("You chose to always keep this on this computer."),
        "needed": lambda: tr("Something you wrote or asked for still needs this."),
        "no_folder": lambda: tr("There is no such folder."),
        "inside_store": lambda: tr("Your courses cannot be moved into a folder of StudyDesk itself."),
        "other_courses_there": lambda: tr("The courses of another StudyDesk lie in that place already."),
        "other_profile_open": lambda: tr("Somebody else has StudyDesk open on this computer. Close it first."),
        "downloading": lambda: tr("A download is under way and does not pause. Pause all downloads and try again."),
    }


def error(what: Exception) -> Message:
    """Return an error in words; anything unknown is said to be a fault of this program."""
    kept = tr("Everything on this computer is safe.")
    for kind, say in _SENTENCES:
        if isinstance(what, kind):
            return say(what, kept)
    return Message(tr("Something went wrong inside StudyDesk."), kept, tr("Please try again."))


def _not_processed(what: errors.NotProcessed, kept: str) -> Message:
    words = {
        "busy": tr("The school is busy."),
        "too_large": tr("This is larger than the school allows."),
        "maintenance": tr("The school is under maintenance."),
        "database": tr("The school has a fault of its own."),
        "services_off": tr("This school does not let study programs in."),
    }
    todo = {
        "too_large": tr("Make it smaller, or ask the school."),
        "services_off": tr("Ask the school to switch on “web services for mobile devices”."),
    }
    later = tr("Try again later; what you write is sent by itself.")
    return Message(words.get(what.reason, tr("The school is busy.")), kept, todo.get(what.reason, later))


def _not_a_campus(what: errors.NotACampus, _kept: str) -> Message:
    words = {
        "not_moodle": tr("There is a web page at this address, but no Moodle school."),
        "services_off": tr("This school does not let study programs in."),
        "too_old": tr("This school's Moodle is too old for StudyDesk."),
        "login_elsewhere": tr("This school signs people in on its own page."),
    }
    todo = {
        "not_moodle": tr("Look at the address in your browser and copy it here."),
        "services_off": tr("Ask the school to switch on “web services for mobile devices”."),
        "too_old": tr("Ask the school for Moodle 3.9 or newer."),
        "login_elsewhere": tr("Sign in there with a browser and paste the key here."),
    }
    return Message(words.get(what.reason, words["not_moodle"]), "", todo.get(what.reason, ""))


def _storage_full(what: errors.StorageFull, _kept: str) -> Message:
    need = (
        tr("Free {size} to go on.").format(size=units.size(what.needed_bytes))
        if what.needed_bytes
        else tr("Free some space to go on.")
    )
    return Message(tr("The disk is full."), tr("What was saved before is safe."), need)


def _work_damaged(_what: errors.WorkDamaged, _kept: str) -> Message:
    return Message(
        tr("The file with your own work is damaged."),
        tr("It is left as it is. What you wrote is in a journal beside it too, and there are copies of earlier days."),
        tr("Close StudyDesk, open a terminal and type: studydesk doctor --rescue")
        + "\n"
        + tr("The other way is the copy of an earlier day alone: studydesk doctor --recover"),
    )


def _work_gone(what: errors.WorkGone, _kept: str) -> Message:
    left = tr("What was sent is at the school. Files you attached are still in {place}.").format(place=what.folder)
    if what.kept is not None:
        left = f"{tr('The damaged file is kept as {name}.').format(name=what.kept.name)} {left}"
    return Message(
        tr("Nothing of your own work could be brought back: its file, its journal and its copies are gone or damaged."),
        left,
        tr("To start anew, give that folder another name, start StudyDesk and sign in again."),
    )


def _corrupt(what: errors.Corrupt, _kept: str) -> Message:
    if what.what == "work.db":  # met while the program runs
        return _work_damaged(errors.WorkDamaged(what.what, ()), _kept)
    if what.what.endswith(".db"):
        return Message(
            tr("The list of your courses on this computer is damaged."),
            tr("Your own work is safe, and what you downloaded is kept."),
            tr("Start StudyDesk again: it puts the list together anew from the school."),
        )
    return Message(tr("A downloaded file is damaged."), tr("Your own work is safe."), tr("Download it again."))


def _refused(what: errors.Refused, kept: str) -> Message:
    return Message(tr("The school said no: {why}").format(why=problem(what.code, what.message)), kept, "")


def _invalid(what: errors.Invalid, _kept: str) -> Message:
    todo = {
        "file_too_large": tr("Make it smaller, or leave it out."),
        "too_many_files": tr("Leave some out."),
        "too_many_words": tr("Shorten it."),
        "subject_too_long": tr("Shorten it."),
        "file_type": tr("Save it in another format, or leave it out."),
        "no_file": tr("Check its name and where it lies."),
        "unreadable": tr("Check its name and where it lies."),
    }
    return Message(invalid(what.reason, what.limit), tr("Nothing was changed."), todo.get(what.reason, ""))


def _no_copy(name: str, names: str) -> Message:
    if not names:
        journal = tr("To look at what is left of your work, type: studydesk doctor --rescue")
        return Message(tr("There is no copy of your work on this computer."), "", journal)
    there = tr("There is no copy {name}.").format(name=name)
    return Message(there, "", tr("Copies of your work: {names}").format(names=names))


def _not_found(what: errors.NotFound, kept: str) -> Message:
    if not what.what:
        return Message(tr("This is not on this computer."), kept, tr("Refresh the course, or download it first."))
    names = ", ".join(what.names)
    if what.what == "copy":
        return _no_copy(what.name, names)
    words = {
        "course": tr("There is no course {name}.").format(name=what.name),
        "account": tr("There is no account {name}.").format(name=what.name),
        "activity": tr("There is no activity {name} in {course}.").format(name=what.name, course=names),
        "file": tr("There is no file {name}.").format(name=what.name),
        "folder": tr("There is no folder {name}.").format(name=what.name),
    }
    todo = {
        "course": tr("Your courses: {names}").format(names=names),
        "account": tr("Your accounts: {names}").format(names=names),
    }
    if what.what == "folder":
        return Message(words["folder"], "", tr("Make it first."))
    return Message(words[what.what], "", todo.get(what.what, "") if names else "")


def _said(happened: Callable[[], str], todo: Callable[[], str] = lambda: "") -> Callable[..., Message]:
    return lambda _what, kept: Message(happened(), kept, todo())


# The first that fits counts, so the narrower class stands before the wider.
_SENTENCES: tuple[tuple[type[Exception], Callable[..., Message]], ...] = (
    (
        errors.UntrustedSite,
        _said(
            lambda: tr("It cannot be proven that this is really your school, so nothing was sent."),
            lambda: tr("Check the address, and the date and time of this computer."),
        ),
    ),
    (
        errors.NeverSent,
        _said(
            lambda: tr("There is no way to the school now."),
            lambda: tr("Check the address and your link; what you write is sent later by itself."),
        ),
    ),
    (errors.NotProcessed, _not_processed),
    (
        errors.CaptivePortal,
        _said(
            lambda: tr("This Wi-Fi wants you to sign in first."),
            lambda: tr("Open a web browser, sign in to the Wi-Fi and come back."),
        ),
    ),
    (
        errors.BadAnswer,
        _said(lambda: tr("The school did not answer in a way that can be understood."), lambda: tr("Try again later.")),
    ),
    (errors.NoAnswer, _said(lambda: tr("The school does not answer now."), lambda: tr("Try again later."))),
    (errors.NotACampus, _not_a_campus),
    (
        errors.WrongPassword,
        _said(
            lambda: tr("The school does not know this name and password."),
            lambda: tr("Check both, capital letters too."),
        ),
    ),
    (errors.NoAccount, _said(lambda: tr("There is no account here yet."), lambda: tr("Sign in to your school first."))),
    (errors.SignedOut, _said(lambda: tr("You are signed out at the school."), lambda: tr("Sign in again."))),
    (
        errors.NotAvailable,
        _said(lambda: tr("This school does not offer this."), lambda: tr("Use the school's page for it.")),
    ),
    (errors.Refused, _refused),
    (errors.NotFound, _not_found),
    (errors.Cancelled, _said(lambda: tr("Stopped."))),
    (errors.StorageFull, _storage_full),
    (errors.WorkGone, _work_gone),
    (errors.WorkDamaged, _work_damaged),
    (errors.Corrupt, _corrupt),
    (
        errors.DriveGone,
        _said(
            lambda: tr("The drive with your courses is not plugged in."),
            lambda: tr("Plug it in. What you write is kept meanwhile."),
        ),
    ),
    (
        errors.StorageFailed,
        _said(
            lambda: tr("The disk does not let StudyDesk write."),
            lambda: tr("Check that the disk is in order and that you may write to it."),
        ),
    ),
    (
        errors.DatabaseTooNew,
        _said(
            lambda: tr("Your work was saved by a newer StudyDesk. This one leaves it untouched."),
            lambda: tr("Install the newer version."),
        ),
    ),
    (
        errors.ProfileInUse,
        _said(lambda: tr("StudyDesk is already open."), lambda: tr("Use the window that is open, or close it.")),
    ),
    (
        errors.PackageRejected,
        _said(lambda: tr("This course file cannot be opened safely."), lambda: tr("Ask for it again.")),
    ),
    (errors.Invalid, _invalid),
    (NotAllowed, _said(lambda: tr("This is not possible now: it may be on its way to the school."))),
)
