//! The charts of a book: from trials, from its tables, from the curves of a city product.

use super::super::{Axis, Chart, ChartKind, Content, Guide, GuideAt, Places, Scale, Series, Sheet, Style};
use super::checks::{SOURCES, short_title, text};
use super::draft::scale;
use super::experience;
use super::price_curve::price_curve;
use super::{cost_tail, one_bill, stresses, with_designs};
use crate::report::finished::{Finished, Verb, estimate, items, number};
use crate::report::numbers::grouped;
use crate::scenario::funds::FundDoc;
use crate::scenario::node::Node;
use crate::stats::Estimate;
use crate::wording::Bilingual;
use crate::wording::book::{
    ErrorPart, Head, Note, Table, Unit, both, chart_title, error_head, histogram, of_year, see_table,
};
use crate::wording::clauses::name_of;

/// How many bars a histogram has.
const BARS: usize = 30;
/// The most bars of a tornado.
const BARS_OF_TORNADO: usize = 12;

pub(super) fn charts(runs: &[Finished], sheets: &[Sheet]) -> Vec<Chart> {
    let mut charts = Vec::new();
    for run in with_designs(runs) {
        for (id, fund) in run.scenario.base().funds.iter() {
            charts.extend(loss_ratios(run, id, fund));
            charts.extend(deficit_by_price(run, id, fund));
            charts.extend(reserve_fan(run, id, fund));
        }
    }
    charts.extend(runs.iter().filter_map(variance_bars));
    charts.extend(runs.iter().flat_map(tornados));
    charts.extend(runs.iter().filter_map(stresses::heat));
    charts.extend(runs.iter().flat_map(ratios_by_age));
    charts.extend(runs.iter().flat_map(|run| curves(run, runs.len() > 1)));
    charts.extend(layer_bars(sheets));
    charts.extend(one_bill::charts(runs));
    charts.extend(cost_tail::charts(runs));
    charts.extend(gain_and_loss(sheets));
    for (nth, chart) in charts.iter_mut().enumerate() {
        chart.key = format!("{:02}-{}", nth + 1, chart.key);
    }
    charts
}

/// A chart without data yet, for a subject.
pub(super) fn chart(kind: ChartKind, table: Table, subject: &str, x: Axis, y: Axis, places: Places) -> Chart {
    let alternative = both(|lang| see_table(&table.title(None, lang), lang));
    let key = if subject.is_empty() { kind.key().to_owned() } else { format!("{}-{subject}", kind.key()) };
    Chart {
        kind,
        key,
        title: both(|lang| chart_title(kind, name_of(subject, lang), lang)),
        table,
        alternative,
        x,
        y,
        places,
        series: Vec::new(),
        guides: Vec::new(),
    }
}

pub(super) fn axis(title: Bilingual, unit: Unit) -> Axis {
    Axis { title, unit, scale: Scale::Linear }
}

pub(super) fn head(head: Head) -> Bilingual {
    both(|lang| head.text(lang).to_owned())
}

/// How many trials have which loss ratio over the term.
fn loss_ratios(run: &Finished, id: &str, fund: &FundDoc) -> Option<Chart> {
    let under = match fund {
        FundDoc::CiiContract(_) => format!("{id}_income_fen"),
        FundDoc::HmbBook(_) => format!("{id}_earned_premium_fen"),
        FundDoc::Ledger(_) => return None,
    };
    let trials = run.trials.as_ref().filter(|it| it.is_plain)?;
    let term = 0..trials.years().len();
    let (claims, income) =
        (trials.amount(&format!("{id}_claims_fen"), term.clone())?, trials.amount(&under, term)?);
    if income.iter().any(|it| *it <= 0) || claims.len() < 2 {
        return None;
    }
    let ratios: Vec<f64> = claims.iter().zip(&income).map(|(x, y)| *x as f64 / *y as f64).collect();
    let bins = bins(&ratios)?;
    let mut counts = vec![0.0; bins.len() - 1];
    for ratio in &ratios {
        let place = bins.partition_point(|edge| edge <= ratio).clamp(1, counts.len());
        counts[place - 1] += 1.0;
    }
    let x = axis(Note::LossRatio.both(), Unit::Ratio);
    let y = axis(Note::TrialsAxis.both(), Unit::Count);
    let mut chart = chart(ChartKind::LossRatios, Table::Designs, id, x, y, Places::Bins(bins));
    chart.title = both(|lang| {
        let name = chart_title(ChartKind::LossRatios, name_of(id, lang), lang);
        crate::wording::book::of_run(&name, &run.name, &grouped(run.counted("trials") as f64, 0), lang)
    });
    let sample = crate::stats::Sample::new(ratios.iter().copied())?;
    let percent = |share: f64| Style::of(Unit::Ratio).text(share);
    let above = ratios.iter().filter(|it| **it > 1.0).count();
    let above = format!("{}/{}", grouped(above as f64, 0), grouped(ratios.len() as f64, 0));
    let at = |level: f64| {
        let sorted = sample.sorted();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank of the sample")]
        let rank = (level * sorted.len() as f64).ceil() as usize;
        percent(sorted[rank.clamp(1, sorted.len()) - 1])
    };
    let (low, middle, high) = (at(0.05), at(0.5), at(0.95));
    chart.alternative = both(|lang| histogram(&above, (&low, &middle, &high), lang));
    chart
        .series
        .push(Series { name: Note::TrialsAxis.both(), values: counts.into_iter().map(Some).collect() });
    chart.guides.push(Guide { label: Note::BreakEven.both(), at: GuideAt::X(1.0) });
    Some(chart)
}

