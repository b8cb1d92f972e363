"""How far a run of downloads is, for whoever looks on."""

from collections.abc import Callable
from dataclasses import dataclass

from studydesk.sync.reports import FileStep, Progress, Step
from studydesk.sync.supply import Supply
from studydesk.sync.transfer import Transfer


@dataclass(slots=True)
class Gauge:
    """Tells of one run.

    Attributes:
        rate: returns bytes per second just now, None while not known.
        arrived_bytes: of the files that are whole.
    """

    supply: Supply
    rate: Callable[[], float | None]
    progress: Progress
    arrived_bytes: int = 0

    def say(self, one: Transfer) -> None:
        """Tell how far all is, with this file by its name."""
        under_way = tuple(
            FileStep(other.file.key, other.file.name, min(other.here_bytes, other.size_bytes), other.size_bytes)
            for other in self.supply.active.values()
        )
        done = self.arrived_bytes + sum(step.done for step in under_way)
        total = self.arrived_bytes + sum(step.total for step in under_way) + self.supply.waiting_bytes
        self.progress(Step("fetching", one.file.name, done, total, self.rate(), under_way))
