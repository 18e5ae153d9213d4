//! A book as an Excel workbook: a sheet a table, heads that stay in sight, units in the titles, inputs in one colour,
//! formulas where a reader would check a sum, native charts.
//!
//! The bytes depend on the book and the language alone: the date of the document is that of the first run.

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula as ExcelFormula, Url,
    Workbook, Worksheet, XlsxError, utility::row_col_to_cell,
};

use super::flat::{FlatCell, FlatColumn, columns};
use super::paper::{Paper, digits, lines_of, row_height};
use super::picture;
use crate::report::book::{At, Book, BookRun, Formula, Sheet, Style};
use crate::wording::Lang;
use crate::wording::book::{Head, Note, Table, Unit, both};
use crate::wording::tables::{blocks_listed, synthetic_line};

/// Why a workbook could not be made.
pub type WorkbookError = XlsxError;

/// The row of the heads; the title stands over it.
const HEADS: u32 = 1;
/// The first row of figures.
pub(super) const FIRST: u32 = 2;

/// The width of the last column of the contents.
const REMARK: u32 = 62;
/// How far a note reaches before its line ends, in digits.
const NOTE: u32 = 100;

/// The heights of a title and of an empty row, in points.
const TITLE: f64 = 24.0;
const EMPTY: f64 = 15.0;

const INPUT: Color = Color::RGB(0x00FF_F2CC);
const HEAD: Color = Color::RGB(0x00D9_E2EC);
const LINE: Color = Color::RGB(0x00BF_C8D2);
const FAINT: Color = Color::RGB(0x0059_6573);

/// The bytes of the workbook, its words in one language.
///
/// # Errors
/// Where it could not be made: more rows than a sheet holds, for example.
pub fn workbook(book: &Book, lang: Lang) -> Result<Vec<u8>, WorkbookError> {
    let mut file = Workbook::new();
    file.set_properties(&properties(book, lang)?);
    let names = names(book, lang);
    contents(file.add_worksheet(), book, &names, lang)?;
    let mut papers = Vec::new();
    for (sheet, name) in book.sheets.iter().zip(&names) {
        let page = file.add_worksheet();
        page.set_name(name)?;
        papers.push(table(page, sheet, lang)?);
    }
    picture::draw(&mut file, book, (&names, &mut papers), lang)?;
    for (name, paper) in names.iter().zip(&papers) {
        paper.lay(file.worksheet_from_name(name)?)?;
    }
    // a page that is printed alone says what it is, too
    let footer = footer(book, lang);
    for page in file.worksheets_mut() {
        page.set_footer(&footer);
    }
    file.save_to_buffer()
}

/// The foot of every page: its number, and that its figures are made up.
fn footer(book: &Book, lang: Lang) -> String {
    if BookRun::synthetic_in(&book.runs).is_empty() {
        return "&P / &N".to_owned();
    }
    format!("&L{}&C&P / &N", Note::SyntheticData.text(lang))
}

fn properties(book: &Book, lang: Lang) -> Result<DocProperties, WorkbookError> {
    let began = book.runs.first().map_or("", |run| run.started.trim_end_matches('Z'));
    let date = ExcelDateTime::parse_from_str(began).or_else(|_| ExcelDateTime::from_ymd(2000, 1, 1))?;
    Ok(DocProperties::new().set_title(book.title.get(lang)).set_author("huimin").set_creation_datetime(&date))
}

/// The names of the sheets: short enough, without what Excel forbids, one of their kind.
fn names(book: &Book, lang: Lang) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for sheet in &book.sheets {
        let number = sheet.table.number().map_or_else(String::new, |number| format!("{number} "));
        let whole = format!("{number}{}", sheet.table.name(lang));
        let legal: String = whole.chars().filter(|it| !"[]:*?/\\'".contains(*it)).collect();
        let mut name: String = legal.chars().take(31).collect();
        let mut nth = 1;
        while names.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
            nth += 1;
            let end = format!("~{nth}");
            name = legal.chars().take(31 - end.len()).collect::<String>() + &end;
        }
        names.push(name);
    }
    names
}

/// The font of the language.
fn plain(lang: Lang) -> Format {
    let font = match lang {
        Lang::Zh => "Microsoft YaHei",
        Lang::En => "Calibri",
    };
    Format::new().set_font_name(font).set_font_size(10).set_align(FormatAlign::Top)
}

