"""A worker: answers requests on its socket, one at a time."""

import gc
import json
import os
import select
import signal
import stat
import sys
import time
from functools import lru_cache

from cutover_host import processes, script, sources

OUTPUT_LIMIT = 64 * 1024
VERSION = 1


def serve(channel):
    processes.adopt_orphans()
    # SIGCHLD wakes the poll below at the moment a script's process ends.
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_read, False)
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    send(channel, {"v": VERSION, "hello": "python", "version": sys.version.split()[0], "pid": os.getpid()})
    folders = []
    for request in requests(channel):
        if request["op"] == "inspect":
            send(channel, {"inspected": [sources.inspect(path) for path in request["paths"]]})
        elif request["isolation"] == "shared":
            send(channel, run_shared(request, folders))
        else:
            result = run_forked(request, channel, wake_read, folders)
            if result is None:
                return
            send(channel, result)


def requests(channel):
    pending = b""
    while True:
        try:
            data = os.read(channel, 65536)
        except InterruptedError:
            continue
        except OSError:
            return
        if not data:
            return
        pending += data
        while b"\n" in pending:
            line, pending = pending.split(b"\n", 1)
            yield json.loads(line)


def send(channel, message):
    data = (json.dumps(message) + "\n").encode()
    while data:
        data = data[os.write(channel, data):]


class Tail:
    """The last bytes of a stream, and how many there were in all."""

    def __init__(self):
        self.kept = b""
        self.total = 0

    def add(self, data):
        self.total += len(data)
        self.kept = (self.kept + data)[-OUTPUT_LIMIT:]


def run_forked(request, channel, wake, folders):
    """Runs a script in a child of its own. None when Cutover hung up meanwhile, which is all its socket can say then."""
    if request.get("guarded"):
        request["guarded"] = real_path(request["guarded"])
    gc.freeze()  # what is here by now is never collected in a child, whose pages stay shared
    folder = work_folder(request, folders)
    pipes = {name: os.pipe() for name in ("stdout", "stderr", "report")}
    token = os.urandom(8).hex()
    pid = os.fork()
    if pid == 0:
        run_child(request, folder, token, pipes)
    started = time.monotonic()
    deadline = started + request["timeout_ms"] / 1000
    streams = {}
    poll = select.poll()
    for name, (read, write) in pipes.items():
        os.close(write)
        os.set_blocking(read, False)
        streams[read] = (name, Tail())
        poll.register(read, select.POLLIN)
    poll.register(wake, select.POLLIN)
    poll.register(channel, select.POLLIN)
    timed_out = hung_up = False
    ended = None
    while ended is None:
        left = deadline - time.monotonic()
        if left <= 0:
            timed_out = True
            break
        for fd, _ in poll.poll(left * 1000 + 1):
            if fd == channel:
                hung_up = True
            elif fd == wake:
                drain(wake)
            elif not take(fd, streams):
                poll.unregister(fd)
        if hung_up:
            break
        ended = reap(pid)
    finished = time.monotonic()
    # Counted before the group is killed: what is left of it would be gone by the time it is looked for.
    left = [child for child in processes.living_children() if child != pid]
    processes.kill_group(pid)
    if ended is None:
        os.kill(pid, signal.SIGKILL)
        ended = os.wait4(pid, 0)[1:]
    survivors = max(len(left), processes.end_children())
    output = {}
    for fd, (name, tail) in streams.items():
        while take(fd, streams):
            pass
        os.close(fd)
        output[name] = tail
    tidy(folder, folders)
    if hung_up:
        return None
    status, usage = ended
    return {
        "ended": "timed_out" if timed_out else "signaled" if os.WIFSIGNALED(status) else "exited",
        "exit_code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "signal": signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else None,
        "duration_ms": (finished - started) * 1000,
        "peak_memory_mb": usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024),
        "survivors": survivors,
        "stdout_tail": output["stdout"].kept.decode("utf-8", "replace"),
        "stderr_tail": output["stderr"].kept.decode("utf-8", "replace"),
        "stdout_bytes": output["stdout"].total,
        "stderr_bytes": output["stderr"].total,
        **last_report(output["report"].kept, token),
    }


real_path = lru_cache(maxsize=1)(os.path.realpath)


def run_child(request, folder, token, pipes):
    try:
        processes.die_with_parent()
        os.setsid()
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        null = os.open(os.devnull, os.O_RDONLY)
        report = os.dup2(pipes["report"][1], 198, inheritable=False)
        os.dup2(null, 0)
        os.dup2(pipes["stdout"][1], 1)
        os.dup2(pipes["stderr"][1], 2)
        os.closerange(3, 198)
        script.run(request, folder, token, report)
    finally:
        os._exit(script.HOST_FAULT)


def run_shared(request, folders):
    """Runs a script in this very process: fastest, and nothing is kept apart. A hang or crash takes the worker along."""
    import tempfile

    folder = work_folder(request, folders)
    before = os.getcwd()
    saved = {fd: os.dup(fd) for fd in (1, 2)}
    captured = {fd: tempfile.TemporaryFile() for fd in (1, 2)}
    started = time.monotonic()
    for fd, file in captured.items():
        os.dup2(file.fileno(), fd)
    try:
        report = script.run_here(request, folder)
    finally:
        for fd, copy in saved.items():
            os.dup2(copy, fd)
            os.close(copy)
        os.chdir(before)
    result = {"ended": "exited", "exit_code": 0, "signal": None, "survivors": 0, "phase": report.pop("phase"), "report": report}
    result["duration_ms"] = (time.monotonic() - started) * 1000
    result["peak_memory_mb"] = None
    for fd, name in ((1, "stdout"), (2, "stderr")):
        size = captured[fd].seek(0, os.SEEK_END)
        captured[fd].seek(max(0, size - OUTPUT_LIMIT))
        result[name + "_tail"] = captured[fd].read().decode("utf-8", "replace")
        result[name + "_bytes"] = size
        captured[fd].close()
    tidy(folder, folders)
    return result


def drain(fd):
    try:
        while os.read(fd, 4096):
            pass
    except BlockingIOError:
        pass


def take(fd, streams):
    """Reads what is there; False at the end of the stream or when there is nothing more for now."""
    try:
        data = os.read(fd, 262144)
    except BlockingIOError:
        return False
    streams[fd][1].add(data)
    return bool(data)


def reap(pid):
    found, status, usage = os.wait4(pid, os.WNOHANG)
    return (status, usage) if found else None


def last_report(data, token):
    """What the script's process reported, as far as it got. Lines without the run's token are not from our code."""
    phase, report = "start", None
    for line in data.decode("utf-8", "replace").splitlines():
        try:
            message = json.loads(line)
            if message.pop("token") == token:
                phase = message.pop("phase")
                report = message if phase == "done" else None
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return {"phase": phase, "report": report}


def work_folder(request, folders):
    """An empty folder for a script to work in: the last one's, if it left it as it was, else a new one."""
    if folders:
        return folders.pop()
    folder = os.path.join(request["temporary"], os.urandom(8).hex())
    os.mkdir(folder, 0o700)
    return folder


def tidy(folder, folders):
    """Keeps a folder that the script left empty and as it was for the next one; removes any other."""
    try:
        if os.stat(folder).st_mode == stat.S_IFDIR | 0o700 and not os.listdir(folder):
            folders.append(folder)
            return
    except OSError:
        pass
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
