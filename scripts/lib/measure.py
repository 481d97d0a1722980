#!/usr/bin/env python3
"""Runs a command a number of times and prints, as tab-separated fields: median and best wall time, median CPU time (user and
system) in milliseconds, peak resident memory in MiB. Standard library only.

usage: measure.py RUNS COMMAND [ARGUMENT ...]
"""
import os
import statistics
import sys
import time


def start(command):
    return os.posix_spawnp(
        command[0], command, os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1)])


def check(status, command):
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        sys.exit(f"measure.py: {' '.join(command)} ended with status {code}")


def run(command):
    """One run of the whole process: (wall ms, cpu ms)."""
    begun = time.perf_counter()
    _, status, usage = os.wait4(start(command), 0)
    wall = (time.perf_counter() - begun) * 1000
    check(status, command)
    return wall, (usage.ru_utime + usage.ru_stime) * 1000


def peak(command):
    """High-water mark of resident memory in MiB, as last seen while the process ran.

    ru_maxrss would count the memory of this interpreter, from which the process is spawned.
    """
    child, seen = start(command), 0
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            check(status, command)
            return seen / 1024
        with open(f"/proc/{child}/status") as facts:
            seen = max([seen] + [int(line.split()[1]) for line in facts if line.startswith("VmHWM")])


def main():
    if len(sys.argv) < 3 or not sys.argv[1].isdigit() or int(sys.argv[1]) < 1:
        sys.exit(__doc__)
    runs, command = int(sys.argv[1]), sys.argv[2:]
    memory = peak(command)  # also warms the page cache
    wall, cpu = zip(*(run(command) for _ in range(runs)))
    print(f"{statistics.median(wall):.1f}\t{min(wall):.1f}\t{statistics.median(cpu):.1f}\t{memory:.1f}")


main()
