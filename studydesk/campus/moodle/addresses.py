"""What can be read from an address: whether it may be used without encryption, and where its files are served."""

import ipaddress
from urllib.parse import urlsplit

_LOCAL_ENDINGS = (".local", ".lan", ".home", ".home.arpa", ".internal", ".localhost")


def is_private_ip(text: str) -> bool:
    """Return whether an IP address is this computer's or of a private network; False for anything else."""
    try:
        address = ipaddress.ip_address(text.partition("%")[0].strip("[]"))
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    address = mapped or address
    return address.is_private or address.is_loopback or address.is_link_local


def is_loopback(url: str) -> bool:
    """Return whether the address is on this computer."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def may_be_private(url: str) -> bool:
    """Return whether the host looks like one of this computer or a private network, before any name is looked up.

    A name that only looks so is caught when the connection is made: `connection` checks the address it really got.
    """
    host = urlsplit(url).hostname or ""
    if ":" in host or host.replace(".", "").isdigit():
        return is_private_ip(host)
    return "." not in host or host.endswith(_LOCAL_ENDINGS)


def is_encrypted(url: str) -> bool:
    """Return whether nobody on the way can read along; what stays on this computer counts as safe."""
    return url.startswith("https://") or is_loopback(url)


def downloadable(url: str) -> str:
    """Return the address a file can be fetched from with a token.

    Attachments, course pictures and draft files are listed with the address for browsers, which sends a token holder to
    the login page (measured, moodle.md section 3).
    """
    if "/webservice/pluginfile.php/" in url:
        return url
    for browser in ("/pluginfile.php/", "/draftfile.php/"):
        if browser in url:
            return url.replace(browser, "/webservice/pluginfile.php/", 1)
    return url