/// The probability of a deficit at other prices, claims kept, with its interval.
fn deficit_by_price(run: &Finished, id: &str, fund: &FundDoc) -> Option<Chart> {
    let curve = price_curve(run, id, fund)?;
    let x = if curve.is_relative {
        axis(Note::OfPresentPrice.both(), Unit::Ratio)
    } else {
        axis(head(Head::Price), Unit::YuanPerHead)
    };
    let name =
        if matches!(fund, FundDoc::HmbBook(_)) { Head::CombinedAbove100 } else { Head::DeficitProbability };
    let y = axis(head(name), Unit::Probability);
    let places = Places::Numbers(curve.prices);
    let mut chart = chart(ChartKind::DeficitByPremium, Table::Designs, id, x, y, places);
    let series = |name, value: &dyn Fn(&Estimate) -> f64| Series {
        name,
        values: curve.chances.iter().map(|chance| Some(value(chance))).collect(),
    };
    let end = |part| both(|lang| error_head(head(name).get(lang), part, lang));
    chart.series = vec![
        series(head(name), &|it| it.value),
        series(end(ErrorPart::Low), &|it| it.low),
        series(end(ErrorPart::High), &|it| it.high),
    ];
    chart.guides.push(Guide { label: Note::PresentPrice.both(), at: GuideAt::X(curve.present) });
    Some(chart)
}

/// Edges of bars of a round width: 0.5, 1, 2 or 5 points and their tenfolds.
fn bins(values: &[f64]) -> Option<Vec<f64>> {
    let (low, high) = values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| (low.min(*it), high.max(*it)));
    if !low.is_finite() || !high.is_finite() {
        return None;
    }
    // widths in thousandths, so that every edge is a round number
    let widths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 100_000];
    #[expect(clippy::cast_possible_truncation, reason = "loss ratios")]
    let (from, to) = ((low * 1000.0).floor() as i64, (high * 1000.0).ceil() as i64);
    let width = widths.into_iter().find(|width| (to - from) / width < BARS as i64)?;
    let first = from.div_euclid(width);
    let last = (to.div_euclid(width) + 1).max(first + 1);
    Some((first..=last).map(|edge| (edge * width) as f64 / 1000.0).collect())
}

/// Quantiles of a contract's reserve, year by year.
fn reserve_fan(run: &Finished, id: &str, fund: &FundDoc) -> Option<Chart> {
    let held = match fund {
        FundDoc::CiiContract(_) | FundDoc::Ledger(_) => format!("{id}_balance_fen"),
        FundDoc::HmbBook(_) => return None,
    };
    let trials = run.trials.as_ref().filter(|it| it.is_plain)?;
    let years = trials.years();
    if years.len() < 2 {
        return None;
    }
    let mut fans: [Vec<Option<f64>>; 5] = Default::default();
    for nth in 0..years.len() {
        let mut balances = trials.column(0, nth, &held)?;
        balances.sort_unstable();
        for (fan, percent) in fans.iter_mut().zip([5, 25, 50, 75, 95]) {
            let rank = (balances.len() * percent).div_ceil(100).clamp(1, balances.len());
            fan.push(Some(balances[rank - 1] as f64 / 1e6));
        }
    }
    let names = years.iter().map(|year| both(|_| year.0.to_string())).collect();
    let x = axis(head(Head::Year), Unit::Year);
    let y = axis(head(Head::ReserveEnd), Unit::TenThousandYuan);
    let table = if matches!(fund, FundDoc::Ledger(_)) { Table::Fund } else { Table::Reserve };
    let mut chart = chart(ChartKind::ReserveFan, table, id, x, y, Places::Names(names));
    chart.series = ["P5", "P25", "P50", "P75", "P95"]
        .into_iter()
        .zip(fans)
        .map(|(name, values)| Series { name: both(|_| name.to_owned()), values })
        .collect();
    Some(chart)
}

