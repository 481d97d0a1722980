"""The services of a compose file, each in a cell of its own."""
import os
import pathlib
import shutil
import subprocess
import time

from . import composed
from .cell import ROOT, Cell, Failed
from .wires import Wires

PATIENCE = 60


class Town:
    def __init__(self, project, program):
        self.composed = composed.read(ROOT / "docker-compose.yml")
        self.folder = ROOT / "out" / "netns" / project
        self.program = program
        self.wires = Wires(Cell("street", self.folder / "street"), self.composed.networks)

    @property
    def services(self):
        return self.composed.services

    def cell(self, name):
        if name not in self.services:
            raise Failed(f"there is no service {name}")
        if not (self.folder / name / "first").exists():
            raise Failed(f"{name} is not up: scripts/netns up")
        return Cell(name, self.folder / name)

    def is_up(self):
        return (self.folder / "street" / "first").exists()

    # Up and down.

    def up(self):
        if self.is_up():
            raise Failed(f"it is up already: scripts/netns down ({self.folder})")
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "bin").mkdir(parents=True)
        (self.folder / "bin" / "fzsh").symlink_to(self.program)
        self.build()
        self.start_all()

    def build(self):
        cells = {name: Cell(name, self.folder / name) for name in self.services}
        street = self.wires.street
        street.begin({"resolv.conf": "", "hosts": ""}, [])
        for name, cell in cells.items():
            service = self.services[name]
            volumes = [word for volume, path in service.volumes for word in (self.folder / "volumes" / volume, path)]
            cell.begin(self.files(service), volumes)
        for cell in [street, *cells.values()]:
            cell.await_ready()
        self.connect(cells)

    def files(self, service):
        hosts = ["127.0.0.1 localhost", "::1 localhost", *(f"{address} {name}" for address, name in service.hosts)]
        servers = [f"nameserver {address}" for address in service.name_servers]
        return {"hosts": "\n".join(hosts) + "\n", "resolv.conf": "".join(line + "\n" for line in servers)}

    def connect(self, cells):
        links = []
        for name, cell in cells.items():
            for network in self.services[name].addresses:
                interface, end = self.place(name, network)
                links.append((cell, interface, end, network, self.latency(name, network)))
        self.wires.lay(links)
        for name, cell in cells.items():
            service = self.services[name]
            # What the kernel itself answers shall not hide what a test looks at.
            settings = {"net.ipv4.icmp_ratelimit": "0", "net.ipv6.icmp.ratelimit": "0",
                        "net.ipv6.conf.default.accept_dad": "0", **service.sysctls}
            pairs = [f"{key}={value}" for key, value in settings.items()]
            cell.run(["sysctl", "-qw", *pairs], check=True)
            self.wires.address(
                cell, {self.place(name, network)[0]: each for network, each in service.addresses.items()})

    def place(self, name, network):
        """What a service calls its link to a network, and what the link's other end is called."""
        number = list(self.services).index(name)
        networks = list(self.services[name].addresses)
        if network not in networks:
            raise Failed(f"{name} is in {', '.join(networks)}, and not in {network}")
        order = networks.index(network)
        return f"eth{order}", f"s{number}e{order}"

    def latency(self, name, network):
        text = self.services[name].environment.get("LATENCY", "")
        return float(text.removesuffix("ms")) if text and network == "internet" else 0

    def environment(self, name):
        own = dict(self.services[name].environment)
        # The links do it.
        own.pop("LATENCY", None)
        path = f"{self.folder}/bin:{ROOT}/scripts/services:{os.environ['PATH']}"
        return {"PATH": path, "HOME": "/var/lib/fzsh", "LANG": os.environ.get("LANG", "C.UTF-8"),
                "TERM": os.environ.get("TERM", "dumb"), **own}

    def start(self, name):
        """The process that waits for it."""
        return self.cell(name).start(self.services[name].command, self.environment(name))

    def start_all(self):
        """Each when what it needs is there; then waits for the health of all that can say."""
        waiting, healthy = dict(self.services), set()
        limit = time.monotonic() + PATIENCE
        started, processes = {}, {}
        while waiting or set(started) - healthy:
            for name, service in list(waiting.items()):
                if all(need in (healthy if condition == "service_healthy" else started)
                       for need, condition in service.needs.items()):
                    processes[name] = self.start(name)
                    started[name] = waiting.pop(name)
            for name, service in started.items():
                if name in healthy:
                    continue
                if processes[name].poll() is not None:
                    raise Failed(f"{name} has ended: {self.cell(name).last_words()}")
                if self.is_healthy(name, service):
                    healthy.add(name)
            if time.monotonic() > limit:
                late = ", ".join(sorted(set(self.services) - healthy))
                raise Failed(f"not well within {PATIENCE} s: {late}; what they told is in {self.folder}/NAME/log")
            time.sleep(0.05)

    def is_healthy(self, name, service):
        if not service.health:
            return self.cell(name).is_running()
        return self.execute(name, service.health, quiet=True) == 0

    def down(self):
        for folder in self.folder.glob("*/holder"):
            Cell(folder.parent.name, folder.parent).end()
        shutil.rmtree(self.folder / "volumes", ignore_errors=True)

    # What is done to one service.

    def execute(self, name, command, quiet=False, detached=False):
        silence = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL} if quiet or detached else {}
        status = self.cell(name).run(command, env=self.environment(name), **silence).returncode
        # As a shell has it.
        return status if status >= 0 else 128 - status

    def stop(self, name):
        self.cell(name).stop()

    def signal(self, name, number):
        if not self.cell(name).signal(number):
            raise Failed(f"{name} does not run")

    def await_healthy(self, name):
        limit = time.monotonic() + PATIENCE
        while not self.is_healthy(name, self.services[name]):
            if time.monotonic() > limit:
                raise Failed(f"{name} is not well within {PATIENCE} s: {self.cell(name).log}")
            time.sleep(0.05)

    def disconnect(self, name, network):
        self.cell(name)
        self.wires.unplug(self.place(name, network)[1])

    def plug(self, name, network, addresses):
        cell = self.cell(name)
        interface, end = self.place(name, network)
        given = [a if "/" in a else a + ("/64" if ":" in a else "/24") for a in addresses]
        self.wires.plug(cell, interface, end, network, given)
