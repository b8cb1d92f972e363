"""Functions about the site and its people."""

from studydesk.campus.demo.addresses import person_picture
from studydesk.campus.demo.parameters import Parameter, text, texts
from studydesk.campus.demo.refusals import invalid_parameter
from studydesk.campus.demo.school import Call, Function, Json, Row, School, full_name

RELEASE = "4.5.6 (Build: 20250811)"
VERSION = "2024100706"
LARGEST_UPLOAD = 200 << 20
_FEATURES = {
    "usecomments": 1, "usetags": 1, "enablenotes": 1, "messaging": 1, "enableblogs": 1, "enablecompletion": 1,
    "enablebadges": 1, "messagingallusers": 1, "enablecustomreports": 1, "enableglobalsearch": 0,
    "mnet_dispatcher_mode": 0, "enablecompetencies": 1,
}  # fmt: skip


def site_info(call: Call, offered: list[str]) -> Json:
    """Return core_webservice_get_site_info: who asks, and which functions there are (`offered`)."""
    school, person = call.school, call.person
    return {
        "sitename": school.site("name"),
        "username": person["username"],
        "firstname": person["first_name"],
        "lastname": person["last_name"],
        "fullname": full_name(person),
        "lang": school.site("language"),
        "userid": call.who,
        "siteurl": school.url,
        "userpictureurl": person_picture(school, 1),
        "functions": [{"name": name, "version": VERSION} for name in offered],
        "downloadfiles": 1,
        "uploadfiles": 1,
        "release": RELEASE,
        "version": VERSION,
        "mobilecssurl": "",
        "advancedfeatures": [{"name": name, "value": value} for name, value in _FEATURES.items()],
        "usercanmanageownfiles": True,
        "userquota": 100 << 20,
        "usermaxuploadfilesize": LARGEST_UPLOAD,
        "userhomepage": 1,
        "userprivateaccesskey": person["access_key"],
        "siteid": 1,
        "sitecalendartype": "gregorian",
        "usercalendartype": "gregorian",
        "userissiteadmin": False,
        "theme": "boost",
        "limitconcurrentlogins": 0,
        "policyagreed": 0,
    }


def public_config(school: School) -> Json:
    """Return tool_mobile_get_public_config, which needs no token: the probe of a useful link."""
    return {
        "wwwroot": school.url,
        "httpswwwroot": school.url,
        "sitename": school.site("name"),
        "guestlogin": 0,
        "rememberusername": 2,
        "authloginviaemail": 0,
        "registerauth": "",
        "forgottenpasswordurl": "",
        "authinstructions": "",
        "authnoneenabled": 0,
        "enablewebservices": 1,
        "enablemobilewebservice": 1,
        "maintenanceenabled": int(school.in_maintenance),
        "maintenancemessage": "",
        "typeoflogin": 1,
        "launchurl": f"{school.url}/admin/tool/mobile/launch.php",
        "mobilecssurl": "",
        "tool_mobile_disabledfeatures": "",
        "country": "0",
        "agedigitalconsentverification": False,
        "supportpage": "",
        "supportavailability": 1,
        "autolang": 1,
        "lang": school.site("language"),
        "langmenu": 1,
        "langlist": "",
        "locale": "",
        "tool_mobile_minimumversion": "",
        "tool_mobile_iosappid": "633359593",
        "tool_mobile_androidappid": "com.moodle.moodlemobile",
        "tool_mobile_setuplink": "https://download.moodle.org/mobile",
        "tool_mobile_qrcodetype": 1,
        "warnings": [],
        "showloginform": 1,
    }


def _public_config(call: Call) -> Json:
    return public_config(call.school)


def _config(call: Call, section: str) -> Json:
    school = call.school
    every = {
        "fullname": school.site("name"),
        "shortname": "demo",
        "summary": "",
        "summaryformat": "0",
        "frontpage": "6",
        "frontpageloggedin": "6",
        "sitepolicy": "",
        "disableuserimages": "0",
        "mygradesurl": f"{school.url}/grade/report/overview/index.php",
        "tool_mobile_forcelogout": "0",
        "tool_mobile_disabledfeatures": "",
        "calendartype": "gregorian",
        "calendar_site_timeformat": "0",
        "calendar_startwday": "1",
        "calendar_lookahead": "21",
        "calendar_maxevents": "10",
        "timezone": "UTC",
        "forcetimezone": "99",
    }
    return {"settings": [{"name": name, "value": value} for name, value in every.items()], "warnings": []}


def _users_by_field(call: Call, field: str, values: list[str]) -> Json:
    columns = {"id": "id", "username": "username"}
    if field not in columns:
        raise invalid_parameter()
    found = []
    for value in values:
        person = call.database.row(f"SELECT * FROM person WHERE {columns[field]} = ?", value)
        if person is not None:
            found.append(_person(call, person))
    return found


def _person(call: Call, person: Row) -> Json:
    shown = {
        "id": person["id"],
        "firstname": person["first_name"],
        "lastname": person["last_name"],
        "fullname": full_name(person),
        "email": f"{person['username']}@example.invalid",
        "firstaccess": 0,
        "lastaccess": 0,
        "suspended": bool(person["suspended"]),
        "timezone": "99",
        "profileimageurlsmall": person_picture(call.school, 2),
        "profileimageurl": person_picture(call.school, 1),
    }
    if person["id"] != call.who:
        return shown
    own = {"username": person["username"], "department": "", "auth": "manual", "confirmed": True, "theme": ""}
    preferences = [{"name": "forum_discussionlistsortorder", "value": "1"}]
    rest = {"lang": call.school.site("language"), "mailformat": 1, "trackforums": 0, "preferences": preferences}
    return shown | own | rest


FUNCTIONS = {
    "tool_mobile_get_public_config": Function(_public_config),
    "tool_mobile_get_config": Function(_config, {"section": Parameter(text, "")}),
    "core_user_get_users_by_field": Function(_users_by_field, {"field": Parameter(text), "values": Parameter(texts)}),
}
