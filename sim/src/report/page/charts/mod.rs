//! The charts of a book as drawings: `plotters` draws, and a thin house style over it makes the lines legible in grey.
//!
//! Series differ by dash and hatching, not by colour alone. `plotters` knows neither, so each drawing is made in
//! marked colours, which [`dressed`] replaces; it also gives the drawing its title and its text alternative.

mod bars;
mod curves;
mod heat;

use std::fmt::Write as _;

use plotters::backend::SVGBackend;
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea, IntoFont, Rectangle, Text};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{BLACK, Color, RGBColor, TextStyle};

use super::{both, escaped};
use crate::report::book::{Chart, ChartKind, Places, Scale, Style};
use crate::wording::book::Unit;
use crate::wording::{Bilingual, Lang};

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

/// The width of every drawing; its height depends on what it shows.
const WIDTH: u32 = 760;
const TEXT: u32 = 13;
/// Where the plot begins, under the title of the vertical axis and the legend.
const TOP: u32 = 44;
const AXIS: RGBColor = RGBColor(0x44, 0x44, 0x44);
const MESH: RGBColor = RGBColor(0xDD, 0xDD, 0xDD);

/// What the marked colour of a series' line becomes.
const STROKES: [&str; 6] = [
    "#1F4E79",
    "#000000\" stroke-dasharray=\"7 4",
    "#7A4B00\" stroke-dasharray=\"2 3",
    "#555555\" stroke-dasharray=\"9 3 2 3",
    "#1F4E79\" stroke-dasharray=\"3 2",
    "#000000\" stroke-dasharray=\"1 2",
];
/// How many fillings there are: plain or hatched.
const FILLS: usize = 8;

/// A chart as part of a page, in both languages.
pub(super) fn figure(chart: &Chart) -> String {
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| drawing(chart, lang));
    if zh.is_empty() {
        return String::new();
    }
    format!(
        "<figure><figcaption>{}</figcaption><div class=\"zh\">{zh}</div><div class=\"en\">{en}</div></figure>\n",
        both(&chart.title)
    )
}

/// A chart as a file of its own.
pub fn document(chart: &Chart, lang: Lang) -> String {
    let svg = drawing(chart, lang);
    let (head, body) = svg.split_once('>').unwrap_or_default();
    format!(
        "{head} font-family=\"sans-serif\"><rect width=\"100%\" height=\"100%\" fill=\"#FFFFFF\"/>{}{body}",
        hatchings()
    )
}

/// The hatchings that drawings of a page refer to.
pub(super) fn patterns() -> String {
    format!(
        "<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\">{}</svg>\n",
        hatchings()
    )
}

fn hatchings() -> String {
    let paper = [
        ("#4F7CA5", ""),
        ("#FFFFFF", "M0 6L6 0M-1 1L1 -1M5 7L7 5"),
        ("#C9C9C9", ""),
        ("#FFFFFF", "M0 0L6 6M-1 5L1 7M5 -1L7 1"),
        ("#8A8A8A", ""),
        ("#E6DCC8", "M0 3H6"),
        ("#FFFFFF", "M3 0V6M0 3H6"),
        ("#2B2B2B", ""),
    ];
    let mut text = String::from("<defs>");
    for (nth, (ground, path)) in paper.iter().enumerate() {
        let _ = write!(
            text,
            "<pattern id=\"fill-{nth}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\">\
             <rect width=\"6\" height=\"6\" fill=\"{ground}\"/><path d=\"{path}\" stroke=\"#333333\"/></pattern>"
        );
    }
    text.push_str("</defs>");
    text
}

/// The chart in one language; nothing where it cannot be drawn.
fn drawing(chart: &Chart, lang: Lang) -> String {
    let height = height(chart);
    let mut text = String::new();
    let area = SVGBackend::with_string(&mut text, (WIDTH, height)).into_drawing_area();
    let drawn = match (chart.kind, &chart.places) {
        (_, Places::Bins(edges)) => curves::histogram(&area, chart, edges, lang),
        (ChartKind::ReserveFan, _) => curves::fan(&area, chart, lang),
        (ChartKind::StressHeat, Places::Names(names)) => heat::matrix(&area, chart, names, lang),
        (_, Places::Numbers(at)) => curves::lines(&area, chart, at, lang),
        (_, Places::Names(names)) => bars::bars(&area, chart, names, lang),
    };
    drop(area);
    if drawn.is_ok() { dressed(&text, chart, (height, lang)) } else { String::new() }
}

