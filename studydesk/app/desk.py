"""A desk: everything one account can do, put together."""

from dataclasses import dataclass

from studydesk.app.sync import Sync
from studydesk.domain.accounts import Account
from studydesk.domain.outside import Chance, Clock
from studydesk.paths import Paths
from studydesk.policy import Policy
from studydesk.store.opening import Store
from studydesk.study.agenda import Agenda
from studydesk.study.assignments import Assignments
from studydesk.study.courses import Courses
from studydesk.study.discussions import Discussions
from studydesk.study.downloads import Downloads
from studydesk.study.grades import Grades
from studydesk.study.learner import Learner
from studydesk.study.lectures import Lectures
from studydesk.study.outbox import Outbox
from studydesk.study.reading import Reading
from studydesk.study.search import Search
from studydesk.study.storage import Outside as Around
from studydesk.study.storage import Storage
from studydesk.study.today import Today


@dataclass(slots=True, eq=False)
class Desk:
    """Everything one account can do, from disk only."""

    account: Account
    courses: Courses
    reading: Reading
    lectures: Lectures
    discussions: Discussions
    assignments: Assignments
    outbox: Outbox
    today: Today
    agenda: Agenda
    grades: Grades
    search: Search
    downloads: Downloads
    storage: Storage


def make_desk(
    account: Account,
    store: Store,
    paths: Paths,
    clock: Clock,
    chance: Chance,
    policy: Policy,
    sync: Sync,
    around: Around,
) -> Desk:
    """Return the desk of an account."""
    learner = Learner(account, store, clock, sync.school, chance, sync, sync.gate, policy)
    reading = Reading(learner, paths.opened)
    assignments = Assignments(learner)
    discussions = Discussions(learner)
    outbox = Outbox(learner)
    agenda = Agenda(learner, assignments)
    return Desk(
        account=account,
        courses=Courses(learner),
        reading=reading,
        lectures=Lectures(learner, reading),
        discussions=discussions,
        assignments=assignments,
        outbox=outbox,
        today=Today(learner, assignments, discussions, outbox, agenda),
        agenda=agenda,
        grades=Grades(learner),
        search=Search(learner),
        downloads=Downloads(learner),
        storage=Storage(learner, around),
    )
