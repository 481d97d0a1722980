#!/usr/bin/env python3
"""websockets, a WebSocket library in Python, as a server of one connection after the other, that speaks in lines.

usage: websocket_server.py [STATUS]

With a status every upgrade is answered with it.
out  listening PORT
out  open TARGET USER-AGENT AUTHORIZATION
in   send TEXT | large COUNT | binary COUNT | invalid COUNT | close CODE REASON
out  text TEXT | closed CODE
Ends with its input.
"""
import asyncio
import http
import sys

import websockets
from websockets.asyncio.server import serve

sockets = []


def say(*words):
    print(*words, flush=True)


async def handle(socket):
    request = socket.request
    headers = request.headers
    say("open", request.path, headers.get("user-agent"), headers.get("x-authorization", "-"))
    sockets.append(socket)
    try:
        async for message in socket:
            say("text", message)
    except websockets.ConnectionClosed:
        pass
    finally:
        say("closed", socket.close_code)


async def obey(line):
    verb, _, rest = line.partition(" ")
    socket = sockets[-1]
    if verb == "send":
        await socket.send(rest)
    elif verb == "large":
        await socket.send("x" * int(rest))
    elif verb == "binary":
        await socket.send(bytes(int(rest)))
    elif verb == "invalid":
        await socket.send(b"\xff" * int(rest), text=True)
    elif verb == "close":
        code, _, reason = rest.partition(" ")
        await socket.close(int(code), reason)


async def main(status=None):
    def refuse(connection, request):
        if status:
            return connection.respond(http.HTTPStatus(int(status)), "no\n")

    async with serve(handle, "127.0.0.1", 0, process_request=refuse, max_size=None, ping_interval=None) as server:
        say("listening", server.sockets[0].getsockname()[1])
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := (await reader.readline()).decode():
            try:
                await obey(line.rstrip("\n"))
            except websockets.ConnectionClosed:
                pass


asyncio.run(main(*sys.argv[1:]))