fn height(chart: &Chart) -> u32 {
    let rows = |n: usize, each: u32| TOP + 56 + each * u32::try_from(n).unwrap_or(1).max(1);
    match (chart.kind, &chart.places) {
        (ChartKind::ReserveFan, _) | (_, Places::Bins(_) | Places::Numbers(_)) => 340,
        (ChartKind::StressHeat, Places::Names(_)) => rows(chart.series.len(), 30) - 46,
        (ChartKind::VarianceBars | ChartKind::LayerBars | ChartKind::Waterfall, Places::Names(names)) => {
            rows(names.len(), 34) + legend_rows(chart) * 18
        }
        (ChartKind::Tornado, Places::Names(names)) => rows(names.len(), 28),
        (_, Places::Names(names)) => {
            rows(names.len(), 12 + 16 * u32::try_from(chart.series.len()).unwrap_or(1))
        }
    }
}

/// How many rows a legend needs besides the first.
fn legend_rows(chart: &Chart) -> u32 {
    let of = |lang| {
        let names: u32 = chart.series.iter().map(|it| width_of(it.name.get(lang)) + 44).sum();
        names / (WIDTH - 20)
    };
    of(Lang::Zh).max(of(Lang::En))
}

/// Puts what `plotters` does not know in place of the marked colours.
fn dressed(svg: &str, chart: &Chart, (height, lang): (u32, Lang)) -> String {
    let mut body =
        svg.split_once('>').map_or("", |(_, body)| body).replace("font-family=\"sans-serif\" ", "");
    for (nth, stroke) in STROKES.iter().enumerate() {
        body = body.replace(&format!("#0A00{nth:02X}"), stroke);
    }
    for nth in 0..FILLS {
        body = body.replace(&format!("#0A01{nth:02X}"), &format!("url(#fill-{nth})"));
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\
         <title>{}</title><desc>{}</desc>{body}",
        escaped(chart.title.get(lang)),
        escaped(chart.alternative.get(lang))
    )
}

/// The line of a series.
fn stroke(nth: usize) -> RGBColor {
    RGBColor(0x0A, 0x00, u8::try_from(nth % STROKES.len()).unwrap_or(0))
}

/// The filling of a series.
fn fill(nth: usize) -> RGBColor {
    RGBColor(0x0A, 0x01, u8::try_from(nth % FILLS).unwrap_or(0))
}

fn style(horizontal: HPos) -> TextStyle<'static> {
    let font = ("sans-serif", TEXT).into_font();
    TextStyle::from(font).color(&BLACK).pos(Pos::new(horizontal, VPos::Center))
}

/// Roughly how wide a text is: Chinese letters are square.
fn width_of(text: &str) -> u32 {
    text.chars().map(|letter| if u32::from(letter) > 0x2E7F { TEXT } else { TEXT * 11 / 20 }).sum()
}

/// The title of the vertical axis at the top left.
fn axis_title(area: &Area<'_>, text: &str) -> Drawn {
    area.draw(&Text::new(text.to_owned(), (6, 9), style(HPos::Left)))?;
    Ok(())
}

/// The names of the series with their line or filling, from the left, in as many rows as it takes.
fn legend(area: &Area<'_>, chart: &Chart, lang: Lang, filled: bool) -> Drawn {
    if chart.series.len() < 2 {
        return Ok(());
    }
    let (mut x, mut y) = (6, 29);
    for (nth, series) in chart.series.iter().enumerate() {
        let name = series.name.get(lang);
        let width = i32::try_from(width_of(name)).unwrap_or(0) + 44;
        if x + width > i32::try_from(WIDTH).unwrap_or(0) && x > 6 {
            (x, y) = (6, y + 18);
        }
        if filled {
            let corners = [(x, y - 6), (x + 20, y + 6)];
            area.draw(&Rectangle::new(corners, fill(nth).filled()))?;
            area.draw(&Rectangle::new(corners, AXIS.stroke_width(1)))?;
        } else {
            let line =
                plotters::element::PathElement::new(vec![(x, y), (x + 22, y)], stroke(nth).stroke_width(2));
            area.draw(&line)?;
        }
        area.draw(&Text::new(name.to_owned(), (x + 27, y), style(HPos::Left)))?;
        x += width;
    }
    Ok(())
}

/// An axis' title with its unit in it where the number does not say it.
fn named(title: &Bilingual, unit: Unit, lang: Lang) -> String {
    let unit = unit.text(lang);
    let title = title.get(lang);
    match lang {
        // a title with brackets says its unit
        _ if unit.is_empty() || unit == "%" || title.contains(unit) || title.ends_with(['）', ')']) => {
            title.to_owned()
        }
        Lang::Zh => format!("{title}（{unit}）"),
        Lang::En => format!("{title} ({unit})"),
    }
}

