//! Charts over names: level bars, one row a name, which leaves room for long Chinese names.

use plotters::prelude::{ChartBuilder, PathElement, Rectangle, Text};
use plotters::style::Color;
use plotters::style::text_anchor::HPos;

use super::{
    AXIS, Area, Drawn, MESH, TEXT, TOP, WIDTH, around, axis_title, fill, legend, legend_rows, named, style,
    tick, width_of,
};
use crate::report::book::{Chart, ChartKind, Style};
use crate::wording::{Bilingual, Lang};

/// A bar: row (with its part of the height), from, to, filling.
type Bar = (f64, f64, f64, f64, usize);

/// Bars side by side, stacked, to both sides, or as steps, by the kind of chart.
pub(super) fn bars(area: &Area<'_>, chart: &Chart, names: &[Bilingual], lang: Lang) -> Drawn {
    let stacked = matches!(chart.kind, ChartKind::VarianceBars | ChartKind::LayerBars);
    let bars = match chart.kind {
        ChartKind::VarianceBars | ChartKind::LayerBars => stacked_bars(chart, names.len()),
        ChartKind::Waterfall => steps(chart, names.len()),
        ChartKind::Tornado => side_by_side(chart, true),
        _ => side_by_side(chart, false),
    };
    let (low, high) = around(bars.iter().flat_map(|bar| [bar.2, bar.3]), true);
    // numbers stand outside the bars
    let low = if low < 0.0 && !stacked { low - 0.1 * (high - low) } else { low };
    let left = names.iter().map(|name| width_of(name.get(lang))).max().unwrap_or(0).clamp(40, 270) + 14;
    let rows = names.len() as f64;
    let extra = if stacked { legend_rows(chart) * 18 } else { 0 };
    let mut plot = ChartBuilder::on(area)
        .margin_top(TOP + extra)
        .margin_right(60)
        .margin_bottom(4)
        .y_label_area_size(left)
        .x_label_area_size(42)
        .build_cartesian_2d(low..high, rows..0.0)?;
    let label = tick(chart.y.unit, chart.y.scale, high - low);
    plot.configure_mesh()
        .disable_y_mesh()
        .light_line_style(plotters::style::TRANSPARENT)
        .bold_line_style(MESH.stroke_width(1))
        .axis_style(AXIS.stroke_width(1))
        .x_labels(7)
        .y_labels(0)
        .x_label_formatter(&label)
        .label_style(("sans-serif", TEXT))
        .axis_desc_style(("sans-serif", TEXT))
        .x_desc(named(&chart.y.title, chart.y.unit, lang))
        .draw()?;
    for (from_row, to_row, from, to, nth) in bars.iter().copied() {
        let corners = [(from.min(to), from_row), (from.max(to), to_row)];
        plot.draw_series([Rectangle::new(corners, fill(nth).filled())])?;
        plot.draw_series([Rectangle::new(corners, AXIS.stroke_width(1))])?;
        if !stacked {
            let value = if chart.kind == ChartKind::Waterfall { (to - from).abs() } else { to };
            let text = Style::of(chart.y.unit).text(value);
            let (x, y) = plot.backend_coord(&(to, f64::midpoint(from_row, to_row)));
            let (dx, side) = if to < from { (-5, HPos::Right) } else { (5, HPos::Left) };
            area.draw(&Text::new(text, (x + dx, y), style(side)))?;
        }
    }
    plot.draw_series([PathElement::new(vec![(0.0, 0.0), (0.0, rows)], AXIS.stroke_width(1))])?;
    for (nth, name) in names.iter().enumerate() {
        let (x, y) = plot.backend_coord(&(low, nth as f64 + 0.5));
        let text = shortened(name.get(lang), left);
        area.draw(&Text::new(text, (x - 8, y), style(HPos::Right)))?;
    }
    if chart.series.len() < 2 {
        axis_title(area, chart.x.title.get(lang))
    } else {
        legend(area, chart, lang, true)
    }
}

fn side_by_side(chart: &Chart, on_one_row: bool) -> Vec<Bar> {
    let n = if on_one_row { 1.0 } else { chart.series.len() as f64 };
    let mut bars = Vec::new();
    for (s, series) in chart.series.iter().enumerate() {
        let shift = if on_one_row { 0.0 } else { s as f64 };
        for (row, value) in series.values.iter().enumerate() {
            let at = |part: f64| row as f64 + 0.12 + 0.76 * (shift + part) / n;
            bars.extend(value.map(|value| (at(0.0), at(1.0), 0.0, value, s)));
        }
    }
    bars
}

fn stacked_bars(chart: &Chart, n: usize) -> Vec<Bar> {
    let mut bars = Vec::new();
    for row in 0..n {
        // what lies below zero stacks to the left
        let mut ends = [0.0, 0.0];
        for (s, series) in chart.series.iter().enumerate() {
            let Some(value) = series.values.get(row).copied().flatten() else { continue };
            let end = &mut ends[usize::from(value < 0.0)];
            bars.push((row as f64 + 0.15, row as f64 + 0.85, *end, *end + value, s));
            *end += value;
        }
    }
    bars
}

/// The first and the last stand on zero; those between them step down from the one to the other.
fn steps(chart: &Chart, n: usize) -> Vec<Bar> {
    let values = chart.series.first().map(|series| series.values.as_slice()).unwrap_or_default();
    let mut left = values.first().copied().flatten().unwrap_or(0.0);
    let mut bars = Vec::new();
    for (row, value) in values.iter().enumerate().take(n) {
        let Some(value) = *value else { continue };
        let rows = (row as f64 + 0.15, row as f64 + 0.85);
        if row == 0 || row + 1 == n {
            bars.push((rows.0, rows.1, 0.0, value, usize::from(row > 0) * 2));
        } else {
            bars.push((rows.0, rows.1, left, left - value.abs(), 1));
            left -= value.abs();
        }
    }
    bars
}

/// A name that fits into the room beside the bars.
fn shortened(name: &str, room: u32) -> String {
    if width_of(name) + 14 <= room.max(40) || room + 14 >= WIDTH {
        return name.to_owned();
    }
    let mut text = String::new();
    for letter in name.chars() {
        if width_of(&text) + 34 > room {
            break;
        }
        text.push(letter);
    }
    text + "…"
}
