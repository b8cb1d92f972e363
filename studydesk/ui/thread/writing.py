"""What can be written in a thread: an answer, or a change of a post of one's own."""

from studydesk.domain.ids import DiscussionId, IntentId
from studydesk.study.discussions import reply_key
from studydesk.study.views.forums import PostView
from studydesk.ui.composer.writing import Writing
from studydesk.ui.services import Desk
from studydesk.wording import tr


def answer(desk: Desk, discussion: DiscussionId | IntentId, post: PostView) -> Writing:
    """Return the writing of an answer to a post."""
    discussions = desk.discussions
    return Writing(
        key=reply_key(discussion, post.key),
        heading=tr("Answer to {name}").format(name=post.author),
        subject=None,
        text="",
        takes_files=True,
        send=lambda _subject, _text: discussions.reply(discussion, post.key),
        sent=tr("Your answer waits to be sent. It goes by itself as soon as there is a link."),
    )


def change(desk: Desk, discussion: DiscussionId | IntentId, post: PostView) -> Writing:
    """Return the writing of a new text for a post of the learner's own, at the school or still waiting."""
    discussions, outbox = desk.discussions, desk.outbox
    key = f"edit:{post.key}"

    def send(subject: str, text: str) -> object:
        if post.id is not None:
            assert isinstance(discussion, int)  # a post at the school is in a discussion at the school
            item: object = discussions.edit(discussion, post.id, subject or post.subject, text)
        else:
            assert post.intent is not None  # a post is at the school or waits
            outbox.edit(post.intent, subject or post.subject, text)
            item = post.intent
        discussions.drop_draft(key)
        return item

    return Writing(
        key=key,
        heading=tr("Change your post"),
        subject=post.subject if post.depth == 0 else None,
        text=post.text,
        takes_files=False,
        send=send,
        sent=tr("Your change is kept and goes by itself as soon as there is a link."),
    )
