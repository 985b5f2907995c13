"""Runs a command in a pseudo terminal of 80 columns and types answers: argv is the command, stdin a JSON list of [expected, keys].

Prints JSON: the exit code (128 + signal) and everything that was shown.
"""
import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

steps = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 80, 0, 0))
shown = b""
seen = 0
deadline = time.monotonic() + 20
while True:
    if steps and re.search(steps[0][0].encode().replace(b"[^]", b"(?s:.)"), shown[seen:]):
        seen = len(shown)
        os.write(terminal, steps.pop(0)[1].encode())
    if time.monotonic() > deadline:
        os.kill(pid, signal.SIGKILL)
        break
    if not select.select([terminal], [], [], 0.1)[0]:
        continue
    try:
        part = os.read(terminal, 65536)
    except OSError:
        break
    if not part:
        break
    shown += part
status = os.waitpid(pid, 0)[1]
exit_code = os.waitstatus_to_exitcode(status)
print(json.dumps({"exit": exit_code if exit_code >= 0 else 128 - exit_code, "screen": shown.decode("utf8", "replace"), "unanswered": len(steps)}))
