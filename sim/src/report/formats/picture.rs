//! The charts of a workbook: native ones, on the numbers of a sheet of their own, each below its table.

use rust_xlsxwriter::{
    Chart as Native, ChartAxisLabelPosition, ChartFormat, ChartLegendPosition, ChartLine, ChartLineDashType,
    ChartSolidFill, ChartType, Color, Format, Workbook, Worksheet, XlsxError,
};

use super::paper::{Paper, digits};
use super::workbook::{FIRST, columns_of, rows};
use crate::report::book::{Book, Chart, ChartKind, GuideAt, Places, Scale, Series, Style};
use crate::report::numbers::probability;
use crate::stats::Estimate;
use crate::wording::Lang;
use crate::wording::book::{Note, Unit, both};

/// The height of a row, in pixels.
const ROW: u32 = 20;

/// Tones that are told apart in print without colour too.
const TONES: [u32; 7] =
    [0x001F_4E79, 0x00C5_5A11, 0x007F_7F7F, 0x002E_75B6, 0x00F4_B183, 0x0070_AD47, 0x00BF_BFBF];

/// Writes the numbers of all charts and draws each below its table.
pub(super) fn draw(
    file: &mut Workbook,
    book: &Book,
    (names, papers): (&[String], &mut [Paper]),
    lang: Lang,
) -> Result<(), XlsxError> {
    let drawn: Vec<(&Chart, usize)> = book
        .charts
        .iter()
        // a spreadsheet has no matrix of shades: the table has its numbers
        .filter(|chart| chart.kind != ChartKind::StressHeat)
        .filter_map(|chart| {
            let at = book.sheets.iter().position(|sheet| sheet.table == chart.table);
            Some((chart, at.or_else(|| (!book.sheets.is_empty()).then_some(0))?))
        })
        .collect();
    if drawn.is_empty() {
        return Ok(());
    }
    let data_name = Note::ChartData.text(lang);
    let mut data = Worksheet::new();
    data.set_name(data_name)?;
    let mut row = 0;
    let mut wide: Vec<u32> = Vec::new();
    let mut used = vec![0; names.len()];
    for (chart, sheet) in drawn {
        let series = shown(chart);
        let paper = &mut papers[sheet];
        let height = height(chart, paper);
        let mut native = native(chart, &series, (data_name, row), lang);
        native.set_width(860).set_height(height);
        row = numbers(&mut data, chart, &series, row, lang)?;
        let own = widths(chart, &series, lang);
        wide.resize(wide.len().max(own.len()), 0);
        wide.iter_mut().zip(own).for_each(|(all, own)| *all = own.max(*all));
        let own = &book.sheets[sheet];
        let below = FIRST + rows(own.rows.len() + own.notes.len()) + 2 + used[sheet];
        paper.chart(below, f64::from((height / ROW + 2) * ROW));
        used[sheet] += height / ROW + 2;
        file.worksheet_from_name(&names[sheet])?.insert_chart(below, 0, &native)?;
    }
    let wide: Vec<u32> = wide.into_iter().map(|it| it.clamp(7, 60)).collect();
    for (column, width) in (0..).zip(&wide) {
        data.set_column_width(column, f64::from(*width) + 2.0)?;
    }
    Paper::of(&wide).lay(&mut data)?;
    file.push_worksheet(data);
    Ok(())
}

/// The series as they are drawn: those of a histogram apart on either side of break-even, those along numbers with
/// their guides.
fn shown(chart: &Chart) -> Vec<Series> {
    if let (Places::Bins(edges), [only]) = (&chart.places, &chart.series[..]) {
        let Some(GuideAt::X(even)) = chart.guides.first().map(|guide| guide.at) else {
            return chart.series.clone();
        };
        let side = |above: bool| {
            let values = edges
                .iter()
                .zip(&only.values)
                .map(|(edge, value)| value.filter(|_| (*edge >= even - 1e-9) == above));
            values.collect::<Vec<_>>()
        };
        return [(false, Note::UpToBreakEven), (true, Note::AboveBreakEven)]
            .map(|(above, name)| Series { name: name.both(), values: side(above) })
            .into();
    }
    if let (ChartKind::Waterfall, [only]) = (chart.kind, &chart.series[..]) {
        return vec![floor_of(only), only.clone()];
    }
    let n = chart.series.first().map_or(0, |it| it.values.len());
    let level = |at: f64| vec![Some(at); n];
    let guides = chart.guides.iter().filter_map(|guide| match guide.at {
        GuideAt::Y(at) => Some(Series { name: guide.label.clone(), values: level(at) }),
        GuideAt::X(_) => None,
    });
    chart.series.iter().cloned().chain(guides).collect()
}

