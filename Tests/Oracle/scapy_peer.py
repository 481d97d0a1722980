"""Scapy as a judge of packets: a line of JSON in, a line of JSON out, until the input ends.

in   [question, …]
       {"build": [["IP", {"ttl": 64, "src": "10.0.0.1", "options": "x0101"}], ["Raw", {"load": "x00"}]]}
       {"dissect": "x4500…", "as": "IP"}      as: the class that the bytes begin with; by default IP of their version
       {"fuzz": [["IP", {}], ["UDP", {}]], "seed": 1}     what is not set is drawn by Scapy's fuzz()
       {"line": "IP(ttl=(1, 3))/UDP()"}                   a line as it is typed at Scapy's prompt
out  [answer, …]
       {"bytes": "x…"}  {"packets": ["x…", …]}  {"layers": [["TCP", {"sport": "64", …}, {"options": [["MSS", {"0": "1460"}], …]}], …]}
       {"error": "…"}

Items of a layer, such as options, are given as {"items": [[name, fields], …]}. Bytes are "x" and hex digits; what is text and
begins with an x gets a quote in front of it; numbers are decimal text, addresses are text. A key with an underscore in front of it is no
field of Scapy's, but one that is made here of what Scapy found: see `tails`.
"""
import json
import logging
import random
import struct
import sys

logging.getLogger("scapy").setLevel(logging.CRITICAL)

import scapy.all as scapy  # noqa: E402
from scapy.contrib import mpls, stun, wireguard  # noqa: E402
from scapy.layers import dns, inet, inet6, ipsec  # noqa: E402

places = [scapy, inet, inet6, ipsec, dns, stun, wireguard, mpls]


def find(name):
    return next(getattr(place, name) for place in places if hasattr(place, name))


# What Scapy takes apart and we give as one run of bytes: how to make it of Scapy's values, and how to give it to Scapy.


def option_bytes(packet):
    return b"".join(bytes(option) for option in packet.options)


def attribute_bytes(packet):
    return b"".join(bytes(attribute) for attribute in packet.attributes)


def tcp_option_bytes(packet):
    return packet.get_field("options").i2m(packet, packet.options)


def address_bytes(packet):
    words = [scapy.IP6Field("a", "::").i2m(packet, address) for address in packet.addresses]
    return packet.reserved.to_bytes(4, "big") + b"".join(words)


def segment_bytes(packet):
    alone = packet.copy()
    alone.remove_payload()
    return bytes(alone)[4:]


def stated_length(packet, field, unit, extra=0):
    stated = packet.getfieldval(field)
    return 0 if stated is None else (stated + extra) * unit


# The bytes of the tail, where it begins, and where the header's length says that it ends.
tails = {
    "IP": (option_bytes, 20, lambda packet: stated_length(packet, "ihl", 4)),
    "TCP": (tcp_option_bytes, 20, lambda packet: stated_length(packet, "dataofs", 4)),
    "IPv6ExtHdrHopByHop": (option_bytes, 2, lambda packet: stated_length(packet, "len", 8, 1)),
    "IPv6ExtHdrDestOpt": (option_bytes, 2, lambda packet: stated_length(packet, "len", 8, 1)),
    "IPv6ExtHdrRouting": (address_bytes, 4, lambda packet: stated_length(packet, "len", 8, 1)),
    "IPv6ExtHdrSegmentRouting": (segment_bytes, 4, lambda packet: stated_length(packet, "len", 8, 1)),
}
tails["STUN"] = (attribute_bytes, 20, lambda packet: 20 + packet.length)
tails.update({"IPerror": tails["IP"], "TCPerror": tails["TCP"]})


def tail_of(packet):
    """Said again by Scapy; what it cannot say again (options that lie), as it lies in the packet."""
    say, begin, end = tails[type(packet).__name__]
    as_it_lies = packet.original[begin : max(begin, end(packet))]
    try:
        said = say(packet)
    except Exception:
        return as_it_lies
    return said if said + bytes(max(0, len(as_it_lies) - len(said))) == as_it_lies else as_it_lies


