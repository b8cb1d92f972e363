"""The answers about the site itself, and those that carry other answers; typed as in `wire`."""

from msgspec import Struct


class Function(Struct):
    name: str


class SiteInfo(Struct):
    """core_webservice_get_site_info."""

    userid: int
    username: str
    siteurl: str
    functions: list[Function]
    sitename: str | None = ""
    fullname: str | None = ""
    release: str | None = ""
    usermaxuploadfilesize: int | None = 0


class BatchItem(Struct):
    """One answer of a batch: both are JSON in a string."""

    error: bool
    data: str | None = None
    exception: str | None = None


class Batch(Struct):
    """tool_mobile_call_external_functions: the answers up to the first error."""

    responses: list[BatchItem]


class PublicConfig(Struct):
    """tool_mobile_get_public_config. `typeoflogin` 1 = in the app, 2 and 3 = in a browser (single sign-on)."""

    wwwroot: str
    sitename: str | None = ""
    enablewebservices: bool | None = True
    enablemobilewebservice: bool | None = True
    maintenanceenabled: bool | None = False
    maintenancemessage: str | None = ""
    typeoflogin: int | None = 1
    launchurl: str | None = ""
    httpswwwroot: str | None = None


class Problem(Struct):
    errorcode: str | None = None
    message: str | None = None


class AjaxItem(Struct):
    """One answer of lib/ajax/service-nologin.php."""

    error: bool
    data: PublicConfig | None = None
    exception: Problem | None = None


class Token(Struct):
    """login/token.php."""

    token: str


class UploadedFile(Struct):
    """webservice/upload.php answers a list of these; one bad file among others has `errortype` (moodle.md §1)."""

    filename: str | None = None
    itemid: int | None = None
    filesize: int | None = None
    size: int | None = None
    errortype: str | None = None
    error: str | None = None
