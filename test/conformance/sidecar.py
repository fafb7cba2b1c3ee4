"""A voice-runtime of the script's own, and a record of every process that the clients start."""

import atexit
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid

import httpx

BINARY = os.environ["MEMOAIR_RUNTIME_BINARY"]
SCRATCH = os.environ["CONFORMANCE_SCRATCH"]
WORKSPACE = "ws_judged"
# nothing of these runs may end in the person's own storage
os.environ["MEMOAIR_RUNTIME_STORAGE_ROOT"] = tempfile.mkdtemp(prefix="default-", dir=SCRATCH)
os.environ["XDG_DATA_HOME"] = SCRATCH
# an address where nobody listens: no check may reach the vendor's cloud
NO_CLOUD = "http://127.0.0.1:9"


class Recorded(subprocess.Popen):
    """The clients start runtimes detached: whatever becomes of this script, they go with it."""

    started = []

    def __init__(self, args, *rest, **options):
        super().__init__(args, *rest, **options)
        if args and str(args[0]) == BINARY:
            Recorded.started.append(self)


subprocess.Popen = Recorded


def started():
    return len(Recorded.started)


@atexit.register
def end_since(earlier=0):
    """Ends what was started since, and still runs: what a check that failed has left."""
    for process in Recorded.started[earlier:]:
        if process.poll() is None:
            process.kill()
            process.wait()


signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def running():
    return [process for process in Recorded.started if process.poll() is None]


def storage():
    """An empty storage root."""
    return tempfile.mkdtemp(prefix="storage-", dir=SCRATCH)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def free_ports(count):
    """A range of that many ports below those that the system hands out. The clients leave its last one alone."""
    start = random.randrange(11_000, 31_000 - count)
    return (start, start + count)


def token():
    """A word that nothing else holds."""
    return "zq" + uuid.uuid4().hex[:12]


def until(what, process, done):
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        assert process.poll() is None, f"voice-runtime ended with {process.returncode}"
        try:
            if done():
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    raise AssertionError(f"voice-runtime did not {what}")


def until_warm(url, process):
    """Waits for the model: until it is there, recall goes by words alone."""
    until("load its model", process, lambda: httpx.get(url + "/v1/local/stats", timeout=5).json()["model"]["state"] == "ready")


class Sidecar:
    """One voice-runtime as a person starts it, with its settings in the environment."""

    def __init__(self, user="user_1", workspace=WORKSPACE, **settings):
        self.workspace, self.user = workspace, user
        self.port = settings.pop("port", None) or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        env = dict(os.environ)
        env["MEMOAIR_RUNTIME_BIND_ADDR"] = f"127.0.0.1:{self.port}"
        env["MEMOAIR_RUNTIME_WORKSPACE_ID"] = workspace
        env["MEMOAIR_RUNTIME_USER_ID"] = user
        for name, value in settings.items():
            env[f"MEMOAIR_RUNTIME_{name.upper()}"] = value
        self.log = open(os.path.join(SCRATCH, f"voice-runtime-{self.port}.log"), "w+b")
        self.process = subprocess.Popen([BINARY], env=env, stdout=self.log, stderr=subprocess.STDOUT)
        try:
            until("answer", self.process, lambda: self.get("/v1/runtime/health").status_code in (200, 503))
        except AssertionError as wrong:
            self.log.seek(0)
            raise AssertionError(f"{wrong}: {self.log.read()[-2000:].decode(errors='replace')}") from None

    def get(self, path, **options):
        return httpx.get(self.url + path, timeout=5, **options)

    def post(self, path, body, **options):
        return httpx.post(self.url + path, json=body, timeout=5, **options)

    def warm(self):
        until_warm(self.url, self.process)
        return self

    def stop(self):
        """Ends it as a person does. Returns its exit code."""
        self.process.terminate()
        return self._gone()

    def kill(self):
        self.process.kill()
        return self._gone()

    def _gone(self):
        code = self.process.wait(10)
        self.log.close()
        return code


class Cloud:
    """The reference cloud. What is on its disk stays when it is stopped."""

    def __init__(self, key, port=None, root=None):
        self.port, self.root = port or free_port(), root or storage()
        self.url = f"http://127.0.0.1:{self.port}"
        env = dict(os.environ)
        env.update(MEMOAIR_CLOUD_API_KEY=key, MEMOAIR_CLOUD_STORAGE_ROOT=self.root, PORT=str(self.port))
        self.process = subprocess.Popen([BINARY, "cloud"], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until("answer", self.process, lambda: httpx.get(self.url + "/health", timeout=5).status_code == 200)

    def stop(self):
        self.process.terminate()
        return self.process.wait(10)
