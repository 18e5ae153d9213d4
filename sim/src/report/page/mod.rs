//! The page of a report: one file that opens without a network, prints, and works out other terms by itself.
//!
//! Both languages stand in it, and one attribute of the root shows one of them. What it looks like is in page.css,
//! what it works out in model.js, what it does on the screen in view.js.

mod bits;
mod carried;
mod charts;
mod model;
mod sliders;
mod terms;

use std::fmt::Write as _;

use super::book::{Book, BookRun, Column, Content, Row, Sheet};
use super::finished::Verb;
use crate::wording::book::{Table, Unit};
use crate::wording::page::PageText;
use crate::wording::tables::blocks_listed;
use crate::wording::{Bilingual, Lang};

pub use charts::document as chart_document;
pub use model::Model;

/// From so many bytes on a text needs a broad column.
const LONG: usize = 60;
/// And from so many on one that is not narrow.
const MIDDLE: usize = 22;

/// The page of a book; with a model, or with why it has none. It opens in `lang`.
pub fn html(book: &Book, model: &Result<Model, Bilingual>, lang: Lang) -> String {
    let mut page = String::new();
    let root = match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let _ = write!(
        page,
        "<!DOCTYPE html>\n<html lang=\"{root}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <link rel=\"icon\" href=\"data:,\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n",
        escaped(book.title.get(lang)),
        include_str!("page.css"),
    );
    page.push_str(&charts::patterns());
    head(&mut page, book);
    try_terms(&mut page, book, model);
    tables(&mut page, book);
    end(&mut page, book);
    if let Ok(model) = model {
        let data = model.data.to_string().replace("</", "<\\/");
        let _ = writeln!(page, "<script type=\"application/json\" id=\"model-data\">{data}</script>");
        let _ = writeln!(page, "<script type=\"text/plain\" id=\"model-counts\">{}</script>", model.counts);
    }
    let _ = write!(
        page,
        "<script>\n{}</script>\n<script>\n{}</script>\n</body>\n</html>\n",
        include_str!("model.js"),
        include_str!("view.js"),
    );
    page
}

/// Title, question, answer.
fn head(page: &mut String, book: &Book) {
    let _ = write!(
        page,
        "<header>\n<div class=\"bar-top screen\"><button id=\"switch\" type=\"button\">{}</button>\
         <button id=\"print\" type=\"button\">{}</button></div>\n<h1>{}</h1>\n",
        word(PageText::Switch),
        word(PageText::Print),
        both(&book.title),
    );
    synthetic(page, &book.runs);
    let _ = write!(
        page,
        "</header>\n<main>\n<section>\n<h2>{}</h2>\n<p>{}</p>\n<h2>{}</h2>\n<div class=\"answer\">\n",
        word(PageText::Question),
        both(&book.question),
        word(PageText::Answer),
    );
    for answer in &book.answers {
        let _ = writeln!(page, "<p>{}</p>", both(answer));
    }
    page.push_str("</div>\n");
    if !book.warnings.is_empty() {
        let _ = writeln!(page, "<h3>{}</h3>\n<ul>", word(PageText::Before));
        for warning in &book.warnings {
            let _ = writeln!(page, "<li>{}</li>", both(warning));
        }
        page.push_str("</ul>\n");
    }
    page.push_str("</section>\n");
}

/// What is made up in any of the runs.
fn synthetic(page: &mut String, runs: &[BookRun]) {
    let blocks = BookRun::synthetic_in(runs);
    if !blocks.is_empty() {
        let _ = writeln!(
            page,
            "<p class=\"mark\"><strong>{}</strong> {}{}</p>",
            word(PageText::SyntheticMark),
            word(PageText::Synthetic),
            both(&Bilingual { zh: blocks_listed(&blocks, Lang::Zh), en: blocks_listed(&blocks, Lang::En) }),
        );
    }
}

