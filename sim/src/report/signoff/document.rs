//! The opinion as a Word document: the lines of its Markdown, each in a style that an office may change.
//!
//! There is one text. What a line is follows from how it begins: `#` a heading, `>` a notice, `-` an item, `|` a row
//! of a table; `**` and backquotes change the run within it. The bytes depend on the text and the date alone.

use std::io::{self, Cursor};

use docx_rs::{
    AlignmentType, Docx, Footer, LineSpacing, LineSpacingType, NumPages, PageMargin, PageNum, Paragraph, Run,
    RunFonts, Shading, SpecialIndentType, Style, StyleType, Table, TableCell, TableRow, VAlignType,
    WidthType,
};

use crate::wording::Lang;

/// The text width of an A4 page with these margins, in twentieths of a point.
const PAGE: (u32, u32) = (11_906, 16_838);
const MARGIN: i32 = 1_417;
const WIDTH: usize = 9_072;

/// The bytes of the document; `date` is when it says it was made: `2026-01-31T09:05:00Z`.
///
/// # Errors
/// None but those of the archive.
pub fn word_document(markdown: &str, date: &str, lang: Lang) -> io::Result<Vec<u8>> {
    let mut document = laid_out(lang).created_at(date).updated_at(date);
    let mut ids = Ids(0);
    let mut lines = markdown.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with('|') {
            let mut rows = vec![line];
            while let Some(row) = lines.next_if(|it| it.starts_with('|')) {
                rows.push(row);
            }
            document = document.add_table(table(&rows, &mut ids)).add_paragraph(ids.paragraph());
        } else if !line.is_empty() {
            document = document.add_paragraph(paragraph(line, lang, &mut ids));
        }
    }
    let mut bytes = Cursor::new(Vec::new());
    document.build().pack(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes.into_inner())
}

/// Paragraphs numbered from the first of the document, so that the same text gives the same bytes.
struct Ids(u32);

impl Ids {
    fn paragraph(&mut self) -> Paragraph {
        self.0 += 1;
        Paragraph::new().id(format!("{:08X}", self.0))
    }
}

/// An empty page A4 with the styles of the language.
fn laid_out(lang: Lang) -> Docx {
    let fonts =
        |latin: &str, chinese: &str| RunFonts::new().ascii(latin).hi_ansi(latin).cs(latin).east_asia(chinese);
    let head = |id: &str, name: &str, size: usize, (before, after): (u32, u32)| {
        Style::new(id, StyleType::Paragraph)
            .name(name)
            .size(size)
            .bold()
            .fonts(fonts("Arial", "SimHei"))
            .line_spacing(spacing(300).before(before).after(after))
    };
    let margin = PageMargin {
        top: MARGIN,
        left: MARGIN,
        bottom: MARGIN,
        right: MARGIN,
        header: 851,
        footer: 851,
        gutter: 0,
    };
    let mut ids = Ids(u32::MAX / 2);
    let (before, between, after) =
        if lang == Lang::Zh { ("第 ", " 页，共 ", " 页") } else { ("page ", " of ", "") };
    let said = |text: &str| Run::new().add_text(text);
    let page = ids
        .paragraph()
        .align(AlignmentType::Center)
        .add_run(said(before))
        .add_page_num(PageNum::new())
        .add_run(said(between))
        .add_num_pages(NumPages::new())
        .add_run(said(after));
    Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margin)
        .default_fonts(fonts("Times New Roman", "SimSun"))
        .default_size(if lang == Lang::Zh { 24 } else { 22 })
        .add_style(head("Title", "Title", 36, (0, 240)).align(AlignmentType::Center))
        .add_style(head("Heading1", "heading 1", 28, (280, 120)).outline_lvl(0))
        .add_style(head("Heading2", "heading 2", 24, (160, 80)).outline_lvl(1))
        .footer(Footer::new().add_paragraph(page))
}

fn spacing(line: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Auto).line(line)
}

/// A line that is no row of a table.
fn paragraph(line: &str, lang: Lang, ids: &mut Ids) -> Paragraph {
    let it = ids.paragraph();
    let body = |it: Paragraph| it.line_spacing(spacing(340).after(60));
    if let Some(text) = line.strip_prefix("# ") {
        return with_runs(it.style("Title"), text, None);
    }
    if let Some(text) = line.strip_prefix("## ") {
        return with_runs(it.style("Heading1").keep_next(true), text, None);
    }
    if let Some(text) = line.strip_prefix("### ") {
        return with_runs(it.style("Heading2").keep_next(true), text, None);
    }
    if let Some(text) = line.strip_prefix("> ") {
        let it = it.indent(Some(240), None, Some(240), None).line_spacing(spacing(280).after(40));
        return with_runs(it, text, Some(18));
    }
    if let Some(text) = line.strip_prefix("- ") {
        let it = body(it).indent(Some(420), Some(SpecialIndentType::Hanging(420)), None, None);
        // a box to tick stands for the mark of an item
        let it = if text.starts_with('□') { it } else { it.add_run(Run::new().add_text("•").add_tab()) };
        return with_runs(it, text, None);
    }
    // a Chinese paragraph begins two characters in
    let first = (lang == Lang::Zh && !line.starts_with("**") && !line.starts_with("致："))
        .then_some(SpecialIndentType::FirstLine(480));
    with_runs(body(it).indent(None, first, None, None), line, None)
}

