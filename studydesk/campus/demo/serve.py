"""The campus alone in a process: `studydesk demo --campus-only`."""

import json
import signal
import threading
from dataclasses import asdict
from pathlib import Path
from types import FrameType

from studydesk.campus.demo.campus import Campus


def serve(folder: Path, state: Path, port: int = 0) -> None:
    """Serve until SIGINT or SIGTERM; the first line printed is JSON with the address and the accounts.

    Call it on the main thread: signals are heard nowhere else. Raises: PackageRejected if the content cannot be read.
    """
    stopped = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with Campus(folder, state, port=port) as campus:
        accounts = [asdict(account) for account in campus.accounts]
        print(json.dumps({"url": campus.url, "accounts": accounts}), flush=True)
        stopped.wait()
