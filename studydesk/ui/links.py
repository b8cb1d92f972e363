"""Following a link of a text: inside the program by itself, to the web only after asking."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from studydesk.domain.courses import Media
from studydesk.domain.ids import ActivityId
from studydesk.study.views.reading import LinkTo
from studydesk.ui.context import Context
from studydesk.ui.pages import Place, Target, target_of
from studydesk.ui.widgets.dialogs import Dialog
from studydesk.wording import tr


def follow(context: Context, owner: QWidget, activity: ActivityId, address: str) -> None:
    """Go where a clicked link of `activity`'s text leads."""
    reading = context.desk.reading
    context.read(
        owner, lambda: reading.link(activity, address), lambda to: go(context, owner, activity, to), key="link"
    )


def go(context: Context, owner: QWidget, activity: ActivityId, to: LinkTo) -> None:
    """Go to what a link was found to lead to."""
    if to.activity is not None:
        wanted, courses = to.activity, context.desk.courses
        context.read(owner, lambda: courses.activity(wanted), lambda row: context.navigate(target_of(row)), key="link")
    elif to.discussion is not None:
        at = f"p{to.post}" if to.post is not None else ""
        context.navigate(Target(Place.THREAD, discussion=to.discussion, at=at))
    elif to.file_key is not None:
        open_file(context, owner, activity, to.file_key)
    elif to.address is not None:
        ask_web(context, owner, to.address)
    elif to.anchor is None:
        context.toast(tr("This link leads nowhere that can be opened."))


def open_file(context: Context, owner: QWidget, activity: ActivityId, key: int) -> None:
    """Show a file of a text in the page for its kind."""

    def found(media: Media) -> None:
        place = Place.PLAYER if media in (Media.VIDEO, Media.AUDIO) else Place.FILES
        context.navigate(Target(place, activity=activity, at=str(key)))

    reading = context.desk.reading
    context.read(owner, lambda: reading.path(key).media, found, key="link")


def ask_web(context: Context, owner: QWidget, address: str) -> None:
    """Ask before a web address is opened, and offer to copy it for later."""
    dialog = Dialog(
        owner, tr("This link leads to the web"), address, tr("It opens in your web browser and needs a link.")
    )
    dialog.button("no", tr("Stay here"))
    dialog.button("copy", tr("Copy the address"))
    dialog.button("open", tr("Open in the browser"), "primary").setFocus()
    dialog.exec()
    if dialog.choice == "copy":
        QGuiApplication.clipboard().setText(address)
        context.toast(tr("The address is copied."))
    elif dialog.choice == "open":
        QDesktopServices.openUrl(QUrl(address))
