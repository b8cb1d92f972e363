"""The embedded campus: Moodle's wire on loopback, from a folder of content and a SQLite file of its own."""

from studydesk.campus.demo.campus import Account, Campus

__all__ = ["Account", "Campus"]
