"""PySide6 6.12.0 on CPython 3.11 loses references to None and True and aborts after some hundred emits."""

import subprocess
import sys

CHILD = """
from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

class Talker(QObject):
    said = Signal(object)
    heard = 0

    @Slot(object)
    def hear(self, _value):
        self.heard += 1

app = QCoreApplication([])
talker = Talker()
talker.said.connect(talker.hear)
for number in range(20_000):
    talker.said.emit(number)
    talker.setObjectName("a")
    talker.blockSignals(False)
for _ in range(2_000):
    talker.said.disconnect(talker.hear)
    talker.said.connect(talker.hear)
print(talker.heard)
"""


def test_qt_survives_twenty_thousand_emits_and_calls() -> None:
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "20000"), done.stderr
