"""`python -m studydesk`."""

import sys

from studydesk.cli import entry

if __name__ == "__main__":
    sys.exit(entry())