/// The sliders and what they give.
fn try_terms(page: &mut String, book: &Book, model: &Result<Model, Bilingual>) {
    let model = match model {
        Ok(model) => model,
        Err(why) => {
            // no other verb keeps counts, so that there is nothing to do about it
            let others = !book.runs.is_empty() && book.runs.iter().all(|run| run.verb != Verb::Run.name());
            if !others {
                let _ = writeln!(page, "<p class=\"soft\">{}{}</p>", word(PageText::TryOff), both(why));
            }
            return;
        }
    };
    let thinned = model.thinned.as_ref().map_or_else(String::new, both);
    let _ = write!(
        page,
        "<noscript><p>{}</p></noscript>\n<section id=\"try\" hidden>\n<h2>{}</h2>\n<p><strong>{}{}</strong></p>\n\
         <p class=\"soft\">{} {thinned}</p>\n<div id=\"sliders\"></div>\n\
         <p id=\"cap-note\" role=\"status\"></p>\n<div class=\"tools screen\">\
         <button id=\"reset\" type=\"button\">{}</button><button id=\"copy\" type=\"button\">{}</button>\
         <label>{} <select id=\"period\"></select></label></div>\n\
         <p id=\"design-note\" class=\"screen\" role=\"status\"></p>\
         <textarea id=\"design\" class=\"screen\" hidden readonly aria-label=\"design.json\"></textarea>\n",
        word(PageText::NoScript),
        word(PageText::Try),
        word(PageText::Payer),
        both(&model.payer),
        word(PageText::TryAbout),
        word(PageText::Reset),
        word(PageText::Copy),
        word(PageText::Year),
    );
    let _ = write!(
        page,
        "<div class=\"scroll\"><table id=\"try-table\"><thead><tr><th scope=\"col\">{}</th><th scope=\"col\">{}</th>\
         <th scope=\"col\">{}</th><th scope=\"col\">{}</th></tr></thead><tbody id=\"try-rows\" aria-live=\"polite\">\
         </tbody></table></div>\n<p class=\"soft\">{}</p>\n<div class=\"pair\">\n",
        word(PageText::Figure),
        word(PageText::Base),
        word(PageText::Moved),
        word(PageText::Difference),
        word(PageText::ErrorOnly),
    );
    let curve = if model.data["kind"] == "contract" { PageText::CurveBid } else { PageText::CurveBook };
    for (id, title, about) in
        [("histogram", PageText::Histogram, PageText::HistogramAbout), ("curve", curve, PageText::CurveAbout)]
    {
        let _ = writeln!(
            page,
            "<figure><figcaption>{}</figcaption><svg id=\"{id}\" role=\"img\"></svg><p class=\"soft\">{}</p></figure>",
            word(title),
            word(about),
        );
    }
    page.push_str("</div>\n</section>\n");
}

/// The tables in order, each with its charts; assumptions and limits under headings of their own.
fn tables(page: &mut String, book: &Book) {
    let stands_last = |sheet: &&Sheet| matches!(sheet.table, Table::Parameters | Table::Limits);
    let _ = writeln!(page, "<h2>{}</h2>", word(PageText::Tables));
    for sheet in book.sheets.iter().filter(|sheet| !stands_last(sheet) && sheet.table != Table::Contents) {
        section(page, book, sheet);
    }
    for (table, heading) in
        [(Table::Parameters, PageText::Assumptions), (Table::Limits, PageText::LimitsHeading)]
    {
        let sheets: Vec<&Sheet> = book.sheets.iter().filter(|sheet| sheet.table == table).collect();
        if !sheets.is_empty() {
            let _ = writeln!(page, "<h2>{}</h2>", word(heading));
        }
        for sheet in sheets {
            section(page, book, sheet);
        }
    }
    if !book.absent.is_empty() {
        let _ = writeln!(page, "<h3>{}</h3>\n<ul class=\"soft\">", word(PageText::Absent));
        for absent in &book.absent {
            let title = crate::wording::book::both(|lang| absent.table.title(None, lang));
            let _ = writeln!(page, "<li>{}</li>", both(&joined(&title, &absent.why)));
        }
        page.push_str("</ul>\n");
    }
}

