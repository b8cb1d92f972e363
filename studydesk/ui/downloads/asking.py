"""Asking for downloads: small ones start at once, of larger ones the plan is shown first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QWidget

from studydesk.domain.downloads import WANTED_MEDIA, Price, What
from studydesk.domain.ids import ActivityId
from studydesk.study.views.courses import CourseView
from studydesk.ui.context import Context
from studydesk.ui.downloads.offers import Limits, Offer, Wish, limits
from studydesk.ui.pages import Place, Target
from studydesk.wording import ntr, tr

ASK_FROM_BYTES = 1_000_000


def course_wish(context: Context, view: CourseView, chosen: What | None) -> Wish:
    """Return what can be wanted of a course; `chosen` None = the learner picks activities."""
    course, downloads = view.card.id, context.desk.downloads
    named = (
        (What.TEXT, tr("Text and pictures"), view.text_price),
        (What.DOCUMENTS, tr("Text, pictures and documents"), view.documents_price),
        (What.ALL, tr("Everything"), view.all_price),
    )
    offers = tuple(
        Offer(words, price, partial(downloads.want, course, what), lambda row: row.course == course, WANTED_MEDIA[what])
        for what, words, price in named
    )
    place = len(offers) if chosen is None else [what for what, *_ in named].index(chosen)
    return Wish(tr("Download from {course}").format(course=view.card.full_name), offers, place, view.sections)


def want_activity(
    context: Context, owner: QWidget, activity: ActivityId, title: str, then: Callable[[], None] | None = None
) -> None:
    """Download an activity; `then` is called once it is in the queue."""
    downloads = context.desk.downloads

    def ask(price: Price) -> None:
        offer = Offer(
            title, price, lambda: downloads.want_activity(activity), lambda row: row.activity == activity
        )
        want(context, owner, Wish(tr("Download “{title}”").format(title=title), (offer,)), then)

    context.read(owner, lambda: downloads.price_of_activity(activity), ask, key="price")


def want_file(context: Context, owner: QWidget, key: int, name: str) -> None:
    """Download one file."""
    want_keys(context, owner, (key,), name, tr("{name} is downloaded as soon as there is a link.").format(name=name))


def want_keys(context: Context, owner: QWidget, keys: Iterable[int], title: str, said: str = "") -> None:
    """Download some files; `said` is told when they are in the queue, "" = how many there are."""
    some, downloads = tuple(keys), context.desk.downloads

    def ask(price: Price) -> None:
        offer = Offer(title, price, lambda: downloads.want_keys(some), lambda row: row.key in some)
        want(context, owner, Wish(tr("Download “{title}”").format(title=title), (offer,)), said=said)

    context.read(owner, lambda: downloads.price_of(some), ask, key="price")


def want(
    context: Context, owner: QWidget, wish: Wish, then: Callable[[], None] | None = None, *, said: str = ""
) -> None:
    """Begin at once what is small; else show the plan, and begin what the learner chooses there."""
    if wish.chosen < len(wish.offers) and wish.offers[wish.chosen].price.size_bytes <= ASK_FROM_BYTES:
        _begin(context, owner, _Begun(wish.offers[wish.chosen], said=said), then)
        return

    def show(known: Limits) -> None:
        from studydesk.ui.downloads.plan import PlanDialog  # a tree of Qt is not needed where pages are only read

        dialog = PlanDialog(owner, context, wish, known)

        def closed(_result: int) -> None:
            if dialog.choice == "go":
                begun = _Begun(dialog.offer(), dialog.is_urgent, dialog.waits, said)
                _begin(context, owner, begun, then)
            dialog.deleteLater()

        dialog.finished.connect(closed)
        dialog.open()

    context.read(owner, partial(limits, context), show, key="limits")


@dataclass(frozen=True, slots=True)
class _Begun:
    """What was chosen.

    Attributes:
        is_urgent: it goes whatever the learner's rules say; waits: those rules hold it back.
        said: told instead of how many files it is.
    """

    offer: Offer
    is_urgent: bool = False
    waits: bool = False
    said: str = ""

    def words(self, count: int) -> str:
        """Return what is told once they are in the queue."""
        if self.waits:
            return ntr("{n} file is in the queue", "{n} files are in the queue", count)
        return self.said or ntr("{n} file is downloaded next", "{n} files are downloaded next", count)


def _begin(context: Context, owner: QWidget, begun: _Begun, then: Callable[[], None] | None) -> None:
    downloads, offer = context.desk.downloads, begun.offer

    def job() -> int:
        count = offer.want()
        if begun.is_urgent:
            downloads.start_now([row.key for row in downloads.view().rows if offer.is_mine(row)])
        return count

    def done(count: int) -> None:
        context.toast(begun.words(count), partial(context.navigate, Target(Place.DOWNLOADS)), tr("Show"))
        if then is not None:
            then()

    context.act(owner, job, done)
