"""The web-service functions of the campus, one module per subject."""

from collections.abc import Mapping
from typing import Any

from studydesk.campus.demo.functions import (
    assignments,
    calendar,
    completion,
    contents,
    courses,
    drafts,
    forums,
    grades,
    mobile,
    modules,
    posts,
    site,
    submissions,
)
from studydesk.campus.demo.parameters import Parameter, arguments, structures
from studydesk.campus.demo.refusals import access_refused, no_record
from studydesk.campus.demo.school import Call, Function, Json

_INFO = "core_webservice_get_site_info"
_PARAMETERS: Mapping[str, Parameter] = {"serviceshortnames": Parameter(structures, [])}
_BATCHED: Mapping[str, Parameter] = {"requests": Parameter(structures)}

FUNCTIONS: Mapping[str, Function] = (
    site.FUNCTIONS
    | courses.FUNCTIONS
    | contents.FUNCTIONS
    | modules.FUNCTIONS
    | forums.FUNCTIONS
    | posts.FUNCTIONS
    | assignments.FUNCTIONS
    | submissions.FUNCTIONS
    | drafts.FUNCTIONS
    | completion.FUNCTIONS
    | calendar.FUNCTIONS
    | grades.FUNCTIONS
)
OFFERED = sorted([*FUNCTIONS, _INFO, mobile.BATCH])
# Real functions of Moodle that its mobile service does not offer: refused with another code than unknown names.
_OUTSIDE = {"core_user_create_users", "core_files_upload", "mod_forum_get_discussion_posts_by_userid"}


def perform(call: Call, name: str, given: Mapping[str, Any]) -> Json:
    """Return the answer of a function, everything it changed kept or, if it refuses, nothing of it.

    Raises: WireError as Moodle would refuse: the name, the parameters, or the request itself.
    """
    if name == _INFO:
        arguments(_PARAMETERS, given)
        return site.site_info(call, OFFERED)
    if name == mobile.BATCH:
        requests = arguments(_BATCHED, given)["requests"]
        return mobile.batch(requests, call.url, lambda inner, values: _single(call, inner, values))
    if name not in FUNCTIONS:
        raise access_refused() if name in _OUTSIDE else no_record("external_functions")
    return _single(call, name, given)


def _single(call: Call, name: str, given: Mapping[str, Any]) -> Json:
    if name == _INFO:
        return site.site_info(call, OFFERED)
    if name not in FUNCTIONS:
        raise access_refused()
    function = FUNCTIONS[name]
    values = arguments(function.parameters, given)
    with call.database.transaction():
        return function.run(call, **values)


def writes(name: str, given: Mapping[str, Any]) -> bool:
    """Return whether a request changes something at the school, so that losing its answer matters."""
    names = [name]
    if name == mobile.BATCH:
        requests = given.get("requests", {})
        names = mobile.functions_in(list(requests.values() if isinstance(requests, dict) else requests))
    return any(name in FUNCTIONS and FUNCTIONS[name].writes for name in names)
