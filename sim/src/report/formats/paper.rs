//! How a sheet lies on paper: rows as high as their words, a broad table over several pages side by side, and no chart
//! cut in two by the end of a page.

use rust_xlsxwriter::{Worksheet, XlsxError};

use crate::wording::Lang;

/// What is printed of an A4 page across, in pixels.
const ACROSS: f64 = 988.0;
/// And from its top to its end.
const DOWN: f64 = 650.0;
/// Below this scale nobody reads print of ten points.
const LEAST_SCALE: f64 = 0.55;
/// The pages side by side that are still laid beside each other.
const MOST_PAGES: u16 = 6;

/// Paper under a sheet.
#[derive(Debug, Clone)]
pub(super) struct Paper {
    /// The pages side by side.
    pages: u16,
    /// What fits on a page from its top to its end, in pixels of the sheet.
    room: f64,
    /// How far down the page the next chart stands; the heads stand on every page.
    down: f64,
    heads: f64,
    /// The rows before which a page begins.
    breaks: Vec<u32>,
}

impl Paper {
    /// Paper for columns of so many digits.
    pub(super) fn of(widths: &[u32]) -> Paper {
        let pixels: f64 = widths.iter().map(|&width| column_pixels(width)).sum();
        // as wide as a chart at least
        let pixels = pixels.max(880.0);
        let pages = (1..MOST_PAGES).find(|&n| f64::from(n) * ACROSS / pixels >= LEAST_SCALE);
        let pages = pages.unwrap_or(MOST_PAGES);
        let scale = (f64::from(pages) * ACROSS / pixels).min(1.0);
        Paper { pages, room: DOWN / scale, down: 0.0, heads: 0.0, breaks: Vec::new() }
    }

    /// Tells how far down the table reaches, of which the heads are repeated on every page.
    pub(super) fn table(&mut self, heads_points: f64, all_points: f64) {
        self.heads = pixels(heads_points);
        self.down = pixels(all_points);
    }

    /// The greatest height of a chart, in pixels.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "some hundred pixels")]
    pub(super) fn most(&self) -> u32 {
        (self.room - self.heads - 50.0).max(300.0) as u32
    }

    /// A chart from a row on, so many pixels high with what stands below it: on a new page where this one ends before.
    pub(super) fn chart(&mut self, row: u32, height: f64) {
        if self.down + height > self.room {
            self.breaks.push(row);
            self.down = self.heads;
        }
        self.down += height;
    }

    /// A4 across, the first column on each where pages lie side by side.
    pub(super) fn lay(&self, page: &mut Worksheet) -> Result<(), XlsxError> {
        page.set_paper_size(9).set_landscape().set_print_fit_to_pages(self.pages, 0);
        if self.pages > 1 {
            page.set_repeat_columns(0, 0)?.set_page_order(false);
        }
        page.set_page_breaks(&self.breaks)?;
        Ok(())
    }
}

fn pixels(points: f64) -> f64 {
    points * 4.0 / 3.0
}

fn column_pixels(width: u32) -> f64 {
    f64::from(width + 2) * 7.0 + 5.0
}

/// The height of a row of so many lines, in points.
pub(super) fn row_height(lines: u32, lang: Lang) -> f64 {
    let line = match lang {
        Lang::Zh => 16.0,
        Lang::En => 13.5,
    };
    line * f64::from(lines) + 2.0
}

/// The width of a text in digits: a Chinese character is two wide.
pub(super) fn digits(text: &str) -> u32 {
    text.chars().map(digits_of).sum()
}

fn digits_of(it: char) -> u32 {
    if is_broad(it) { 2 } else { 1 }
}

/// Whether it is a character of Chinese text.
fn is_broad(it: char) -> bool {
    it >= '\u{2e80}'
}

/// How many lines a text takes in a column: a line ends between words and between Chinese characters, a word that is
/// broader than the column where it must.
pub(super) fn lines_of(text: &str, width: u32) -> u32 {
    let width = width.max(2);
    let mut lines = 0;
    for line in text.split('\n') {
        lines += 1;
        let mut at = 0;
        for word in line.split_inclusive(|it: char| it == ' ' || is_broad(it)) {
            let long = digits(word);
            if at > 0 && at + digits(word.trim_end()) > width {
                lines += 1;
                at = 0;
            }
            let over = long.saturating_sub(1) / width;
            lines += over;
            at += long - over * width;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_takes_the_lines_of_its_words() {
        assert_eq!(lines_of("", 10), 1);
        assert_eq!(lines_of("five words fit", 14), 1);
        assert_eq!(lines_of("five words fit", 13), 2);
        assert_eq!(lines_of("0123456789abcdef0123456789abcdef", 10), 4, "a digest has no spaces");
        assert_eq!(lines_of("合规费用超过起付线", 10), 2, "a character is two wide");
        assert_eq!(lines_of("one\ntwo", 10), 2);
    }

    #[test]
    fn a_broad_table_lies_on_several_pages_and_a_chart_is_never_cut() {
        let mut narrow = Paper::of(&[10, 20, 20]);
        assert_eq!(narrow.pages, 1);
        narrow.table(40.0, 150.0);
        narrow.chart(10, 400.0);
        narrow.chart(32, 400.0);
        narrow.chart(54, 100.0);
        assert_eq!(narrow.breaks, [32], "the first beside its table, the third below the second");
        assert_eq!(Paper::of(&[12; 40]).pages, 3);
        assert_eq!(Paper::of(&[44; 100]).pages, MOST_PAGES);
    }
}
