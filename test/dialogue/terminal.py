"""Runs one command line in a pseudo-terminal: waits for each text, then types. Gives code and transcript as JSON."""

import fcntl
import json
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

job = json.loads(sys.argv[1])
pid, master = pty.fork()
if pid == 0:
    os.chdir(job["cwd"])
    os.environ.update(job["env"])
    os.execv(job["argv"][0], job["argv"])

fcntl.ioctl(master, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
seen = ""
mark = 0
deadline = time.monotonic() + job["timeout"]


def read(wait):
    """Takes what there is; False at the end."""
    global seen
    if not select.select([master], [], [], wait)[0]:
        return True
    try:
        data = os.read(master, 65536)
    except OSError:
        return False
    seen += data.decode("utf-8", "replace")
    return data != b""


missed = None
for step in job["steps"]:
    while step["expect"] not in seen[mark:]:
        if time.monotonic() > deadline or not read(0.2):
            missed = step["expect"]
            break
    if missed is not None:
        break
    mark = seen.index(step["expect"], mark) + len(step["expect"])
    os.write(master, step["send"].encode())
while missed is None and time.monotonic() < deadline and read(0.2):
    pass
if missed is not None:
    os.kill(pid, signal.SIGKILL)
_, status = os.waitpid(pid, 0)
print(json.dumps({"code": os.waitstatus_to_exitcode(status), "transcript": seen, "missed": missed}))
