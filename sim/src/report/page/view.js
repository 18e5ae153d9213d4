"use strict";
/* The screen of the page: language, sliders, figures and two drawings. What is worked out is in model.js. */
(() => {
  const byId = (id) => document.getElementById(id);
  const root = document.documentElement;
  const lang = () => (root.lang.startsWith("zh") ? 0 : 1);

  byId("switch").addEventListener("click", () => {
    root.lang = lang() === 0 ? "en" : "zh-CN";
    document.dispatchEvent(new Event("language"));
  });
  byId("print").addEventListener("click", () => window.print());

  const holder = byId("model-data");
  if (!holder) return;
  const data = JSON.parse(holder.textContent);
  const counts = Model.read(data, byId("model-counts").textContent.trim());
  const word = (key) => data.words[key][lang()];
  const fill = (key, value) => word(key).replace("{}", value);

  /* Numbers as people read them. */
  const number = (value, decimals) => value.toLocaleString("en-US",
    { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const yuan = (fen) => number(fen / 100, fen % 100 === 0 ? 0 : 2);
  const percent = (value, decimals = 1) => `${number(100 * value, decimals)}%`;
  const chance = (p) => {
    if (p.events === 0) return fill("below", percent(p.high));
    if (p.events === data.trials) return fill("above", percent(p.low));
    const [open, close] = lang() === 0 ? ["（", "）"] : [" (", ")"];
    return `${percent(p.value)}${open}${percent(p.low)}–${percent(p.high)}${close}`;
  };
  const error = (se, scale, decimals) => {
    for (let more = 0; more <= 2; more += 1) {
      if (se * scale >= 0.5 * 10 ** -(decimals + more)) return ` ±${number(se * scale, decimals + more)}`;
    }
    return se === 0 ? " ±0" : ` ±<${number(10 ** -(decimals + 2), decimals + 2)}`;
  };

  const own = data.sliders.map((slider) => slider.own);
  let values = own.slice();
  let period = data.years.length > 1 ? null : 0;
  const base = { paid: null, trials: null };
  const changed = () => values.some((value, i) => value !== own[i]);

  /* One state of the sliders, worked out. */
  let settled = { key: null, paid: null };
  function worked(at) {
    const { terms, price } = Model.setting(data, at);
    const key = JSON.stringify(terms);
    // a price moves no claim
    if (settled.key !== key) settled = { key, paid: Model.claims(data, counts, terms) };
    const { paid } = settled;
    const trials = Model.settle(data, counts, paid, price);
    return { terms, price, paid, trials };
  }
  Object.assign(base, worked(own));

  /* A cap that binds between two breaks is raised to the next one that does not. */
  function snapped(at) {
    const cap = data.sliders.findIndex((slider) => slider.kind === "cap" && !slider.off);
    const exact = (values) => Model.isExact(data, Model.setting(data, values).terms);
    byId("cap-note").textContent = "";
    if (exact(at) || cap < 0) return at;
    for (const value of data.sliders[cap].values.filter((value) => value > at[cap])) {
      const moved = at.slice();
      moved[cap] = value;
      if (exact(moved)) {
        byId("cap-note").textContent = fill("cap_raised", yuan(value));
        return moved;
      }
    }
    return values;
  }

  /* Sliders. */
  const controls = data.sliders.map((slider, i) => {
    const box = document.createElement("div");
    box.className = "slider";
    const label = document.createElement("label");
    const range = document.createElement("input");
    const out = document.createElement("output");
    const held = document.createElement("p");
    range.type = "range";
    range.id = `slider-${i}`;
    range.min = 0;
    range.max = slider.values.length - 1;
    range.step = 1;
    label.htmlFor = range.id;
    out.htmlFor = range.id;
    held.id = `held-${i}`;
    held.className = "held";
    range.setAttribute("aria-describedby", held.id);
    range.disabled = slider.off !== null;
    box.append(label, out, range, held);
    byId("sliders").append(box);
    range.addEventListener("input", () => {
      const next = values.slice();
      next[i] = slider.values[Number(range.value)];
      values = snapped(next);
      show();
    });
    return () => {
      label.textContent = slider.label[lang()];
      const shown = slider.kind === "ratio" ? `${values[i]}%` : yuan(values[i]);
      out.textContent = slider.off && slider.kind === "cap" && data.terms.cap === null ? "—" : shown;
      out.className = values[i] === own[i] ? "" : "moved";
      range.value = slider.values.indexOf(values[i]);
      range.setAttribute("aria-valuetext", shown);
      held.textContent = slider.off ? word("off") + slider.off[lang()] : slider.held[lang()];
    };
  });

  /* Periods. */
  const periods = byId("period");
  if (data.years.length > 1) {
    [null, ...data.years.keys()].forEach((at) => {
      const option = document.createElement("option");
      option.value = at === null ? "" : at;
      periods.append(option);
    });
    periods.addEventListener("change", () => {
      period = periods.value === "" ? null : Number(periods.value);
      show();
    });
  } else periods.parentElement.hidden = true;

  /* The rows of the table: key, text of a state, difference of two. */
  function rows(now, run) {
    const wan = (it) => `${number(it.value / 1e6, 2)}${error(it.se, 1e-6, 2)}`;
    const wanMore = (key) => number((now.figures[key].value - run.figures[key].value) / 1e6, 2);
    const signed = (text) => {
      if (Number(text) === 0) return text.replace("-", "");
      return text.startsWith("-") ? `−${text.slice(1)}` : `+${text}`;
    };
    const points = (more) => signed(number(100 * more, 1)) + word("points");
    const isUnseen = (it) => it.events === 0 || it.events === data.trials;
    const isContract = data.kind === "contract";
    const price = (it) => (it ? `${number(it.value / 100, 2)}${error(it.se, 0.01, 2)}` : word("no_bid"));
    const list = [
      ["loss_ratio", (it) => `${percent(it.figures.lossRatio.value)}${error(it.figures.lossRatio.se, 100, 1)}%`,
        points(now.figures.lossRatio.value - run.figures.lossRatio.value)],
      ["quantiles", (it) => it.figures.quantiles.map((q) => percent(q)).join(" / "), ""],
      [isContract ? "deficit_contract" : "deficit_book", (it) => chance(it.figures.deficit),
        isUnseen(now.figures.deficit) && isUnseen(run.figures.deficit)
          ? "" : points(now.figures.deficit.value - run.figures.deficit.value)],
      [isContract ? "break_even_bid" : "break_even_premium", (it) => price(it.even),
        now.even && run.even ? signed(number((now.even.value - run.even.value) / 100, 2)) : ""],
      ["claims", (it) => wan(it.figures.meanClaims), signed(wanMore("meanClaims"))],
    ];
    if (isContract) {
      list.push(["draw", (it) => wan(it.figures.draw), signed(wanMore("draw"))]);
      list.push(["insurer_part", (it) => wan(it.figures.insurerPart), signed(wanMore("insurerPart"))]);
    }
    list.push([isContract ? "insurer_result" : "book_result", (it) => wan(it.figures.result), signed(wanMore("result"))]);
    return list;
  }

  function table(now, run) {
    const body = byId("try-rows");
    body.textContent = "";
    for (const [key, text, more] of rows(now, run)) {
      const line = body.insertRow();
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = word(key);
      line.append(head);
      for (const cell of [text(run), text(now), changed() ? more : ""]) line.insertCell().textContent = cell;
    }
  }

  /* Drawings. */
  const SVG = "http://www.w3.org/2000/svg";
  const WIDTH = 460;
  const HEIGHT = 280;
  const BOX = { left: 52, right: 440, top: 30, bottom: 226 };
  const draw = (parent, name, attributes, text) => {
    const it = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) it.setAttribute(key, value);
    if (text !== undefined) it.textContent = text;
    parent.append(it);
    return it;
  };
  const ticks = (low, high, n) => {
    const rough = (high - low) / n;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((it) => it * power).find((it) => it >= rough);
    const all = [];
    for (let at = Math.ceil(low / step) * step; at <= high + step * 1e-9; at += step) all.push(at);
    return all;
  };
  function frame(id, title, about, [x0, x1], y1, [xName, yName], [xText, yText]) {
    const svg = byId(id);
    svg.textContent = "";
    svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
    draw(svg, "title", {}, title);
    draw(svg, "desc", {}, about);
    const x = (at) => BOX.left + ((at - x0) / (x1 - x0)) * (BOX.right - BOX.left);
    const y = (at) => BOX.bottom - (at / y1) * (BOX.bottom - BOX.top);
    for (const at of ticks(0, y1, 4)) {
      draw(svg, "line", { x1: BOX.left, x2: BOX.right, y1: y(at), y2: y(at), class: at === 0 ? "axis" : "mesh" });
      draw(svg, "text", { x: BOX.left - 6, y: y(at) + 4, class: "end" }, yText(at));
    }
    for (const at of ticks(x0, x1, 6)) {
      draw(svg, "line", { x1: x(at), x2: x(at), y1: BOX.bottom, y2: BOX.bottom + 4, class: "axis" });
      draw(svg, "text", { x: x(at), y: BOX.bottom + 18, class: "middle" }, xText(at));
    }
    draw(svg, "text", { x: BOX.right, y: HEIGHT - 10, class: "end" }, xName);
    draw(svg, "text", { x: 2, y: 14 }, yName);
    return { svg, x, y };
  }

  function histogram(now, run) {
    const both = [...now.figures.ratios, ...run.figures.ratios];
    const [low, high] = [Math.min(...both, 0.98), Math.max(...both, 1.02)];
    const marks = ticks(low, high, 40);
    const step = marks[1] - marks[0];
    const first = Math.floor(low / step);
    const n = Math.ceil(high / step) - first + 1;
    const count = (ratios) => {
      const bins = new Array(n).fill(0);
      for (const ratio of ratios) bins[Math.floor(ratio / step + 1e-9) - first] += 1;
      return bins;
    };
    const [filled, outline] = [count(now.figures.ratios), count(run.figures.ratios)];
    const most = Math.max(...filled, ...outline) * 1.05;
    const { svg, x, y } = frame("histogram", word("histogram"), word("histogram_about"),
      [first * step, (first + n) * step], most, [word("loss_ratio_axis"), word("trials_axis")],
      [(at) => percent(at, 0), (at) => number(at, 0)]);
    const edge = (at) => x((first + at) * step);
    filled.forEach((events, at) => {
      if (events > 0) {
        draw(svg, "rect", { x: edge(at) + 0.5, y: y(events), width: edge(at + 1) - edge(at) - 1,
          height: BOX.bottom - y(events), class: "bar" });
      }
    });
    let path = `M${edge(0)} ${BOX.bottom}`;
    outline.forEach((events, at) => { path += `V${y(events)}H${edge(at + 1)}`; });
    draw(svg, "path", { d: `${path}V${BOX.bottom}`, class: "outline" });
    draw(svg, "line", { x1: x(1), x2: x(1), y1: BOX.top, y2: BOX.bottom, class: "even" });
    draw(svg, "text", { x: x(1) + 5, y: BOX.top + 10 }, "100%");
  }

  const priceSlider = data.sliders.find((slider) => slider.kind === "price");
  const prices = priceSlider
    ? priceSlider.values.filter((_, i, all) => i % Math.ceil(all.length / 31) === 0 || i === all.length - 1) : [];
  const curves = [];
  /* The curve of some claims over a period; the last two are kept, as a price moves neither. */
  function curveOf(paid) {
    const known = curves.find((it) => it.paid === paid && it.period === period);
    if (known) return known.curve;
    const curve = Model.curve(data, counts, paid, prices, period);
    curves.push({ paid, period, curve });
    if (curves.length > 2) curves.splice(curves[0].paid === base.paid && curves[0].period === period ? 1 : 0, 1);
    return curve;
  }
  function premiums(now, run) {
    if (prices.length < 2) {
      byId("curve").parentElement.hidden = true;
      return;
    }
    const baseCurve = curveOf(base.paid);
    const sameTerms = JSON.stringify(now.terms) === JSON.stringify(run.terms);
    const curve = sameTerms ? baseCurve : curveOf(now.paid);
    const isContract = data.kind === "contract";
    const { svg, x, y } = frame("curve", word(isContract ? "curve_bid" : "curve_book"), word("curve_about"),
      [prices[0] / 100, prices[prices.length - 1] / 100], 1,
      [word("price_axis"), word("probability_axis")], [(at) => number(at, at % 1 === 0 ? 0 : 1), (at) => percent(at, 0)]);
    const line = (points, name) => draw(svg, "polyline", {
      points: points.map((p, i) => `${x(prices[i] / 100).toFixed(1)},${y(p.value).toFixed(1)}`).join(" "), class: name });
    const forth = curve.map((p, i) => `${x(prices[i] / 100).toFixed(1)},${y(p.high).toFixed(1)}`);
    const back = curve.map((p, i) => `${x(prices[i] / 100).toFixed(1)},${y(p.low).toFixed(1)}`).reverse();
    draw(svg, "polygon", { points: [...forth, ...back].join(" "), class: "band" });
    line(baseCurve, "outline");
    line(curve, "line");
    const price = now.price === null ? priceSlider.own : now.price;
    if (now.even && now.even.value >= prices[0] && now.even.value <= prices[prices.length - 1]) {
      const at = x(now.even.value / 100);
      draw(svg, "line", { x1: at, x2: at, y1: BOX.top, y2: BOX.bottom, class: "even" });
      draw(svg, "text", { x: at + 5, y: BOX.top + 10 }, number(now.even.value / 100, 2));
    }
    draw(svg, "circle", { cx: x(price / 100), cy: y(now.figures.deficit.value), r: 5, class: "dot" });
  }

  function show() {
    const began = performance.now();
    controls.forEach((refresh) => refresh());
    if (data.years.length > 1) {
      [...periods.options].forEach((option) => {
        option.textContent = option.value === "" ? word("whole_term") : data.years[Number(option.value)];
      });
    }
    const state = changed() ? worked(values) : base;
    const full = (it) => {
      const even = Model.breakEven(data, counts, it.paid, it.trials, it.price, period);
      return { ...it, figures: Model.figures(data, counts, it.trials, period), even };
    };
    if (base.shown !== period || !base.full) {
      base.full = full(base);
      base.shown = period;
    }
    const now = state === base ? base.full : full(state);
    table(now, base.full);
    histogram(now, base.full);
    premiums(now, base.full);
    byId("design").hidden = true;
    byId("design-note").textContent = "";
    root.dataset.milliseconds = (performance.now() - began).toFixed(1);
  }

  byId("reset").addEventListener("click", () => {
    values = own.slice();
    byId("cap-note").textContent = "";
    show();
  });
  byId("copy").addEventListener("click", async () => {
    const text = JSON.stringify(Model.design(data, values), null, 2);
    const box = byId("design");
    let key = "copied";
    box.value = text;
    box.hidden = false;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      key = "copy_here";
      box.select();
    }
    byId("design-note").textContent = `${word(key)} huimin run ${data.scenario} --design design.json`;
  });
  document.addEventListener("language", show);
  byId("try").hidden = false;
  show();
  /* For tests: what the sliders say, and the trials behind it. */
  window.huimin = {
    data, counts,
    at: (at) => worked(at),
    set: (at) => { values = snapped(at); show(); return values.slice(); },
  };
})();
