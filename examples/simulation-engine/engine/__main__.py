"""python3 -m engine PEOPLE SEED simulates; python3 -m engine --check FILE says whether a checkpoint can be read."""

import json
import sys

from engine.checkpoint import read_checkpoint
from engine.outcome import summary, write_outcome
from engine.population import make_population
from engine.raises import give_raises
from engine.turnover import let_go


def simulate(size, seed):
    people = make_population(size, seed)
    events = let_go(people, seed)
    events += give_raises(people, seed)
    write_outcome(people, events)
    print(json.dumps(summary(people, events)))


if sys.argv[1] == "--check":
    try:
        read_checkpoint(sys.argv[2])
    except ValueError as error:
        sys.exit(str(error))
else:
    simulate(int(sys.argv[1]), sys.argv[2])
