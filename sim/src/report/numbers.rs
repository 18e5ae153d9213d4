//! How a figure is written for people: unit, decimals, sign, error. Never a plain 0% or 100% of chance.

use crate::decide::metrics::{Definition, Kind, Rule};
use crate::decide::{Figure, Missing};
use crate::stats::Estimate;
use crate::wording::Lang;
use crate::wording::metrics::Metric;
use crate::wording::tables::{self, Chance, Word};

/// A figure with its error, or why there is none.
pub(super) fn cell(figure: &Figure, lang: Lang) -> String {
    match &figure.estimate {
        Ok(estimate) => with_error(figure.definition, estimate, lang),
        Err(missing) => why_missing_of(figure.definition.metric, *missing, lang),
    }
}

/// Why a figure of a metric has no value.
pub(super) fn why_missing_of(metric: Metric, missing: Missing, lang: Lang) -> String {
    match (metric, missing) {
        (Metric::RenewalRate, Missing::NothingToDivideBy) => Word::NoMembersLastYear.text(lang).to_owned(),
        _ => why_missing(missing, lang),
    }
}

/// Why a figure has no value.
pub(super) fn why_missing(missing: Missing, lang: Lang) -> String {
    match missing {
        Missing::TooFewTrials => Word::TooFewTrials.text(lang).to_owned(),
        Missing::NothingToDivideBy => Word::NeverOccurs.text(lang).to_owned(),
        Missing::PriceWithoutEffect | Missing::TermsChange => Word::NotApplicable.text(lang).to_owned(),
        Missing::NoBidUpTo(benchmark) => tables::no_bid_up_to(&benchmark.to_string(), lang),
    }
}

/// A value with its standard error; probabilities and quantiles with their interval.
pub(super) fn with_error(definition: &Definition, estimate: &Estimate, lang: Lang) -> String {
    match definition.rule {
        Rule::AnyYear(_) | Rule::AnyYearEmptied(..) | Rule::Whole(_) => probability(estimate, lang),
        Rule::Quantile(..) => value_with_interval(definition.kind, estimate, lang),
        _ => plus_minus(definition.kind, estimate, lang),
    }
}

/// A value with its interval, whatever the figure: what a threshold is compared with.
pub(super) fn with_interval(definition: &Definition, estimate: &Estimate, lang: Lang) -> String {
    match definition.kind {
        Kind::Probability => probability(estimate, lang),
        kind => value_with_interval(kind, estimate, lang),
    }
}

/// A value with its interval: `90.2% (89.6–90.8%)`.
pub(super) fn value_with_interval(kind: Kind, estimate: &Estimate, lang: Lang) -> String {
    let style = Style::of(kind, lang);
    let (low, high) = (style.number(estimate.low), style.value(estimate.high));
    format!("{} ({low}–{high})", style.value(estimate.value))
}

/// A value with the limits that were compared, either of which may be infinite: `90.2% (89.1–91.4%)`; the limit
/// alone where no trial, or every trial, had an event: `below 7.8%`.
pub(super) fn with_limits(kind: Kind, value: f64, low: f64, high: f64, lang: Lang) -> String {
    if kind == Kind::Probability && (value <= 0.0 || value >= 1.0) {
        let (limit, below) = if value <= 0.0 { (high, true) } else { (low, false) };
        return tables::limit(&chance_percent(limit), below, lang);
    }
    let style = Style::of(kind, lang);
    let number = |limit: f64| match kind {
        Kind::Probability => chance_percent(limit),
        _ => style.value(limit),
    };
    let [value, low, high] = [value, low, high].map(|it| match it {
        f64::INFINITY => "∞".to_owned(),
        f64::NEG_INFINITY => "-∞".to_owned(),
        it => number(it),
    });
    format!("{value} ({}–{high})", low.trim_end_matches('%'))
}

/// A value with its standard error: `90.2% ±0.3%`.
pub(super) fn plus_minus(kind: Kind, estimate: &Estimate, lang: Lang) -> String {
    let style = Style::of(kind, lang);
    format!("{} ±{}{}", style.value(estimate.value), style.error(estimate.se, estimate.value), style.suffix)
}

/// A standard error alone, with as many decimals as it takes not to read 0.
pub(super) fn error(kind: Kind, estimate: &Estimate, lang: Lang) -> String {
    Style::of(kind, lang).error(estimate.se, estimate.value)
}

/// A value alone.
pub(super) fn plain(kind: Kind, value: f64, lang: Lang) -> String {
    Style::of(kind, lang).value(value)
}

/// A paired difference with its standard error, ratios in points: `+1.2pp ±0.1`; `0` where it is exact.
pub(super) fn difference(kind: Kind, estimate: &Estimate, lang: Lang) -> String {
    let style = Style::of(kind, lang);
    let suffix = if style.suffix == "%" { "pp" } else { "" };
    let half_width = (estimate.high - estimate.low) / 2.0;
    if estimate.value == 0.0 && half_width == 0.0 {
        return "0".to_owned();
    }
    let number = style.number(estimate.value);
    let sign = if number.starts_with('-') { "" } else { "+" };
    format!("{sign}{number}{suffix} ±{}", style.error(estimate.se, estimate.value))
}

