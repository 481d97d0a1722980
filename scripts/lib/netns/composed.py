"""What docker-compose.yml says, as far as namespaces can do it."""
import dataclasses
import ipaddress
import os
import re
import shlex

import yaml


class Unusable(Exception):
    """The file asks for what is not understood."""


@dataclasses.dataclass
class Service:
    name: str
    command: list
    environment: dict
    addresses: dict  # network: [address/length, …]
    name_servers: list
    hosts: list  # (address, name)
    volumes: list  # (volume, path)
    sysctls: dict
    needs: dict  # service: condition
    health: list  # a command, or empty


@dataclasses.dataclass
class Composed:
    networks: list
    services: dict


VARIABLE = re.compile(r"\$(?:\$|(\w+)|\{(\w+)(?:(:?-)([^}]*))?\})")


def interpolate(text, environment):
    """The variables of the compose specification: $NAME, ${NAME}, ${NAME-default}, ${NAME:-default}, and $$."""

    def value(match):
        if match[0] == "$$":
            return "$"
        found = environment.get(match[1] or match[2])
        if found is None or (match[3] == ":-" and not found):
            found = match[4] or ""
        return found

    return VARIABLE.sub(value, text)


def interpolated(node, environment):
    if isinstance(node, dict):
        return {key: interpolated(value, environment) for key, value in node.items()}
    if isinstance(node, list):
        return [interpolated(value, environment) for value in node]
    return interpolate(node, environment) if isinstance(node, str) else node


def words(command):
    return shlex.split(command) if isinstance(command, str) else [str(word) for word in command or []]


def table(entries):
    """A mapping, or a list of NAME=VALUE."""
    if isinstance(entries, dict):
        return {key: "" if value is None else str(value) for key, value in entries.items()}
    return dict(entry.split("=", 1) for entry in entries or [])


def health(check):
    test = (check or {}).get("test", [])
    if isinstance(test, str):
        return ["sh", "-c", test]
    if test[:1] == ["CMD-SHELL"]:
        return ["sh", "-c", test[1]]
    return test[1:]


def needs(entries):
    if isinstance(entries, list):
        return {name: "service_started" for name in entries}
    return {name: entry["condition"] for name, entry in (entries or {}).items()}


def addresses(wanted, networks):
    """Each address with the length of the subnet that it is of."""
    if isinstance(wanted, list):
        wanted = {name: None for name in wanted}
    result = {}
    for name, entry in (wanted or {}).items():
        result[name] = []
        for key in ("ipv4_address", "ipv6_address"):
            address = (entry or {}).get(key)
            if address:
                result[name].append(f"{address}/{length(address, networks[name])}")
    return result


def length(address, network):
    for config in network["ipam"]["config"]:
        subnet = ipaddress.ip_network(config["subnet"])
        if ipaddress.ip_address(address) in subnet:
            return subnet.prefixlen
    raise Unusable(f"{address} is in none of its network's subnets")


def service(name, entry, networks):
    hosts = [(address, host) for host, address in (line.split(":", 1) for line in entry.get("extra_hosts", []))]
    volumes = [line.split(":")[:2] for line in entry.get("volumes", [])]
    return Service(
        name, words(entry.get("command")), table(entry.get("environment")), addresses(entry.get("networks"), networks),
        entry.get("dns", []), hosts, volumes, table(entry.get("sysctls")), needs(entry.get("depends_on")),
        health(entry.get("healthcheck")))


def read(path, environment=os.environ):
    with open(path, encoding="utf-8") as file:
        document = interpolated(yaml.safe_load(file), environment)
    networks = document["networks"]
    return Composed(
        list(networks), {name: service(name, entry, networks) for name, entry in document["services"].items()})
