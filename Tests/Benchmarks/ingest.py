"""The bridge against the bound that nginx and openssl set, and its memory and size."""
import os
import pathlib
import statistics
import subprocess
import tempfile
import time

import servers

SECONDS = int(os.environ.get("BENCH_SECONDS", "2"))
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "3"))
CONNECTIONS = 64


def hookferry(directory):
    with servers.bridge(directory) as server:
        time.sleep(0.3)
        idle = servers.memory(server.pid, "VmRSS")
        answers = server.wrk("sns", CONNECTIONS, SECONDS)
        loaded = servers.memory(server.pid, "VmHWM")
    servers.check_kept(answers, 0, servers.kept(directory), CONNECTIONS)
    return answers, idle, loaded


def nginx_rate(directory):
    with servers.nginx(directory) as server:
        return server.wrk("sns", CONNECTIONS, SECONDS).rate


def openssl_rate():
    output = subprocess.run(
        ["openssl", "speed", "-seconds", "2", "-multi", "2", "rsa2048"],
        capture_output=True, text=True).stdout
    return float(output.strip().splitlines()[-1].split()[-1])


def stripped_megabytes(directory):
    copy = directory / "stripped"
    subprocess.run(["strip", "-o", copy, servers.BINARIES / "hookferry"], check=True)
    return copy.stat().st_size / 1e6


def run():
    results = []
    for number in range(ROUNDS):
        with tempfile.TemporaryDirectory(prefix="hookferry-bench-") as name:
            directory = pathlib.Path(name)
            nginx = nginx_rate(directory)
            verifications = openssl_rate()
            answers, idle, loaded = hookferry(directory)
            size = stripped_megabytes(directory)
        bound = 1 / (1 / nginx + 1 / verifications)
        results.append((answers.rate / bound, answers.rate / nginx, idle, loaded))
        print(f"round {number + 1}: nginx {nginx:,.0f}/s, openssl rsa2048 {verifications:,.0f} "
              f"verifications/s, hookferry {answers.rate:,.0f} acknowledged/s "
              f"(p99 {answers.p99:.1f} ms)", flush=True)
    ratios, to_nginx, idle, loaded = (sorted(column) for column in zip(*results))
    print(f"\nacknowledged (verified, durable) at {CONNECTIONS} connections, median of {ROUNDS}:")
    print(f"  {statistics.median(ratios):.0%} of 1/(1/nginx + 1/verifications)   aim: 60 %")
    print(f"  {statistics.median(to_nginx):.0%} of nginx answering 200 to the same body")
    print(f"resident memory: {statistics.median(idle):.1f} MB idle (aim: under 20), "
          f"{max(loaded):.1f} MB at most under load")
    print(f"stripped static binary: {size:.1f} MB (aim: under 15)\n")