/// What a waterfall's steps stand on: nothing under the first and the last, what is left under the others.
fn floor_of(steps: &Series) -> Series {
    let last = steps.values.len().saturating_sub(1);
    let mut left = 0.0;
    let floor = steps.values.iter().enumerate().map(|(nth, value)| {
        let value = value.unwrap_or(0.0);
        left = if nth == 0 { value } else { left - value };
        Some(if nth == 0 || nth == last { 0.0 } else { left })
    });
    Series { name: Note::Left.both(), values: floor.collect() }
}

/// The height of a chart in pixels: bars over names get room for each, as far as a page has it.
fn height(chart: &Chart, paper: &Paper) -> u32 {
    let names = chart.series.first().map_or(0, |it| rows(it.values.len()));
    let height = match chart.kind {
        ChartKind::GainAndLoss => 140 + names * (14 + 8 * rows(chart.series.len())),
        ChartKind::Tornado => 140 + names * 26,
        ChartKind::VarianceBars => 160 + names * 34,
        _ => 400,
    };
    height.min(paper.most())
}

/// Whether bars lie, so that the categories stand on the upright axis.
const fn lies(kind: ChartKind) -> bool {
    matches!(kind, ChartKind::Tornado | ChartKind::GainAndLoss | ChartKind::VarianceBars)
}

/// The names of the places.
fn places(chart: &Chart, lang: Lang) -> Vec<String> {
    let style = Style::of(chart.x.unit);
    match &chart.places {
        Places::Names(names) => names.iter().map(|name| name.get(lang).to_owned()).collect(),
        Places::Numbers(all) => all.iter().map(|it| style.text(*it)).collect(),
        Places::Bins(edges) => edges.iter().take(edges.len() - 1).map(|it| style.text(*it)).collect(),
    }
}

/// How a value of a series reads, and the format that makes it do so: a chance that no trial, or every trial, had by
/// its bound.
fn reading(chart: &Chart, series: &[Series], (nth, at): (usize, usize), lang: Lang) -> Option<Reading> {
    let value = series[nth].values[at]?;
    if let (ChartKind::DeficitByPremium, 0, [_, low, high]) = (chart.kind, nth, series)
        && (value <= 0.0 || value >= 1.0)
    {
        let (low, high) = (low.values[at]?, high.values[at]?);
        let text = probability(&Estimate { value, se: 0.0, low, high, n: 0 }, lang);
        return Some(Reading { value, format: format!("\"{text}\""), text });
    }
    let style = Style::of_value(chart.y.unit, value);
    Some(Reading { value, format: style.number_format(), text: style.text(value) })
}

/// A value, its format, and what a reader sees.
struct Reading {
    value: f64,
    format: String,
    text: String,
}

/// How wide the columns of a chart's block are, in digits.
fn widths(chart: &Chart, series: &[Series], lang: Lang) -> Vec<u32> {
    let names = places(chart, lang).iter().map(|it| digits(it)).max().unwrap_or(0);
    let of = |(nth, it): (usize, &Series)| {
        let values = (0..it.values.len()).filter_map(|at| reading(chart, series, (nth, at), lang));
        values.map(|it| digits(&it.text)).max().unwrap_or(0).max(digits(it.name.get(lang)))
    };
    let first = names.max(digits(chart.x.title.get(lang)));
    std::iter::once(first).chain(series.iter().enumerate().map(of)).collect()
}