fn title_format(lang: Lang) -> Format {
    plain(lang).set_bold().set_font_size(14)
}

fn head_format(lang: Lang) -> Format {
    bordered(plain(lang).set_bold().set_background_color(HEAD))
        .set_text_wrap()
        .set_align(FormatAlign::Center)
        .set_align(FormatAlign::VerticalCenter)
}

fn bordered(format: Format) -> Format {
    format.set_border(FormatBorder::Thin).set_border_color(LINE)
}

/// Question, answers, the tables with the reason where one is not there, the runs.
fn contents(page: &mut Worksheet, book: &Book, names: &[String], lang: Lang) -> Result<(), WorkbookError> {
    page.set_name(Table::Contents.name(lang).as_ref())?;
    let (text, head, cell) =
        (plain(lang).set_text_wrap(), head_format(lang), bordered(plain(lang).set_text_wrap()));
    page.set_column_width(0, 8)?.set_column_width(1, 34)?.set_column_width(2, REMARK)?;
    page.write_with_format(0, 0, book.title.get(lang), &title_format(lang))?;
    page.set_row_height(0, TITLE)?;
    let mut row = 1;
    let blocks = BookRun::synthetic_in(&book.runs);
    let made_up = (!blocks.is_empty()).then(|| both(|lang| synthetic_line(&blocks, lang)));
    let lines = made_up.iter().chain([&book.question]).chain(&book.answers).chain(&book.warnings);
    for line in lines {
        page.merge_range(row, 0, row, 2, line.get(lang), &text)?;
        page.set_row_height(row, row_height(lines_of(line.get(lang), 104), lang))?;
        row += 1;
    }
    row += 1;
    for (column, word) in (0..).zip([Head::Number, Head::TableName, Head::State]) {
        page.write_with_format(row, column, word.text(lang), &head)?;
    }
    row += 1;
    let shown = book.sheets.iter().zip(names);
    let listed = shown.map(|(sheet, name)| (&sheet.table, Some(name), Note::Included.text(lang)));
    let absent = book.absent.iter().map(|it| (&it.table, None, it.why.get(lang)));
    let mut listed: Vec<_> = listed.chain(absent).collect();
    listed.sort_by_key(|(table, ..)| (*table).clone());
    for (table, name, state) in listed {
        page.write_with_format(row, 0, table.number().unwrap_or_default(), &cell)?;
        match name {
            None => page.write_with_format(row, 1, table.name(lang).as_ref(), &cell)?,
            Some(name) => {
                let url = Url::new(format!("internal:'{name}'!A1")).set_text(table.name(lang).as_ref());
                page.write_url_with_format(
                    row,
                    1,
                    url,
                    &cell.clone().set_underline(rust_xlsxwriter::FormatUnderline::Single),
                )?
            }
        };
        page.write_with_format(row, 2, state, &cell)?;
        page.set_row_height(row, row_height(lines_of(state, REMARK), lang))?;
        row += 1;
    }
    row += 1;
    for run in &book.runs {
        for (word, value) in run_lines(run, lang) {
            page.write_with_format(row, 1, word.text(lang), &cell)?;
            page.set_row_height(row, row_height(lines_of(&value, REMARK), lang))?;
            page.write_with_format(row, 2, value, &cell)?;
            row += 1;
        }
        row += 1;
    }
    Paper::of(&[8, 34, REMARK]).lay(page)
}

/// What there is to say of a run.
fn run_lines(run: &crate::report::book::BookRun, lang: Lang) -> Vec<(Head, String)> {
    let commit = run.engine.1.as_ref().map_or_else(String::new, |commit| format!(" ({commit})"));
    let mut lines = vec![
        (Head::Run, run.name.clone()),
        (Head::Scenario, format!("{} [{}]", run.title.get(lang), run.scenario)),
        (Head::Verb, run.verb.clone()),
        (Head::Seed, run.seed.to_string()),
        (Head::Trials, run.trials.to_string()),
        (Head::Digest, run.plan_digest.clone()),
        (Head::Engine, format!("{}{commit}", run.engine.0)),
        (Head::Started, run.started.clone()),
    ];
    if !run.synthetic.is_empty() {
        lines.push((Head::Synthetic, blocks_listed(&run.synthetic, lang)));
    }
    lines
}

