"""The bugs to be planted: each is a patch of the product, and an invariant must catch it.

The list was committed before anybody hunted for them. None of them is a switch in the product.
"""

from tests.simulation import mutants_of_finding, mutants_of_sending
from tests.simulation.planting import LISTED, Mutant

LIST: list[Mutant] = [mutant for mutant in LISTED if mutant.plant.__module__.startswith(__name__)]

__all__ = ["LIST", "mutants_of_finding", "mutants_of_sending"]
