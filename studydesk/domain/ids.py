"""The names of things: ids as the site numbers them, and our own."""

import hashlib
from typing import NewType

# Ours: the same site and person always give the same id, so that both databases agree without a shared transaction.
AccountId = NewType("AccountId", str)
# Ours: 26 lower-case base32 characters, random; the marker class on the site is "sd-" + this.
IntentId = NewType("IntentId", str)

# The site's numbers.
UserId = NewType("UserId", int)
CourseId = NewType("CourseId", int)
SectionId = NewType("SectionId", int)
ActivityId = NewType("ActivityId", int)  # the course-module id ("cmid")
ForumId = NewType("ForumId", int)  # the forum's instance id
DiscussionId = NewType("DiscussionId", int)
PostId = NewType("PostId", int)
AssignmentId = NewType("AssignmentId", int)  # the assignment's instance id
DraftAreaId = NewType("DraftAreaId", int)


def account_id(site_url: str, user: UserId) -> AccountId:
    """Return the id of this person on this site: 16 hexadecimal characters."""
    return AccountId(hashlib.sha256(f"{site_url.rstrip('/')}\n{user}".encode()).hexdigest()[:16])
