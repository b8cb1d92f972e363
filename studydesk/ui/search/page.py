"""The page of search: results while one types, from what is on this computer."""

from studydesk.domain.changes import Subject
from studydesk.study.views.reading import LinkTo
from studydesk.study.views.today import Hit
from studydesk.ui import links
from studydesk.ui.context import Context
from studydesk.ui.pages import Place, Target
from studydesk.ui.widgets.listpage import ListPage
from studydesk.ui.widgets.rows import Line
from studydesk.wording import ntr, tr

ICONS = {
    "page": "page", "chapter": "book", "post": "discussions", "file": "file", "activity": "courses",
    "assignment": "assignment",
}  # fmt: skip


class SearchPage(ListPage):
    """Finds pages, posts and files."""

    subjects: frozenset[Subject] = frozenset()

    def __init__(self, context: Context) -> None:
        super().__init__(context, tr("Search"))
        self._shown = ""

    def show_for(self, target: Target) -> None:
        """Search for `target.text`; asking for the same again goes to what was found."""
        again = bool(target.text) and target.text == self._shown
        super().show_for(target)
        if again:
            self.rows.setFocus()

    def reload(self) -> None:
        """Search again."""
        text, search = (self.target.text.strip() if self.target is not None else ""), self.context.desk.search
        self.context.read(self, lambda: search.find(text) if text else [], lambda hits: self._show(text, hits))

    def _show(self, text: str, hits: list[Hit]) -> None:
        self._shown = text
        self.heading.setText(tr("Search: {text}").format(text=text) if text else tr("Search"))
        self.say_facts(ntr("{n} place found", "{n} places found", len(hits)) if hits else "")
        if text:
            hint = tr("Look for fewer or other words. Only what is on this computer is searched.")
            self.put(
                [hit_line(hit) for hit in hits], "search", tr("Nothing found for “{text}”").format(text=text), hint
            )
        else:
            hint = tr("Pages, discussions and file names of all your courses are searched, also without a link.")
            self.put([], "search", tr("What are you looking for?"), hint)

    def open_line(self, payload: object) -> None:
        """Open what was found."""
        if not isinstance(payload, Hit):
            return
        if payload.discussion is not None:
            at = f"p{payload.post}" if payload.post is not None else ""
            self.context.navigate(Target(Place.THREAD, discussion=payload.discussion, at=at))
        elif payload.file_key is not None and payload.activity is not None:
            links.open_file(self.context, self, payload.activity, payload.file_key)
        elif payload.activity is not None:
            links.go(self.context, self, payload.activity, LinkTo(activity=payload.activity))
        elif payload.course is not None:
            self.context.navigate(Target(Place.COURSE, course=payload.course))


def hit_line(hit: Hit) -> Line:
    """Return something found as a line."""
    return Line(
        title=hit.title,
        meta=" · ".join(part for part in (kind_words(hit.kind), hit.course_title) if part),
        extra=hit.snippet.replace("\n", " "),
        icon=ICONS.get(hit.kind, "page"),
        payload=hit,
    )


def kind_words(kind: str) -> str:
    """Return what kind of thing was found."""
    words = {
        "page": tr("Page"),
        "chapter": tr("Book"),
        "post": tr("Post"),
        "file": tr("File"),
        "activity": tr("Activity"),
        "assignment": tr("Assignment"),
    }
    return words.get(kind, "")
