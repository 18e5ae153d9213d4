//! A matrix of stresses and figures: the darker, the worse, with the number in every cell.

use plotters::prelude::{Rectangle, Text};
use plotters::style::text_anchor::HPos;
use plotters::style::{BLACK, Color, RGBColor, WHITE};

use super::{AXIS, Area, Drawn, TOP, WIDTH, style, width_of};
use crate::report::book::{Chart, Style};
use crate::wording::{Bilingual, Lang};

/// One row a series, one column a place; shades run over each column.
pub(super) fn matrix(area: &Area<'_>, chart: &Chart, names: &[Bilingual], lang: Lang) -> Drawn {
    let room = chart.series.iter().map(|series| width_of(series.name.get(lang))).max().unwrap_or(0);
    let left = i32::try_from(room.clamp(60, 280)).unwrap_or(60) + 16;
    let columns = i32::try_from(names.len().max(1)).unwrap_or(1);
    let width = (i32::try_from(WIDTH).unwrap_or(760) - left - 10) / columns;
    let top = i32::try_from(TOP).unwrap_or(44);
    for (column, name) in (0..).zip(names) {
        let x = left + column * width + width / 2;
        area.draw(&Text::new(name.get(lang).to_owned(), (x, top - 14), style(HPos::Center)))?;
    }
    for (row, series) in (0..).zip(&chart.series) {
        let y = top + row * 30;
        area.draw(&Text::new(series.name.get(lang).to_owned(), (left - 8, y + 15), style(HPos::Right)))?;
        for (column, value) in (0..).zip(&series.values) {
            let Some(value) = *value else { continue };
            let shade = shade(chart, usize::try_from(column).unwrap_or(0), value);
            let corners = [(left + column * width, y), (left + (column + 1) * width, y + 30)];
            area.draw(&Rectangle::new(corners, RGBColor(shade, shade, shade).filled()))?;
            area.draw(&Rectangle::new(corners, AXIS.stroke_width(1)))?;
            let ink = if shade < 0x80 { &WHITE } else { &BLACK };
            let at = (left + column * width + width / 2, y + 15);
            area.draw(&Text::new(Style::of(chart.y.unit).text(value), at, style(HPos::Center).color(ink)))?;
        }
    }
    Ok(())
}

/// White for the least of a column, dark for the largest.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a shade between 0x50 and 0xFF")]
fn shade(chart: &Chart, column: usize, value: f64) -> u8 {
    let values = chart.series.iter().filter_map(|series| series.values.get(column).copied().flatten());
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), it| (a.min(it), b.max(it)));
    let part = if high > low { (value - low) / (high - low) } else { 0.0 };
    (255.0 - 175.0 * part) as u8
}
