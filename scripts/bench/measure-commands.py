"""Times whole commands in interleaved rounds: reads {"rounds": n, "commands": {name: [argv…]}} and writes, for each name,
the milliseconds of every round and the highest peak memory of the process itself, in MB.

A program of its own, and a small one, since a child's peak memory begins with the size of what started it.
"""

import json
import os
import sys
import time

request = json.load(sys.stdin)
null = os.open(os.devnull, os.O_RDWR)
results = {name: {"ms": [], "peak_mb": 0} for name in request["commands"]}
for round_number in range(request["rounds"] + 2):
    for name, command in request["commands"].items():
        started = time.perf_counter()
        quiet = [(os.POSIX_SPAWN_DUP2, null, 0), (os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
        pid = os.posix_spawnp(command[0], command, os.environ, file_actions=quiet)
        _, _, usage = os.wait4(pid, 0)
        if round_number >= 2:  # the first two warm the caches
            results[name]["ms"].append((time.perf_counter() - started) * 1000)
            results[name]["peak_mb"] = max(results[name]["peak_mb"], usage.ru_maxrss / 1024)
json.dump(results, sys.stdout)
