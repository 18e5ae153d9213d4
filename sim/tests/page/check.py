#!/usr/bin/env python3
"""The page of a report in a real browser: `check.py HUIMIN`, or `check.py HUIMIN --pictures DIR` for screenshots.

Two small cities are simulated with 1,000 trials each, one with a contract over three years, one with a city product.
Of each page it is shown that the console stays silent and nothing is fetched; that on points of the sliders every
figure is that of a fresh `huimin run` with the design file that the page hands out; that a wrong figure would be
noticed; that both languages show; that a slider obeys the keyboard; how long it takes; and that it prints on A4.
"""

import json
import os
import random
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from browser import Browser  # noqa: E402

TRIALS = 1000
MOST_BYTES = 3_000_000
MOST_MILLISECONDS = 100
SETTINGS = 4
HERE = os.path.dirname(os.path.abspath(__file__))
SCENARIOS = os.path.join(HERE, "..", "..", "..", "scenarios")

# a figure of the page, and that of summary.json with which it must agree
CONTRACT = {
    "it.lossRatio.value": "loss_ratio", "it.lossRatio.se": "loss_ratio.se", "it.quantiles[0]": "loss_ratio_p05",
    "it.quantiles[1]": "loss_ratio_p50", "it.quantiles[2]": "loss_ratio_p95",
    "it.deficit.value": "deficit_probability", "it.meanClaims.value / 100": "claims",
    "it.meanClaims.se / 100": "claims.se", "it.draw.value / 100": "draw", "it.insurerPart.value / 100": "insurer_part",
    "it.result.value / 100": "insurer_result", "it.result.se / 100": "insurer_result.se",
}
# of the whole term alone: a contract has one bid
CONTRACT_TERM = {
    **CONTRACT, "even.value / 100": "break_even_bid", "even.se / 100": "break_even_bid.se",
}
BOOK = {
    "it.lossRatio.value": "loss_ratio", "it.lossRatio.se": "loss_ratio.se", "it.quantiles[0]": "loss_ratio_p05",
    "it.quantiles[1]": "loss_ratio_p50", "it.quantiles[2]": "loss_ratio_p95",
    "it.deficit.value": "combined_above_100_probability", "it.meanClaims.value / 100": "claims",
    "it.meanClaims.se / 100": "claims.se", "it.result.value / 100": "result", "it.result.se / 100": "result.se",
    "even.value / 100": "break_even_premium", "even.se / 100": "break_even_premium.se",
}


def huimin(program, *arguments):
    # in Chinese, as the page opens first
    done = subprocess.run([program, *arguments, "--quiet", "--lang", "zh"], capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"huimin {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")


def smaller(city, by):
    """The heads of a city, one in so many."""
    with open(os.path.join(SCENARIOS, "cities", city), encoding="utf-8") as file:
        heads = json.load(file)["city"]["heads"]
    for band in heads.values():
        for key, count in band.items():
            if key.startswith(("employee", "resident")):
                band[key] = count // by
    return heads


