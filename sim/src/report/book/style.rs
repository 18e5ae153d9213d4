//! How the numbers of a unit are shown: one place decides decimals, for every format.

use super::{Cell, Content, ErrorShown};
use crate::report::numbers::{chance_decimals, grouped, probability};
use crate::stats::Estimate;
use crate::wording::Lang;
use crate::wording::book::Unit;

/// How people see the numbers of a unit. The number itself keeps its full precision.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Shown times 100, with a percent sign.
    pub is_percent: bool,
    /// The decimals.
    pub decimals: usize,
    /// Whether a comma stands after every three digits.
    pub is_grouped: bool,
    /// Shown as it was written.
    pub is_as_written: bool,
}

impl Style {
    /// The style of a unit.
    pub fn of(unit: Unit) -> Style {
        let plain = |decimals| Style { is_percent: false, decimals, is_grouped: true, is_as_written: false };
        let percent = |decimals| Style { is_percent: true, is_grouped: false, ..plain(decimals) };
        match unit {
            Unit::Yuan
            | Unit::TenThousandYuan
            | Unit::HundredMillionYuan
            | Unit::YuanPerHead
            | Unit::YuanPerAdmission
            | Unit::PersonsPerHundred
            | Unit::Number => plain(2),
            Unit::Ratio | Unit::Probability => percent(1),
            Unit::SmallRatio => percent(3),
            Unit::Persons | Unit::Count => plain(0),
            Unit::TimesPerHead => plain(4),
            Unit::Points | Unit::Months | Unit::Years => plain(1),
            Unit::Year | Unit::Text | Unit::Mixed => Style { is_grouped: false, ..plain(0) },
            Unit::AsWritten => Style { is_as_written: true, ..plain(0) },
        }
    }

    /// The style of one number in a unit: a probability that is neither 0 nor 1 does not read so.
    pub fn of_value(unit: Unit, value: f64) -> Style {
        let style = Style::of(unit);
        match unit {
            Unit::Probability => Style { decimals: chance_decimals(value), ..style },
            _ => style,
        }
    }

    /// The number format of a spreadsheet: `#,##0.00`, `0.0%`.
    pub fn number_format(self) -> String {
        if self.is_as_written {
            return "General".to_owned();
        }
        let whole = if self.is_grouped { "#,##0" } else { "0" };
        let point = if self.decimals > 0 { "." } else { "" };
        format!("{whole}{point}{}{}", "0".repeat(self.decimals), self.suffix())
    }

    /// A number as people read it: `1,234.50`, `91.9%`.
    pub fn text(self, value: f64) -> String {
        format!("{}{}", self.number(value), self.suffix())
    }

    /// [`Style::text`] without the percent sign.
    fn number(self, value: f64) -> String {
        if self.is_as_written {
            return as_written(value);
        }
        let shown = if self.is_percent { value * 100.0 } else { value };
        if self.is_grouped || self.is_percent {
            grouped(shown, self.decimals)
        } else {
            format!("{shown:.0$}", self.decimals)
        }
    }

    const fn suffix(self) -> &'static str {
        if self.is_percent { "%" } else { "" }
    }
}

/// A number as it was written, a figure of many decimals to six, or to four digits where that is more.
fn as_written(value: f64) -> String {
    let whole = value.to_string();
    let decimals = whole.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let zeros = |text: &str| text.bytes().take_while(|it| *it == b'0').count();
    let wanted = whole.split_once('.').map_or(0, |(before, after)| match before {
        "0" | "-0" => 6.max(zeros(after) + 4),
        _ => 6,
    });
    if decimals <= wanted {
        whole
    } else {
        format!("{value:.wanted$}").trim_end_matches('0').trim_end_matches('.').to_owned()
    }
}

impl Cell {
    /// What people read in the cell, without its error.
    pub fn text(&self, unit: Unit, lang: Lang) -> String {
        match &self.content {
            Content::Empty => String::new(),
            Content::Text(text) | Content::Missing(text) => text.get(lang).to_owned(),
            Content::Number(value) => Style::of_value(unit, *value).text(*value),
            Content::Figure(estimate) => Style::of_value(unit, estimate.value).text(estimate.value),
            Content::Never(estimate) | Content::Always(estimate) => probability(estimate, lang),
        }
    }

