"""One learner's Moodle as a campus."""

from studydesk.campus.moodle import signin
from studydesk.campus.moodle.addresses import is_encrypted
from studydesk.campus.moodle.client import Client, Meter, Observer
from studydesk.campus.moodle.reads import MoodleReads
from studydesk.campus.moodle.service import Service
from studydesk.campus.moodle.transfer import MoodleFiles
from studydesk.campus.moodle.writes import MoodleWrites
from studydesk.domain.campus import Probe, Site
from studydesk.domain.outside import Cancel
from studydesk.policy import Policy


class MoodleCampus:
    """Implements domain.campus.Campus; may be used from several threads."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._reads = MoodleReads(service)
        self._writes = MoodleWrites(service)
        self._files = MoodleFiles(service.client, service.token)

    @property
    def site_url(self) -> str:
        return self._service.client.site_url

    @property
    def is_encrypted(self) -> bool:
        """Whether nobody on the way can read along; False is worth a warning (http:// to a private address)."""
        return is_encrypted(self.site_url)

    @property
    def reads(self) -> MoodleReads:
        return self._reads

    @property
    def writes(self) -> MoodleWrites:
        return self._writes

    @property
    def files(self) -> MoodleFiles:
        return self._files

    def probe(self) -> Probe:
        return signin.probe(self._service.client)

    def close(self) -> None:
        """Close the connections that are kept open."""
        self._service.client.close()


def connect(
    site_url: str,
    token: str,
    *,
    policy: Policy,
    cancel: Cancel,
    observe: Observer | None = None,
    meter: Meter | None = None,
    known: Site | None = None,
) -> MoodleCampus:
    """Return the campus behind a token, without sending anything yet.

    `observe` gets the site's clock and the seconds until its answer with each answer of the site; `meter` the bytes
    of what was asked and answered, files apart. `known` is what the site said earlier (its functions above all);
    without it the first call that needs it asks.

    Raises: UntrustedSite for http:// beyond this computer and private networks.
    """
    return MoodleCampus(Service(Client(site_url, policy, cancel, observe, meter), token, known))
