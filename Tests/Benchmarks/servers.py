"""The servers that the benchmark starts, what they cost, and wrk, which posts to them."""
import contextlib
import dataclasses
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
BINARIES = ROOT / ".build" / "release"
POOL = ROOT / ".build" / "bench-pool"
TOKEN = "bench-token"
SECRET = "whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz"

NGINX = """\
daemon off; worker_processes 2; error_log stderr crit; pid {dir}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
  access_log off; client_body_temp_path {dir}; proxy_temp_path {dir}; fastcgi_temp_path {dir};
  uwsgi_temp_path {dir}; scgi_temp_path {dir}; keepalive_requests 100000000;
  server {{ listen 127.0.0.1:{port}; location / {{ return 200 "ok"; }} }}
}}
"""

# adnanh/webhook answers 200 and runs nothing, because its rule does not match: its cheapest answer.
WEBHOOK = """\
[{ "id": "bench", "execute-command": "/bin/true", "trigger-rule-mismatch-http-response-code": 200,
   "trigger-rule": { "match": { "type": "value", "value": "never",
                                "parameter": { "source": "header", "name": "X-Never" } } } }]
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_listening(port, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            time.sleep(0.02)
    sys.exit(f"nothing listens on port {port}")


def memory(pid, field):
    """A field of /proc/PID/status in MB."""
    for line in open(f"/proc/{pid}/status"):
        if line.startswith(field):
            return int(line.split()[1]) / 1024
    return 0.0


def processor_seconds(pid):
    """What a process and its children that still live have used (proc_pid_stat(5))."""
    fields = open(f"/proc/{pid}/stat").read().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = open(f"/proc/{pid}/task/{pid}/children").read().split()
    return own + sum(processor_seconds(child) for child in children)


@dataclasses.dataclass
class Server:
    pid: int
    port: int
    path: str
    directory: pathlib.Path

    def wait_until_steady(self, seconds=60):
        """Posts callbacks until one is acknowledged soon: a start looks at everything that waits."""
        time.sleep(1)
        end = time.monotonic() + seconds
        took = 1.0
        while took > 0.25 and time.monotonic() < end:
            start = time.monotonic()
            request = urllib.request.Request(
                f"http://127.0.0.1:{self.port}{self.path.format(kind='token')}", data=b"{}",
                headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json",
                         "Idempotency-Key": f"steady-{start}"})
            urllib.request.urlopen(request, timeout=120).close()
            took = time.monotonic() - start

    def wrk(self, kind, connections, seconds, first=0):
        """Posts messages (`sns`) or callbacks (`token`) and tells how they were answered."""
        environment = dict(os.environ, BENCH_FIRST=str(first), BENCH_RUN=f"{time.time_ns()}")
        environment.update(
            {"BENCH_POOL": str(POOL / "pool.jsonl")} if kind == "sns" else {"BENCH_TOKEN": TOKEN})
        before = processor_seconds(self.pid)
        output = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(HERE / "requests.lua"),
             f"http://127.0.0.1:{self.port}{self.path.format(kind=kind)}"],
            env=environment, capture_output=True, text=True, check=True).stdout
        used = processor_seconds(self.pid) - before
        requests, microseconds, errors, refused, p50, p99 = map(
            int, re.search(r"BENCH (\d+) (\d+) (\d+) (\d+) (\d+) (\d+)", output).groups())
        if errors or refused or not requests:
            sys.exit(f"{errors} of {requests} requests failed and {refused} were refused:\n{output}")
        return Answers(
            requests, requests / (microseconds / 1e6), p50 / 1000, p99 / 1000,
            used / requests * 10_000)


@dataclasses.dataclass
class Answers:
    """How many, how many a second, percentiles in ms, processor seconds for 10,000."""
    count: int
    rate: float
    p50: float
    p99: float
    processor: float


@contextlib.contextmanager
def process(arguments, port, path, directory, end=signal.SIGTERM, **options):
    child = subprocess.Popen(arguments, **options)
    try:
        wait_until_listening(port)
        yield Server(child.pid, port, path, directory)
    finally:
        child.send_signal(end)
        code = child.wait()
    if code not in (0, -end):
        sys.exit(f"{arguments[0]} did not end well: {code}; see {directory}")


def nginx(directory, port=None):
    port = port or free_port()
    configuration = directory / "nginx.conf"
    configuration.write_text(NGINX.format(dir=directory, port=port))
    return process(
        ["nginx", "-c", str(configuration)], port, "/", directory, end=signal.SIGQUIT,
        stderr=subprocess.DEVNULL)


def webhook(directory):
    port = free_port()
    (directory / "hooks.json").write_text(WEBHOOK)
    return process(
        ["webhook", "-hooks", str(directory / "hooks.json"), "-ip", "127.0.0.1", "-port",
         str(port)], port, "/hooks/bench", directory, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)


def configuration(directory, chat_port, lanes=64):
    """Writes a bridge's files: callbacks with a `lane` are told to that lane's receiver, all
    others, and the messages of the pool, match nothing. Returns intake's port."""
    port, admin = free_port(), free_port()
    receivers = "".join(
        f"  chat-{lane}: {{ type: webhook, url: 'http://127.0.0.1:{chat_port}/{lane}', "
        f"secret: {SECRET}, allow: [127.0.0.0/8], rate: 100000/s }}\n" for lane in range(lanes))
    rules = "".join(
        f"  lane-{lane}:\n    match: {{ source: [ci], detail: {{ lane: [{lane}] }} }}\n"
        f"    steps: [{{ notify: chat-{lane}, text: 'no {{{{ detail.number }}}}' }}]\n"
        for lane in range(lanes))
    (directory / "rules.yaml").write_text("rules:\n" + rules)
    (directory / "hookferry.yaml").write_text(f"""\
listen: 127.0.0.1:{port}
admin: 127.0.0.1:{admin}
journal: sqlite:journal.db
sources:
  sns:
    type: sns
    topics: ["arn:aws:sns:us-east-2:123456789012:config-topic"]
    certificates: {POOL}/certificates
  token: {{ type: token, tokens: [{TOKEN}] }}
receivers:
{receivers}rules: [rules.yaml]
""")
    return port


@contextlib.contextmanager
def bridge(directory, chat_port=9):
    """The release binary with a journal in `directory`, which may have one already."""
    port = configuration(directory, chat_port)
    with open(directory / "log", "w") as log, process(
            [BINARIES / "hookferry", "serve", "--config", directory / "hookferry.yaml"],
            port, "/hooks/{kind}", directory, stderr=log) as server:
        yield server


def kept(directory):
    """The events in a journal."""
    journal = sqlite3.connect(f"file:{directory}/journal.db?mode=ro", uri=True, timeout=30)
    with contextlib.closing(journal):
        return journal.execute("SELECT count(*) FROM events").fetchone()[0]


def check_kept(answers, before, after, connections):
    """Ends the run unless every counted answer is a row of the journal. Up to one request a
    connection is cut off at the end: kept, and its answer not counted."""
    if not answers.count <= after - before <= answers.count + connections:
        sys.exit(f"{answers.count} were acknowledged and {after - before} are kept: if fewer, "
                 "BENCH_MESSAGES is too small")
