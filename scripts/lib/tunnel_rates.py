#!/usr/bin/env python3
"""Measures a tunnel of live nodes beside one of wireguard-go: the same two network namespaces, the same link, the same MTU,
one after the other and again; or, with `recording`, nodes that record beside nodes that do not. Prints rows of a table.
Needs root, /dev/net/tun, iperf3; leaves nothing behind.

usage: tunnel_rates.py PROGRAM [SECONDS] [ROUNDS] [recording]
"""
import json
import os
import re
import sys
import tempfile

from street import HOST, Street, our_tunnel, run, says, wait_for

MTU = 1280
# A UDP payload that fills a packet of the tunnel.
PAYLOAD = MTU - 28


def bundle(folder, name):
    return os.path.join(folder, f"{name}.fzb")


def recording_tunnel(street, folder, program):
    """The same, and both ends write down all that they are told. A recording may become longer than the usual limit."""
    return our_tunnel(street, folder, program,
                      lambda name: ["--record", bundle(folder, name), "--record-limit", "100GiB"])


def peer_tunnel(street, folder, _):
    """wireguard-go at both ends, with the routes and addresses that our nodes would have."""
    nodes, keys = [], {}
    for end in ("client", "gateway"):
        keys[end] = run("wg", "genkey").strip()
    names = {end: f"fz{end[:2]}{os.getpid() % 100000}" for end in keys}
    for end in keys:
        log = os.path.join(folder, f"wg-{end}.log")
        nodes.append(street.start(end, "wireguard-go", "-f", names[end], log=log,
                                  env=dict(os.environ, WG_PROCESS_FOREGROUND="1")))
        wait_for("wireguard-go is there", lambda end=end: os.path.exists(f"/var/run/wireguard/{names[end]}.sock"))
    public = {end: run("wg", "pubkey", input=keys[end]).strip() for end in keys}
    for end, other, address, allowed, extra in (
            ("client", "gateway", "100.64.0.2", "172.20.0.0/16", ["endpoint", "203.0.113.31:51820"]),
            ("gateway", "client", "100.64.0.1", "100.64.0.2/32", [])):
        key = os.path.join(folder, f"{end}.key")
        with open(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            file.write(keys[end])
        street.at(end, "wg", "set", names[end], "private-key", key, "listen-port", "51820", "peer", public[other],
                  "allowed-ips", allowed, *extra)
        street.at(end, "ip", "address", "add", f"{address}/32", "dev", names[end])
        street.at(end, "ip", "link", "set", names[end], "mtu", str(MTU), "up")
        street.at(end, "ip", "route", "add", allowed, "dev", names[end])
    return nodes


def seconds_on_processor(processes):
    ticks = 0
    for process in processes:
        with open(f"/proc/{process.pid}/stat", encoding="utf-8") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def peak_memory(processes):
    """MiB of the larger one."""
    peaks = []
    for process in processes:
        with open(f"/proc/{process.pid}/status", encoding="utf-8") as file:
            peaks.append(int(re.search(r"VmHWM:\s+(\d+)", file.read())[1]) / 1024)
    return max(peaks)


WORKS = {
    "TCP, one stream": [],
    "TCP, one stream to the client": ["-R"],
    "TCP, four streams": ["-P", "4"],
    f"UDP, {PAYLOAD} B as fast as it goes": ["-u", "-b", "0", "-l", str(PAYLOAD)],
    "UDP, 64 B as fast as it goes": ["-u", "-b", "0", "-l", "64"],
}


# Of what less is better.
UNITS = (", ms", ", MiB")
# A recording grows by what the tunnel carries, at both ends: some of the works are enough.
RECORDED = ("TCP, one stream", f"UDP, {PAYLOAD} B as fast as it goes")


def measure(street, nodes, seconds, works):
    """By work: bits a second that arrived, and nanoseconds on the processor for a byte of them."""
    street.at("client", "ping", "-n", "-c", "3", "-i", "0.2", "-W", "5", HOST)
    pings = street.at("client", "ping", "-n", "-c", "300", "-i", "0.005", HOST)
    results = {"ping, ms": (float(re.search(r"= [\d.]+/([\d.]+)/", pings)[1]), 0)}
    for name in works:
        options = WORKS[name]
        before = seconds_on_processor(nodes)
        told = json.loads(street.at("client", "iperf3", "-c", HOST, "-t", str(seconds), "-J", *options))["end"]
        spent = seconds_on_processor(nodes) - before
        arrived = told["sum"] if "-u" in options else told["sum_received"]
        # For UDP `sum` tells what was sent; what was lost did not arrive.
        bits = arrived["bits_per_second"] * (1 - arrived.get("lost_percent", 0) / 100)
        results[name] = (bits, spent * 1e9 / max(1, bits / 8 * arrived["seconds"]))
    results["peak memory, MiB"] = (peak_memory(nodes), 0)
    return results


def one_round(kind, program, seconds, works):
    with tempfile.TemporaryDirectory() as folder, Street(f"fzrate{os.getpid()}") as street:
        nodes = kind(street, folder, program)
        street.start("gateway", "iperf3", "-s", "--forceflush", "-B", HOST, log=os.path.join(folder, "iperf3.log"))
        wait_for("iperf3 listens", lambda: says(os.path.join(folder, "iperf3.log"), "listening"))
        return measure(street, nodes, seconds, works)


def main():
    program = os.path.abspath(sys.argv[1])
    words = sys.argv[2:]
    if words[-1:] == ["recording"]:
        kinds, works = {"recording": recording_tunnel, "fzsh": our_tunnel}, RECORDED
        words.pop()
    else:
        kinds, works = {"fzsh": our_tunnel, "wireguard-go": peer_tunnel}, WORKS
    seconds, rounds = (int(word) for word in words + ["5", "2"][len(words):])
    best = {}
    for _ in range(rounds):
        for who, kind in kinds.items():
            for name, (value, cost) in one_round(kind, program, seconds, works).items():
                known = best.setdefault(name, {}).get(who)
                less = name.endswith(UNITS)
                if known is None or (value < known[0] if less else value > known[0]):
                    best[name][who] = (value, cost)
    for name, by in best.items():
        (ours, our_cost), (theirs, their_cost) = (by[who] for who in kinds)
        if name.endswith(UNITS):
            print(f"| {name} | {ours:.2f} | {theirs:.2f} | {ours / theirs:.2f} | | |")
        else:
            print(f"| {name} | {ours / 1e9:.2f} Gbit/s | {theirs / 1e9:.2f} Gbit/s | {ours / theirs:.2f} "
                  f"| {our_cost:.2f} ns/B | {their_cost:.2f} ns/B |")


main()
