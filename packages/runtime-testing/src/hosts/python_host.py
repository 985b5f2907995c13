"""The Python host: an interpreter that is already warm, from which each script gets a forked process of its own.

    python3 python_host.py WORKERS [MODULE...]

Descriptors 3 to 3 + WORKERS - 1 are sockets, one a worker, each speaking JSON lines with Cutover. The modules named are
imported once, before anything is forked. One worker serves one request at a time, so that whatever is left behind when
a script ends can only be that script's. A worker that a script kills is replaced.
"""

import os
import signal
import sys

from cutover_host import processes, worker


def preload(names):
    # A threaded interpreter must not be forked: numerical libraries are told to keep to one thread while they load.
    knobs = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    added = [knob for knob in knobs if knob not in os.environ]
    for knob in added:
        os.environ[knob] = "1"
    for name in names:
        try:
            __import__(name)
        except BaseException:  # the script that needs it gets, and reports, the same failure
            pass
    for knob in added:
        del os.environ[knob]


def start_worker(number, count):
    pid = os.fork()
    if pid:
        return pid
    for other in range(count):
        if other != number:
            os.close(3 + other)
    start_serving(number)


def start_serving(number):
    try:
        worker.serve(3 + number)
        os._exit(0)
    except ConnectionError:  # Cutover hung up while it was being answered
        os._exit(0)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        os._exit(1)


def main():
    count = int(sys.argv[1])
    sys.path.pop(0)
    preload(sys.argv[2:])
    sys.argv = [""]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    import gc

    gc.freeze()
    if count == 1:  # one worker needs nobody above it: Cutover itself replaces it
        start_serving(0)
    worker.get_ready()
    workers = {start_worker(number, count): number for number in range(count)}
    while workers:
        pid, status = os.wait()
        number = workers.pop(pid, None)
        if number is None:
            continue
        if status == 0:  # Cutover closed the socket: there is nothing more to serve
            os.close(3 + number)
            continue
        processes.end_children(keep=workers)
        workers[start_worker(number, count)] = number


if __name__ == "__main__":
    main()
