"""What building and dissecting one packet costs Scapy: rows for the table of scripts/bench."""
import os
import tempfile
import time

from scapy.config import conf
from scapy.layers.dns import DNS, DNSQR
from scapy.layers.inet import ICMP, IP, UDP
from scapy.sendrecv import sr
from scapy.utils import PcapNgReader, PcapNgWriter, RawPcapNgReader
from scapy.supersocket import L3RawSocket


def rate(name, count, work):
    """The best of five rounds, on the processor, as the program's own measures are taken."""
    best = float("inf")
    for _ in range(5):
        began = time.process_time()
        for _ in range(count):
            work()
        best = min(best, (time.process_time() - began) / count)
    print(f"| {name} | {best * 1e6:.1f} µs | {1 / best:.0f} |")


packet = bytes(IP(dst="172.20.0.100") / UDP(dport=53))
rate("Scapy: IP()/UDP(), to bytes", 500, lambda: bytes(IP(dst="172.20.0.100") / UDP(dport=53)))
rate("Scapy: dissect ip/udp", 1000, lambda: IP(packet))
name = "download.httpbin.example"
rate("Scapy: IP()/UDP()/DNS(), to bytes", 500, lambda: bytes(IP() / UDP() / DNS(qd=DNSQR(qname=name))))
typed = "IP(dst='172.20.0.100')/UDP(dport=53)"
rate("Scapy: the same typed, to bytes", 500, lambda: bytes(eval(typed)))  # as its prompt does
read = compile(typed, "-c", "eval")
rate("Scapy: the same compiled once, to bytes", 500, lambda: bytes(eval(read)))


def ask(count):
    """`sr` of echo requests on loopback: the kernel answers."""
    conf.L3socket = L3RawSocket
    began = time.process_time()
    answered, _ = sr(IP(dst="127.0.0.1") / ICMP(id=1, seq=(1, count)), timeout=2, verbose=0)
    each = (time.process_time() - began) / count
    print(f"| Scapy: `sr` of {count} echo requests on loopback, each ({len(answered)} answered) "
          f"| {each * 1e6:.1f} µs | {1 / each:.0f} |")


if os.geteuid() == 0:
    ask(1000)


def captures(count):
    """A pcapng file of as many packets as are counted, written and read, each packet dissected as Scapy does."""
    packet = IP(dst="172.20.0.100") / UDP(dport=53) / (b"a" * 104)
    packet.comment = "#58 tun.out p17: answered by p18"
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "a.pcapng")

        def write():
            with PcapNgWriter(path) as writer:
                for _ in range(count):
                    writer.write(packet)

        def read(reader):
            for _ in reader(path):
                pass

        for name, work in (
            ("write a packet of 132 B as pcapng, with a comment", write),
            ("read a packet of 132 B from pcapng, and dissect it", lambda: read(PcapNgReader)),
            ("read a packet of 132 B from pcapng, bytes alone", lambda: read(RawPcapNgReader)),
        ):
            best = float("inf")
            for _ in range(3):
                began = time.process_time()
                work()
                best = min(best, (time.process_time() - began) / count)
            print(f"| Scapy: {name} | {best * 1e6:.1f} µs | {1 / best:.0f} |")


captures(2000)
