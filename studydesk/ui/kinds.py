"""How kinds of things are drawn and called."""

from studydesk import wording
from studydesk.domain.courses import Kind, Media, suffix
from studydesk.wording import tr

_ICONS = {
    Kind.PAGE: "page",
    Kind.BOOK: "book",
    Kind.FOLDER: "folder",
    Kind.URL: "external",
    Kind.LABEL: "label",
    Kind.FORUM: "forum",
    Kind.ASSIGNMENT: "assignment",
    Kind.QUIZ: "quiz",
    Kind.CHOICE: "quiz",
    Kind.FEEDBACK: "quiz",
    Kind.GLOSSARY: "book",
    Kind.LESSON: "book",
    Kind.H5P: "star",
    Kind.SCORM: "star",
}
_BY_MEDIA = {Media.VIDEO: "video", Media.AUDIO: "audio", Media.DOCUMENT: "pdf", Media.TEXT: "page", Media.OTHER: "file"}


def icon(kind: Kind | None, media: Media | None = None) -> str:
    """Return the name of the icon of an activity."""
    if kind is Kind.RESOURCE:
        return _BY_MEDIA.get(media, "file") if media else "file"
    return _ICONS.get(kind, "file") if kind else "calendar"


def of_file(media: Media, name: str) -> str:
    """Return the name of the icon of a file; not every document is a PDF."""
    return "file" if media is Media.DOCUMENT and suffix(name) != "pdf" else _BY_MEDIA[media]


def words(kind: Kind, media: Media | None = None) -> str:
    """Return what an activity is called: "Video", "Page", …"""
    if kind is Kind.RESOURCE and media is Media.VIDEO:
        return tr("Video")
    if kind is Kind.RESOURCE and media is Media.AUDIO:
        return tr("Audio")
    if kind is Kind.RESOURCE and media is Media.DOCUMENT:
        return tr("Document")
    return wording.kind(kind)
