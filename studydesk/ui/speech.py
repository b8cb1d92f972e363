"""The language of the window: our own sentences, Qt's, and the direction of reading."""

from PySide6.QtCore import QLibraryInfo, QLocale, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from studydesk import wording
from studydesk.paths import resources

OURS = ("en", "es")


def resolved(language: str) -> str:
    """Return the language that "system" stands for: the system's where we speak it, else English."""
    if language != "system":
        return language
    spoken = (name.split("-")[0] for name in QLocale.system().uiLanguages())
    return next((name for name in spoken if name in OURS), "en")


def use(language: str) -> bool:
    """Speak a language from now on; True when it is another than before."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return False
    name = resolved(language)
    before = app.property("language")
    if before == name:
        return False
    app.setProperty("language", name)
    wording.use(name, resources() / "translations")
    _speak_qt(app, name)
    QLocale.setDefault(QLocale(name))  # the decimal mark of the fields for numbers
    app.setLayoutDirection(QLocale(name).textDirection())
    return before is not None


def _speak_qt(app: QApplication, name: str) -> None:
    """Change the language of Qt's own sentences ("Copy", "Paste", the dialogs for files)."""
    for old in app.findChildren(QTranslator, options=Qt.FindChildOption.FindDirectChildrenOnly):
        app.removeTranslator(old)
        old.deleteLater()
    translator = QTranslator(app)
    if translator.load(f"qtbase_{name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
