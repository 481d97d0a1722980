"""A service's namespaces: what a container is, but for its files, which are the machine's own."""
import os
import pathlib
import signal
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent.parent
PID_FILE = "/run/service.pid"


class Failed(Exception):
    """One sentence for whoever asked."""


class Cell:
    """Lives in a folder: `holder` there is the process whose end ends all of it."""

    def __init__(self, name, folder):
        self.name, self.folder = name, pathlib.Path(folder)

    @property
    def log(self):
        return self.folder / "log"

    def last_words(self):
        return self.log.read_text(errors="replace").strip().rpartition("\n")[2] or "without a word"

    @property
    def first(self):
        """The first process within, as the machine counts."""
        return int((self.folder / "first").read_text())

    def begin(self, files, volumes):
        """Starts the first process; `ready` says when it is done. `files` stand in /etc."""
        (self.folder / "etc").mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (self.folder / "etc" / name).write_text(text)
        with open(self.folder / "cell.log", "w") as log:
            holder = subprocess.Popen(
                ["unshare", "--net", "--mount", "--uts", "--ipc", "--pid", "--fork", "--kill-child", "--mount-proc",
                 HERE / "cell.sh", self.name, self.folder, *volumes],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        (self.folder / "holder").write_text(str(holder.pid))
        self.holder = holder

    def await_ready(self):
        for _ in range(1000):
            if (self.folder / "ready").exists():
                children = pathlib.Path(f"/proc/{self.holder.pid}/task/{self.holder.pid}/children").read_text()
                (self.folder / "first").write_text(children.split()[0])
                return
            if self.holder.poll() is not None:
                break
            time.sleep(0.01)
        raise Failed(f"no namespaces for {self.name}: {(self.folder / 'cell.log').read_text().strip()}")

    def entering(self, command):
        """The words that run a command within, where the project is."""
        return ["nsenter", "--target", str(self.first), "--net", "--mount", "--uts", "--ipc", "--pid", "--",
                "sh", "-c", 'cd "$0" && exec "$@"', str(ROOT), *command]

    def run(self, command, **options):
        return subprocess.run(self.entering(command), **options)

    def start(self, command, environment):
        """The service itself, whose number within is in PID_FILE."""
        with open(self.log, "ab") as log:
            entry = subprocess.Popen(
                self.entering(["sh", "-c", f'echo $$ >{PID_FILE} && exec "$@"', "sh", *command]), env=environment,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        with open(self.folder / "entries", "a") as entries:
            entries.write(f"{entry.pid}\n")
        return entry

    def signal(self, number):
        """Whether there was a service to hear it."""
        script = f'test -s {PID_FILE} && kill -{int(number)} "$(cat {PID_FILE})" 2>/dev/null'
        return self.run(["sh", "-c", script], stderr=subprocess.DEVNULL).returncode == 0

    def is_running(self):
        return self.signal(0)

    def stop(self, patience=10):
        if self.signal(signal.SIGTERM):
            limit = time.monotonic() + patience
            while self.is_running() and time.monotonic() < limit:
                time.sleep(0.02)
            self.signal(signal.SIGKILL)
        self.run(["rm", "-f", PID_FILE])

    def wake_entries(self):
        """nsenter(1) halts itself when the service that it entered with is halted, and nobody but us continues it."""
        path = self.folder / "entries"
        for line in path.read_text().split() if path.exists() else []:
            try:
                process = os.pidfd_open(int(line))
                words = pathlib.Path(f"/proc/{line}/cmdline").read_bytes().split(b"\0")
                if words[:3] == [b"nsenter", b"--target", str(self.first).encode()]:
                    signal.pidfd_send_signal(process, signal.SIGCONT)
                os.close(process)
            except (FileNotFoundError, ProcessLookupError):
                pass
        path.unlink(missing_ok=True)

    def end(self):
        """With the first process everything within goes, network and all."""
        if (self.folder / "first").exists():
            self.wake_entries()
        try:
            holder = int((self.folder / "holder").read_text())
            # By a descriptor, and looked at: the number may be another process's by now.
            process = os.pidfd_open(holder)
            words = pathlib.Path(f"/proc/{holder}/cmdline").read_bytes().split(b"\0")
            if str(self.folder).encode() in words:
                signal.pidfd_send_signal(process, signal.SIGKILL)
            os.close(process)
        except (FileNotFoundError, ProcessLookupError, ValueError):
            pass
        for name in ("holder", "first"):
            (self.folder / name).unlink(missing_ok=True)
