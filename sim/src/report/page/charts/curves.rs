//! Charts over numbers: bars of a distribution, lines, fans.

use plotters::prelude::{ChartBuilder, LineSeries, PathElement, Polygon, Rectangle, Text};
use plotters::style::text_anchor::HPos;
use plotters::style::{BLACK, Color, RGBColor};

use super::{
    AXIS, Area, Drawn, MESH, TEXT, TOP, around, axis_title, fill, legend, legend_rows, named, stroke, style,
    tick,
};
use crate::report::book::{Chart, GuideAt, Places, Scale};
use crate::wording::Lang;

type Plot<'a, 'b> = plotters::prelude::ChartContext<
    'a,
    plotters::prelude::SVGBackend<'b>,
    plotters::prelude::Cartesian2d<
        plotters::coord::types::RangedCoordf64,
        plotters::coord::types::RangedCoordf64,
    >,
>;

/// Bars of trials between edges; further series as outlines.
pub(super) fn histogram(area: &Area<'_>, chart: &Chart, edges: &[f64], lang: Lang) -> Drawn {
    let (Some(&first), Some(&last)) = (edges.first(), edges.last()) else { return Err("no edges".into()) };
    let guides =
        chart.guides.iter().filter_map(|guide| if let GuideAt::X(at) = guide.at { Some(at) } else { None });
    let (low, high) = guides.fold((first, last), |(low, high), at| (low.min(at), high.max(at)));
    let air = (high - low) * 0.02;
    let values = chart.series.iter().flat_map(|series| series.values.iter().flatten().copied());
    let mut plot = plot(area, chart, ((low - air, high + air), around(values, true)), lang)?;
    for (nth, series) in chart.series.iter().enumerate() {
        let bars = edges.windows(2).zip(&series.values);
        if nth == 0 {
            for (edge, value) in bars.filter_map(|(edge, value)| Some((edge, (*value)?))) {
                let corners = [(edge[0], 0.0), (edge[1], value)];
                plot.draw_series([Rectangle::new(corners, fill(2).filled())])?;
                plot.draw_series([Rectangle::new(corners, AXIS.stroke_width(1))])?;
            }
        } else {
            let outline =
                bars.flat_map(|(edge, value)| [edge[0], edge[1]].map(|at| (at, value.unwrap_or(0.0))));
            plot.draw_series(LineSeries::new(outline, stroke(nth).stroke_width(2)))?;
        }
    }
    guides_of(&mut plot, chart, lang)?;
    legend(area, chart, lang, false)
}

/// One line a series.
pub(super) fn lines(area: &Area<'_>, chart: &Chart, at: &[f64], lang: Lang) -> Drawn {
    let (on_x, on_y) = (on(chart.x.scale), on(chart.y.scale));
    let points = |nth: usize| -> Vec<(f64, f64)> {
        let values = at.iter().zip(&chart.series[nth].values);
        let points = values.filter_map(|(at, value)| Some((on_x(*at), on_y((*value)?))));
        points.filter(|point| point.0.is_finite() && point.1.is_finite()).collect()
    };
    let all: Vec<(f64, f64)> = (0..chart.series.len()).flat_map(points).collect();
    let guide = |upright: bool| {
        chart.guides.iter().filter_map(move |guide| match guide.at {
            GuideAt::X(at) if upright => Some(on_x(at)),
            GuideAt::Y(at) if !upright => Some(on_y(at)),
            GuideAt::X(_) | GuideAt::Y(_) => None,
        })
    };
    let x = around(all.iter().map(|it| it.0).chain(guide(true)), false);
    let y = around(all.iter().map(|it| it.1).chain(guide(false)), false);
    let mut plot = plot(area, chart, (x, y), lang)?;
    for nth in 0..chart.series.len() {
        plot.draw_series(LineSeries::new(points(nth), stroke(nth).stroke_width(2)))?;
    }
    guides_of(&mut plot, chart, lang)?;
    legend(area, chart, lang, false)
}