/// A difference of two values, ratios in points, with as many decimals as it takes not to read 0, or a power of ten; the plain number
/// of an unknown unit.
pub(super) fn change(kind: Option<Kind>, by: f64, lang: Lang) -> String {
    let sign = if by < 0.0 { "-" } else { "+" };
    let Some(style) = kind.map(|kind| Style::of(kind, lang)) else { return format!("{sign}{}", by.abs()) };
    let suffix = if style.suffix == "%" { "pp" } else { "" };
    let size = by.abs() * style.shift;
    match (style.decimals..=6).find(|&it| size * power_of_ten(it) >= 0.5) {
        Some(decimals) => format!("{sign}{}{suffix}", grouped(size, decimals)),
        None => format!("{sign}{size:.1e}{suffix}"),
    }
}

/// How far the model lies from a public figure: `+3.4%`.
pub(super) fn residual(residual: f64) -> String {
    let number = grouped(residual * 100.0, 1);
    let sign = if number.starts_with('-') { "" } else { "+" };
    format!("{sign}{number}%")
}

/// A probability with its interval: `12.3% (10.3–14.5%)`, `below 0.3% (95%)`, `above 99.7% (95%)`.
pub(super) fn probability(estimate: &Estimate, lang: Lang) -> String {
    let Some(parts) = chance(estimate) else { return Word::TooFewTrials.text(lang).to_owned() };
    match parts.as_chance() {
        Chance::Never(bound) => tables::below(bound, lang),
        Chance::Always(bound) => tables::above(bound, lang),
        Chance::Between(p, low, high) => format!("{p} ({}–{high})", low.trim_end_matches('%')),
    }
}

/// A probability taken apart into texts, for cells and sentences.
pub(super) enum ChanceParts {
    Never(String),
    Always(String),
    Between(String, String, String),
}

impl ChanceParts {
    pub(super) fn as_chance(&self) -> Chance<'_> {
        match self {
            ChanceParts::Never(bound) => Chance::Never(bound),
            ChanceParts::Always(bound) => Chance::Always(bound),
            ChanceParts::Between(p, low, high) => Chance::Between(p, low, high),
        }
    }
}

/// A probability as texts. Where no trial, or every trial, had the event, the 95% bound is the end of the
/// interval: 3/n (the rule of three), and more where trials are weighted. `None` where that bounds nothing.
pub(super) fn chance(estimate: &Estimate) -> Option<ChanceParts> {
    if estimate.value > 0.0 && estimate.value < 1.0 {
        let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(chance_percent);
        return Some(ChanceParts::Between(value, low, high));
    }
    if estimate.low <= 0.0 && estimate.high >= 1.0 {
        return None;
    }
    Some(if estimate.value > 0.5 {
        ChanceParts::Always(chance_percent(estimate.low))
    } else {
        ChanceParts::Never(chance_percent(estimate.high))
    })
}

fn chance_percent(p: f64) -> String {
    format!("{}%", grouped(p * 100.0, chance_decimals(p)))
}

/// The decimals of a probability in percent: one, and more where one would say 0.0% or 100.0% of what is neither.
pub(super) fn chance_decimals(p: f64) -> usize {
    let percent = p * 100.0;
    let from_end = percent.min(100.0 - percent);
    let mut decimals = 1;
    while from_end > 0.0 && from_end * power_of_ten(decimals) < 0.5 && decimals < 6 {
        decimals += 1;
    }
    decimals
}

/// How figures of one unit are written.
struct Style {
    /// Multiplied by this power of ten before it is written.
    shift: f64,
    decimals: usize,
    suffix: &'static str,
}

impl Style {
    fn of(kind: Kind, lang: Lang) -> Style {
        let style = |shift, decimals, suffix| Style { shift, decimals, suffix };
        match (kind, lang) {
            (Kind::Money, Lang::Zh) => style(1e-4, 1, ""),
            (Kind::Money, Lang::En) => style(1e-6, 2, ""),
            (Kind::MoneyPerHead | Kind::PerHundred | Kind::Years, _) => style(1.0, 2, ""),
            (Kind::Ratio | Kind::Probability, _) => style(100.0, 1, "%"),
            (Kind::SmallRatio, _) => style(100.0, 3, "%"),
            (Kind::TimesPerHead, _) => style(1.0, 4, ""),
            (Kind::Persons, _) => style(1.0, 0, ""),
            (Kind::Months, _) => style(1.0, 1, ""),
        }
    }

    fn number(&self, value: f64) -> String {
        grouped(value * self.shift, self.decimals)
    }

    fn value(&self, value: f64) -> String {
        format!("{}{}", self.number(value), self.suffix)
    }

    /// A standard error: with the decimals of the value, up to two more where it would read 0, and a
    /// bound below that. What is only the rounding of floats beside its value is 0.
    fn error(&self, se: f64, value: f64) -> String {
        if se <= 1e-12 * value.abs() {
            return "0".to_owned();
        }
        let se = se * self.shift;
        let most = self.decimals + 2;
        let decimals = (self.decimals..most).find(|&it| se * power_of_ten(it) >= 0.5).unwrap_or(most);
        if se * power_of_ten(decimals) >= 0.5 {
            grouped(se, decimals)
        } else {
            format!("<{}", grouped(1.0 / power_of_ten(decimals), decimals))
        }
    }
}