/// One table: title, heads, rows, notes; the paper that it needs.
fn table(page: &mut Worksheet, sheet: &Sheet, lang: Lang) -> Result<Paper, WorkbookError> {
    let flat = columns(sheet);
    page.write_with_format(0, 0, sheet.title().get(lang), &title_format(lang))?;
    page.set_row_height(0, TITLE)?;
    let head = head_format(lang);
    let (mut tallest, mut widths) = (1, Vec::new());
    for (nth, column) in (0..).zip(&flat) {
        // beside its figure, a part of an error needs no name of its own
        let words = match column.part {
            None => column.head(sheet, lang),
            Some(part) => part.text(lang).to_owned(),
        };
        let width = width(sheet, *column, &words, lang);
        tallest = tallest.max(lines_of(&words, width));
        widths.push(width);
        page.set_column_width(nth, f64::from(width) + 2.0)?;
        page.write_with_format(HEADS, nth, words, &head)?;
    }
    let heads = row_height(tallest, lang) + 4.0;
    page.set_row_height(HEADS, heads)?;
    let mut down = TITLE + heads;
    for row in 0..sheet.rows.len() {
        let mut lines = 1;
        for (nth, column) in flat.iter().enumerate() {
            cell(page, sheet, (&flat, nth), row, lang)?;
            if let FlatCell::Words(words) = column.cell(sheet, row) {
                lines = lines.max(lines_of(words.get(lang), widths[nth]));
            }
        }
        page.set_row_height(FIRST + rows(row), row_height(lines, lang))?;
        down += row_height(lines, lang);
    }
    down += notes(page, sheet, &widths, lang)?;
    page.set_freeze_panes(FIRST, 1)?;
    page.set_repeat_rows(0, HEADS)?;
    let mut paper = Paper::of(&widths);
    paper.table(TITLE + heads, down);
    Ok(paper)
}

/// What stands below a table, over as many columns as make a line of it; how high it is with an empty row above and
/// below, in points.
fn notes(page: &mut Worksheet, sheet: &Sheet, widths: &[u32], lang: Lang) -> Result<f64, WorkbookError> {
    let faint = plain(lang).set_font_color(FAINT).set_text_wrap();
    let own = widths.iter().copied().chain(std::iter::repeat(7)).scan(0, |wide, width| {
        *wide += width + 2;
        Some(*wide)
    });
    let before = own.clone().take_while(|wide| *wide < NOTE).count().max(1);
    let wide = own.clone().nth(before).unwrap_or(NOTE);
    let mut down = 2.0 * EMPTY;
    for (row, note) in (FIRST + rows(sheet.rows.len()) + 1..).zip(&sheet.notes) {
        let height = row_height(lines_of(note.get(lang), wide), lang);
        page.merge_range(row, 0, row, columns_of(before), note.get(lang), &faint)?;
        page.set_row_height(row, height)?;
        down += height;
    }
    Ok(down)
}

fn cell(
    page: &mut Worksheet,
    sheet: &Sheet,
    (flat, nth): (&[FlatColumn], usize),
    row: usize,
    lang: Lang,
) -> Result<(), WorkbookError> {
    let column = flat[nth];
    let of = &sheet.rows[row].cells[column.column];
    let unit = column.unit(sheet, row);
    let mut format = bordered(plain(lang));
    if sheet.rows[row].is_total {
        format = format.set_bold();
    }
    if of.is_input {
        format = format.set_background_color(INPUT);
    }
    if column.part.is_some() {
        format = format.set_font_color(FAINT).set_italic();
    }
    let at = (FIRST + rows(row), columns_of(nth));
    match column.cell(sheet, row) {
        FlatCell::Empty => page.write_blank(at.0, at.1, &format)?,
        FlatCell::Words(words) if sheet.columns[column.column].unit == Unit::Text => {
            page.write_with_format(at.0, at.1, words.get(lang), &format.set_text_wrap())?
        }
        FlatCell::Words(words) => page.write_with_format(
            at.0,
            at.1,
            words.get(lang),
            &format.set_align(FormatAlign::Right).set_text_wrap(),
        )?,
        FlatCell::Bound(bound, _) => {
            let text = bound.text(unit, lang);
            page.write_with_format(at.0, at.1, text, &format.set_align(FormatAlign::Right))?
        }
        FlatCell::Number(value) => {
            let format = format.set_num_format(number_format(unit, column, value));
            match of.formula.as_ref().filter(|_| column.part.is_none()) {
                None => page.write_number_with_format(at.0, at.1, value, &format)?,
                Some(formula) => {
                    let formula = ExcelFormula::new(excel(formula, flat)).set_result(value.to_string());
                    page.write_formula_with_format(at.0, at.1, formula, &format)?
                }
            }
        }
    };
    Ok(())
}