def give_tail(name, packet, tail):
    """Scapy reads the tail as it would in a packet, so that what is built is built from its own values."""
    if name == "IP":
        packet.options = type(packet)(b"\x45" + bytes(3) + bytes(16)).options if not tail else read_ip_options(tail)
    elif name == "TCP":
        packet.options = packet.get_field("options").m2i(packet, tail)
    elif name in ("IPv6ExtHdrHopByHop", "IPv6ExtHdrDestOpt"):
        packet.options = type(packet)(bytes([59, (len(tail) + 2) // 8 - 1]) + tail).options
        packet.autopad = 0
    elif name == "IPv6ExtHdrRouting":
        packet.reserved = int.from_bytes(tail[:4], "big")
        packet.addresses = [scapy.IP6Field("a", "::").m2i(packet, tail[i : i + 16]) for i in range(4, len(tail), 16)]
    elif name == "STUN":
        head = struct.pack("!HHI", 1, len(tail), packet.magic_cookie) + packet.transaction_id.to_bytes(12, "big")
        packet.attributes = stun.STUN(head + tail).attributes
    elif name == "IPv6ExtHdrSegmentRouting":
        read = type(packet)(bytes([59, (len(tail) + 4) // 8 - 1, 4, 0]) + tail)
        for field in read.fields_desc[4:]:
            packet.setfieldval(field.name, read.getfieldval(field.name))
    else:
        raise ValueError(f"no tail in {name}")


def give_body(name, packet, body):
    """What follows type, code and sum of a message that Scapy has no names for."""
    if name == "ICMPv6Unknown":
        packet.msgbody = body
        return packet
    packet.setfieldval("unused", int.from_bytes(body[:4], "big"))
    return packet / scapy.Raw(body[4:]) if body[4:] else packet


def read_ip_options(tail):
    tail += bytes(-len(tail) % 4)
    return scapy.IP(bytes([0x45 + len(tail) // 4, 0, 0, 0]) + bytes(16) + tail).options


def value(written, owner=None):
    if isinstance(written, str):
        return bytes.fromhex(written[1:]) if written.startswith("x") else written.removeprefix("'")
    if isinstance(written, list):
        return [value(member) for member in written]
    if isinstance(written, dict):
        return [item(name, fields, owner) for name, fields in written["items"]]
    return written


def item(name, fields, owner):
    """TCP's options are tuples, all others layers."""
    if owner != "TCP":
        return layer(name, fields)
    values = [value(fields[place]) for place in sorted(fields, key=int)]
    if name.isdigit():
        return int(name), values[0] if values else b""
    if name in ("NOP", "EOL"):
        return name, None
    if name in ("SAck", "Timestamp"):
        return name, tuple(values)
    return name, values[0] if values else b""


def layer(name, fields):
    packet = find(name)()
    if name.startswith("Wireguard"):
        head = wireguard.Wireguard(message_type=fields["message_type"], reserved_zero=fields.get("reserved_zero", 0))
        for field in fields:
            if field not in ("message_type", "reserved_zero"):
                packet.setfieldval(field, value(fields[field]))
        return head / packet
    for field, written in fields.items():
        if field == "_tail":
            give_tail(name, packet, value(written))
        elif field == "_body":
            packet = give_body(name, packet, value(written))
        elif field == "transaction_id":
            packet.transaction_id = int.from_bytes(value(written), "big")
        else:
            packet.setfieldval(field, value(written, name))
    return packet


def stack(layers):
    packet = None
    for name, fields in layers:
        above = layer(name, fields)
        packet = above if packet is None else packet / above
    return packet


def text(found):
    if isinstance(found, (bytes, bytearray)):
        return "x" + found.hex()
    if isinstance(found, scapy.Packet):
        return "x" + bytes(found).hex()
    if found is None or isinstance(found, (bool, str)):
        return str(found)
    try:
        return str(int(found))
    except (TypeError, ValueError):
        return str(found)


def listed(found):
    if isinstance(found, (list, tuple)):
        return [listed(member) for member in found]
    if isinstance(found, scapy.Packet):
        return {type(found).__name__: fields_of(found)}
    return text(found)


def fields_of(packet):
    fields = {}
    for field in packet.fields_desc:
        found = packet.getfieldval(field.name)
        if field.name == "transaction_id" and found is not None:
            fields[field.name] = f"x{found:024x}"
        elif found is not None:
            fields[field.name] = json.dumps(listed(found)) if isinstance(found, (list, tuple)) else text(found)
    return fields


def found_item(found):
    if isinstance(found, scapy.Packet):
        return [type(found).__name__, fields_of(found)]
    name, values = found
    values = values if isinstance(values, tuple) else () if values in (None, b"") else (values,)
    return [str(name), {str(place): text(member) for place, member in enumerate(values)}]


def items_of(packet):
    items = {}
    for field in packet.fields_desc:
        found = packet.getfieldval(field.name)
        if isinstance(found, list) and found and isinstance(found[0], (tuple, scapy.Packet)):
            items[field.name] = [found_item(member) for member in found]
    return items


def layers_of(packet):
    layers, before = [], {}
    while packet is not None and not isinstance(packet, scapy.NoPayload):
        name = type(packet).__name__
        fields = {**before, **fields_of(packet)}
        # Type and body of a WireGuard message are two layers for Scapy and one for us.
        before = fields if name == "Wireguard" else {}
        if name == "Wireguard" and type(packet.payload).__name__.startswith("Wireguard"):
            packet = packet.payload
            continue
        if name in tails:
            fields["_tail"] = "x" + tail_of(packet).hex()
        layers.append([name, fields, items_of(packet)])
        packet = packet.payload
    return layers


def fuzzed(layers, seed):
    random.seed(seed)
    packet = None
    for name, fields in layers:
        above = layer(name, fields)
        drawn = scapy.fuzz(above.copy())
        for field in fields:
            drawn.setfieldval(field, above.getfieldval(field))
        packet = drawn if packet is None else packet / drawn
    return bytes(packet)


def answer(question):
    if "build" in question:
        return {"bytes": "x" + bytes(stack(question["build"])).hex()}
    if "fuzz" in question:
        return {"bytes": "x" + fuzzed(question["fuzz"], question["seed"]).hex()}
    if "line" in question:
        return {"packets": ["x" + bytes(packet).hex() for packet in eval(question["line"], dict(vars(scapy)))]}
    data = value(question["dissect"])
    first = find(question["as"]) if "as" in question else scapy.IPv6 if data[0] >> 4 == 6 else scapy.IP
    return {"layers": layers_of(first(data))}


def answer_safely(question):
    try:
        return answer(question)
    except Exception as error:  # whatever Scapy stumbles over is an answer
        return {"error": f"{type(error).__name__}: {error}"}


scapy.conf.verb = 0
print(json.dumps({"version": scapy.conf.version}), flush=True)
for line in sys.stdin:
    print(json.dumps([answer_safely(question) for question in json.loads(line)]), flush=True)
