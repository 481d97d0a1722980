#!/usr/bin/env python3
"""Latency between interfaces of one network namespace, where the kernel has no netem: whatever comes in at one of a pair
goes out at the other so much later. Standard library only.

usage: delay.py INTERFACE INTERFACE MILLISECONDS [INTERFACE INTERFACE MILLISECONDS]…
"""
import collections
import select
import socket
import struct
import sys
import time

# linux/if_packet.h: what stands before a frame (struct virtio_net_hdr) keeps offloaded checksums and segments valid.
SOL_PACKET, PACKET_ADD_MEMBERSHIP, PACKET_VNET_HDR, PACKET_MR_PROMISC, PACKET_OUTGOING = 263, 1, 15, 1, 4
ETH_P_ALL = 3
# The longest frame that a veth carries as one, and what stands before it.
LARGEST = 1 << 17


def port(interface):
    end = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    end.setsockopt(SOL_PACKET, PACKET_VNET_HDR, 1)
    end.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    end.bind((interface, 0))
    everything = struct.pack("IHH8x", socket.if_nametoindex(interface), PACKET_MR_PROMISC, 0)
    end.setsockopt(SOL_PACKET, PACKET_ADD_MEMBERSHIP, everything)
    end.setblocking(False)
    return end


class Way:
    """From one interface to another: frames leave in the order in which they came."""

    def __init__(self, source, target, delay):
        self.source, self.target, self.delay = source, target, delay
        self.waiting = collections.deque()

    def take(self):
        while True:
            try:
                frame, origin = self.source.recvfrom(LARGEST)
            except BlockingIOError:
                return
            except OSError:  # the interface went down
                return
            if origin[2] != PACKET_OUTGOING:
                self.waiting.append((time.monotonic() + self.delay, frame))

    def release(self, now):
        while self.waiting and self.waiting[0][0] <= now:
            try:
                self.target.send(self.waiting.popleft()[1])
            except OSError:  # as a wire loses it
                pass


def main(words):
    ways = []
    for one, other, milliseconds in zip(words[::3], words[1::3], words[2::3]):
        ends, delay = (port(one), port(other)), float(milliseconds) / 1000
        ways += [Way(ends[0], ends[1], delay), Way(ends[1], ends[0], delay)]
    by_source = {way.source: way for way in ways}
    while True:
        due = [way.waiting[0][0] for way in ways if way.waiting]
        wait = max(0, min(due) - time.monotonic()) if due else None
        for source in select.select(list(by_source), [], [], wait)[0]:
            by_source[source].take()
        now = time.monotonic()
        for way in ways:
            way.release(now)


if __name__ == "__main__":
    if len(sys.argv) < 4 or len(sys.argv) % 3 != 1:
        sys.exit(__doc__)
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        pass