/// The format of a number; a small error gets the decimals that it takes not to read 0.
fn number_format(unit: Unit, column: FlatColumn, value: f64) -> String {
    let style = Style::of_value(unit, value);
    if column.part.is_none() || style.is_as_written {
        return style.number_format();
    }
    let shown = if style.is_percent { value * 100.0 } else { value }.abs();
    let step = |decimals: usize| (0..decimals).fold(1.0, |step, _| step / 10.0);
    let enough = |decimals: &usize| shown == 0.0 || shown >= 0.5 * step(*decimals);
    let decimals = (style.decimals..style.decimals + 4).find(enough).unwrap_or(style.decimals + 4);
    Style { decimals, ..style }.number_format()
}

/// A formula in the cells of the sheet.
fn excel(formula: &Formula, flat: &[FlatColumn]) -> String {
    let name = |at: &At| {
        let column =
            flat.iter().position(|it| it.column == at.column && it.part.is_none()).unwrap_or_default();
        row_col_to_cell(FIRST + rows(at.row), columns_of(column))
    };
    match formula {
        Formula::Sum(cells) => {
            let cells: Vec<String> = cells.iter().map(name).collect();
            format!("=SUM({})", cells.join(","))
        }
        Formula::Less(a, b) => format!("={}-{}", name(a), name(b)),
        Formula::Over(a, b) => format!("={}/{}", name(a), name(b)),
        Formula::Worked(expression) => format!("={}", expression.text(&|at: At| name(&at))),
    }
}

/// A number of rows; more than a sheet holds is refused where it is written.
pub(super) fn rows(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX / 2)
}

/// A number of columns.
pub(super) fn columns_of(n: usize) -> u16 {
    u16::try_from(n).unwrap_or(u16::MAX)
}

/// How wide a column is, in digits: what it holds, but not wider than is read at a glance.
fn width(sheet: &Sheet, column: FlatColumn, head: &str, lang: Lang) -> u32 {
    let of = |row: usize| match column.cell(sheet, row) {
        FlatCell::Words(words) => digits(words.get(lang)),
        FlatCell::Number(value) => digits(&Style::of(column.unit(sheet, row)).text(value)),
        FlatCell::Bound(cell, _) => digits(&cell.text(Unit::Probability, lang)),
        FlatCell::Empty => 0,
    };
    let content = (0..sheet.rows.len().min(2_000)).map(of).max().unwrap_or(0);
    let most = match sheet.columns[column.column].unit {
        // a sentence, and what many of them would make: a column of towers
        Unit::Text if content > 150 => 88,
        Unit::Text => 44,
        _ => 24,
    };
    content.max(digits(head).div_ceil(2)).clamp(7, most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Bilingual;

    fn book(synthetic: &[&str]) -> Book {
        let run = BookRun {
            name: "run".to_owned(),
            verb: "run".to_owned(),
            title: Bilingual::default(),
            scenario: String::new(),
            plan_digest: String::new(),
            scenario_digest: String::new(),
            seed: 1,
            trials: 1,
            years: Vec::new(),
            designs: Vec::new(),
            engine: (String::new(), None),
            started: String::new(),
            synthetic: synthetic.iter().map(|&it| it.to_owned()).collect(),
        };
        Book {
            title: Bilingual::default(),
            question: Bilingual::default(),
            answers: Vec::new(),
            runs: vec![run.clone(), run],
            warnings: Vec::new(),
            sheets: Vec::new(),
            absent: Vec::new(),
            charts: Vec::new(),
        }
    }

    #[test]
    fn every_page_of_a_synthetic_book_says_so_and_no_other() {
        let mark = |lang, blocks: &[&str]| footer(&book(blocks), lang);
        assert_eq!(mark(Lang::Zh, &["payers.bmi", "funds.cii"]), "&L合成数据&C&P / &N");
        assert_eq!(mark(Lang::En, &["payers.bmi"]), "&LSynthetic data&C&P / &N");
        assert_eq!(mark(Lang::Zh, &[]), "&P / &N");
        let blocks = BookRun::synthetic_in(&book(&["payers.bmi", "funds.cii"]).runs);
        assert_eq!(blocks, ["payers.bmi", "funds.cii"], "each once");
    }
}
