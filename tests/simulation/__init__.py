"""The simulation: months of bad luck in milliseconds, around the production code of sync/ and store/ (sync.md).

`schedule` draws a seed's learners, laptops and steps; `play` plays them; `invariants` judge what is left;
`running` plays many seeds in several processes; `mutants` plants bugs that the invariants must catch.
"""
