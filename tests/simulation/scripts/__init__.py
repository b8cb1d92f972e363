"""The scripted stories: what happens, and how each must end. `stories` tells them with every misfortune."""

from tests.simulation.scripts.bad_times import BAD_TIMES
from tests.simulation.scripts.downloads import DOWNLOADS
from tests.simulation.scripts.people import PEOPLE
from tests.simulation.scripts.posts import POSTS
from tests.simulation.scripts.waiting import WAITING
from tests.simulation.scripts.work import WORK
from tests.simulation.telling import Story

STORIES: tuple[Story, ...] = (*POSTS, *WORK, *WAITING, *PEOPLE, *DOWNLOADS, *BAD_TIMES)
