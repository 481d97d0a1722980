#!/usr/bin/env python3
"""Runs a command a number of times and prints, as tab-separated fields: median and best wall time, median CPU time (user and
system) in milliseconds, peak resident memory in MiB. Standard library only.

usage: measure.py RUNS COMMAND [ARGUMENT ...]
"""
import os
import statistics
import sys
import time


def run(command):
    """One run of the whole process: (wall ms, cpu ms, peak MiB). Ends the program when the command fails."""
    begun = time.perf_counter()
    child = os.posix_spawnp(
        command[0], command, os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1)])
    _, status, usage = os.wait4(child, 0)
    wall = (time.perf_counter() - begun) * 1000
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        sys.exit(f"measure.py: {' '.join(command)} ended with status {code}")
    return wall, (usage.ru_utime + usage.ru_stime) * 1000, usage.ru_maxrss / 1024


def main():
    if len(sys.argv) < 3 or not sys.argv[1].isdigit() or int(sys.argv[1]) < 1:
        sys.exit(__doc__)
    runs, command = int(sys.argv[1]), sys.argv[2:]
    run(command)  # warms the page cache
    wall, cpu, peak = zip(*(run(command) for _ in range(runs)))
    print(f"{statistics.median(wall):.1f}\t{min(wall):.1f}\t{statistics.median(cpu):.1f}\t{max(peak):.1f}")


main()
