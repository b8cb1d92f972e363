"""What a line is like: how fast, how far, what it loses and when it is cut."""

import json
import random
from dataclasses import asdict, dataclass

PACKET_BYTES, PAYLOAD_BYTES = 1500, 1448  # of one full packet, IPv4 and TCP with timestamps


@dataclass(frozen=True, slots=True)
class Conditions:
    """One state of a line, the same in both directions.

    Attributes:
        rate: bytes of IP packets per second; None is as fast as it goes.
        delay_s: how long a packet is on its way once it has left the queue; half a round trip.
        queue_bytes: what may wait for its turn; a packet that finds no room is dropped.
        loss: the share of packets that get lost after they have used the line.
        burst: how many packets are lost in a row, on average (Gilbert-Elliott with nothing lost in the good state);
            0 loses each packet independently.
        cut_every_s, cut_for_s: the line is dead for the last `cut_for_s` of every `cut_every_s`; 0 is never.
        seed: makes the losses repeatable, packet by packet.
    """

    rate: float | None = None
    delay_s: float = 0.0
    queue_bytes: int = 64 * PACKET_BYTES
    loss: float = 0.0
    burst: float = 0.0
    cut_every_s: float = 0.0
    cut_for_s: float = 0.0
    seed: int = 1

    @property
    def bound(self) -> float:
        """The most bytes of a file that TCP can bring per second; only where the rate is limited and nothing cuts."""
        assert self.rate is not None
        return self.rate * (1 - self.loss) * PAYLOAD_BYTES / PACKET_BYTES

    def is_cut(self, age_s: float) -> bool:
        """Return whether the line is dead `age_s` after it became like this."""
        return bool(self.cut_every_s) and age_s % self.cut_every_s >= self.cut_every_s - self.cut_for_s

    def to_json(self) -> str:
        """Return it as one line of JSON."""
        return json.dumps(asdict(self))

    @staticmethod
    def of_json(text: str) -> "Conditions":
        """Return what `to_json` wrote."""
        return Conditions(**json.loads(text))


class Losses:
    """Says of each packet in turn whether it gets lost."""

    def __init__(self, conditions: Conditions, stream: int) -> None:
        """`stream` keeps the two directions from losing the same packets."""
        self._chance = random.Random(conditions.seed * 2 + stream)
        self._loss = conditions.loss
        self._is_bad = False
        if conditions.burst and conditions.loss:
            self._ends = 1 / conditions.burst
            self._begins = min(1.0, conditions.loss / (1 - conditions.loss) * self._ends)
        else:
            self._ends = self._begins = 0.0

    def loses(self) -> bool:
        """Return whether the next packet is lost."""
        drawn = self._chance.random()
        if not self._begins:
            return drawn < self._loss
        self._is_bad = drawn >= self._ends if self._is_bad else drawn < self._begins
        return self._is_bad
