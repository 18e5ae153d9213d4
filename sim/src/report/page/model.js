"use strict";
/* The model in the page: the sums of `report/page/carried.rs`, the accounts of `fund`, and nothing of the screen.
   All amounts are whole fen in plain numbers, each below 2^53, so that every operation is exact. */
const Model = (() => {
  /* Rice codes of `report/page/bits.rs`. */
  class Bits {
    constructor(base64) {
      const text = atob(base64);
      this.bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0));
      this.at = 0;
    }
    bit() {
      const bit = (this.bytes[this.at >> 3] >> (7 - (this.at & 7))) & 1;
      this.at += 1;
      return bit;
    }
    bits(n) {
      let word = 0;
      for (let i = 0; i < n; i += 1) word = 2 * word + this.bit();
      return word;
    }
    column(n) {
      const centre = unfold(this.bits(48));
      const k = this.bits(6);
      const scale = 2 ** k;
      const values = new Float64Array(n);
      for (let i = 0; i < n; i += 1) {
        let quotient = 0;
        while (quotient < 24 && this.bit() === 1) quotient += 1;
        values[i] = centre + unfold(quotient === 24 ? this.bits(48) : quotient * scale + this.bits(k));
      }
      return values;
    }
  }
  const unfold = (folded) => (folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2);

  /* Half up, away from zero. */
  const roundedQuotient = (value, by) =>
    value < 0 ? -Math.floor((2 * -value + by) / (2 * by)) : Math.floor((2 * value + by) / (2 * by));
  /* A share in millionths of an amount; the product itself may pass 2^53. */
  const shareOf = (millionths, amount) => {
    const size = Math.abs(amount);
    const whole = Math.floor(size / 1e6);
    const product = millionths * whole + Math.floor((millionths * (size - whole * 1e6) + 500000) / 1e6);
    return amount < 0 ? -product : product;
  };
  const positive = (amount) => (amount > 0 ? amount : 0);

  /* The counts of every trial. */
  function read(data, base64) {
    const bits = new Bits(base64);
    const n = data.trials;
    const years = data.years.map(() => {
      const others = bits.column(n);
      const account = [];
      const columns = data.kind === "contract" ? 2 : 3 * data.bands;
      for (let i = 0; i < columns; i += 1) account.push(bits.column(n));
      // each entry holds all buckets below it, so that any stretch of buckets is a difference of two
      const none = () => new Float64Array(n);
      const below = [{ persons: none(), sums: none(), remainders: Array.from({ length: data.modulus }, none) }];
      data.means.forEach((mean, at) => {
        const before = below[at];
        const persons = bits.column(n);
        const sums = bits.column(n);
        const first = Float64Array.from(persons);
        const remainders = [first];
        for (let trial = 0; trial < n; trial += 1) sums[trial] += before.sums[trial] + persons[trial] * mean;
        for (let r = 1; r < data.modulus; r += 1) {
          const column = bits.column(n);
          for (let trial = 0; trial < n; trial += 1) {
            const of = column[trial] + Math.floor(persons[trial] / data.modulus);
            first[trial] -= of;
            column[trial] = before.remainders[r][trial] + of;
          }
          remainders.push(column);
        }
        for (let trial = 0; trial < n; trial += 1) {
          first[trial] += before.remainders[0][trial];
          persons[trial] += before.persons[trial];
        }
        below.push({ persons, sums, remainders });
      });
      const counts = bits.column(n);
      const steps = bits.column(counts.reduce((sum, count) => sum + count, 0));
      let next = 0;
      const above = Array.from(counts, (count) => {
        let cost = data.breaks[data.breaks.length - 1];
        const costs = new Float64Array(count);
        for (let i = 0; i < count; i += 1) costs[i] = cost += steps[next++];
        return costs;
      });
      return { others, account, below, above };
    });
    return { years, low: bits.column(n + 1), high: bits.column(n + 1) };
  }

  /* What a payer pays, as `compiled::YearPay` has it: steps of eligible cost in points, and a cap. */
  function payment(terms) {
    const steps = [];
    let start = 0;
    for (const tier of terms.tiers) {
      const on = (end) => (terms.above ? end + terms.deductible : Math.max(end, terms.deductible));
      const end = tier.end === null ? Infinity : tier.end;
      const from = on(start);
      const to = Math.min(on(end), terms.cap !== null && terms.capsCost ? terms.cap : Infinity);
      start = end;
      if (from < to && tier.points > 0) steps.push({ from, to, points: tier.points });
    }
    return { steps, cap: terms.cap !== null && !terms.capsCost ? terms.cap : Infinity };
  }
  const pays = (pay, cost) => {
    let exact = 0;
    for (const step of pay.steps) {
      if (cost > step.from) exact += step.points * (Math.min(cost, step.to) - step.from);
    }
    return Math.min(Math.floor((exact + 50) / 100), pay.cap);
  };
  /* The least cost of which so much is paid. */
  const reaches = (pay, amount) => {
    let below = -1;
    let at = 2 ** 46;
    if (pays(pay, at) < amount) return Infinity;
    while (at - below > 1) {
      const middle = below + Math.floor((at - below) / 2);
      if (pays(pay, middle) >= amount) at = middle;
      else below = middle;
    }
    return at;
  };
  /* Whether the sums over buckets are exact: every bend lies on a break, or above them all. */
  function isExact(data, terms) {
    const pay = payment(terms);
    const top = data.breaks[data.breaks.length - 1];
    const on = (at) => at >= top - 1 || data.breaks.includes(at + 1) || data.breaks.includes(at);
    const bends = pay.steps.flatMap((step) => [step.from, step.to]).filter((at) => at < Infinity);
    if (bends.some((at) => !on(at)) || bends.some((at) => at < data.breaks[0] - 1)) return false;
    if (pay.steps.some((step) => (step.points * data.modulus) % 100 !== 0)) return false;
    const capped = pay.cap === Infinity ? Infinity : reaches(pay, pay.cap);
    return capped >= top || data.breaks.includes(capped);
  }

  /* Stretches of buckets over which a payment is one line `(a + points H) / 100`, or the cap; none where it is 0. */
  function stretchesOf(data, pay) {
    const capped = pay.cap === Infinity ? Infinity : reaches(pay, pay.cap);
    const stretches = [];
    for (let at = 0; at < data.means.length; at += 1) {
      const first = data.breaks[at];
      const isCapped = first >= capped;
      let [a, points] = [0, 0];
      for (const step of isCapped ? [] : pay.steps) {
        if (first > step.to) a += step.points * (step.to - step.from);
        else if (first > step.from) {
          a -= step.points * step.from;
          points = step.points;
        }
      }
      const last = stretches[stretches.length - 1];
      if (last && last.to === at && last.a === a && last.points === points && last.isCapped === isCapped) last.to += 1;
      else if (isCapped || a !== 0 || points !== 0) stretches.push({ from: at, to: at + 1, a, points, isCapped });
    }
    return stretches;
  }

  /* What the payer pays in every trial of a year: `(n (a + 50) + p sum(H) - dropped) / 100` a stretch. */
  function claims(data, counts, terms) {
    const pay = payment(terms);
    const n = data.trials;
    const stretches = stretchesOf(data, pay);
    return counts.years.map((year) => {
      const paid = Float64Array.from(year.others);
      for (const { from, to, a, points, isCapped } of stretches) {
        const [low, high] = [year.below[from], year.below[to]];
        if (isCapped) {
          for (let i = 0; i < n; i += 1) paid[i] += (high.persons[i] - low.persons[i]) * pay.cap;
          continue;
        }
        const exact = new Float64Array(n);
        for (let i = 0; i < n; i += 1) {
          exact[i] = (high.persons[i] - low.persons[i]) * (a + 50) + points * (high.sums[i] - low.sums[i]);
        }
        for (let r = 0; r < data.modulus; r += 1) {
          const dropped = (((a + points * r + 50) % 100) + 100) % 100;
          if (dropped === 0) continue;
          const [less, more] = [low.remainders[r], high.remainders[r]];
          for (let i = 0; i < n; i += 1) exact[i] -= (more[i] - less[i]) * dropped;
        }
        for (let i = 0; i < n; i += 1) paid[i] += exact[i] / 100;
      }
      year.above.forEach((costs, trial) => {
        for (const cost of costs) paid[trial] += pays(pay, cost);
      });
      return paid;
    });
  }

  /* The account of a contract in one trial, year by year: `fund::CiiAccount`. */
  function contract(data, counts, paid, trial, price) {
    let balance = data.opening;
    let uncounted = 0;
    let open = { shortfall: 0, gain: 0, income: 0, raised: 0 };
    const years = [];
    for (let y = 0; y < data.accounts.length; y += 1) {
      const terms = data.accounts[y];
      const account = counts.years[y].account;
      const heads = account[0][trial];
      const topup = account[1][trial];
      const claims = paid[y][trial];
      const moved = price === null || price === terms.bid;
      const bid = moved ? terms.bid : price;
      const benchmark = moved ? terms.benchmark : roundedQuotient(terms.benchmark * price, terms.bid);
      const income = bid * heads + topup;
      const cost = shareOf(terms.cost, income);
      let counted = claims + uncounted;
      if (terms.paid === null) uncounted = 0;
      else {
        const now = shareOf(terms.paid, claims);
        counted = now + uncounted;
        uncounted = claims - now;
      }
      const contribution = (benchmark - bid) * heads;
      open.shortfall += counted + (terms.withCost ? cost : 0) - income;
      open.gain += income - counted - cost;
      open.income += income;
      open.raised += contribution;
      const tested = !terms.overTerm || y + 1 === data.accounts.length;
      const due = tested ? open : { shortfall: 0, gain: 0, income: 0, raised: 0 };
      if (tested) open = { shortfall: 0, gain: 0, income: 0, raised: 0 };
      const surplus = positive(due.gain);
      const margin = terms.owner === "split" ? shareOf(terms.margin, positive(due.income)) : 0;
      const returned = terms.owner === "insurer" ? 0 : positive(surplus - margin);
      const refill = terms.owner === "refill" ? returned : 0;
      const deficit = positive(due.shortfall);
      const available = balance + contribution;
      const limit = terms.capByBalance ? available : Math.min(due.raised, available);
      const draw = positive(Math.min(shareOf(terms.share, deficit), limit));
      const kept = available - draw + refill;
      balance = terms.release && tested ? 0 : kept;
      years.push({
        claims, income, deficit, draw, insurerPart: deficit - draw, balance,
        result: income - claims - cost + draw - returned, exceeds: claims - income,
      });
    }
    return years;
  }

  /* The book of a city product in one trial, year by year: `fund::HmbBook`. */
  function book(data, counts, paid, trial, price) {
    let surplus = 0;
    let unearned = 0;
    const own = data.prices.length > 0 ? data.prices[0][1] : 0;
    const moved = (amount) => (price === null || price === own ? amount : roundedQuotient(amount * price, own));
    const years = [];
    for (let y = 0; y < data.accounts.length; y += 1) {
      const terms = data.accounts[y];
      const account = counts.years[y].account;
      let members = 0;
      let list = 0;
      for (let band = 0; band < terms.prices.length; band += 1) {
        const heads = account[3 * band][trial] + account[3 * band + 1][trial] + account[3 * band + 2][trial];
        members += heads;
        list += heads * moved(terms.prices[band]);
      }
      const perMember = members > 0 && terms.asPremium
        ? Math.min(Math.floor(surplus / members), moved(terms.lowest)) : 0;
      const extra = members > 0 && !terms.asPremium ? surplus : 0;
      const premium = list - perMember * members;
      const closing = roundedQuotient(shareOf(terms.late, premium) * (365 - Math.min(terms.elapsed, 365)), 365);
      const earned = unearned + premium - closing;
      const commission = shareOf(terms.commission, premium);
      const levy = shareOf(terms.levy, premium);
      const cost = terms.fixed + terms.perHead * members + shareOf(terms.cost, premium) + commission + levy;
      const gross = paid[y][trial];
      const quotaPremium = terms.quota ? shareOf(terms.quota[0], earned) : 0;
      const quota = terms.quota ? shareOf(terms.quota[0], gross) : 0;
      let stop = 0;
      let stopPremium = 0;
      if (terms.stop) {
        const base = earned - quotaPremium;
        stop = positive(Math.min(gross - quota, shareOf(terms.stop[1], base)) - shareOf(terms.stop[0], base));
        stopPremium = shareOf(terms.stop[2], earned);
      }
      const ceded = Math.min(quotaPremium + stopPremium, earned);
      const ceding = terms.quota ? shareOf(terms.quota[1], quotaPremium) : 0;
      const claims = gross + extra;
      const used = extra + perMember * members;
      const result = earned + used - claims - cost - ceded + ceding + quota + stop;
      surplus += positive(result - shareOf(terms.margin, earned)) - used;
      unearned = closing;
      years.push({
        claims, income: earned, result, members, used, balance: surplus,
        exceeds: claims - quota - stop + cost - ceding - earned + ceded,
      });
    }
    return years;
  }

  /* Every trial under some terms and a price (`null`: the run's own): by trial, then year. */
  function settle(data, counts, paid, price) {
    const account = data.kind === "contract" ? contract : book;
    const trials = new Array(data.trials);
    for (let trial = 0; trial < data.trials; trial += 1) trials[trial] = account(data, counts, paid, trial, price);
    return trials;
  }

  const sumOf = (years, key) => years.reduce((sum, year) => sum + year[key], 0);
  const isDeficit = (data, years) =>
    data.kind === "contract" ? years.some((year) => year.deficit > 0) : sumOf(years, "exceeds") > 0;

  /* The events and the 95% interval of their probability. */
  function probability(data, counts, events) {
    const value = events / data.trials;
    return {
      events, value,
      low: Math.round(value * 1e6 + counts.low[events]) / 1e6,
      high: Math.round(value * 1e6 + counts.high[events]) / 1e6,
    };
  }
  function meanOf(values) {
    const n = values.length;
    const mean = values.reduce((sum, value) => sum + value, 0) / n;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    return { value: mean, se: Math.sqrt(squares / (n * (n - 1))) };
  }
  /* The ratio of two sums, with the error of the delta method. */
  function ratioOf(above, below) {
    const n = above.length;
    const sum = below.reduce((total, value) => total + value, 0);
    const value = above.reduce((total, amount) => total + amount, 0) / sum;
    const squares = above.reduce((total, amount, i) => total + (amount - value * below[i]) ** 2, 0);
    return { value, se: Math.sqrt(squares / (n * (n - 1))) / (sum / n) };
  }

  /* The figures of a period: one year by its place, or the whole term (`null`). */
  function figures(data, counts, trials, period) {
    const of = trials.map((years) => (period === null ? years : [years[period]]));
    const claims = of.map((years) => sumOf(years, "claims"));
    const income = of.map((years) => sumOf(years, "income"));
    const ratios = claims.map((amount, i) => amount / income[i]);
    const sorted = Float64Array.from(ratios).sort();
    const quantile = (q) => sorted[Math.max(0, Math.ceil(q * data.trials - 1e-9) - 1)];
    const deficits = of.reduce((n, years) => n + (isDeficit(data, years) ? 1 : 0), 0);
    const found = {
      claims, income, ratios,
      lossRatio: ratioOf(claims, income),
      quantiles: [0.05, 0.5, 0.95].map(quantile),
      deficit: probability(data, counts, deficits),
      meanClaims: meanOf(claims),
      result: meanOf(of.map((years) => sumOf(years, "result"))),
    };
    if (data.kind === "contract") {
      found.draw = meanOf(of.map((years) => sumOf(years, "draw")));
      found.insurerPart = meanOf(of.map((years) => sumOf(years, "insurerPart")));
    }
    return found;
  }

  /* 盈亏平衡: the lowest bid in whole fen, up to the benchmark in force, without a mean loss over the term. */
  function breakEvenBid(data, counts, paid, price) {
    const own = data.accounts[0];
    const benchmark = price === null || price === own.bid
      ? own.benchmark : roundedQuotient(own.benchmark * price, own.bid);
    const at = (bid) => {
      const held = { ...data, accounts: data.accounts.map((it) => ({ ...it, bid, benchmark })) };
      return settle(held, counts, paid, null).map((years) => sumOf(years, "result"));
    };
    const total = (bid) => at(bid).reduce((sum, result) => sum + result, 0);
    if (total(benchmark) < 0) return null;
    let [losing, bid] = [0, benchmark];
    if (total(0) >= 0) bid = 0;
    while (bid - losing > 1) {
      const middle = losing + Math.floor((bid - losing) / 2);
      if (total(middle) < 0) losing = middle;
      else bid = middle;
    }
    const [low, high] = [Math.max(bid - 10, 0), Math.min(bid + 10, benchmark)];
    const slope = high > low ? (total(high) - total(low)) / (high - low) / data.trials : 0;
    return slope > 0 ? { value: bid, se: meanOf(at(bid)).se / slope } : null;
  }
  /* The mean premium at which premiums carry claims and cost over the period, members held, in fen. */
  function breakEvenPremium(data, trials, period) {
    const own = data.accounts[data.accounts.length - 1];
    const of = trials.map((years) => (period === null ? years : [years[period]]));
    const members = of.map((years) => sumOf(years, "members"));
    const outgo = of.map((years, i) =>
      sumOf(years, "claims") - sumOf(years, "used") + own.fixed * years.length + own.perHead * members[i]);
    const left = 1 - (own.cost + own.commission + own.levy) / 1e6;
    const ratio = ratioOf(outgo, members);
    return left > 0 ? { value: ratio.value / left, se: ratio.se / left } : null;
  }
  function breakEven(data, counts, paid, trials, price, period) {
    return data.kind === "contract"
      ? breakEvenBid(data, counts, paid, price) : breakEvenPremium(data, trials, period);
  }

  /* The probability of a deficit at each of some prices. */
  const curve = (data, counts, paid, prices, period) => prices.map((price) => {
    const trials = settle(data, counts, paid, price);
    const events = trials.reduce((n, years) =>
      n + (isDeficit(data, period === null ? years : [years[period]]) ? 1 : 0), 0);
    return probability(data, counts, events);
  });

  /* Where sliders stand, as terms and a price. */
  function setting(data, values) {
    const terms = { ...data.terms, tiers: data.terms.tiers.map((tier) => ({ ...tier })) };
    let price = null;
    data.sliders.forEach((slider, i) => {
      if (slider.kind === "deductible") terms.deductible = values[i];
      else if (slider.kind === "ratio") terms.tiers[slider.tier].points = values[i];
      else if (slider.kind === "cap" && terms.cap !== null) terms.cap = values[i];
      else if (slider.kind === "price") price = values[i] === slider.own ? null : values[i];
    });
    return { terms, price };
  }
  /* The design file of where sliders stand: a title and a patch of what differs from the run. */
  function design(data, values) {
    const patch = {};
    const put = (path, value) => {
      const last = path.slice(0, -1).reduce((at, key) => (at[key] ??= {}), patch);
      last[path[path.length - 1]] = value;
    };
    const words = { zh: [], en: [] };
    data.sliders.forEach((slider, i) => {
      if (values[i] === slider.own) return;
      const shown = slider.kind === "ratio" ? `${values[i]}%` : (values[i] / 100).toString();
      words.zh.push(`${slider.label[0]} ${shown}`);
      words.en.push(`${slider.label[1]} ${shown}`);
      if (slider.kind === "price") {
        for (const [path, amount] of data.prices) {
          put(path, (roundedQuotient(amount * values[i], slider.own) / 100).toFixed(2));
        }
      } else put(slider.path, values[i] / 100);
    });
    return { title: { zh: words.zh.join("；"), en: words.en.join("; ") }, patch };
  }

  return { read, payment, isExact, claims, settle, figures, breakEven, curve, setting, design, sumOf };
})();
