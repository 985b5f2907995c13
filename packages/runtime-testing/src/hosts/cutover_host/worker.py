"""A worker: answers requests on its socket, one at a time."""

import json
import os
import select
import signal
import stat
import sys
import time
from functools import lru_cache

from cutover_host import processes, sources

OUTPUT_LIMIT = 64 * 1024
VERSION = 1
# How long what multiprocessing starts beside its processes takes, at most, to end after the script, in seconds.
HELPERS_END = 1


class Kept:
    """What a worker keeps from one script for the next: empty work folders, the environment it has now, and a child that waits."""

    def __init__(self):
        self.folders = []
        self.environment = None
        self.child = None


def serve(channel):
    # SIGCHLD wakes the poll below at the moment a script's process ends.
    wake_read, wake_write = os.pipe()
    os.set_blocking(wake_read, False)
    os.set_blocking(wake_write, False)
    signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    send(channel, {"v": VERSION, "hello": "python", "version": sys.version.split()[0], "pid": os.getpid()})
    kept = Kept()
    ready = False
    for request in requests(channel):
        if request["op"] == "inspect":
            send(channel, {"inspected": [sources.inspect(path) for path in request["paths"]]})
            ready = ready or get_ready()
            continue
        ready = ready or get_ready()
        shared = request["isolation"] == "shared"
        result = run_shared(request, kept) if shared else run_forked(request, channel, wake_read, kept)
        if result is None:
            return
        send(channel, result)
        if not shared:
            kept.child = Child()


def get_ready():
    """Loads what only a run needs: it takes a while, in which Cutover looks at the facts of a source."""
    global Child, script
    from cutover_host import script
    from cutover_host.child import Child

    processes.adopt_orphans()
    return True


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
        self.held = bytearray()
        self.total = 0

    def add(self, data):
        self.total += len(data)
        self.held += data
        if len(self.held) > 8 * OUTPUT_LIMIT:
            del self.held[:-OUTPUT_LIMIT]

    def text(self):
        return self.held[-OUTPUT_LIMIT:].decode("utf-8", "replace")


def run_forked(request, channel, wake, kept):
    """Runs a script in a child of its own. None when Cutover hung up meanwhile, which is all its socket can say then."""
    if request.get("guarded"):
        request["guarded"] = real_path(request["guarded"])
    folder = request["folder"] = work_folder(request, kept.folders)
    environment = dict(request.pop("env"), TMPDIR=folder)
    if environment != kept.environment:  # the child that waits was born with the last one's
        request["env"] = kept.environment = environment
        script.set_environment(environment)
    child = kept.child or Child()
    kept.child = None
    while not child.begin(request):  # something ended it while it waited
        child.close()
        os.waitpid(child.pid, 0)
        child = Child()
    pid = child.pid
    started = time.monotonic()
    deadline = started + request["timeout_ms"] / 1000
    tails = {fd: Tail() for fd in child.streams}
    poll = select.poll()
    for fd in tails:
        poll.register(fd, select.POLLIN)
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
                ended = reap(pid)
            elif not take(fd, tails[fd]):
                poll.unregister(fd)
        if hung_up:
            break
    finished = time.monotonic()
    # Counted before the group is killed: what is left of it would be gone by the time it is looked for.
    left = processes.left_behind(pid, 0 if ended is None else HELPERS_END)
    processes.kill_group(pid)
    if ended is None:
        os.kill(pid, signal.SIGKILL)
        ended = os.wait4(pid, 0)[1:]
    survivors = max(len(left), processes.end_children())
    for fd, tail in tails.items():
        while take(fd, tail):
            pass
    child.close()
    tidy(folder, kept.folders)
    if hung_up:
        return None
    status, usage = ended
    stdout, stderr, report = tails.values()
    return {
        "ended": "timed_out" if timed_out else "signaled" if os.WIFSIGNALED(status) else "exited",
        "exit_code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else None,
        "signal": signal.Signals(os.WTERMSIG(status)).name if os.WIFSIGNALED(status) else None,
        "duration_ms": (finished - started) * 1000,
        "peak_memory_mb": usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024),
        "survivors": survivors,
        "stdout_tail": stdout.text(),
        "stderr_tail": stderr.text(),
        "stdout_bytes": stdout.total,
        "stderr_bytes": stderr.total,
        "reported": report.text(),
        "token": child.token,
    }


real_path = lru_cache(maxsize=1)(os.path.realpath)


def run_shared(request, kept):
    """Runs a script in this very process: fastest, and nothing is kept apart. A hang or crash takes the worker along."""
    import tempfile

    folder = request["folder"] = work_folder(request, kept.folders)
    request["env"]["TMPDIR"] = folder
    before = os.getcwd()
    saved = {fd: os.dup(fd) for fd in (1, 2)}
    captured = {fd: tempfile.TemporaryFile() for fd in (1, 2)}
    started = time.monotonic()
    for fd, file in captured.items():
        os.dup2(file.fileno(), fd)
    try:
        report = script.run_here(request)
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
    tidy(folder, kept.folders)
    return result


def drain(fd):
    try:
        while os.read(fd, 4096):
            pass
    except BlockingIOError:
        pass


def take(fd, tail):
    """Reads what is there; False at the end of the stream or when there is nothing more for now."""
    try:
        data = os.read(fd, 262144)
    except BlockingIOError:
        return False
    tail.add(data)
    return bool(data)


def reap(pid):
    found, status, usage = os.wait4(pid, os.WNOHANG)
    return (status, usage) if found else None


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
