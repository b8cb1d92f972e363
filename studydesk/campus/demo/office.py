"""What teachers and administrators do while learners are away; for tests and the simulation, not on the wire."""

import json
from pathlib import Path
from typing import Any

from studydesk.campus.demo.birth import add_activity
from studydesk.campus.demo.content import Content, Person, activity_from
from studydesk.campus.demo.functions import perform
from studydesk.campus.demo.functions.submissions import put_grade
from studydesk.campus.demo.refusals import no_record
from studydesk.campus.demo.school import Call, Json, Row, School
from studydesk.campus.demo.storage import Area
from studydesk.campus.demo.tokens import token_for


class Office:
    """The school's own hands. Activities are named by course key and activity key, people by user name."""

    def __init__(self, school: School, folder: Path) -> None:
        self._school = school
        self._folder = folder

    def token(self, username: str) -> str:
        """Return the person's token, made if there is none."""
        return token_for(self._school, self._person(username)["id"])

    def revoke_tokens(self, username: str) -> None:
        """End the person's tokens: `invalidtoken` from now on."""
        self._school.database.run("DELETE FROM token WHERE person = ?", self._person(username)["id"])

    def expire_tokens(self, username: str) -> None:
        """Let the person's tokens be over: `accessexception` once, then `invalidtoken`."""
        self._school.database.run("UPDATE token SET expires = 0 WHERE person = ?", self._person(username)["id"])

    def suspend(self, username: str, *, suspended: bool = True) -> None:
        """Keep the person out, or let them in again."""
        person = self._person(username)["id"]
        self._school.database.run("UPDATE person SET suspended = ? WHERE id = ?", suspended, person)

    def set_maintenance(self, is_on: bool) -> None:
        """Switch the maintenance of the admin page on or off."""
        self._school.in_maintenance = is_on

    def fail_next(self, status: int, count: int = 1) -> None:
        """Answer the next `count` requests with an HTML page of this status, nothing done."""
        self._school.failures.extend([status] * count)

    def set_enrolled(self, username: str, course: str, enrolled: bool) -> None:
        """Take the person into a course or out of it."""
        pair = (self._course(course)["id"], self._person(username)["id"])
        self._school.database.run("DELETE FROM enrolment WHERE course = ? AND person = ?", *pair)
        if enrolled:
            self._school.database.run("INSERT INTO enrolment VALUES (?, ?)", *pair)

    def add_activity(self, course: str, section: int, given: dict[str, Any]) -> int:
        """Add an activity, written as in campus.json, at the end of a section (its number) and return its cmid."""
        school, row = self._school, self._course(course)
        section_id = school.database.value("SELECT id FROM section WHERE course = ? AND number = ?", row["id"], section)
        people: tuple[Person, ...] = ()
        content = Content(self._folder, "", "en", people, (), ())
        with school.database.transaction():
            return add_activity(
                school.database, school.storage, content, activity_from(given), row["id"], section_id, 10_000,
                now=school.now(),
            )  # fmt: skip

    def delete_activity(self, course: str, activity: str) -> None:
        """Delete an activity; get_updates_since says nothing of it."""
        row = self.activity(course, activity)
        database = self._school.database
        with database.transaction():
            database.run("DELETE FROM file WHERE context = ?", row["context"])
            database.run("DELETE FROM grade_item WHERE activity = ?", row["id"])
            database.run("DELETE FROM event WHERE activity = ?", row["id"])
            database.run("DELETE FROM activity WHERE id = ?", row["id"])

    def set_hidden(self, course: str, activity: str, hidden: bool) -> None:
        """Hide an activity from learners or show it again."""
        self._change(course, activity, "hidden", hidden)

    def set_restriction(self, course: str, activity: str, restriction_html: str | None) -> None:
        """Keep learners out of an activity, with the reason they are shown, or let them in (None)."""
        self._change(course, activity, "restriction", restriction_html)

    def rename(self, course: str, activity: str, title: str) -> None:
        """Give an activity another title."""
        self._change(course, activity, "title", title)

    def edit_page(self, course: str, activity: str, markup: str) -> None:
        """Write another text into a page."""
        self._change(course, activity, "body", markup)

    def set_settings(self, course: str, activity: str, **changed: Json) -> None:
        """Change settings of an activity; times (`opens`, `due`, `cut_off`) as Unix seconds, 0 for none."""
        settings = json.loads(self.activity(course, activity)["settings"]) | changed
        self._change(course, activity, "settings", json.dumps(settings))

    def replace_file(self, course: str, activity: str, name: str, content: bytes) -> None:
        """Put new bytes in place of a file of a page, file or folder; the revision in its address goes up."""
        row, school = self.activity(course, activity), self._school
        area = Area(row["context"], f"mod_{row['kind']}", "content", 0)
        with school.database.transaction():
            old = school.storage.find(area, "/", name)
            stored = school.storage.keep(content)
            school.storage.add(
                area, name, stored, now=school.now(), author="" if old is None else old["author"],
                owner=row["id"] if old is None else old["owner"], sortorder=0 if old is None else old["sortorder"],
            )  # fmt: skip
            self._change(course, activity, "revision", row["revision"] + 1)

    def grade(self, course: str, activity: str, learner: str, grade: float, feedback: str) -> None:
        """Grade a learner's work, as the first teacher."""
        row = self.activity(course, activity)
        put_grade(self._as_teacher(), row["instance"], self._person(learner)["id"], grade, feedback)

    def act(self, username: str, function: str, **given: Json) -> Json:
        """Return the answer of a web-service function called as this person, past the link. Raises: WireError."""
        return perform(Call(self._school, self._person(username), self._school.now()), function, given)

    def activity(self, course: str, activity: str) -> Row:
        """Return the row of an activity (`id` is the cmid; `instance`, `context`, `settings` …)."""
        found = self._school.database.row(
            "SELECT * FROM activity WHERE course = ? AND key = ?", self._course(course)["id"], activity
        )
        if found is None:
            raise no_record("course_modules")
        return found

    def _change(self, course: str, activity: str, column: str, value: Json) -> None:
        row = self.activity(course, activity)
        self._school.database.run(
            f"UPDATE activity SET {column} = ?, modified = ? WHERE id = ?", value, self._school.now(), row["id"]
        )

    def _as_teacher(self) -> Call:
        teacher = self._school.database.row("SELECT * FROM person WHERE role = 'teacher' ORDER BY id LIMIT 1")
        if teacher is None:
            raise no_record("user")
        return Call(self._school, teacher, self._school.now())

    def _course(self, key: str) -> Row:
        found = self._school.database.row("SELECT * FROM course WHERE key = ?", key)
        if found is None:
            raise no_record("course")
        return found

    def _person(self, username: str) -> Row:
        found = self._school.database.row("SELECT * FROM person WHERE username = ?", username)
        if found is None:
            raise no_record("user")
        return found