/// Quantiles as bands around the middle one.
pub(super) fn fan(area: &Area<'_>, chart: &Chart, lang: Lang) -> Drawn {
    const BANDS: [RGBColor; 3] =
        [RGBColor(0xE3, 0xE8, 0xED), RGBColor(0xBE, 0xCB, 0xD8), RGBColor(0x98, 0xAE, 0xC3)];
    let n = chart.series.iter().map(|series| series.values.len()).max().unwrap_or(0);
    let at: Vec<f64> = match &chart.places {
        Places::Numbers(at) => at.clone(),
        Places::Names(_) | Places::Bins(_) => (0..n).map(|nth| nth as f64).collect(),
    };
    let points = |nth: usize| -> Vec<(f64, f64)> {
        let values = at.iter().zip(&chart.series[nth].values);
        values.filter_map(|(at, value)| Some((*at, (*value)?))).collect()
    };
    let values = chart.series.iter().flat_map(|series| series.values.iter().flatten().copied());
    let (Some(first), Some(last)) = (at.first(), at.last()) else { return Err("no places".into()) };
    let mut plot = plot(area, chart, ((*first, *last), around(values, true)), lang)?;
    let (k, middle) = (chart.series.len(), chart.series.len() / 2);
    for nth in 0..middle {
        let band: Vec<(f64, f64)> =
            points(nth).into_iter().chain(points(k - 1 - nth).into_iter().rev()).collect();
        plot.draw_series([Polygon::new(band, BANDS[nth.min(2)].filled())])?;
    }
    for nth in 0..k {
        let line = if nth == middle { stroke(0).stroke_width(3) } else { stroke(1).stroke_width(1) };
        plot.draw_series(LineSeries::new(points(nth), line))?;
    }
    // the middle one has its name first, and none stands on another
    let mut named: Vec<i32> = Vec::new();
    let by_distance = (0..=middle).flat_map(|off| [middle - off, middle + off]);
    for nth in by_distance.filter(|nth| *nth < k) {
        let Some(&(x, y)) = points(nth).last() else { continue };
        let (x, y) = plot.backend_coord(&(x, y));
        if named.iter().all(|other| (other - y).abs() >= 12) {
            named.push(y);
            let name = chart.series[nth].name.get(lang).to_owned();
            area.draw(&Text::new(name, (x + 4, y), style(HPos::Left)))?;
        }
    }
    if let Places::Names(names) = &chart.places {
        for (at, name) in at.iter().zip(names) {
            let (x, y) = plot.backend_coord(&(*at, plot.as_coord_spec().get_y_range().start));
            area.draw(&Text::new(name.get(lang).to_owned(), (x, y + 14), style(HPos::Center)))?;
        }
    }
    Ok(())
}

/// The frame with its mesh, ticks and titles.
fn plot<'a, 'b>(
    area: &'a Area<'b>,
    chart: &Chart,
    ((x0, x1), (y0, y1)): ((f64, f64), (f64, f64)),
    lang: Lang,
) -> Result<Plot<'a, 'b>, Box<dyn std::error::Error>> {
    let mut plot = ChartBuilder::on(area)
        .margin_top(TOP + legend_rows(chart) * 18)
        .margin_right(44)
        .margin_bottom(4)
        .y_label_area_size(66)
        .x_label_area_size(42)
        .build_cartesian_2d(x0..x1, y0..y1)?;
    let named_places = matches!(chart.places, Places::Names(_));
    let of_x = tick(chart.x.unit, chart.x.scale, x1 - x0);
    let x_label = |at: &f64| if named_places { String::new() } else { of_x(at) };
    let y_label = tick(chart.y.unit, chart.y.scale, y1 - y0);
    plot.configure_mesh()
        .disable_x_mesh()
        .light_line_style(plotters::style::TRANSPARENT)
        .bold_line_style(MESH.stroke_width(1))
        .axis_style(AXIS.stroke_width(1))
        .x_labels(if named_places { 0 } else { 9 })
        .y_labels(6)
        .x_label_formatter(&x_label)
        .y_label_formatter(&y_label)
        .label_style(("sans-serif", TEXT))
        .axis_desc_style(("sans-serif", TEXT))
        .x_desc(named(&chart.x.title, chart.x.unit, lang))
        .draw()?;
    axis_title(area, &named(&chart.y.title, chart.y.unit, lang))?;
    Ok(plot)
}

/// Upright and level lines with their labels.
fn guides_of(plot: &mut Plot<'_, '_>, chart: &Chart, lang: Lang) -> Drawn {
    let (x, y) = (plot.x_range(), plot.y_range());
    for guide in &chart.guides {
        let (ends, at) = match guide.at {
            GuideAt::X(at) => {
                let at = on(chart.x.scale)(at);
                (vec![(at, y.start), (at, y.end)], (at, y.end))
            }
            GuideAt::Y(at) => {
                let at = on(chart.y.scale)(at);
                (vec![(x.start, at), (x.end, at)], (x.start, at))
            }
        };
        plot.draw_series([PathElement::new(ends, stroke(2).stroke_width(2))])?;
        let label = guide.label.get(lang).to_owned();
        let right = at.0 > x.start + 0.8 * (x.end - x.start);
        let horizontal = if right { HPos::Right } else { HPos::Left };
        let (dx, dy) = match (guide.at, right) {
            (GuideAt::X(_), true) => (-6, 8),
            (GuideAt::X(_), false) => (6, 8),
            (GuideAt::Y(_), _) => (6, -9),
        };
        let (px, py) = plot.backend_coord(&at);
        let text = style(horizontal).color(&BLACK);
        plot.plotting_area().strip_coord_spec().draw(&Text::new(
            label,
            inside(plot, (px + dx, py + dy)),
            text,
        ))?;
    }
    Ok(())
}

/// A place of the whole drawing within its plotting area.
fn inside(plot: &Plot<'_, '_>, (x, y): (i32, i32)) -> (i32, i32) {
    let (xs, ys) = plot.plotting_area().get_pixel_range();
    (x - xs.start, y - ys.start)
}

/// Where a number stands on an axis of this scale.
fn on(scale: Scale) -> fn(f64) -> f64 {
    match scale {
        Scale::Linear => |at| at,
        Scale::Logarithmic => libm::log10,
    }
}
