"""Changing words that wait and posts that were sent: at the screen there are buttons for it, here is a process.

`python -m tests.soak.pen HOME ACCOUNT reword ITEM TEXT | amend TOKEN TEXT | take-back TOKEN`
"""

import json
import sys
from pathlib import Path

from studydesk import app, paths
from studydesk.app.desk import Desk
from studydesk.app.services import Options
from studydesk.cli import exits
from studydesk.domain.ids import DiscussionId, IntentId, PostId
from studydesk.errors import Invalid, NotFound, StudyDeskError


def main(home: str, account: str, act: str, what: str, text: str = "") -> int:
    """Do it and return the exit code, as a command does; without a look at the link."""
    try:
        services = app.build(paths.of(Path(home)), Options(auto_refresh=False))
        try:
            (own,) = (each for each in services.accounts.all() if each.username == account)
            item = _change(services.desk_of(own), act, what, text)
        finally:
            services.close()
    except StudyDeskError as error:
        sys.stderr.write(f"{error!r}\n")
        return exits.of(error)
    sys.stdout.write(json.dumps({"id": item}))
    return exits.DONE


def _change(desk: Desk, act: str, what: str, text: str) -> IntentId:
    if act == "reword":
        desk.outbox.edit(IntentId(what), None, text)
        return IntentId(what)
    discussion, post = _own_post(desk, what)
    if act == "amend":
        return desk.discussions.edit(discussion, post, "", text)
    if act == "take-back":
        return desk.discussions.delete(discussion, post)
    raise Invalid("not_now")


def _own_post(desk: Desk, token: str) -> tuple[DiscussionId, PostId]:
    """Return the learner's own post that has these words. Raises NotFound."""
    for forum in desk.discussions.forums():
        for row in desk.discussions.forum(forum.forum.id).discussions:
            for post in desk.discussions.thread(row.id).posts if row.id is not None else ():
                if post.is_mine and post.id is not None and token in post.text.split() and row.id is not None:
                    return row.id, post.id
    raise NotFound(token)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
