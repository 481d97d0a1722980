#!/usr/bin/env python3
"""websockets, a WebSocket library in Python, as a client that speaks in lines.

usage: websocket_client.py URL USER-AGENT [CA-FILE]

out  open | status CODE BODY | failed REASON
in   send TEXT | parts TEXT TEXT … | nested DEPTH | large LENGTH | invalid | binary | ping | close
out  text TEXT | ponged | closed CODE
Ends with its input.
"""
import asyncio
import ssl
import sys

import websockets
from websockets.asyncio.client import connect


def say(*words):
    print(*words, flush=True)


async def listen(socket):
    try:
        async for message in socket:
            say("text", message)
    except websockets.ConnectionClosed:
        pass
    finally:
        say("closed", socket.close_code)


async def obey(socket, line):
    verb, _, rest = line.partition(" ")
    if verb == "send":
        await socket.send(rest)
    elif verb == "parts":
        await socket.send(rest.split(" "))
    elif verb == "nested":
        await socket.send('{"topic":"client","event":"x","ref":1,"payload":' + "[" * int(rest) + "]" * int(rest) + "}")
    elif verb == "large":
        await socket.send('{"topic":"client","event":"x","ref":1,"payload":"' + "y" * int(rest) + '"}')
    elif verb == "invalid":
        await socket.send(b'{"topic":"\xff\xfe"}', text=True)
    elif verb == "binary":
        await socket.send(b"\x00\x01")
    elif verb == "ping":
        await (await socket.ping())
        say("ponged")
    elif verb == "close":
        await socket.close()


async def main(url, agent, authority=None):
    trust = ssl.create_default_context(cafile=authority) if authority else None
    try:
        socket = await connect(url, user_agent_header=agent, proxy=None, ssl=trust, ping_interval=None)
    except websockets.InvalidStatus as refusal:
        body = (refusal.response.body or b"").decode().strip()
        return say("status", refusal.response.status_code, body)
    except (OSError, websockets.WebSocketException) as error:
        return say("failed", error)
    say("open")
    listening = asyncio.create_task(listen(socket))
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode():
        try:
            await obey(socket, line.rstrip("\n"))
        except websockets.ConnectionClosed:
            pass
    await socket.close()
    await listening


asyncio.run(main(*sys.argv[1:]))