/// A number beside an axis: with no more decimals than the axis' steps need.
fn tick(unit: Unit, scale: Scale, span: f64) -> impl Fn(&f64) -> String {
    move |at| {
        let value = match scale {
            Scale::Linear => *at,
            Scale::Logarithmic if (at - at.round()).abs() > 1e-9 => return String::new(),
            Scale::Logarithmic => libm::exp10(at.round()),
        };
        // persons and trials are whole
        if matches!(unit, Unit::Count | Unit::Persons) && value.fract() != 0.0 {
            return String::new();
        }
        let style = Style::of(unit);
        let spread = if style.is_percent { span * 100.0 } else { span };
        let decimals = match spread {
            _ if matches!(unit, Unit::Count | Unit::Persons) && matches!(scale, Scale::Linear) => 0,
            _ if matches!(scale, Scale::Logarithmic) => {
                let shown = at.round() + if style.is_percent { 2.0 } else { 0.0 };
                (0..12_u8).find(|decimals| shown + f64::from(*decimals) >= 0.0).unwrap_or(0).into()
            }
            it if it >= 8.0 => 0,
            it if it >= 0.8 => 1,
            it if it >= 0.08 => 2,
            _ => 3,
        };
        Style { decimals, ..style }.text(if value == 0.0 { 0.0 } else { value })
    }
}

/// A range with some air around its values.
fn around(values: impl Iterator<Item = f64>, include_zero: bool) -> (f64, f64) {
    let (mut low, mut high) = if include_zero { (0.0, 0.0) } else { (f64::INFINITY, f64::NEG_INFINITY) };
    for value in values.filter(|it| it.is_finite()) {
        (low, high) = (low.min(value), high.max(value));
    }
    if low >= high {
        return (low.min(0.0), high.max(low.min(0.0) + 1.0));
    }
    let air = (high - low) * 0.06;
    (if low == 0.0 { 0.0 } else { low - air }, if high == 0.0 { 0.0 } else { high + air })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::{Axis, Guide, GuideAt, Series};
    use crate::wording::book::Table;

    fn text(text: &str) -> Bilingual {
        Bilingual { zh: text.to_owned(), en: text.to_owned() }
    }

    fn chart(kind: ChartKind, places: Places, series: &[&[f64]]) -> Chart {
        let axis = |unit| Axis { title: text("axis"), unit, scale: Scale::Linear };
        let series = series.iter().map(|values| Series {
            name: text("a < b"),
            values: values.iter().map(|it| Some(*it)).collect(),
        });
        Chart {
            kind,
            key: "key".to_owned(),
            table: Table::Designs,
            title: text("R&D"),
            alternative: text("what it shows"),
            x: axis(Unit::Ratio),
            y: axis(Unit::Count),
            places,
            series: series.collect(),
            guides: vec![Guide { label: text("even"), at: GuideAt::X(1.0) }],
        }
    }

    #[test]
    fn every_kind_is_drawn_with_its_text_alternative_and_no_marked_colour_is_left() {
        use ChartKind as Kind;
        let names = || Places::Names(vec![text("one"), text("two")]);
        let numbers = || Places::Numbers(vec![1.0, 2.0]);
        let two: &[&[f64]] = &[&[1.0, 2.0], &[3.0, -1.0]];
        for (kind, places) in [
            (Kind::LossRatios, Places::Bins(vec![0.8, 1.0, 1.2])),
            (Kind::DeficitByPremium, numbers()),
            (Kind::BreakEvenByParticipation, numbers()),
            (Kind::ResultByPremium, numbers()),
            (Kind::ReserveFan, names()),
            (Kind::Waterfall, names()),
            (Kind::LossRatioByCohort, names()),
            (Kind::Tornado, names()),
            (Kind::StressHeat, names()),
            (Kind::CostTail, numbers()),
            (Kind::VarianceBars, names()),
            (Kind::GainAndLoss, names()),
            (Kind::LayerBars, names()),
        ] {
            let page = figure(&chart(kind, places, two));
            assert!(page.contains("<title>R&amp;D</title><desc>what it shows</desc>"), "{kind:?}: {page}");
            assert!(page.contains("role=\"img\"") && page.ends_with("</figure>\n"), "{kind:?}");
            assert!(!page.contains("#0A0") && !page.contains("NaN"), "{kind:?}: {page}");
            assert!(!page.contains("a < b"), "{kind:?}: a name that is markup");
        }
    }

    #[test]
    fn numbers_beside_an_axis_have_the_decimals_of_its_steps() {
        assert_eq!(tick(Unit::Ratio, Scale::Linear, 0.5)(&0.9), "90%");
        assert_eq!(tick(Unit::Ratio, Scale::Linear, 0.05)(&0.9), "90.0%");
        assert_eq!(tick(Unit::Count, Scale::Linear, 2.0)(&1.0), "1");
        assert_eq!(tick(Unit::Count, Scale::Linear, 2.0)(&0.5), "", "no half trial");
        assert_eq!(tick(Unit::YuanPerHead, Scale::Logarithmic, 5.0)(&3.0), "1,000");
        assert_eq!(tick(Unit::YuanPerHead, Scale::Logarithmic, 5.0)(&2.5), "");
        assert_eq!(tick(Unit::SmallRatio, Scale::Logarithmic, 5.0)(&-4.0), "0.01%");
    }
}
