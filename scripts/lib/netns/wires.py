"""Bridges and links between cells. Each network is a bridge in one namespace of its own, where nobody has an address."""
import subprocess

from .cell import ROOT, Failed


def batch(words, lines):
    """Many commands of ip(8) at once."""
    text = "\n".join(lines) + "\n"
    done = subprocess.run([*words, "ip", "-batch", "-"], input=text, text=True, capture_output=True)
    if done.returncode:
        raise Failed(f"ip: {done.stderr.strip()}")


class Wires:
    def __init__(self, street, networks):
        self.street, self.networks = street, networks

    def inside(self, cell):
        return ["nsenter", "--target", str(cell.first), "--net", "--"]

    def bridge(self, network):
        return f"net{self.networks.index(network)}"

    def lay(self, links):
        """links: (cell, interface, name of its other end, network, latency in ms). Those with a latency go by a process."""
        lines, delays = [], []
        for network in self.networks:
            lines.append(f"link add {self.bridge(network)} type bridge mcast_snooping 0")
            lines.append(f"link set {self.bridge(network)} up")
        for cell, interface, end, network, latency in links:
            lines += self.link(cell, interface, end)
            if latency:
                lines += [f"link add {end}a type veth peer name {end}b", f"link set {end}a up"]
                delays += [end, f"{end}a", str(latency / 2)]
                end = f"{end}b"
                lines.append(f"link set {end} up")
            lines.append(f"link set {end} master {self.bridge(network)}")
        batch(self.inside(self.street), lines)
        if delays:
            self.street.start(["python3", f"{ROOT}/scripts/lib/netns/delay.py", *delays], None)

    def link(self, cell, interface, end):
        return [f"link add {end} type veth peer name {interface} netns {cell.first}", f"link set {end} up"]

    def address(self, cell, addresses):
        """addresses: {interface: [address/length, …]}"""
        lines = ["link set lo up"]
        for interface, all_of_it in addresses.items():
            for address in all_of_it:
                lines.append(f"address add {address} dev {interface}" + (" nodad" if ":" in address else ""))
            lines.append(f"link set {interface} up")
        batch(self.inside(cell), lines)

    def unplug(self, end):
        batch(self.inside(self.street), [f"link delete {end}"])

    def plug(self, cell, interface, end, network, addresses):
        batch(self.inside(self.street), [
            *self.link(cell, interface, end), f"link set {end} master {self.bridge(network)}"])
        self.address(cell, {interface: addresses})
