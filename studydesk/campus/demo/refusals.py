"""What the campus says no with: one exception that carries exactly what Moodle would answer."""

from studydesk.errors import StudyDeskError

MOODLE = "core\\exception\\moodle_exception"
NOT_ACCESSIBLE = "Course or activity not accessible."


class WireError(StudyDeskError):
    """A refusal in Moodle's shape, answered with HTTP 200.

    Attributes:
        code: Moodle's errorcode, or None: some of its crashes have none (moodle.md §1).
        message: Moodle's English sentence, with its HTML and unexpanded placeholders.
        exception: the PHP class name that REST answers show.
    """

    def __init__(self, code: str | None, message: str, exception: str = MOODLE) -> None:
        super().__init__(code or message)
        self.code = code
        self.message = message
        self.exception = exception


def invalid_token() -> WireError:
    """Return the answer to a token that is unknown, empty or revoked."""
    return WireError("invalidtoken", "Invalid token - token not found")


def access_refused() -> WireError:
    """Return the answer to a function outside the service, and to the first use of an expired token."""
    return WireError("accessexception", "Access control exception", "webservice_access_exception")


def invalid_parameter() -> WireError:
    """Return the one answer to a missing, a wrong and an extra parameter alike."""
    return WireError(
        "invalidparameter", "Invalid parameter value detected", "core\\exception\\invalid_parameter_exception"
    )


def no_record(table: str) -> WireError:
    """Return the answer to an id that names nothing in `table` (Moodle's table name)."""
    message = f"Can't find data record in database table {table}."
    return WireError("invalidrecord", message, "dml_missing_record_exception")


def not_written() -> WireError:
    """Return the answer when PHP sends the database something it cannot store."""
    return WireError("dmlwriteexception", "Error writing to database", "dml_write_exception")


def course_closed(course_id: int) -> WireError:
    """Return the answer of course functions to someone who is not enrolled."""
    message = (
        f"You cannot execute functions in the course context (course id:{course_id}). "
        f"The context error message was: {NOT_ACCESSIBLE}"
    )
    return WireError("errorcoursecontextnotvalid", message)


def activity_closed() -> WireError:
    """Return the answer of activity functions and files to someone who may not see the activity."""
    return WireError("requireloginerror", NOT_ACCESSIBLE, "core\\exception\\require_login_exception")


def in_maintenance() -> WireError:
    """Return the answer while maintenance is switched on in the admin page."""
    return WireError("sitemaintenance", "The site is undergoing maintenance and is currently not available")