def scenarios(home):
    """Two scenarios, with the payer to be counted and the fund of that payer."""
    # a price around the mean claims, so that deficits come and go
    contract = {
        "extends": os.path.join(SCENARIOS, "cii", "quzhou-2016.json"),
        "city": {"topup_share": 0, "heads": smaller("quzhou.json", 100)},
        "funds": {"cii": {"benchmark_yuan_per_head": "27.00", "bid_yuan_per_head": "25.50"}},
        "designs": None,
    }
    book = {
        "extends": os.path.join(SCENARIOS, "hmb", "wenzhou.json"),
        "city": {"heads": smaller("wenzhou.json", 200)}, "designs": None,
    }
    for name, scenario, payer, fund in [("contract", contract, "cii", "cii"), ("book", book, "hmb-l1", "hmb")]:
        path = os.path.join(home, f"{name}.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(scenario, file)
        yield name, path, payer, fund


def settings(browser, count):
    """Some states of the sliders: each alone at both ends, then several at once."""
    sliders = browser.run("huimin.data.sliders")
    own = [slider["own"] for slider in sliders]
    draw = random.Random(20260101)
    found = []
    for _ in range(count):
        state = list(own)
        for nth, slider in enumerate(sliders):
            if slider["off"] is None and draw.random() < 0.6:
                state[nth] = draw.choice(slider["values"])
        found.append(state)
    return found


def figures(browser, state, period, figure):
    """The page's figures of a state of the sliders, by the name of the program."""
    place = "null" if period == "term" else f"huimin.data.years.indexOf({period})"
    expressions = ", ".join(f"[{json.dumps(key)}, {path}]" for path, key in figure.items())
    return dict(browser.run(
        f"(() => {{ const at = huimin.at({json.dumps(state)}), period = {place};"
        f" const it = Model.figures(huimin.data, huimin.counts, at.trials, period);"
        f" const even = Model.breakEven(huimin.data, huimin.counts, at.paid, at.trials, at.price, period)"
        f" ?? {{ value: NaN, se: NaN }};"
        f" return [{expressions}]; }})()"))


def differences(page, run, fund):
    """The figures in which the two are not the same: money and shares exactly, errors to twelve digits."""
    wrong = []
    for key, found in page.items():
        name, _, part = key.partition(".")
        there = run.get(f"{fund}.{name}", {})
        expected = there.get(part or "value")
        if expected is None or found is None:
            same = expected is None and found is None
        elif name in ("claims", "draw", "insurer_part", "insurer_result", "result") and not part:
            # a mean of whole fen: the sums over the trials must be the same whole number
            same = round(found * 100 * TRIALS) == round(expected * 100 * TRIALS)
        else:
            same = abs(found - expected) <= 1e-12 * max(abs(expected), 1e-3)
        if not same:
            wrong.append(f"{key}: page {found}, run {expected}")
    return wrong


def agrees(browser, program, folder, fund, home):
    """Every tried state of the sliders against a fresh run of its design file."""
    is_contract = browser.run("huimin.data.kind") == "contract"
    tried = 0
    for nth, state in enumerate(settings(browser, SETTINGS)):
        state = browser.run(f"huimin.set({json.dumps(state)})")
        design = browser.run(f"Model.design(huimin.data, {json.dumps(state)})")
        if not design["patch"]:
            continue
        path = os.path.join(home, f"design-{nth}.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(design, file, ensure_ascii=False)
        fresh = os.path.join(home, f"{os.path.basename(folder)}-fresh-{nth}")
        huimin(program, "run", os.path.join(folder, "scenario.resolved.json"), "--design", path, "--out", fresh)
        with open(os.path.join(fresh, "summary.json"), encoding="utf-8") as file:
            periods = json.load(file)["designs"][-1]["periods"]
        for period, run in periods.items():
            figure = (CONTRACT_TERM if period == "term" else CONTRACT) if is_contract else BOOK
            page = figures(browser, state, period, figure)
            wrong = differences(page, run, fund)
            assert not wrong, f"{json.dumps(design['patch'])}, {period}: {wrong}"
            # a single fen in a single trial would be noticed
            page["claims"] += 0.01 / TRIALS
            assert differences(page, run, fund), "a figure that is a fen off was not noticed"
            tried += 1
    assert tried > 0
    return tried


def languages(browser):
    shown = "document.querySelector('#try h2').innerText + '|' + document.querySelector('#try-rows th').innerText"
    first = browser.run(shown)
    assert re.search("[\u4e00-\u9fff]", first), first
    browser.run("document.getElementById('switch').click()")
    # tables quote documents in their own language; headings and sliders do not
    second = browser.run("[...document.querySelectorAll('h1, h2, h3, caption, #try')].map((it) => it.innerText).join(' ')")
    chinese = re.findall("[\u4e00-\u9fff]+", second)
    assert not chinese, f"Chinese on the English page: {chinese[:5]}"
    browser.run("document.getElementById('switch').click()")
    assert browser.run(shown) == first


def keyboard(browser):
    browser.run("document.getElementById('reset').click(); document.getElementById('slider-0').focus()")
    before = browser.run("document.querySelector('#sliders output').textContent")
    browser.key("ArrowRight", 39)
    after = browser.run("document.querySelector('#sliders output').textContent")
    assert before != after, "the slider does not obey the arrow keys"
    labels = browser.run(
        "[...document.querySelectorAll('#sliders input')].every((it) => it.labels.length === 1"
        " && document.getElementById(it.getAttribute('aria-describedby')).textContent !== '')")
    assert labels, "a slider without a label"
    named = browser.run(
        "[...document.querySelectorAll('svg[role=img]')].every((it) => it.querySelector('title').textContent !== '')")
    assert named, "a drawing without a text alternative"


def response(browser):
    """Milliseconds from a slider's move to the last drawing, the median of many moves."""
    times = browser.run(
        "(() => { const times = []; for (let n = 0; n < 21; n += 1) {"
        " const range = document.getElementById(`slider-${n % 2}`);"
        " range.value = (n * 7) % (Number(range.max) + 1);"
        " range.dispatchEvent(new Event('input'));"
        " times.push(Number(document.documentElement.dataset.milliseconds)); } return times; })()")
    browser.run("document.getElementById('reset').click()")
    return sorted(times)[len(times) // 2]


def printed(browser, path):
    browser.pdf(path)
    with open(path, "rb") as file:
        boxes = re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]", file.read())
    assert boxes, "no pages"
    for width, height in boxes:
        assert abs(float(width) - 595.3) < 1 and abs(float(height) - 841.9) < 1, f"{width} x {height} is not A4"
    return len(boxes)


def page_of(program, folder, out):
    huimin(program, "report", folder, "--format", "html", "--out", out)
    pages = [name for name in os.listdir(out) if name.endswith(".html")]
    assert len(pages) == 1, pages
    path = os.path.join(out, pages[0])
    size = os.path.getsize(path)
    assert size < MOST_BYTES, f"{path} has {size} bytes"
    return path, size


def main():
    program = os.path.abspath(sys.argv[1])
    pictures = sys.argv[3] if sys.argv[2:3] == ["--pictures"] else None
    with tempfile.TemporaryDirectory(prefix="huimin-page-") as home:
        told = []
        for name, scenario, payer, fund in scenarios(home):
            folder = os.path.join(home, name)
            huimin(program, "run", scenario, "--trials", str(TRIALS), "--buckets", payer, "--out", folder)
            path, size = page_of(program, folder, os.path.join(home, f"{name}-report"))
            browser = Browser()
            try:
                browser.open(path)
                languages(browser)
                keyboard(browser)
                tried = agrees(browser, program, folder, fund, home)
                milliseconds = response(browser)
                pages = printed(browser, os.path.join(home, f"{name}.pdf"))
                if pictures:
                    os.makedirs(pictures, exist_ok=True)
                    browser.screenshot(os.path.join(pictures, f"{name}-zh.png"))
                    browser.run("document.getElementById('switch').click()")
                    browser.screenshot(os.path.join(pictures, f"{name}-en.png"))
                    browser.pdf(os.path.join(pictures, f"{name}-en.pdf"))
                strange = [url for url in browser.requests if not url.startswith(("file:", "data:"))]
                assert not strange, f"requests: {strange}"
                assert not browser.complaints, f"console: {browser.complaints}"
                # a busy machine is not the page's fault: ten times the aim is
                assert milliseconds < 10 * MOST_MILLISECONDS, f"a slider takes {milliseconds} ms"
            finally:
                browser.close()
            told.append(f"{name}: {size / 1e6:.1f} MB, {tried} periods agree, {milliseconds:.0f} ms, {pages} A4 pages")
        print("; ".join(told))


if __name__ == "__main__":
    main()
