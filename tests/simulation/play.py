"""Playing one schedule: its steps by the seed's dice, then the heal, then the judgement."""

from datetime import timedelta

from studydesk.domain.outside import Cancel
from tests.simulation.dice import Dice
from tests.simulation.faults import Fault, Killed, Mishap
from tests.simulation.laptop import Laptop
from tests.simulation.schedule import Schedule, Step
from tests.simulation.stage import PASSING, REQUESTS_AN_HOUR, Outcome, Stage
from tests.simulation.teacher import teach

_MEANWHILE = ("handle", "reply", "hand_in", "tick", "edit_post")


class Play(Stage):
    """One schedule being played."""

    def run(self) -> Outcome:
        """Play everything and return what came of it."""
        try:
            for number, step in enumerate(self._schedule.steps):
                self.tell(f"{number}. {self.school.clock.true:%m-%d %H:%M:%S} {step}")
                self._step(step)
            self._heal()
            self._judge()
        finally:
            for laptop in self.laptops:
                laptop.close()
        self.outcome.acts = len(self.journal.acts)
        return self.outcome

    # --- luck ---------------------------------------------------------------------------------------------------------
    def fault(self) -> Fault | None:
        """Return what happens to the next request."""
        if self._is_cut_off:
            return Fault.NAME_LOOKUP
        if self._is_healing or not self.dice.chance(self._swarm.fault_rate):
            return None
        return self.dice.weighted(self._swarm.faults)

    def mishap(self, kind: Mishap) -> bool:
        """Return whether this happens now."""
        rate = self._swarm.mishap_rates.get(kind, 0.0)
        if not rate or self._is_healing or self._now is None or not self.dice.chance(rate):
            return False
        self.visit(kind)
        self.traffic.disk_errors += kind in (Mishap.DISK_ERROR, Mishap.DISK_FULL)
        self.tell(f"    {kind}")
        return True

    def meanwhile(self) -> None:
        """Let the learner act while a request is under way."""
        if self._is_within or self._now is None or not self.mishap(Mishap.SECOND_HAND):
            return
        self._is_within = True
        try:
            self.learning.act(self.dice.one(_MEANWHILE), self._now, self._user, self.dice)
        finally:
            self._is_within = False

    # --- steps --------------------------------------------------------------------------------------------------------
    def _step(self, step: Step) -> None:
        laptop = self.laptops[step.laptop]
        self._now, self.dice = laptop, Dice(step.seed)
        self._user = self._swarm.laptops[step.laptop][step.account]
        try:
            self._do(step, laptop)
        except Killed:
            self.traffic.kills += 1
            self._restart(laptop, power=False)
        except PASSING as error:
            self.tell(f"    {type(error).__name__}")
        self._look(laptop)

    def _do(self, step: Step, laptop: Laptop) -> None:
        match step.kind:
            case "learner":
                self.learning.act(step.detail, laptop, self._user, self.dice)
            case "turn":
                self._turn(laptop, refreshes=self.dice.chance(0.2))
            case "wait":
                self.school.clock.pass_time(step.seconds)
                self.school.arrive()
            case "teacher":
                self._teach(step)
            case "kill":
                self._restart(laptop, power=False)
            case "power cut":
                self.visit(Mishap.POWER_CUT)
                self._restart(laptop, power=True)
            case "clock":
                self.visit(Mishap.CLOCK_JUMP)
                laptop.clock.error = timedelta(seconds=step.seconds)
            case "back up":
                self.school.back_up()
            case "restore" if self.school.backups:
                self.visit(Fault.RESTORED)
                self.school.restore(self.dice.one(self.school.backups))
            case "keep copy":
                laptop.keep_copy()
            case "older copy" if laptop.kept:
                self._bring_back(laptop)
            case "lose library":
                self.visit(Mishap.LIBRARY_LOST)
                laptop.lose_library()
            case "want":
                laptop.want(self._user)
            case "fetch":
                self._fetch(laptop)
            case "sign in":
                self._sign_in(laptop)
            case "outage":
                self._outage(laptop)

    def _teach(self, step: Step) -> None:
        learner = self._swarm.laptops[step.laptop][step.account]
        if self.school.state.discussions:
            teach(step.detail, self.school, self.furniture, learner, self.dice)

    def _sign_in(self, laptop: Laptop) -> None:
        for desk in laptop.desks.values():
            if desk.wire.is_signed_out:
                desk.wire.is_signed_out = False
                desk.courier.wake("signed_in")

    def _outage(self, laptop: Laptop) -> None:
        desk, self._is_cut_off = laptop.desks[self._user], True
        asked, left = desk.wire.requests, 3600.0
        try:
            desk.courier.wake("work")
            while left > 0:
                pause = min(max(desk.courier.turn(Cancel()).total_seconds(), 0.01), left)
                self.school.clock.pass_time(pause)
                left -= pause
                if desk.wire.requests - asked > 10 * REQUESTS_AN_HOUR:
                    break
        finally:
            self._is_cut_off = False
            self._per_hour.append(desk.wire.requests - asked)


def play(schedule: Schedule) -> Outcome:
    """Play a schedule to its end and return what came of it."""
    return Play(schedule).run()
