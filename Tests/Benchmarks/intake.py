"""What the intake takes, beside servers that only answer; with a backlog; and how soon it is told."""
import contextlib
import hashlib
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time

import servers

CONNECTIONS = [1, 16, 64, 256]
KINDS = ["sns", "token"]
SECONDS = int(os.environ.get("BENCH_SECONDS", "2"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "2"))
# The bridge answers `overloaded` when 1,000,000 steps wait: room for what the run itself posts.
BACKLOG = int(os.environ.get("BENCH_BACKLOG", "950000"))
PARKED = int(os.environ.get("BENCH_PARKED", "40000"))
DRAINED = int(os.environ.get("BENCH_DRAINED", "30000"))
FILLED = servers.ROOT / ".build" / "bench-backlog"
RATE, CHAT_SECONDS = 1_000, 15


@contextlib.contextmanager
def scratch():
    with tempfile.TemporaryDirectory(prefix="hookferry-bench-", dir=servers.ROOT / ".build") as name:
        yield pathlib.Path(name)


def measured(start, kind, connections):
    with scratch() as directory:
        with start(directory) as server:
            time.sleep(0.2)
            answers = server.wrk(kind, connections, SECONDS)
        if start is servers.bridge:
            servers.check_kept(answers, 0, servers.kept(directory), connections)
        return answers


def median(rounds):
    """Of each figure by itself."""
    columns = zip(*(vars(answers).values() for answers in rounds))
    return servers.Answers(*(statistics.median(column) for column in columns))


def side_by_side():
    peers = {"hookferry": servers.bridge, "nginx": servers.nginx}
    if shutil.which("webhook"):
        peers["webhook"] = servers.webhook
    print(f"Acknowledged: verified and durable. nginx and adnanh/webhook only answer 200 to the same "
          f"requests. Medians of {ROUNDS} rounds of {SECONDS} s; each round runs them by turns.")
    print(f"{'':>21}" + "".join(f"{name:>29}" for name in peers))
    print(f"{'source, connections':>21}" + f"{'/s':>9}{'p50':>6}{'p99 ms':>8}{'CPU s':>6}" * len(peers)
          + "   of nginx" + ("  of webhook" if "webhook" in peers else ""))
    for kind in KINDS:
        for connections in CONNECTIONS:
            rounds = {name: [] for name in peers}
            for _ in range(ROUNDS):
                for name, start in peers.items():
                    rounds[name].append(measured(start, kind, connections))
            results = {name: median(answers) for name, answers in rounds.items()}
            figures = "".join(
                f"{each.rate:>9,.0f}{each.p50:>6.1f}{each.p99:>8.1f}{each.processor:>6.2f}"
                for each in results.values())
            ratios = "".join(
                f"{results['hookferry'].rate / results[name].rate:>11.0%}"
                for name in list(peers)[1:])
            print(f"{kind:>15}{connections:>6}{figures}{ratios}", flush=True)
    print("CPU s: processor seconds for 10,000 requests. Aim: ahead of webhook's bare answer.\n")


# MARK: Backlog

def fill(directory, count):
    servers.configuration(directory, chat_port=9)
    subprocess.run(
        [servers.BINARIES / "hookferry-bench", "backlog", directory / "hookferry.yaml", str(count)],
        check=True)


def filled():
    """A journal in which BACKLOG events wait; kept between runs, for it takes a while."""
    schema = (servers.ROOT / "Sources" / "Journal" / "JournalSchema.swift").read_bytes()
    marks = f"{BACKLOG} {hashlib.sha256(schema).hexdigest()}"
    mark = FILLED / "mark"
    if not mark.exists() or mark.read_text() != marks:
        shutil.rmtree(FILLED, ignore_errors=True)
        FILLED.mkdir(parents=True)
        fill(FILLED, BACKLOG)
        mark.write_text(marks)
    return FILLED / "journal.db"


def copy(journal, directory):
    """On the disk when this returns: the first checkpoint is not to write the copy as well."""
    with open(shutil.copy(journal, directory), "r+b") as file:
        os.fsync(file.fileno())


