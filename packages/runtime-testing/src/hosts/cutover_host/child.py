"""A process for one script, forked before the script is known: by then it waits with its descriptors in place."""

import gc
import marshal
import os

import _signal  # what the module `signal` wraps in enumerations, which touch many pages of a process just forked

from cutover_host import processes, script

# Where a script's process has what it writes its report to, and what it reads its order from.
REPORT, ORDER = 198, 199


class Child:
    """A forked process that waits for its order; `pid` is its group, too, and `streams` names what it writes to each descriptor."""

    def __init__(self):
        gc.freeze()  # what is here by now is never collected in the child, whose pages stay shared
        self.token = os.urandom(8).hex()
        order, self._order = os.pipe()
        pipes = {name: os.pipe() for name in ("stdout", "stderr", "report")}
        self.pid = os.fork()
        if self.pid == 0:
            _live(order, pipes, self.token)
        os.close(order)
        self.streams = {}
        for name, (read, write) in pipes.items():
            os.close(write)
            os.set_blocking(read, False)
            self.streams[read] = name

    def begin(self, request):
        """Has it run a script; False when it is no longer there."""
        data = marshal.dumps(request)
        try:
            while data:
                data = data[os.write(self._order, data):]
        except BrokenPipeError:
            return False
        finally:
            os.close(self._order)
        return True

    def close(self):
        for read in self.streams:
            os.close(read)


def _live(order, pipes, token):
    try:
        processes.die_with_parent()
        os.setsid()
        _signal.set_wakeup_fd(-1)
        _signal.signal(_signal.SIGCHLD, _signal.SIG_DFL)
        _signal.signal(_signal.SIGINT, _signal.default_int_handler)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(pipes["report"][1], REPORT, inheritable=False)
        os.dup2(order, ORDER, inheritable=False)
        os.dup2(null, 0)
        os.dup2(pipes["stdout"][1], 1)
        os.dup2(pipes["stderr"][1], 2)
        os.closerange(3, REPORT)
        request = _wait_for_order()
        if request is None:  # the worker ended before there was any
            os._exit(0)
        script.run(request, token, REPORT)
    finally:
        os._exit(script.HOST_FAULT)


def _wait_for_order():
    data = b""
    while True:
        some = os.read(ORDER, 65536)
        if not some:
            break
        data += some
    os.close(ORDER)
    return marshal.loads(data) if data else None
