//! A matrix of stresses and figures: the darker, the further it moves, with the number in every cell.

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
        let lines = folded(name.get(lang), u32::try_from(width).unwrap_or(0));
        for (nth, line) in (0..).zip(lines.iter().rev().take(3)) {
            area.draw(&Text::new(line.clone(), (x, top - 10 - 15 * nth), style(HPos::Center)))?;
        }
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

/// A name in lines that are no wider than a column: broken at spaces, or anywhere in Chinese.
fn folded(name: &str, width: u32) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in name.split_inclusive(|letter: char| letter == ' ' || u32::from(letter) > 0x2E7F) {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && width_of(&lines[last]) + width_of(word) > width {
            lines.push(String::new());
        }
        let last = lines.len() - 1;
        lines[last].push_str(word);
    }
    lines.into_iter().map(|line| line.trim().to_owned()).collect()
}

/// White for what does not move a figure, dark for what moves it most.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a shade between 0x50 and 0xFF")]
fn shade(chart: &Chart, column: usize, value: f64) -> u8 {
    let values = chart.series.iter().filter_map(|series| series.values.get(column).copied().flatten());
    let most = values.fold(0.0, |most: f64, it| most.max(it.abs()));
    let part = if most > 0.0 { value.abs() / most } else { 0.0 };
    (255.0 - 175.0 * part) as u8
}
