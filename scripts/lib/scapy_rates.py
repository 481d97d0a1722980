"""What building and dissecting one packet costs Scapy: rows for the table of scripts/bench."""
import time

from scapy.layers.inet import IP, UDP


def rate(name, count, work):
    """The best of five rounds, as the program's own measures are taken."""
    best = float("inf")
    for _ in range(5):
        began = time.perf_counter()
        for _ in range(count):
            work()
        best = min(best, (time.perf_counter() - began) / count)
    print(f"| {name} | {best * 1e6:.1f} µs | {1 / best:.0f} |")


packet = bytes(IP(dst="172.20.0.100") / UDP(dport=53))
rate("Scapy: IP()/UDP(), to bytes", 500, lambda: bytes(IP(dst="172.20.0.100") / UDP(dport=53)))
rate("Scapy: dissect ip/udp", 1000, lambda: IP(packet))
