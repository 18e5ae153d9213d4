//! The quantile and mean-excess plots of a fit, drawn as a report's charts are.

use super::book::{Axis, Chart, ChartKind, Places, Scale, Series};
use super::fit::{FitReport, subject, subject_key};
use super::page::chart_document;
use crate::decide::fit::Fitted;
use crate::wording::book::{Table, Unit, both};
use crate::wording::fit::Word;
use crate::wording::{Bilingual, Lang};

/// Half the width of a 95% interval in standard errors.
const HALF: f64 = 1.96;

/// The name of each drawing, and the drawing, in both languages.
pub fn fit_drawings(report: &FitReport<'_>) -> Vec<(String, String)> {
    let charts = report.fit.laws.iter().flat_map(|it| [quantiles(report, it), mean_excess(report, it)]);
    let mut drawings = Vec::new();
    for chart in charts.flatten() {
        for (name, lang) in [("zh", Lang::Zh), ("en", Lang::En)] {
            drawings.push((format!("svg/{}.{name}.svg", chart.key), chart_document(&chart, lang)));
        }
    }
    drawings
}

/// Observed and fitted amounts by the share of amounts above; nothing of fewer than two.
fn quantiles(report: &FitReport<'_>, it: &Fitted) -> Option<Chart> {
    let mut points = it.severity.quantiles.clone();
    points.sort_by(|one, other| one.above.total_cmp(&other.above));
    points.dedup_by(|one, other| one.above <= other.above);
    points.retain(|point| point.above > 0.0 && point.observed > 0.0 && point.fitted > 0.0);
    let values = |of: fn(&crate::stats::likelihood::QuantilePoint) -> f64| {
        points.iter().map(|it| Some(of(it))).collect()
    };
    let series = vec![
        Series { name: word(Word::Observed), values: values(|it| it.observed) },
        Series { name: word(Word::Fitted), values: values(|it| it.fitted) },
    ];
    let at = points.iter().map(|it| it.above).collect::<Vec<_>>();
    let x = Axis { title: word(Word::ShareAbove), unit: Unit::SmallRatio, scale: Scale::Logarithmic };
    let y = Axis { title: word(Word::Amounts), unit: Unit::Number, scale: Scale::Logarithmic };
    chart(report, it, ("quantiles", ChartKind::CostTail), (x, y), at, series)
}

/// Mean excess by threshold with its 95% interval; nothing of fewer than two.
fn mean_excess(report: &FitReport<'_>, it: &Fitted) -> Option<Chart> {
    let mut points = it.severity.excess.clone();
    points.sort_by(|one, other| one.threshold.total_cmp(&other.threshold));
    points.dedup_by(|one, other| one.threshold <= other.threshold);
    let end = |sign: f64| points.iter().map(|it| Some(it.excess + sign * HALF * it.se?)).collect();
    let ends = |sign: &str| both(|lang| format!("{} {sign}", Word::Interval.text(lang)));
    let series = vec![
        Series { name: word(Word::MeanExcess), values: points.iter().map(|it| Some(it.excess)).collect() },
        Series { name: ends("−"), values: end(-1.0) },
        Series { name: ends("+"), values: end(1.0) },
    ];
    let at = points.iter().map(|it| it.threshold).collect::<Vec<_>>();
    let x = Axis { title: word(Word::Threshold), unit: Unit::Number, scale: Scale::Linear };
    let y = Axis { title: word(Word::MeanExcess), unit: Unit::Number, scale: Scale::Linear };
    chart(report, it, ("mean-excess", ChartKind::DeficitByPremium), (x, y), at, series)
}

fn chart(
    report: &FitReport<'_>,
    it: &Fitted,
    (name, kind): (&str, ChartKind),
    (x, y): (Axis, Axis),
    at: Vec<f64>,
    series: Vec<Series>,
) -> Option<Chart> {
    if at.len() < 2 {
        return None;
    }
    let key = format!("{name}-{}", subject_key(report, &it.subject).replace('.', "-"));
    let title = both(|lang| format!("{} — {}", y.title.get(lang), subject(report, &it.subject, lang)));
    let alternative = both(|lang| crate::wording::book::see_table(&format!("{name}.csv"), lang));
    let (table, places, guides) = (Table::Kept(name.to_owned()), Places::Numbers(at), Vec::new());
    Some(Chart { kind, key, table, title, alternative, x, y, places, series, guides })
}

fn word(word: Word) -> Bilingual {
    both(|lang| word.text(lang).to_owned())
}
