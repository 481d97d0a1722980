"""docker-compose.yml in network namespaces of this machine. The words are those of `docker compose`.

  up                           brings it all up; each service's output is in out/netns/PROJECT/SERVICE/log
  down                         takes it down
  ps                           which service runs
  exec [-T] SERVICE COMMAND…   runs a command at a service
  logs SERVICE                 what it told
  stop SERVICE…, start SERVICE…, restart SERVICE…
  kill [-s SIGNAL] SERVICE
  disconnect NETWORK SERVICE   pulls a service's link to a network
  connect NETWORK SERVICE ADDRESS…   plugs it in again, with these addresses
"""
import os
import signal
import sys

from .cell import Failed
from .composed import Unusable
from .town import Town


def of_signal(name):
    if name.isdigit():
        return int(name)
    try:
        return signal.Signals["SIG" + name.removeprefix("SIG")]
    except KeyError:
        raise Failed(f"there is no signal {name}") from None


def execute(town, words):
    words = [word for word in words[:1] if word != "-T"] + words[1:]
    if len(words) < 2:
        sys.exit(__doc__)
    return town.execute(words[0], words[1:])


def kill(town, words):
    number = signal.SIGKILL
    if words[:1] == ["-s"] and len(words) > 2:
        number, words = of_signal(words[1]), words[2:]
    for name in words:
        town.signal(name, number)


def start(town, words):
    for name in words:
        town.start(name)
    for name in words:
        town.await_healthy(name)


def restart(town, words):
    for name in words:
        town.stop(name)
    start(town, words)


def logs(town, words):
    for name in words:
        sys.stdout.write(town.cell(name).log.read_text(errors="replace"))


def ps(town, _):
    for name in town.services:
        print(f"{name:<26} {'runs' if town.cell(name).is_running() else 'stands'}")


VERBS = {
    "up": lambda town, words: town.up(),
    "down": lambda town, words: town.down(),
    "ps": ps,
    "exec": execute,
    "logs": logs,
    "stop": lambda town, words: [town.stop(name) for name in words] and None,
    "start": start,
    "restart": restart,
    "kill": kill,
    "disconnect": lambda town, words: town.disconnect(words[1], words[0]),
    "connect": lambda town, words: town.plug(words[1], words[0], words[2:]),
}


# What each verb cannot do without.
LEAST = {"exec": 2, "logs": 1, "stop": 1, "start": 1, "restart": 1, "kill": 1, "disconnect": 2, "connect": 3}


def main(words):
    # Whoever reads may have read enough.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if not words or words[0] not in VERBS or len(words) <= LEAST.get(words[0], 0):
        sys.exit(__doc__)
    try:
        town = Town(os.environ.get("FZSH_PROJECT", "fzsh"), os.environ["FZSH_PROGRAM"])
        return VERBS[words[0]](town, words[1:]) or 0
    except (Failed, Unusable) as problem:
        print(f"error: {problem}", file=sys.stderr)
        return 3


sys.exit(main(sys.argv[1:]))
