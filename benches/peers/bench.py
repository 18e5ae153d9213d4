"""huimin beside NumPy and Numba on the same work: answers first, then ratios. Called by `./run`.

Every contestant is a process of its own with one thread, warmed up before it is timed; the contestants take
turns, and a ratio is formed within one turn. No ratio is printed unless all answers agree: with the exact
ones (W1, W2), and huimin's with the twins' (city).
"""

import argparse
import json
import math
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
#: Of each workload: scenario, contestants with the trials of one turn, what one nanosecond figure is of.
WORKLOADS = {
    "W1": ("w1", {"huimin": 2_000, "numpy plain": 60, "numpy tuned": 200, "numba plain": 200, "numba tuned": 400, "numba own": 600}, "a claimant"),
    "W2": ("w2", {"huimin": 1_000, "numpy plain": 10, "numpy tuned": 150, "numba plain": 24, "numba tuned": 300, "numba own": 500}, "a claimant"),
    "city": ("city", {"huimin": 200, "numba tuned": 60, "numba persons": 120}, "an admission"),
}
#: What of huimin's rows is asked for: the peers compute nothing else.
COLUMNS = {
    "W1": "bmi_resident_fen,paid_cii_fen,paid_hmb_fen",
    "W2": "bmi_resident_fen,paid_cii_fen,paid_hmb_fen",
    "city": "admissions_employee,admissions_resident,bmi_employee_fen,bmi_resident_fen,paid_cii_fen,paid_hmb-l1_fen,paid_hmb-l2_fen",
}
#: How far an answer may lie from another, in standard errors: once in 16,000 by chance.
FAR = 4.0


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=WORKLOADS, default=list(WORKLOADS))
    parser.add_argument("--repeats", type=int, default=5, help="turns, of which the median is taken")
    parser.add_argument("--scale", type=float, default=1.0, help="times the trials of every contestant")
    parser.add_argument("--clock", choices=["wall", "cpu"], default="wall", help="cpu on a machine that others use, too")
    parser.add_argument("--huimin", help="a binary in place of the one that ./run builds")
    parser.add_argument("--one", nargs=5, metavar=("PEER", "WORKLOAD", "TRIALS", "SEED", "OUT"), help=argparse.SUPPRESS)
    parser.add_argument("--resolved", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        return peer(*asked.one, asked.resolved)
    with tempfile.TemporaryDirectory() as folder:
        runs = {name: turns(name, asked, Path(folder)) for name in asked.only}
        wrong = [line for name in asked.only for line in disagreements(name, runs[name])]
        if "city" in asked.only:
            import city_plain

            wrong += disagreements("city", at_rest(asked, Path(folder)))
            wrong += city_plain.disagreements(resolved(Path(folder)))
    if wrong:
        print("\n".join(["The answers do not agree, so there are no ratios:", *wrong]), file=sys.stderr)
        sys.exit(1)
    report(runs, asked)


# --- one run of one contestant ---------------------------------------------------------------------


def peer(name, workload, trials, seed, out, resolved):
    """Runs a peer in this process, prints its seconds, and leaves its rows in `out`."""
    import numpy as np

    import city_peer
    import city_persons
    import numba_peer
    import numpy_peer
    import workload as w

    if workload == "city":
        kind, run = {
            "numba tuned": (city_peer.City, city_peer.tuned),
            "numba persons": (city_persons.Persons, city_persons.persons),
        }[name]
        city = kind(resolved)
        work = lambda trials, seed: run(city, trials, seed)
    else:
        library, kind = name.split()
        designs = [w.HMB] if workload == "W1" else w.DESIGNS
        run = {"numpy": numpy_peer, "numba": numba_peer}[library].PEERS[kind]
        work = lambda trials, seed: run(trials, seed, designs)
    work(1, 1)
    wall, cpu = time.perf_counter(), time.process_time()
    rows = work(int(trials), int(seed))
    seconds = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    np.save(out, rows)
    print(json.dumps(seconds))


def run_peer(name, workload, trials, seed, folder):
    """Its seconds and its rows: trials x figures (x years before, for the city)."""
    import numpy as np

    out = folder / "rows.npy"
    command = [sys.executable, __file__, "--one", name, workload, str(trials), str(seed), str(out)]
    command += ["--resolved", str(resolved(folder))]
    one_thread = {key: "1" for key in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env={**os.environ, **one_thread})
    return json.loads(done.stdout), np.load(out)


def resolved(folder):
    """The city that huimin itself writes out, when it has run."""
    return folder / "city" / "scenario.resolved.json"


def run_huimin(workload, trials, seed, folder, binary, settings=()):
    """Its seconds of drawing and settling, and its rows in the shape of the peers'."""
    scenario, out = ROOT / "scenarios" / "benches" / f"{WORKLOADS[workload][0]}.json", folder / workload
    command = [binary, "run", scenario, "--trials", str(trials), "--threads", "1", "--quiet", "--force", "--out", out]
    command += ["--columns", COLUMNS[workload]]
    for setting in (f"run.seed={seed}", *settings):
        command += ["--set", setting]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([str(word) for word in command], check=True, stdout=subprocess.DEVNULL)
    took, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    manifest = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    drawing = (manifest.get("milliseconds_drawing") or manifest["milliseconds"]) / 1000
    # the processor's part of the wall time, taken to be the same while it draws
    busy = min(1.0, (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / took)
    return {"wall": drawing, "cpu": drawing * busy}, rows_of(workload, out, trials)


def rows_of(workload, out, trials):
    """What the peers' rows hold, from `trials.parquet`."""
    import numpy as np
    import pyarrow.parquet as parquet

    table = parquet.read_table(out / "trials.parquet")
    column = lambda name: table[name].to_numpy().astype(float)
    order = np.lexsort((column("year"), column("trial"), column("design")))
    if workload == "city":
        admissions = column("admissions_employee") + column("admissions_resident")
        bmi = column("bmi_employee_fen") + column("bmi_resident_fen")
        paid = [column(f"paid_{payer}_fen") / 100 for payer in ("cii", "hmb-l1", "hmb-l2")]
        rows = np.stack([admissions, bmi / 100, *paid], axis=1)[order]
        return rows.reshape(trials, -1, 5)
    hmb = column("paid_hmb_fen")[order].reshape(-1, trials) / 100
    first = column("design")[order].reshape(-1, trials)[0] == 0
    assert first.all(), "the base comes first"
    base = [column(f"{name}_fen")[order][:trials] / 100 for name in ("bmi_resident", "paid_cii")]
    return np.stack([*base, *(hmb if workload == "W1" else hmb[1:])], axis=1)


# --- all turns of one workload ---------------------------------------------------------------------


def turns(workload, asked, folder):
    """By contestant: seconds and rows of each turn."""
    _, contestants, _ = WORKLOADS[workload]
    runs = {name: [] for name in contestants}
    for turn in range(asked.repeats):
        for name, trials in contestants.items():
            trials, seed = max(2, round(trials * asked.scale)), 1_000 * (turn + 1)
            if name == "huimin":
                done = run_huimin(workload, trials, seed, folder, asked.huimin)
            else:
                done = run_peer(name, workload, trials, seed, folder)
            runs[name].append(done)
            print(f"{workload}, turn {turn + 1}: {name}, {done[0]['cpu']:.2f} s", file=sys.stderr)
    return runs


def at_rest(asked, folder):
    """The city once more, untimed, in a world that does not move: there a small difference shows."""
    trials, still = max(10, round(60 * asked.scale)), ("world.frequency=null", "world.severity=null")
    mine = run_huimin("city", trials, 7, folder, asked.huimin, still)
    twins = [name for name in WORKLOADS["city"][1] if name != "huimin"]
    return {"huimin": [mine], **{name: [run_peer(name, "city", trials, 7, folder)] for name in twins}}


# --- answers ---------------------------------------------------------------------------------------


def disagreements(workload, runs):
    """A line for every answer that lies too far from what it should be."""
    import numpy as np

    rows = {name: np.concatenate([rows for _, rows in turns]) for name, turns in runs.items()}
    rows = {name: values.reshape(len(values), -1) for name, values in rows.items()}
    if workload == "city":
        mine = rows.pop("huimin")
        pairs = [(name, moments(twin, i), moments(mine, i), i) for name, twin in rows.items() for i in range(twin.shape[1])]
    else:
        import exact

        known = exact.answers(workload == "W2")
        pairs = [
            (name, exact_moments(values, i, sd), ((mean, 0.0), (sd, 0.0)), i)
            for name, values in rows.items()
            for i, (mean, sd) in enumerate(known)
        ]
    wrong = []
    for name, one, other, i in pairs:
        for what, (a, a_error), (b, b_error) in zip(("mean", "SD"), one, other):
            far = abs(a - b) / math.hypot(a_error, b_error)
            if not far < FAR:
                wrong.append(f"  {workload}, {name}, figure {i}: {what} {a:,.0f} and {b:,.0f}, {far:.1f} errors apart")
    return wrong


def moments(rows, i):
    """Mean and standard deviation of a figure, each with its standard error."""
    values = rows[:, i]
    n, mean, sd = len(values), values.mean(), values.std(ddof=1)
    kurtosis = ((values - mean) ** 4).mean() / values.var() ** 2
    return (mean, sd / math.sqrt(n)), (sd, sd * math.sqrt(max(kurtosis - 1, 0.1) / n) / 2)


def exact_moments(rows, i, sd):
    """The same where the true deviation is known; a year's sum of so many claims is as good as normal."""
    values = rows[:, i]
    n = len(values)
    return (values.mean(), sd / math.sqrt(n)), (values.std(ddof=1), sd / math.sqrt(2 * (n - 1)))


# --- the table -------------------------------------------------------------------------------------


def units(workload, rows):
    """How many claimants or admissions were drawn."""
    return rows[:, :, 0].sum() if workload == "city" else len(rows) * 170_000


def report(runs, asked):
    print(f"Machine: {cpu_name()}, {vectors()}; {platform.system()} {platform.release()}; Python {platform.python_version()}.")
    print(f"Date: {date.today()}. Clock: {asked.clock}. One thread; medians of {asked.repeats} turns.")
    print(f"Command: `{' '.join(['benches/peers/run', *sys.argv[1:]])}`")
    print("Every answer agrees with the exact one, or with the other program's, within 4 standard errors.")
    print("Blocks of the city by persons agree with plain whole numbers to the fen.\n" if "city" in runs else "")
    print("| work | program | ns | times huimin (least to most) |")
    print("|---|---|---|---|")
    for workload, contestants in runs.items():
        of = WORKLOADS[workload][2]
        nanos = {
            name: [1e9 * seconds[asked.clock] / units(workload, rows) for seconds, rows in turns]
            for name, turns in contestants.items()
        }
        for name, figures in nanos.items():
            ratios = [figure / mine for figure, mine in zip(figures, nanos["huimin"])]
            times = "" if name == "huimin" else f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
            print(f"| {workload}, {of} | {name} | {median(figures):.2f} | {times} |")


def cpu_info(key):
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "")


def cpu_name():
    return cpu_info("model name") or platform.processor()


def vectors():
    flags = cpu_info("flags").split()
    return next((name for flag, name in (("avx512f", "AVX-512"), ("avx2", "AVX2")) if flag in flags), "no AVX2")


if __name__ == "__main__":
    main()
