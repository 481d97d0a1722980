#!/usr/bin/env python3
"""When nothing came back, and why: `ping -D -O` held against what was done to the town.

usage: silences.py PINGS DISTURBANCES

A line for each silence. Ends with 1 where one is too long, begins without a reason, or more was lost than silences explain."""
import re
import sys

# In seconds. A loaded machine keeps a node from its work for a while; one that is killed and comes again needs some, and
# what was done to it shows when its peers give it up.
SILENCE, SOON, LONGEST = 1.5, 8, 15
# Of what was sent outside all silences.
LOST = 0.05

ANSWER = re.compile(r"^\[(\d+\.\d+)\] \d+ bytes from .* icmp_seq=(\d+)")
SENT = re.compile(r"icmp_seq=(\d+)")


def read(path):
    """The moments of answers, and how many were asked for."""
    answers, asked = [], 0
    with open(path, encoding="utf-8") as file:
        for line in file:
            if found := SENT.search(line):
                asked = max(asked, int(found[1]))
            if found := ANSWER.match(line):
                answers.append(float(found[1]))
    return answers, asked


def main(pings, disturbances):
    answers, asked = read(pings)
    with open(disturbances, encoding="utf-8") as file:
        reasons = [(float(moment), what) for moment, what in (line.strip().split(" ", 1) for line in file)]
    if not answers:
        sys.exit("no ping was answered")
    failed, explained = False, 0.0
    for before, after in zip(answers, answers[1:]):
        if after - before < SILENCE:
            continue
        why = [what for moment, what in reasons if before - SOON <= moment <= after]
        explained += after - before
        failed |= not why or after - before > LONGEST
        print(f"silent for {after - before:.1f} s: {', '.join(why) or 'without a reason'}")
    span = answers[-1] - answers[0]
    lost = max(0.0, 1 - len(answers) / max(asked, 1) - explained / max(span, 1))
    print(f"{len(answers)} of {asked} pings answered; {lost:.1%} lost without a silence")
    sys.exit(failed or lost > LOST)


main(*sys.argv[1:])