    /// What people read of its error: `±0.3%`, `(87.1–92.0%)`; nothing where the cell has none or says it itself.
    pub fn error_text(&self, unit: Unit, error: ErrorShown) -> Option<String> {
        let Content::Figure(estimate) = &self.content else { return None };
        let style = Style::of(unit);
        match error {
            ErrorShown::None => None,
            ErrorShown::StandardError => Some(format!("±{}", standard_error(style, estimate))),
            ErrorShown::Interval => {
                let [low, high] = [estimate.low, estimate.high].map(|it| Style::of_value(unit, it));
                Some(format!("({}–{})", low.number(estimate.low), high.text(estimate.high)))
            }
        }
    }
}

/// A standard error: up to two more decimals than its value where it would read 0, and a bound below that.
fn standard_error(style: Style, estimate: &Estimate) -> String {
    if estimate.se <= 1e-12 * estimate.value.abs() {
        return "0".to_owned();
    }
    let with = |decimals| Style { decimals, ..style };
    let shown = if style.is_percent { estimate.se * 100.0 } else { estimate.se };
    let smallest = |decimals: usize| (0..decimals).fold(1.0, |step, _| step / 10.0);
    let finest = style.decimals + 2;
    match (style.decimals..=finest).find(|&it| shown >= 0.5 * smallest(it)) {
        Some(decimals) => with(decimals).text(estimate.se),
        None => format!("<{}{}", grouped(smallest(finest), finest), style.suffix()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: f64, se: f64) -> Cell {
        Cell::new(Content::Figure(Estimate {
            value,
            se,
            low: value - 2.0 * se,
            high: value + 2.0 * se,
            n: 100,
        }))
    }

    #[test]
    fn number_formats_are_those_of_a_chinese_actuarial_department() {
        let of = |unit| Style::of(unit).number_format();
        assert_eq!(of(Unit::TenThousandYuan), "#,##0.00");
        assert_eq!(of(Unit::Ratio), "0.0%");
        assert_eq!(of(Unit::Persons), "#,##0");
        assert_eq!(of(Unit::Year), "0");
    }

    #[test]
    fn a_cell_reads_with_its_unit_and_its_error() {
        let ratio = figure(0.9188, 0.0065);
        assert_eq!(ratio.text(Unit::Ratio, Lang::Zh), "91.9%");
        assert_eq!(ratio.error_text(Unit::Ratio, ErrorShown::StandardError).as_deref(), Some("±0.7%"));
        assert_eq!(ratio.error_text(Unit::Ratio, ErrorShown::Interval).as_deref(), Some("(90.6–93.2%)"));
        let money = figure(19_960.846, 0.001);
        assert_eq!(money.text(Unit::TenThousandYuan, Lang::En), "19,960.85");
        let error = money.error_text(Unit::TenThousandYuan, ErrorShown::StandardError);
        assert_eq!(error.as_deref(), Some("±0.001"));
        assert_eq!(figure(2016.0, 0.0).text(Unit::Year, Lang::En), "2016");
    }

    #[test]
    fn a_number_as_it_was_written_is_not_shown_to_seventeen_digits() {
        let cases = [
            (180_000.0, "180000"),
            (0.8725, "0.8725"),
            (-12.5, "-12.5"),
            (66.123_456_789, "66.123457"),
            (0.057_584_382_327_985_47, "0.057584"),
            (0.000_012_345_678, "0.00001235"),
            (-35.580_000_000_4, "-35.58"),
            (12.000_000_000_4, "12"),
        ];
        for (value, text) in cases {
            assert_eq!(Style::of(Unit::AsWritten).text(value), text);
        }
    }

    #[test]
    fn a_share_of_no_trial_reads_as_a_bound() {
        let none = Estimate { value: 0.0, se: 0.0, low: 0.0, high: 0.015, n: 200 };
        let cell = Cell::new(Content::Never(none));
        assert_eq!(cell.text(Unit::Probability, Lang::Zh), "低于1.5%（95%）");
        assert_eq!(cell.error_text(Unit::Probability, ErrorShown::Interval), None);
    }

    #[test]
    fn a_share_of_few_trials_does_not_read_0() {
        let rare = Estimate { value: 0.0002, se: 0.0001, low: 0.000_02, high: 0.001, n: 10_000 };
        let cell = Cell::new(Content::Figure(rare));
        assert_eq!(cell.text(Unit::Probability, Lang::Zh), "0.02%");
        let error = cell.error_text(Unit::Probability, ErrorShown::Interval);
        assert_eq!(error.as_deref(), Some("(0.002–0.1%)"));
        assert_eq!(Style::of_value(Unit::Probability, 0.0002).number_format(), "0.00%");
        assert_eq!(Style::of_value(Unit::Probability, 0.5).number_format(), "0.0%");
    }
}