fn power_of_ten(decimals: usize) -> f64 {
    (0..decimals).fold(1.0, |power, _| power * 10.0)
}

/// A number with so many decimals and a comma after every three digits; what rounds to 0 has no sign.
pub(super) fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::new();
    if value < 0.0 && text.bytes().any(|byte| byte.is_ascii_digit() && byte != b'0') {
        out.push('-');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if decimals > 0 {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn estimate(value: f64, se: f64, n: u64) -> Estimate {
        Estimate { value, se, low: value - 2.0 * se, high: value + 2.0 * se, n }
    }

    #[test]
    fn thousands_are_grouped_and_what_rounds_to_nothing_has_no_sign() {
        assert_eq!(grouped(1_234_567.89, 1), "1,234,567.9");
        assert_eq!(grouped(-999.0, 0), "-999");
        assert_eq!(grouped(-1000.0, 0), "-1,000");
        assert_eq!(grouped(-0.04, 1), "0.0");
        assert_eq!(grouped(0.05, 2), "0.05");
    }

    #[test]
    fn money_is_written_in_the_unit_of_the_language() {
        let claims = estimate(108_450_000.0, 12_340.0, 1000);
        assert_eq!(plus_minus(Kind::Money, &claims, Lang::Zh), "10,845.0 ±1.2");
        assert_eq!(plus_minus(Kind::Money, &claims, Lang::En), "108.45 ±0.01");
        assert_eq!(plus_minus(Kind::Ratio, &estimate(0.9021, 0.0031, 1000), Lang::Zh), "90.2% ±0.3%");
        assert_eq!(plus_minus(Kind::Ratio, &estimate(0.9021, 0.00031, 1000), Lang::En), "90.2% ±0.03%");
    }

    #[test]
    fn a_small_error_gets_more_decimals_and_a_tiny_one_a_bound() {
        let money = |se| plus_minus(Kind::Money, &estimate(1e6, se, 1000), Lang::Zh);
        assert_eq!(money(0.0), "100.0 ±0");
        assert_eq!(money(1e-8), "100.0 ±0"); // 1e-14 of the value: the rounding of a float
        assert_eq!(money(300.0), "100.0 ±0.03");
        assert_eq!(money(1.0), "100.0 ±<0.001");
    }

    #[test]
    fn a_probability_is_never_a_plain_0_nor_a_plain_100() {
        let seen = |events: f64, n: u64| {
            let value = events / n as f64;
            let reach = if value > 0.0 && value < 1.0 { 0.02 } else { 3.0 / n as f64 };
            Estimate { value, se: 0.0, low: (value - reach).max(0.0), high: (value + reach).min(1.0), n }
        };
        assert_eq!(probability(&seen(0.0, 1000), Lang::Zh), "低于0.3%（95%）");
        assert_eq!(probability(&seen(0.0, 1000), Lang::En), "below 0.3% (95%)");
        assert_eq!(probability(&seen(1000.0, 1000), Lang::Zh), "高于99.7%（95%）");
        assert_eq!(probability(&seen(1000.0, 1000), Lang::En), "above 99.7% (95%)");
        assert_eq!(probability(&seen(0.0, 100_000), Lang::En), "below 0.003% (95%)");
        assert_eq!(probability(&seen(123.0, 1000), Lang::En), "12.3% (10.3–14.3%)");
        assert!(probability(&seen(2.0, 10_000), Lang::En).starts_with("0.02%"));
        assert!(probability(&seen(9_998.0, 10_000), Lang::En).starts_with("99.98%"));
        assert_eq!(probability(&seen(0.0, 3), Lang::En), "too few trials");
    }

    #[test]
    fn a_renewal_rate_without_members_last_year_says_so() {
        let why = |metric, lang| why_missing_of(metric, Missing::NothingToDivideBy, lang);
        assert_eq!(why(Metric::RenewalRate, Lang::Zh), "无上年参保人");
        assert_eq!(why(Metric::RenewalRate, Lang::En), "no members last year");
        assert_eq!(why(Metric::LossRatio, Lang::En), "never occurs");
    }

    #[test]
    fn a_difference_has_a_sign_and_an_exact_one_is_0() {
        assert_eq!(difference(Kind::Ratio, &estimate(0.0123, 0.001, 100), Lang::Zh), "+1.2pp ±0.1");
        assert_eq!(difference(Kind::Money, &estimate(-5e6, 1e5, 100), Lang::En), "-5.00 ±0.10");
        assert_eq!(difference(Kind::Money, &estimate(0.0, 0.0, 100), Lang::En), "0");
        let no_event = Estimate { value: 0.0, se: 0.001, low: -0.003, high: 0.003, n: 1000 };
        assert_eq!(difference(Kind::Probability, &no_event, Lang::En), "+0.0pp ±0.1");
    }
}