/// Writes the block of a chart; the row after it.
fn numbers(
    page: &mut Worksheet,
    chart: &Chart,
    series: &[Series],
    row: u32,
    lang: Lang,
) -> Result<u32, XlsxError> {
    let bold = Format::new().set_bold();
    let unit = chart.y.unit.text(lang);
    let unit = if unit.is_empty() { String::new() } else { format!(" [{unit}]") };
    page.write_with_format(row, 0, format!("{}{unit}", chart.title.get(lang)), &bold)?;
    page.write_with_format(row + 1, 0, chart.x.title.get(lang), &bold)?;
    for (column, it) in (1..).zip(series) {
        page.write_with_format(row + 1, column, it.name.get(lang), &bold)?;
    }
    let along = Format::new().set_num_format(Style::of(chart.x.unit).number_format());
    let names = places(chart, lang);
    for (nth, name) in names.iter().enumerate() {
        let at = row + 2 + rows(nth);
        match &chart.places {
            Places::Numbers(all) => page.write_number_with_format(at, 0, all[nth], &along)?,
            _ => page.write(at, 0, name)?,
        };
        for (column, of) in (1..).zip(0..series.len()) {
            if let Some(it) = reading(chart, series, (of, nth), lang) {
                let format = Format::new().set_num_format(it.format);
                page.write_number_with_format(at, column, it.value, &format)?;
            }
        }
    }
    Ok(row + 3 + rows(names.len()))
}

fn native(chart: &Chart, series: &[Series], (sheet, row): (&str, u32), lang: Lang) -> Native {
    let mut native = Native::new(kind(chart.kind));
    let n = rows(places(chart, lang).len());
    let (first, last) = (row + 2, row + 1 + n);
    for (nth, _) in series.iter().enumerate() {
        let column = columns_of(nth + 1);
        let one = native.add_series();
        one.set_name((sheet, row + 1, column));
        one.set_categories((sheet, first, 0, last, 0));
        one.set_values((sheet, first, column, last, column));
        one.set_format(&mut look(chart.kind, nth, series.len()));
        match chart.kind {
            ChartKind::LossRatios => one.set_gap(5),
            ChartKind::Tornado => one.set_overlap(100).set_gap(40),
            _ => one,
        };
    }
    native.title().set_name(chart.title.get(lang)).set_overlay(false);
    native.title().set_font(rust_xlsxwriter::ChartFont::new().set_size(12));
    let title = |axis: &crate::report::book::Axis| {
        let unit = axis.unit.text(lang);
        let words = axis.title.get(lang);
        if unit.is_empty() || words.contains('（') || words.contains('(') {
            words.to_owned()
        } else {
            both(|_| format!("{words} [{unit}]")).zh
        }
    };
    if lies(chart.kind) {
        native.y_axis().set_name(&title(&chart.x)).set_reverse();
        native.y_axis().set_label_position(ChartAxisLabelPosition::Low);
        native.x_axis().set_name(&title(&chart.y)).set_num_format(short(chart.y.unit));
    } else {
        native.x_axis().set_name(&title(&chart.x));
        native.y_axis().set_name(&title(&chart.y)).set_num_format(short(chart.y.unit));
    }
    let highest =
        series.iter().flat_map(|it| it.values.iter().flatten()).fold(0.0_f64, |most, it| it.max(most));
    if chart.y.unit == Unit::Probability && highest > 0.8 {
        // a spreadsheet would leave room above 100%
        native.y_axis().set_min(0.0).set_max(1.0);
    }
    if matches!(chart.places, Places::Numbers(_)) {
        native.x_axis().set_num_format(short(chart.x.unit));
    }
    if chart.x.scale == Scale::Logarithmic {
        native.x_axis().set_log_base(10);
    }
    if chart.y.scale == Scale::Logarithmic {
        native.y_axis().set_log_base(10);
    }
    if series.len() == 1 || chart.kind == ChartKind::Waterfall {
        native.legend().set_hidden();
    } else {
        native.legend().set_position(ChartLegendPosition::Bottom);
    }
    native.set_alt_text(format!("{} {}", chart.title.get(lang), chart.alternative.get(lang)));
    native
}

