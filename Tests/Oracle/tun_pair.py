"""Two TUN devices, what is written to one comes out of the other: tun_pair.py NAME NAME, until it is ended."""
import fcntl
import os
import selectors
import struct
import sys

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000


def tun(name):
    device = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return device


ends = [tun(name) for name in sys.argv[1:3]]
print("ready", flush=True)
selector = selectors.DefaultSelector()
for end, other in (ends, ends[::-1]):
    selector.register(end, selectors.EVENT_READ, other)
while True:
    for key, _ in selector.select():
        try:
            os.write(key.data, os.read(key.fd, 65536))
        except OSError:
            pass  # the other side is down: the packet is lost, as on any wire
