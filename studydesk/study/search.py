"""Search over everything that is on this computer."""

from studydesk.store import courses, search
from studydesk.study.learner import Learner
from studydesk.study.views.today import Hit


class Search:
    """Search in one account."""

    def __init__(self, learner: Learner) -> None:
        self._learner = learner

    def find(self, text: str, limit: int = 50) -> list[Hit]:
        """Return what matches, best first; any text is allowed, it never raises."""
        if not text.strip():
            return []
        with self._learner.store.library.read() as r:
            found = search.search(r, self._learner.id, text, limit)
            titles = {course.id: course.full_name for course in courses.courses(r, self._learner.id)}
        return [
            Hit(
                kind=hit.kind.value,
                title=hit.title,
                snippet=hit.snippet,
                course=hit.course,
                course_title=titles.get(hit.course, ""),
                activity=hit.activity,
                discussion=hit.discussion,
                post=hit.post,
                file_key=hit.file_key,
            )
            for hit in found
        ]
