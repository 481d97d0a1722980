"""Live nodes in two network namespaces with a link between them: what the measures of tunnels share."""
import contextlib
import os
import subprocess
import sys
import time

HOST = "172.20.0.100"


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


class Street:
    """Two namespaces with a link between them: the client's and the gateway's, where the resource host is, too."""

    def __init__(self, name):
        self.spaces = {end: f"{name}-{end}" for end in ("client", "gateway")}
        self.running = []

    def __enter__(self):
        for space in self.spaces.values():
            run("ip", "netns", "add", space)
            run("ip", "-n", space, "link", "set", "lo", "up")
        run("ip", "-n", self.spaces["client"], "link", "add", "eth0", "type", "veth", "peer", "name", "eth0",
            "netns", self.spaces["gateway"])
        for end, addresses in {"client": ["203.0.113.30"], "gateway": ["203.0.113.31", "203.0.113.10", "203.0.113.101"]}.items():
            for address in addresses:
                run("ip", "-n", self.spaces[end], "address", "add", f"{address}/24", "dev", "eth0")
            run("ip", "-n", self.spaces[end], "link", "set", "eth0", "up")
        run("ip", "-n", self.spaces["gateway"], "address", "add", f"{HOST}/32", "dev", "lo")
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
        for space in self.spaces.values():
            subprocess.run(["ip", "netns", "delete", space], capture_output=True, check=False)

    def at(self, end, *command, **more):
        return run("ip", "netns", "exec", self.spaces[end], *command, **more)

    def start(self, end, *command, log, **more):
        # The process is the program itself: `ip netns exec` becomes it.
        with open(log, "w", encoding="utf-8") as out:
            process = subprocess.Popen(["ip", "netns", "exec", self.spaces[end], *command], stdout=out, stderr=out,
                                       stdin=subprocess.DEVNULL, **more)
        self.running.append(process)
        return process


def wait_for(what, condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            sys.exit(f"{os.path.basename(sys.argv[0])}: {what} within {seconds} s: no")
        time.sleep(0.05)


def says(log, text):
    with contextlib.suppress(FileNotFoundError), open(log, encoding="utf-8") as file:
        return text in file.read()
    return False


def our_tunnel(street, folder, program, options=lambda _: [], more=None):
    """Portal, relay, gateway and client of this project; the two that carry packets. Nodes learn their addresses from the
    relay, and go past it.

    options: of a node, by its name; more: variables of gateway and client."""
    names = ("portal", "relay", "gateway", "client")
    log = {name: os.path.join(folder, f"{name}.log") for name in names}
    tokens = os.path.join(folder, "tokens")
    street.start("gateway", program, "node", "portal", "--tokens", tokens, *options("portal"), log=log["portal"])
    wait_for("the portal listens", lambda: says(log["portal"], "at port"))
    street.start("gateway", program, "node", "relay", "--ipv4", "203.0.113.101", log=log["relay"],
                 env=dict(os.environ, FIREZONE_API_URL="ws://203.0.113.10:8081",
                          FIREZONE_TOKEN_PATH=os.path.join(tokens, "relays.token")))
    wait_for("the relay has joined", lambda: says(log["relay"], "state=joined"))
    nodes = []
    for name, token in (("gateway", "mycro-aws-gws"), ("client", "client")):
        environment = dict(os.environ, FIREZONE_API_URL="ws://203.0.113.10:8081", FIREZONE_ID=name, FIREZONE_NAME=name,
                           FIREZONE_TOKEN_PATH=os.path.join(tokens, f"{token}.token"), **(more or {}))
        nodes.append(street.start(name, program, "node", name, *options(name), log=log[name], env=environment))
        wait_for(f"{name} has its interface", lambda name=name: says(log[name], "interface"))
    return nodes