const fn kind(kind: ChartKind) -> ChartType {
    match kind {
        ChartKind::LossRatios | ChartKind::LayerBars | ChartKind::Waterfall => ChartType::ColumnStacked,
        ChartKind::LossRatioByCohort => ChartType::Column,
        ChartKind::ReserveFan => ChartType::Line,
        ChartKind::VarianceBars => ChartType::BarStacked,
        ChartKind::Tornado | ChartKind::GainAndLoss | ChartKind::StressHeat => ChartType::Bar,
        ChartKind::DeficitByPremium
        | ChartKind::BreakEvenByParticipation
        | ChartKind::ResultByPremium
        | ChartKind::CostTail => ChartType::ScatterStraight,
    }
}

/// How a series looks: lines of a fan lighter and dashed towards its edges.
fn look(kind: ChartKind, nth: usize, n: usize) -> ChartFormat {
    let tone = Color::RGB(TONES[nth % TONES.len()]);
    let mut format = ChartFormat::new();
    match kind {
        ChartKind::ReserveFan => {
            let from_middle = nth.abs_diff(n / 2);
            let dash = [ChartLineDashType::Solid, ChartLineDashType::Dash, ChartLineDashType::RoundDot];
            let tone = Color::RGB([0x001F_4E79, 0x002E_75B6, 0x007F_7F7F][from_middle.min(2)]);
            let mut line = ChartLine::new();
            line.set_color(tone).set_width(if from_middle == 0 { 2.5 } else { 1.5 });
            format.set_line(line.set_dash_type(dash[from_middle.min(2)]));
        }
        ChartKind::DeficitByPremium
        | ChartKind::BreakEvenByParticipation
        | ChartKind::ResultByPremium
        | ChartKind::CostTail => {
            format.set_line(ChartLine::new().set_color(tone).set_width(2.0));
        }
        ChartKind::Waterfall if nth == 0 => {
            format.set_no_fill();
        }
        _ => {
            format.set_solid_fill(ChartSolidFill::new().set_color(tone));
        }
    }
    format
}

/// The number format of an axis: without more decimals than it takes.
fn short(unit: Unit) -> String {
    let style = Style::of(unit);
    let decimals = if style.is_percent { 0 } else { style.decimals.min(1) };
    Style { decimals, ..style }.number_format()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::Axis;
    use crate::wording::book::Table;

    #[test]
    fn a_chance_of_no_trial_reads_as_its_bound_and_fits_into_its_column() {
        let axis = |unit| Axis { title: both(|_| "x".to_owned()), unit, scale: Scale::Linear };
        let series = |name: &str, values: [f64; 3]| Series {
            name: both(|_| name.to_owned()),
            values: values.map(Some).into(),
        };
        let chart = Chart {
            kind: ChartKind::DeficitByPremium,
            key: String::new(),
            table: Table::Designs,
            title: both(|_| "title".to_owned()),
            alternative: both(|_| String::new()),
            x: axis(Unit::YuanPerHead),
            y: axis(Unit::Probability),
            places: Places::Numbers(vec![54.5, 80.0, 1_102.46]),
            series: vec![
                series("p", [1.0, 0.3, 0.0]),
                series("low", [0.94, 0.18, 0.0]),
                series("high", [1.0, 0.45, 0.03]),
            ],
            guides: Vec::new(),
        };
        let of = |nth, at| reading(&chart, &chart.series, (nth, at), Lang::Zh).unwrap();
        assert_eq!((of(0, 0).value, of(0, 0).format.as_str()), (1.0, "\"高于94.0%（95%）\""));
        assert_eq!((of(0, 2).value, of(0, 2).text.as_str()), (0.0, "低于3.0%（95%）"));
        assert_eq!((of(0, 1).format.as_str(), of(0, 1).text.as_str()), ("0.0%", "30.0%"));
        // the end of an interval may be 0
        assert_eq!(of(1, 2).text, "0.0%");
        assert_eq!(widths(&chart, &chart.series, Lang::Zh), [8, digits("高于94.0%（95%）"), 5, 6]);
    }
}