/// Where the variance of each headline figure comes from.
fn variance_bars(run: &Finished) -> Option<Chart> {
    let splits = run.answer.list("variance");
    if splits.is_empty() {
        return None;
    }
    let names = splits.iter().map(|split| short_title(run, &text(split, "figure"))).collect();
    let x = axis(head(Head::Figure), Unit::Text);
    let y = axis(head(Head::Share), Unit::Ratio);
    let mut chart = chart(ChartKind::VarianceBars, Table::Uncertainty, "", x, y, Places::Names(names));
    chart.series = SOURCES
        .into_iter()
        .map(|(source, name)| {
            let share = |split: &Node| {
                let found = split.at(&["first_order", source]).or_else(|| split.get(source));
                found.and_then(estimate).map(|it| it.value)
            };
            Series { name: head(name), values: splits.iter().map(share).collect() }
        })
        .filter(|series| series.values.iter().flatten().any(|it| *it != 0.0))
        .collect();
    Some(chart)
}

/// The longest bars of the loss ratio's tornado of each fund.
fn tornados(run: &Finished) -> Vec<Chart> {
    if run.answer.verb != Verb::Stress {
        return Vec::new();
    }
    let all = run.answer.get("tornado").map(Node::entries).unwrap_or_default();
    let shown = all.iter().filter(|it| it.key.ends_with(".loss_ratio"));
    shown.filter_map(|figure| tornado(run, &figure.key, items(&figure.node))).collect()
}

fn tornado(run: &Finished, key: &str, bars: &[Node]) -> Option<Chart> {
    let bars = &bars[..bars.len().min(BARS_OF_TORNADO)];
    let title = |bar: &Node| {
        let side = ["high", "low"].into_iter().find_map(|side| bar.at(&[side, "stress"])?.as_text())?;
        let stresses = run.answer.list("stresses").iter();
        let stress = stresses.into_iter().find(|it| text(it, "name") == side)?;
        crate::report::finished::bilingual(stress.get("title")?)
    };
    let names: Vec<Bilingual> = bars.iter().filter_map(title).collect();
    if bars.is_empty() || names.len() != bars.len() {
        return None;
    }
    let id = key.split_once('.').map_or(key, |(id, _)| id);
    let x = axis(head(Head::Scenario), Unit::Text);
    let y = axis(head(Head::LossRatioChange), Unit::Points);
    let mut chart = chart(ChartKind::Tornado, Table::Stress, id, x, y, Places::Names(names));
    chart.series = [("low", Note::Less), ("high", Note::More)]
        .into_iter()
        .map(|(side, name)| {
            let of = |bar: &Node| bar.at(&[side, "difference"]).and_then(estimate);
            let moved = |bar: &Node| of(bar).map(|it| it.value * scale(Unit::Points));
            Series { name: name.both(), values: bars.iter().map(moved).collect() }
        })
        .collect();
    Some(chart)
}

/// What ages were paid over their premium, beside what was expected, year by year of a look back.
fn ratios_by_age(run: &Finished) -> Vec<Chart> {
    let of = |(year, names, ratios): (String, Vec<Bilingual>, [Vec<Option<f64>>; 2])| {
        let x = axis(head(Head::People), Unit::Text);
        let y = axis(Note::PaidOverEarned.both(), Unit::Ratio);
        let kind = ChartKind::LossRatioByCohort;
        let mut chart = chart(kind, Table::Experience, &year, x, y, Places::Names(names));
        chart.title = both(|lang| of_year(ChartKind::LossRatioByCohort.text(lang), &year, lang));
        let heads = [Head::ExpectedRatio, Head::ActualRatioToDate];
        let series = heads.into_iter().zip(ratios);
        chart.series = series.map(|(name, values)| Series { name: head(name), values }).collect();
        chart
    };
    experience::ratios_by_age(run).into_iter().map(of).collect()
}

