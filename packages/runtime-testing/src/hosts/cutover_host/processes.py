"""Child processes: adopting those whose parent is gone, and ending all of them."""

import os
import signal
import sys
import time

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_libc = None


def adopt_orphans():
    """Descendants whose parent ends become our children instead of the system's, so that a daemon can't get away."""
    global _libc
    if not sys.platform.startswith("linux"):
        return
    if _libc is None:
        import ctypes

        _libc = ctypes.CDLL(None)
    _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def die_with_parent():
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def kill_group(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except OSError:
        pass


def end_children(keep=()):
    """Kills every child but those in `keep`, and theirs as they are adopted. Returns how many there were."""
    ended = set()
    deadline = time.monotonic() + 2
    while time.monotonic() < deadline:
        if not keep and not _reap():
            break
        strays = [pid for pid in _children() if pid not in keep]
        if not strays:
            break
        for pid in strays:
            ended.add(pid)
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                pass
            if keep:
                _wait_for(pid)
        if not keep:
            time.sleep(0.0005)
    return len(ended)


def left_behind(pid, seconds):
    """The children beside `pid` that do not end by themselves within this time; the rule is that there are none."""
    deadline = time.monotonic() + seconds
    while True:
        strays = [child for child in _living_children() if child != pid]
        if not strays or time.monotonic() >= deadline:
            return strays
        time.sleep(0.002)


def _living_children():
    """Children that have not ended yet."""
    if hasattr(os, "waitid"):
        try:
            os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:  # the rule, and told at once
            return []
    return [pid for pid in _children() if not _has_ended(pid)]


def _has_ended(pid):
    try:
        with open("/proc/%d/stat" % pid) as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def _reap():
    """Collects children that have ended; False when there is none left at all."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
        return True
    except ChildProcessError:
        return False


def _wait_for(pid):
    try:
        os.waitpid(pid, 0)
    except OSError:
        pass


def _children():
    try:
        with open("/proc/self/task/%d/children" % os.getpid()) as listing:
            return [int(pid) for pid in listing.read().split()]
    except OSError:
        return []
