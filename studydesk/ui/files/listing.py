"""The files of a folder, each with its size and where it stands."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studydesk.domain.courses import Media, suffix
from studydesk.domain.downloads import FileState, LocalFile
from studydesk.study.views.courses import DiskState
from studydesk.ui.context import Context
from studydesk.ui.downloads import asking
from studydesk.ui.files.programs import save_copy
from studydesk.ui.widgets.badge import DISK
from studydesk.ui.widgets.boxes import line
from studydesk.ui.widgets.buttons import Button
from studydesk.ui.widgets.rows import Line, RowList
from studydesk.ui.widgets.text import label
from studydesk.wording import disk_state, ntr, size, tr

ICONS = {Media.VIDEO: "video", Media.AUDIO: "audio"}


class FileList(QWidget):
    """A folder.

    Signals:
        opened: the LocalFile the learner chose; it is on this computer.
    """

    opened = Signal(object)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._title = label("", "title")
        self._facts = label("", "muted")
        self.rows = RowList(context.theme, context.icons, tr("Files"))
        self._open = Button(tr("Open"), self.rows.choose_current, "primary")
        self._save = Button(tr("Save a copy…"), self._save_current)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._facts)
        column.addWidget(self.rows, 1)
        column.addWidget(line(self._open, self._save))
        self.rows.chosen.connect(self._on_chosen)
        self.rows.selectionModel().currentChanged.connect(self._on_current)
        self.setAccessibleName(tr("Files"))
        self.setFocusProxy(self.rows)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def put(self, title: str, files: list[LocalFile]) -> None:
        """Show these files."""
        self._title.setText(title)
        here = sum(1 for file in files if file.sha256)
        facts = (
            ntr("{n} file", "{n} files", len(files)),
            size(sum(file.size_bytes for file in files)),
            tr("{n} on this computer").format(n=here),
        )
        self._facts.setText(" · ".join(facts))
        self.rows.put([line_of(file) for file in files])
        self._on_current()

    @Slot()
    def _on_current(self) -> None:
        file = self.rows.current()
        is_here = isinstance(file, LocalFile) and file.sha256 is not None
        self._save.setEnabled(is_here)
        self._open.say(tr("Open") if is_here or not isinstance(file, LocalFile) else _price(file))

    @Slot(object)
    def _on_chosen(self, file: LocalFile) -> None:
        if file.sha256 is not None:
            self.opened.emit(file)
            return
        asking.want_file(self._context, self, file.key, file.name)

    def _save_current(self) -> None:
        file = self.rows.current()
        if isinstance(file, LocalFile):
            save_copy(self._context, self, file.key, file.name)


def _price(file: LocalFile) -> str:
    return tr("Download · {size}").format(size=size(file.size_bytes))


def line_of(file: LocalFile) -> Line:
    """Return a file as a line of a list."""
    usable = file.size_bytes if file.sha256 else 0
    disk = DiskState(file.state, file.size_bytes, usable, file.done_bytes, file.problem, file.not_before)
    sign = DISK[file.state]
    meta = [size(file.size_bytes)] if file.state is FileState.PRESENT else []
    folder = file.path.strip("/")
    icon = ICONS.get(file.media) or ("pdf" if suffix(file.name) == "pdf" else "file")
    return Line(
        title=file.name,
        meta=" · ".join([*meta, folder] if folder else meta),
        icon=icon,
        end=disk_state(disk),
        end_icon=sign.icon,
        end_tone=sign.tone,
        payload=file,
    )
