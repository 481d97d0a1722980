#!/usr/bin/env python3
"""Measures how long a live client is without an access that its gateway lost: from the gateway's ICMP error to the first
packet that passes, over a link between two network namespaces. Prints rows of a table. Needs root and /dev/net/tun; leaves
nothing behind.

usage: reauthorization.py PROGRAM [ROUNDS]
"""
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

from street import HOST, Street, our_tunnel, run, says, wait_for

RESOURCE = "MyCorp Network"
# Another resource keeps the tunnel: with its last access a client would lose that, too.
OTHER = "172.21.0.101"
PORTAL = "203.0.113.10"
FLAG = "FZFF_ICMP_ERROR_UNREACHABLE_PROHIBITED_CREATE_NEW_FLOW"
# A client follows no second refusal of a resource sooner, so that refusals make no storm.
PAUSE = 4
# Between two packets of the application; as long may the first one that could pass be still to come.
INTERVAL = 0.001


def ping(street, end, host, *options):
    """The median of the round trips, in milliseconds; whether all of them are answered does not matter."""
    command = ["ip", "netns", "exec", street.spaces[end], "ping", "-n", *options, host]
    told = subprocess.run(command, capture_output=True, text=True, check=False, timeout=30).stdout
    times = [float(time) for time in re.findall(r"time=([\d.]+) ms", told)]
    return statistics.median(times) if times else None


def events(log):
    """What a node told as JSON lines, but for one that is not whole yet."""
    with open(log, encoding="utf-8") as file:
        for line in file:
            if line.startswith("{") and line.endswith("}\n"):
                yield json.loads(line)


def lost_and_found(log):
    """Of each access that was lost: nanoseconds from the first refusal to the new authorization, and to the first packet."""
    refused, added = None, None
    for event in events(log):
        if event["kind"] == "authorization.removed":
            refused, added = 0, None
        elif event["kind"] == "filtered" and refused == 0:
            refused = event["t"]
        elif event["kind"] == "authorization.added" and refused:
            added = event["t"]
        elif event["kind"] == "permitted" and added:
            yield added - refused, event["t"] - refused
            refused, added = None, None


def lose(program, control, gateway_log):
    """The portal takes the access away from the gateway, and the client goes on believing in it."""
    count = sum(event["kind"] == "authorization.removed" for event in events(gateway_log))
    run(program, "attach", control, "-c", f'revoke "{RESOURCE}" for client on gateway', timeout=30)
    wait_for("the gateway has lost the access",
             lambda: sum(event["kind"] == "authorization.removed" for event in events(gateway_log)) > count)


def measure(street, folder, program, rounds):
    control = os.path.join(folder, "control")
    os.mkdir(control, 0o700)
    run("ip", "-n", street.spaces["gateway"], "address", "add", f"{OTHER}/32", "dev", "lo")

    def options(name):
        return ["--control", control] + ([] if name == "portal" else ["--json", "--packets"])

    our_tunnel(street, folder, program, options, {FLAG: "true"})
    wait_for("the tunnel carries packets", lambda: ping(street, "client", HOST, "-c", "2", "-W", "1"))
    wait_for("it carries them to the other resource", lambda: ping(street, "client", OTHER, "-c", "2", "-W", "1"))
    log = os.path.join(folder, "gateway.log")
    for _ in range(rounds):
        time.sleep(PAUSE)
        lose(program, control, log)
        ping(street, "client", HOST, "-c", "40", "-i", str(INTERVAL), "-W", "1")
    time.sleep(0.5)
    # Client to portal and back; portal and gateway stand beside each other; the error and the first packet are one more.
    trips = (ping(street, "client", PORTAL, "-c", "100", "-i", "0.005")
             + ping(street, "gateway", PORTAL, "-c", "100", "-i", "0.005")
             + ping(street, "client", HOST, "-c", "100", "-i", "0.005"))
    return list(lost_and_found(log)), trips


def main():
    program = os.path.abspath(sys.argv[1])
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    with tempfile.TemporaryDirectory() as folder, Street(f"fzreauth{os.getpid()}") as street:
        found, trips = measure(street, folder, program, rounds)
    if len(found) * 2 < rounds:
        sys.exit(f"reauthorization.py: of {rounds} accesses that were lost {len(found)} came back")
    for what, times in (("the gateway holds the new authorization", [added for added, _ in found]),
                        ("the first packet passes", [passed for _, passed in found])):
        median, best = statistics.median(times) / 1e6, min(times) / 1e6
        print(f"| {what} | {median:.2f} | {best:.2f} | {trips:.2f} | {median - trips:.2f} |")


main()