/// A paragraph with a text: words between `**` are bold, words between backquotes are of one width.
fn with_runs(mut it: Paragraph, text: &str, size: Option<usize>) -> Paragraph {
    for (nth, part) in text.split("**").enumerate() {
        for (inner, words) in part.split('`').enumerate().filter(|(_, words)| !words.is_empty()) {
            let mut run = Run::new().add_text(words);
            if nth % 2 == 1 {
                run = run.bold();
            }
            if inner % 2 == 1 {
                run = run.fonts(RunFonts::new().ascii("Consolas").hi_ansi("Consolas"));
            }
            if let Some(size) = size.or((inner % 2 == 1).then_some(18)) {
                run = run.size(size);
            }
            it = it.add_run(run);
        }
    }
    it
}

/// The rows of a table: heads, a line of dashes that says which columns stand to the right, and the rest.
fn table(lines: &[&str], ids: &mut Ids) -> Table {
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    let rows: Vec<Vec<String>> = lines.iter().map(|line| cells(line)).collect();
    let right: Vec<bool> = rows.get(1).into_iter().flatten().map(|it| it.ends_with(':')).collect();
    let columns = right.len();
    let widths = widths(columns);
    let mut shown = Vec::new();
    for (nth, row) in rows.iter().enumerate().filter(|(nth, _)| *nth != 1) {
        // a table of places to fill in has no heads
        if row.iter().all(String::is_empty) {
            continue;
        }
        let cell = |(at, text): (usize, &String)| {
            let to_the_right = nth > 1 && right.get(at) == Some(&true);
            let mut it = ids.paragraph().line_spacing(spacing(280).before(30).after(30));
            it = it.align(if to_the_right { AlignmentType::Right } else { AlignmentType::Left });
            // heads go with the first row, and places to sign stay on one page
            let it = if nth == 0 || columns == 2 { it.keep_next(true) } else { it };
            let it = if nth == 0 { it.bold() } else { it };
            let filled = TableCell::new()
                .width(widths[at.min(columns - 1)], WidthType::Dxa)
                .vertical_align(VAlignType::Center)
                .add_paragraph(with_runs(it, text, Some(20)));
            if nth == 0 { filled.shading(Shading::new().fill("D9E2EC")) } else { filled }
        };
        let mut cell = cell;
        let cells: Vec<TableCell> = row.iter().enumerate().map(&mut cell).collect();
        let line = TableRow::new(cells).cant_split();
        shown.push(if columns == 2 { line.row_height(600.0) } else { line });
    }
    Table::new(shown).set_grid(widths).width(WIDTH, WidthType::Dxa)
}

/// How wide the columns are: names, then numbers and their rows.
fn widths(columns: usize) -> Vec<usize> {
    match columns {
        2 => vec![3_300, WIDTH - 3_300],
        5 => vec![2_572, 1_800, 1_200, 2_300, 1_200],
        _ => vec![WIDTH / columns.max(1); columns],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# 题\n\n> 提示\n\n## 一、节\n\n正文 `ab` 与**粗**\n\n- 项\n- □ 选\n\n| 指标 | 值 |\n|---|---:|\n| 甲 | 1 |\n";

    #[test]
    fn the_same_text_gives_the_same_bytes_and_another_does_not() {
        let of = |text: &str| word_document(text, "2026-01-31T09:05:00Z", Lang::Zh).unwrap();
        assert_eq!(of(TEXT), of(TEXT));
        assert_ne!(of(TEXT), of(&TEXT.replace("甲", "乙")));
    }

    #[test]
    fn every_word_of_the_text_stands_in_the_document_and_no_mark_of_it_does() {
        let bytes = word_document(TEXT, "2026-01-31T09:05:00Z", Lang::Zh).unwrap();
        let read = docx_rs::read_docx(&bytes).unwrap();
        let json = read.json();
        for word in ["题", "提示", "一、节", "正文 ", "ab", "粗", "项", "□ 选", "指标", "甲"]
        {
            assert!(json.contains(word), "{word}");
        }
        for mark in ["**", "`", "|", "---", "## "] {
            assert!(!json.contains(mark), "{mark}");
        }
    }
}
