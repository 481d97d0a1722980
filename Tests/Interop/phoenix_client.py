#!/usr/bin/env python3
"""phxsocket, a client of Phoenix channels in Python, at the portal's WebSocket; speaks in lines.

usage: phoenix_client.py URL USER-AGENT NAME=VALUE …

out  open | failed REASON | joined RESPONSE | refused RESPONSE | event NAME PAYLOAD | reply PAYLOAD | closed
in   join TOPIC | push TOPIC EVENT PAYLOAD | close
Its heartbeats go out by themselves. Ends with its input.
"""
import functools
import json
import sys

import phxsocket
import phxsocket.client
import websockets


def say(*words):
    # At once: two threads speak, and `print` writes its words one by one.
    sys.stdout.write(" ".join(str(word) for word in words) + "\n")
    sys.stdout.flush()


def main(url, agent, *params):
    # The library has no way to say who it is, and the portal lets nobody in who does not.
    phxsocket.client.websockets.connect = functools.partial(websockets.connect, user_agent_header=agent, proxy=None)
    client = phxsocket.Client(url, dict(param.split("=", 1) for param in params))
    client.heartbeat_interval = 0.2
    client.on_close = lambda _: say("closed")
    try:
        client.connect()
    except Exception as error:
        return say("failed", error)
    say("open")
    channels = {}
    for line in sys.stdin:
        verb, _, rest = line.rstrip("\n").partition(" ")
        if verb == "join":
            channel = channels[rest] = client.channel(rest)
            channel.on_message = lambda _, event, payload: say("event", event, json.dumps(payload))
            try:
                say("joined", json.dumps(channel.join()))
            except phxsocket.channel.ChannelConnectError as refusal:
                say("refused", refusal)
        elif verb == "push":
            topic, event, payload = rest.split(" ", 2)
            reply = channels[topic].push(event, json.loads(payload), reply=True)
            say("reply", json.dumps(reply.wait_for_response()))
        elif verb == "close":
            client.close()


main(*sys.argv[1:])
