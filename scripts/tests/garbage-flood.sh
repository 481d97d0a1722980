#!/usr/bin/env bash
# Garbage at every socket that a node has, as fast as it goes and for some seconds: nobody falls, nobody grows, and whoever
# was there goes on.
. "$(dirname "$0")/lib.sh"
bring_up
curl_both

# flood SERVICE ADDRESS PORT: datagrams of chance, and such that begin like STUN, channel data and each message of WireGuard.
flood() {
  town exec "$1" python3 - "$2" "$3" <<'PYTHON'
import os, random, socket, sys, time
address, port = sys.argv[1], int(sys.argv[2])
chance = random.Random(7)
family = socket.AF_INET6 if ":" in address else socket.AF_INET
out = socket.socket(family, socket.SOCK_DGRAM)
begin = [b"", b"\x00\x01\x00\x08\x21\x12\xa4\x42", b"\x40\x00\x00\x10"] + [bytes([kind, 0, 0, 0]) for kind in range(1, 5)]
end = time.monotonic() + 4
while time.monotonic() < end:
    for _ in range(200):
        try:
            out.sendto(chance.choice(begin) + chance.randbytes(chance.choice([0, 4, 28, 88, 144, 1200])), (address, port))
        except OSError:
            pass
PYTHON
}

# besiege SERVICE ADDRESS PORT: connections that say nonsense, half a request, or nothing.
besiege() {
  town exec "$1" python3 - "$2" "$3" <<'PYTHON'
import random, socket, sys, time
chance = random.Random(7)
open_ones, end = [], time.monotonic() + 4
while time.monotonic() < end and len(open_ones) < 300:
    try:
        one = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=1)
        one.sendall(chance.choice([b"", b"GET /client/websocket?token=", chance.randbytes(2000), b"\r\n" * 500]))
        open_ones.append(one)
    except OSError:
        time.sleep(0.01)
PYTHON
}

# nonsense SOCKET…: lines and bytes of chance at control sockets.
nonsense() {
  town exec fzsh python3 - "$@" <<'PYTHON'
import random, socket, sys
chance = random.Random(7)
for path in sys.argv[1:]:
    for _ in range(200):
        with socket.socket(socket.AF_UNIX) as one:
            one.settimeout(2)
            try:
                one.connect(path)
                one.sendall(chance.choice([b"{", b"[" * 5000, b"null\n" * 50, chance.randbytes(3000)]))
            except OSError:
                pass
PYTHON
}

flood client-router 172.30.0.100 52625 &
floods=($!)
flood gateway-router 172:31::100 52625 &
floods+=($!)
flood client-router 203.0.113.101 3478 &
floods+=($!)
besiege client-router 203.0.113.10 8081 &
floods+=($!)
# shellcheck disable=SC2046 # no blanks in these names
nonsense $(town exec fzsh sh -c 'echo /run/fzsh/*.sock') &
floods+=($!)
# Who was there goes on meanwhile, if slowly.
for ((tries = 0; tries < 10; tries++)); do ! client_curl "${httpbin[0]}" || break; done
for flood in "${floods[@]}"; do wait "$flood"; done
curl_both

# What it cost, in KiB: the largest of each service's processes.
for node in client gateway relay-1 portal; do
  peak=$(town exec "$node" sh -c 'grep -h VmHWM /proc/[0-9]*/status' | awk '{ if ($2 > most) most = $2 } END { print most }')
  ((peak < 200000)) || { echo "$node has grown to $peak KiB" >&2 && exit 1; }
done
