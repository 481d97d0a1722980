#!/usr/bin/env python3
"""Times a program on a pseudo-terminal from its start to its prompt. Prints the median and the best in milliseconds.

prompt_ready.py RUNS PROGRAM [ARGUMENT…]
"""
import os
import pty
import statistics
import sys
import time


def once(command):
    began = time.monotonic()
    process, terminal = pty.fork()
    if process == 0:
        os.environ["TERM"] = "xterm"
        os.execvp(command[0], command)
    seen = b""
    while b"> " not in seen:
        seen += os.read(terminal, 4096)
    took = (time.monotonic() - began) * 1000
    os.write(terminal, b"quit\n")
    try:
        while os.read(terminal, 4096):
            pass
    except OSError:
        pass
    os.waitpid(process, 0)
    os.close(terminal)
    return took


times = [once(sys.argv[2:]) for _ in range(int(sys.argv[1]))]
print(f"{statistics.median(times):.1f}\t{min(times):.1f}")