def with_backlog(journal, kind):
    """Acknowledged with a copy of the journal, or with an empty one, while the bridge works at what
    waits: its destinations are down. And how long after its start it acknowledges as usual."""
    with scratch() as directory:
        if journal:
            copy(journal, directory)
        start = time.monotonic()
        with servers.bridge(directory) as server:
            server.wait_until_steady()
            first = time.monotonic() - start
            before = servers.kept(directory)
            answers = server.wrk(kind, 64, SECONDS)
        servers.check_kept(answers, before, servers.kept(directory), 64)
        return answers, first


def backlog():
    journal = filled()
    print(f"Acknowledged at 64 connections with {BACKLOG:,} events that wait, and with none:")
    for kind in KINDS:
        rounds = [with_backlog(None, kind) + with_backlog(journal, kind) for _ in range(ROUNDS)]
        none, _, full, firsts = zip(*rounds)
        none, full = median(none), median(full)
        print(f"  {kind:<6}{none.rate:>8,.0f}/s without, {full.rate:>8,.0f}/s with: "
              f"{1 - full.rate / none.rate:.0%} slower (aim: less than 20 %), "
              f"p99 {none.p99:.1f} and {full.p99:.1f} ms; "
              f"as usual {statistics.median(firsts):.1f} s after a start", flush=True)
    parked()
    drain()


def counted(directory, rows):
    journal = sqlite3.connect(f"file:{directory}/journal.db?mode=ro", uri=True, timeout=30)
    with contextlib.closing(journal):
        return journal.execute(f"SELECT count(*) FROM {rows}").fetchone()[0]


def until_parked(directory):
    end = time.monotonic() + 60
    while counted(directory, "outbox") < PARKED and time.monotonic() < end:
        time.sleep(0.5)


def parked():
    """With a backlog that stands in its queues, while the destinations are down."""
    rates = []
    for count in [0, PARKED] * ROUNDS:
        with scratch() as directory:
            if count:
                fill(directory, count)
            with servers.bridge(directory) as server:
                server.wait_until_steady()
                if count:
                    until_parked(directory)
                before = servers.kept(directory)
                answers = server.wrk("token", 64, SECONDS)
            servers.check_kept(answers, before, servers.kept(directory), 64)
            rates.append(answers.rate)
    ratio = statistics.median(rates[1::2]) / statistics.median(rates[::2])
    print(f"  token with {PARKED:,} events whose messages stand in their queues: {1 - ratio:.0%} slower",
          flush=True)


def drain():
    """A backlog that is due, to destinations that are back."""
    with scratch() as directory:
        fill(directory, DRAINED)
        with servers.nginx(directory) as chat:
            start = time.monotonic()
            with servers.bridge(directory, chat.port):
                while left := counted(directory, "deliveries WHERE due_at IS NOT NULL"):
                    if time.monotonic() - start > 90:
                        break
                    time.sleep(0.25)
            seconds = time.monotonic() - start
    print(f"  a backlog of {DRAINED:,} drained at {(DRAINED - left) / seconds:,.0f} events/s to 64 "
          f"receivers, {left:,} were left after {seconds:.0f} s\n", flush=True)


# MARK: Accepted to chat

def chat():
    with scratch() as directory:
        port = servers.free_port()
        with servers.bridge(directory, port) as server:
            output = subprocess.run(
                [servers.BINARIES / "hookferry-bench", "chat",
                 f"http://127.0.0.1:{server.port}/hooks/token", servers.TOKEN, str(port), str(RATE),
                 str(CHAT_SECONDS)], capture_output=True, text=True)
            if output.returncode:
                raise SystemExit(output.stderr)
        count, missing, *figures = output.stdout.split()[1:]
        if servers.kept(directory) != int(count):
            raise SystemExit(f"{count} were acknowledged, {servers.kept(directory)} are kept")
        a50, a99, c50, c99 = map(float, figures)
    print(f"At {RATE:,} callbacks/s by the clock, {CHAT_SECONDS} s, to 64 receivers; times from when "
          f"each was to be sent:\n  acknowledged p50 {a50:.1f} ms, p99 {a99:.1f} ms; "
          f"told p50 {c50:.1f} ms, p99 {c99:.1f} ms (aim: p99 under 20 ms); {missing} messages were "
          f"not told within 20 s of the last callback\n", flush=True)


def run():
    side_by_side()
    backlog()
    chat()