fn joined(title: &Bilingual, why: &Bilingual) -> Bilingual {
    Bilingual { zh: format!("{}：{}", title.zh, why.zh), en: format!("{}: {}", title.en, why.en) }
}

fn section(page: &mut String, book: &Book, sheet: &Sheet) {
    page.push_str("<section class=\"sheet\">\n");
    for chart in book.charts.iter().filter(|chart| chart.table == sheet.table) {
        page.push_str(&charts::figure(chart));
    }
    // what a folder keeps for programs is long: it can be opened, and is not printed
    let is_kept = sheet.table.is_for_programs();
    if is_kept {
        let _ = write!(page, "<details class=\"screen\"><summary>{}</summary>", both(&sheet.title()));
    }
    let _ =
        write!(page, "<div class=\"scroll\"><table><caption>{}</caption>\n<thead><tr>", both(&sheet.title()));
    for column in &sheet.columns {
        let class = if column.unit == Unit::Text { "" } else { " class=\"n\"" };
        let _ = write!(page, "<th scope=\"col\"{class}>{}</th>", both(&column.head));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    sheet.rows.iter().for_each(|row| line(page, row, &sheet.columns));
    page.push_str("</tbody></table></div>\n");
    for note in &sheet.notes {
        let _ = writeln!(page, "<p class=\"notes\">{}</p>", both(note));
    }
    page.push_str(if is_kept { "</details></section>\n" } else { "</section>\n" });
}

fn line(page: &mut String, row: &Row, columns: &[Column]) {
    page.push_str(if row.is_total { "<tr class=\"total\">" } else { "<tr>" });
    for (nth, (cell, column)) in row.cells.iter().zip(columns).enumerate() {
        let unit = cell.unit.unwrap_or(column.unit);
        let text = |lang| cell.text(unit, lang);
        let shown = both(&crate::wording::book::both(text));
        let error = cell.error_text(unit, column.error);
        let error =
            error.map_or_else(String::new, |it| format!("<span class=\"err\">{}</span>", escaped(&it)));
        let width = if is_number(unit) { 0 } else { text(Lang::En).len() };
        let kinds = [
            ("n", is_number(unit)),
            ("words", is_number(unit) && matches!(cell.content, Content::Text(_))),
            ("input", cell.is_input),
            ("mid", (MIDDLE..=LONG).contains(&width)),
            ("long", width > LONG),
        ];
        let kinds = kinds.into_iter().filter(|(_, is_so)| *is_so).map(|(kind, _)| kind).collect::<Vec<_>>();
        let class = if kinds.is_empty() { String::new() } else { format!(" class=\"{}\"", kinds.join(" ")) };
        let _ = match nth {
            0 => write!(page, "<th scope=\"row\"{class}>{shown}{error}</th>"),
            _ => write!(page, "<td{class}>{shown}{error}</td>"),
        };
    }
    page.push_str("</tr>\n");
}

/// Where the figures are from, and who signs.
fn end(page: &mut String, book: &Book) {
    let _ = writeln!(page, "<section>\n<h2>{}</h2>", word(PageText::Provenance));
    for run in &book.runs {
        let commit = run.engine.1.as_ref().map_or_else(String::new, |commit| format!(" ({commit})"));
        let facts = [
            (PageText::Scenario, run.scenario.clone()),
            (PageText::Trials, run.trials.to_string()),
            (PageText::Seed, run.seed.to_string()),
            (PageText::PlanDigest, run.plan_digest.clone()),
            (PageText::ScenarioDigest, run.scenario_digest.clone()),
            (PageText::Engine, format!("huimin {}{commit}", run.engine.0)),
            (PageText::Started, run.started.clone()),
        ];
        let _ = writeln!(page, "<h3>{}</h3>\n<dl>", both(&run.title));
        for (what, value) in facts {
            let _ = writeln!(page, "<dt>{}</dt><dd>{}</dd>", word(what), escaped(&value));
        }
        page.push_str("</dl>\n");
    }
    let _ = writeln!(page, "</section>\n<section>\n<h2>{}</h2>\n<div class=\"sign\">", word(PageText::Sign));
    for who in [PageText::Prepared, PageText::Reviewed, PageText::Approved] {
        let _ = write!(page, "<div><strong>{}</strong>", word(who));
        for what in [PageText::Name, PageText::Qualification, PageText::Date] {
            let _ = write!(page, "<span class=\"rule\">{}</span>", word(what));
        }
        page.push_str("</div>\n");
    }
    let _ = writeln!(page, "</div>\n<p class=\"soft\">{}</p>\n</section>\n</main>", word(PageText::SignNote));
}

fn is_number(unit: Unit) -> bool {
    !matches!(unit, Unit::Text | Unit::Mixed)
}

fn word(text: PageText) -> String {
    both(&text.both())
}

/// A text in both languages, of which the page shows one.
fn both(text: &Bilingual) -> String {
    if text.zh == text.en {
        return escaped(&text.zh);
    }
    format!(
        "<span class=\"zh\" lang=\"zh-CN\">{}</span><span class=\"en\" lang=\"en\">{}</span>",
        escaped(&text.zh),
        escaped(&text.en)
    )
}

/// Text as it may stand in HTML and SVG.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::book::{Cell, ErrorShown};
    use crate::stats::Estimate;

    fn text(text: &str) -> Bilingual {
        Bilingual { zh: format!("{text}（中）"), en: text.to_owned() }
    }

    fn book() -> Book {
        let column = |key: &str, unit, error| Column { key: key.to_owned(), head: text(key), unit, error };
        let never = Estimate { value: 0.0, se: 0.01, low: 0.0, high: 0.03, n: 100 };
        let ratio = Estimate { value: 0.912, se: 0.004, low: 0.904, high: 0.92, n: 100 };
        Book {
            title: text("A & B"),
            question: text("is <it> enough?"),
            answers: vec![text("yes")],
            runs: Vec::new(),
            warnings: Vec::new(),
            sheets: vec![Sheet {
                table: Table::Designs,
                money: None,
                columns: vec![
                    column("design", Unit::Text, ErrorShown::None),
                    column("ratio", Unit::Ratio, ErrorShown::StandardError),
                    column("deficit", Unit::Probability, ErrorShown::Interval),
                ],
                rows: vec![Row {
                    cells: vec![
                        Cell::new(Content::Text(text("base"))),
                        Cell::new(Content::Figure(ratio)),
                        Cell::new(Content::Never(never)),
                    ],
                    is_total: false,
                }],
                notes: Vec::new(),
            }],
            absent: Vec::new(),
            charts: Vec::new(),
        }
    }

    #[test]
    fn a_page_holds_both_languages_and_fetches_nothing() {
        let page = html(&book(), &Err(PageText::NoBuckets.both()), Lang::Zh);
        for expected in
            ["<html lang=\"zh-CN\">", "A &amp; B（中）", "is &lt;it&gt; enough?", "91.2%", "±0.4%"]
        {
            assert!(page.contains(expected), "{expected}");
        }
        assert!(
            page.contains("低于3.0%（95%）") && page.contains("below 3.0% (95%)"),
            "no probability of nothing"
        );
        let addresses: Vec<&str> = page.match_indices("http").map(|(at, _)| &page[at..at + 26]).collect();
        assert!(addresses.iter().all(|it| it.starts_with("http://www.w3.org/2000/svg")), "{addresses:?}");
        assert!(!page.contains("id=\"model-data\""), "no sliders without counts");
        assert!(page.contains("--buckets"), "and a word on how to get them");
        let english = html(&book(), &Err(PageText::NoBuckets.both()), Lang::En);
        assert_eq!(
            english.replace("<html lang=\"en\">", "<html lang=\"zh-CN\">").len(),
            page.replace("<title>A &amp; B（中）", "<title>A &amp; B").len()
        );
    }
}
