#!/usr/bin/env python3
"""Writes a pcapng file of about so many megabytes: UDP packets of 60 to 1400 bytes on raw IP. Standard library only.

usage: make_capture.py FILE MEGABYTES
"""
import struct
import sys


def block(kind, body):
    length = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + length + body + length


def packet(number):
    size = 60 + number * 37 % 1340
    port = 53 if number % 4 == 0 else 443
    udp = struct.pack("!HHHH", 40000, port, size - 20, 0)
    ip = struct.pack("!BBHHHBBHII", 0x45, 0, size, 0, 0, 64, 17, 0, 0xC0000201, 0xAC140000 + number % 16)
    return ip + udp + bytes(size - 28)


def main():
    path, wanted = sys.argv[1], int(sys.argv[2]) * 1_000_000
    with open(path, "wb") as file:
        file.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
        file.write(block(1, struct.pack("<HHI", 101, 0, 0) + struct.pack("<HHB3xHH", 9, 1, 9, 0, 0)))
        number = 0
        while file.tell() < wanted:
            data = packet(number)
            time = 1_700_000_000_000_000_000 + number * 1_000_000
            head = struct.pack("<IIIII", 0, time >> 32, time & 0xFFFFFFFF, len(data), len(data))
            file.write(block(6, head + data + bytes(-len(data) % 4)))
            number += 1


if __name__ == "__main__":
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit(__doc__)
    main()
