#!/usr/bin/env python3
"""aioice, an ICE agent in Python, as a peer that speaks in lines. It gathers on one address and echoes what it gets.

usage: ice_peer.py controlling|controlled ADDRESS FRAGMENT PASSWORD [TURN_PORT TURN_USER TURN_PASSWORD]

With a TURN server (on 127.0.0.1) its relayed address is its only candidate.
out  candidate FOUNDATION 1 udp …      one line each, then:
out  gathered
in   remote FRAGMENT PASSWORD
in   candidate FOUNDATION 1 udp …      any number, then:
in   connect
out  connected ROLE | failed REASON
out  echoed COUNT                      after each datagram
Ends with its input.
"""
import asyncio
import sys

import aioice
import aioice.ice


def say(*words):
    print(*words, flush=True)


async def echo(connection):
    count = 0
    try:
        while True:
            await connection.send(await connection.recv())
            count += 1
            say("echoed", count)
    except ConnectionError as error:
        say("lost", error)


async def main(role, address, fragment, password, turn):
    aioice.ice.get_host_addresses = lambda use_ipv4, use_ipv6: [address]
    options = {}
    if turn:
        options = {
            "turn_server": ("127.0.0.1", int(turn[0])),
            "turn_username": turn[1],
            "turn_password": turn[2],
            "transport_policy": aioice.TransportPolicy.RELAY,
        }
    connection = aioice.Connection(
        role == "controlling", local_username=fragment, local_password=password, **options
    )
    await connection.gather_candidates()
    for candidate in connection.local_candidates:
        say("candidate", candidate.to_sdp())
    say("gathered")

    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    echoing = None
    while line := (await reader.readline()).decode().split(maxsplit=1):
        if line[0] == "remote":
            connection.remote_username, connection.remote_password = line[1].split()
        elif line[0] == "candidate":
            await connection.add_remote_candidate(aioice.Candidate.from_sdp(line[1].strip()))
        elif line[0] == "connect":
            await connection.add_remote_candidate(None)
            try:
                await asyncio.wait_for(connection.connect(), 10)
            except (ConnectionError, asyncio.TimeoutError) as error:
                say("failed", repr(error))
                continue
            say("connected", "controlling" if connection.ice_controlling else "controlled")
            echoing = asyncio.create_task(echo(connection))
    if echoing:
        echoing.cancel()
    try:
        # Who carried the relay's datagrams may be gone.
        await asyncio.wait_for(connection.close(), 1)
    except (ConnectionError, asyncio.TimeoutError):
        pass


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5], sys.argv[5:]))