/// The curves of a city product over premium and participation.
fn curves(run: &Finished, several: bool) -> Vec<Chart> {
    if run.answer.verb != Verb::Curve {
        return Vec::new();
    }
    let points = |curve: &str| run.answer.node.at(&[curve, "points"]).map(items).unwrap_or_default();
    let at = |points: &[Node]| points.iter().filter_map(|it| number(it.get("at")?)).collect::<Vec<_>>();
    let of = |points: &[Node], figure: &str| {
        let value = |it: &Node| it.at(&["figures", figure]).and_then(estimate).map(|it| it.value);
        points.iter().map(value).collect::<Vec<_>>()
    };
    let table =
        |name: &str| Table::Kept(if several { format!("{name}@{}", run.name) } else { name.to_owned() });
    let mut charts = Vec::new();
    let premium = points("premium_curve");
    if !premium.is_empty() {
        let x = axis(head(Head::Price), Unit::YuanPerHead);
        let y = axis(Note::ResultPerMember.both(), Unit::YuanPerHead);
        let places = Places::Numbers(at(premium));
        let mut result = chart(ChartKind::ResultByPremium, table("premium_curve"), "", x, y, places);
        let values = of(premium, "result_per_member_yuan");
        result.series.push(Series { name: Note::ResultPerMember.both(), values });
        result.guides.push(Guide { label: Note::BreakEvenAtZero.both(), at: GuideAt::Y(0.0) });
        charts.push(result);
    }
    let participation = points("participation_curve");
    if !participation.is_empty() {
        let x = axis(head(Head::Participation), Unit::Ratio);
        let y = axis(head(Head::BreakEvenPremium), Unit::YuanPerHead);
        let kind = ChartKind::BreakEvenByParticipation;
        let places = Places::Numbers(at(participation));
        let mut even = chart(kind, table("participation_curve"), "", x, y, places);
        let values = of(participation, "break_even_premium_per_member_yuan");
        even.series.push(Series { name: head(Head::BreakEvenPremium), values });
        charts.push(even);
    }
    charts
}

/// Who bears a member's bills, year by year, of the first folder in the table.
fn layer_bars(sheets: &[Sheet]) -> Option<Chart> {
    let sheet = sheets.iter().find(|it| it.table == Table::Layers)?;
    let first = sheet.columns.iter().position(|it| it.key == Head::Bmi.key())?;
    let last = sheet.columns.iter().position(|it| it.key == Head::Patient.key())?;
    let year = sheet.columns.iter().position(|it| it.key == Head::Year.key())?;
    let rows: Vec<_> = sheet.rows.iter().filter(|row| !row.is_total).collect();
    let name = |row: &&super::super::Row| {
        let run = if year > 1 { text_of(&row.cells[0].content) } else { None };
        let time = row.cells[year].value().map_or_else(String::new, |it| it.to_string());
        both(|lang| run.as_ref().map_or(time.clone(), |run| format!("{} {time}", run.get(lang))))
    };
    let names = rows.iter().map(name).collect();
    let x = axis(head(Head::Year), Unit::Year);
    let y = axis(head(Head::Cost), Unit::YuanPerHead);
    let mut chart = chart(ChartKind::LayerBars, Table::Layers, "", x, y, Places::Names(names));
    chart.series = (first..=last)
        .map(|column| Series {
            name: both(|lang| without_unit(sheet.columns[column].head.get(lang)).to_owned()),
            values: rows.iter().map(|row| row.cells[column].value()).collect(),
        })
        .collect();
    Some(chart)
}

/// A head without the unit behind it.
fn without_unit(head: &str) -> &str {
    let end = head.rfind(['（', '(']).unwrap_or(head.len());
    head[..end].trim_end()
}

fn text_of(content: &Content) -> Option<&Bilingual> {
    if let Content::Text(text) = content { Some(text) } else { None }
}

/// By how much each group's burden moves under each design that was compared; none of a design that moves nobody.
fn gain_and_loss(sheets: &[Sheet]) -> Vec<Chart> {
    let Some(sheet) = sheets.iter().find(|it| it.table == Table::Fairness) else { return Vec::new() };
    let at = |head: Head| sheet.columns.iter().position(|it| it.key == head.key());
    let (Some(design), Some(people), Some(change)) =
        (at(Head::Design), at(Head::People), at(Head::ChangeBilled))
    else {
        return Vec::new();
    };
    let mut designs: Vec<&Bilingual> = Vec::new();
    for title in sheet.rows.iter().filter_map(|row| text_of(&row.cells[design].content)) {
        if !designs.contains(&title) {
            designs.push(title);
        }
    }
    let of = |(nth, title): (usize, &Bilingual)| {
        let rows = sheet.rows.iter().filter(|row| text_of(&row.cells[design].content) == Some(title));
        let moved = rows.filter_map(|row| {
            Some((text_of(&row.cells[people].content)?.clone(), row.cells[change].value()?))
        });
        let (names, values): (Vec<Bilingual>, Vec<f64>) = moved.unzip();
        if values.iter().all(|value| *value == 0.0) {
            return None;
        }
        let x = axis(head(Head::People), Unit::Text);
        let y = axis(head(Head::ChangeBilled), Unit::YuanPerHead);
        let subject = (nth + 1).to_string();
        let mut chart = chart(ChartKind::GainAndLoss, Table::Fairness, &subject, x, y, Places::Names(names));
        chart.title = both(|lang| chart_title(ChartKind::GainAndLoss, title.get(lang), lang));
        chart.series.push(Series { name: title.clone(), values: values.into_iter().map(Some).collect() });
        Some(chart)
    };
    designs.into_iter().enumerate().filter_map(of).collect()
}
