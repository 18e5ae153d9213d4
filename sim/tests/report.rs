//! `huimin report` as a user meets it: the same figures in every format, sums that agree with `summary.json`, and
//! refusals that name everything at once.

#![allow(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use calamine::{Data, DataType, Reader, Xlsx, open_workbook};
use common::{done, huimin, names, town};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use serde_json::{Map, Value};

/// A run of a town in `home`; its folder.
fn run(home: &Path) -> PathBuf {
    run_and_console(home).0
}

/// [`run`], and what it prints.
fn run_and_console(home: &Path) -> (PathBuf, String) {
    let out = home.join("run");
    let mut command =
        huimin(&["run", town(home).to_str().unwrap(), "--trials", "40", "--quiet", "--lang", "en"]);
    command.arg("--out").arg(&out);
    let (code, console, err) = done(command);
    assert_eq!(code, 0, "{err}");
    (out, console)
}

/// `huimin report` of folders into `home/name`; exit code and standard error.
fn report(home: &Path, folders: &[&Path], name: &str, arguments: &[&str]) -> (i32, String) {
    let mut command = huimin(&["report", "--quiet"]);
    command.args(folders).arg("--out").arg(home.join(name)).args(arguments);
    let (code, _, err) = done(command);
    (code, err)
}

fn json_of(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// What a report says of one table, laid flat: for each row and column the number, if there is one.
type Numbers = Vec<Vec<Option<f64>>>;

/// From `report.json`: a column, and those of its error.
fn of_json(table: &Value) -> Numbers {
    let columns = table["columns"].as_array().unwrap();
    let of_row = |row: &Value| {
        let cells = row["cells"].as_array().unwrap();
        let flat = columns.iter().zip(cells).flat_map(|(column, cell)| {
            let error = |key: &str| cell["error"][key].as_f64();
            let parts: &[&str] = match column["error"].as_str().unwrap() {
                "none" => &[],
                "standard_error" => &["se"],
                _ => &["low", "high"],
            };
            let own = cell["value"].as_f64();
            std::iter::once(own).chain(parts.iter().map(|part| error(part))).collect::<Vec<_>>()
        });
        flat.collect()
    };
    table["rows"].as_array().unwrap().iter().map(of_row).collect()
}

/// Words that happen to be digits (a switch that reads `0.3`) are no numbers: `table` says which cells are words.
fn of_csv(path: &Path, table: &Value) -> Numbers {
    let bytes = fs::read(path).unwrap();
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap();
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    let lines: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let columns = table["columns"].as_array().unwrap();
    let n_parts = |column: &Value| match column["error"].as_str().unwrap() {
        "none" => 0,
        "standard_error" => 1,
        _ => 2,
    };
    let of = |(line, row): (&csv::StringRecord, &Value)| {
        let cells = columns.iter().zip(row["cells"].as_array().unwrap());
        let is_word = cells.flat_map(|(column, cell)| {
            std::iter::once(cell["text"].is_object()).chain(std::iter::repeat_n(false, n_parts(column)))
        });
        line.iter().zip(is_word).map(|(cell, is_word)| cell.parse().ok().filter(|_| !is_word)).collect()
    };
    lines[2..].iter().zip(table["rows"].as_array().unwrap()).map(of).collect()
}

fn of_parquet(path: &Path) -> Numbers {
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    let number = |field: &Field| if let Field::Double(value) = field { Some(*value) } else { None };
    let rows = reader.get_row_iter(None).unwrap().map(Result::unwrap);
    rows.map(|row| {
        let own = row.get_column_iter().filter(|(name, _)| !name.ends_with("_text"));
        own.map(|(_, field)| number(field)).collect()
    })
    .collect()
}

fn of_workbook(book: &mut Xlsx<std::io::BufReader<fs::File>>, nth: usize, n_rows: usize) -> Numbers {
    let range = book.worksheet_range_at(nth).unwrap().unwrap();
    let number = |cell: &Data| cell.as_f64().filter(|_| cell.is_float() || cell.is_int());
    range.rows().skip(2).take(n_rows).map(|row| row.iter().map(number).collect()).collect()
}

#[test]
fn every_format_has_the_same_figures() {
    let home = tempfile::tempdir().unwrap();
    let run = run(home.path());
    let (code, err) =
        report(home.path(), &[&run], "book", &["--format", "xlsx,csv,json,parquet", "--lang", "zh"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let out = home.path().join("book");
    let json = json_of(&out.join("report.json"));
    let mut book: Xlsx<_> = open_workbook(out.join("report.xlsx")).unwrap();
    let tables = json["tables"].as_array().unwrap();
    assert!(tables.len() >= 9, "{}", tables.len());
    for (nth, table) in tables.iter().enumerate() {
        let key = table["table"].as_str().unwrap();
        let expected = of_json(table);
        let n_numbers = expected.iter().flatten().flatten().count();
        assert!(key == "t15-limits" || key == "kept-definitions" || n_numbers > 0, "{key}");
        // serde_json reads a figure back wrong by an ulp here and there, and a spreadsheet keeps 15 to 17 digits
        assert_same(&of_csv(&out.join(format!("csv/{key}.csv")), table), &expected, 1e-15, key);
        assert_same(&of_parquet(&out.join(format!("parquet/{key}.parquet"))), &expected, 1e-15, key);
        assert_same(&of_workbook(&mut book, nth + 1, expected.len()), &expected, 1e-14, key);
    }
    assert_eq!(book.sheet_names()[0], "目录");
    // what is made up stands before the question; the list is that of the run
    let second = book.worksheet_range_at(0).unwrap().unwrap().get((1, 0)).unwrap().to_string();
    let blocks = json["runs"][0]["synthetic"].as_array().unwrap();
    let blocks: Vec<&str> = blocks.iter().map(|it| it.as_str().unwrap()).collect();
    assert_eq!(second, format!("合成数据（非公开统计）：{}", blocks.join("、")));
    assert!(book.sheet_names().contains(&"T5 风险准备金与赤字分担表".to_owned()), "{:?}", book.sheet_names());
}

fn assert_same(found: &Numbers, expected: &Numbers, relative: f64, key: &str) {
    assert_eq!(found.len(), expected.len(), "{key}");
    for (row, (found, expected)) in found.iter().zip(expected).enumerate() {
        for (column, expected) in expected.iter().enumerate() {
            let found = found.get(column).copied().flatten();
            let close = match (found, expected) {
                (Some(a), Some(b)) => (a - b).abs() <= relative * b.abs(),
                (a, b) => a.is_none() && b.is_none(),
            };
            assert!(close, "{key}, row {row}, column {column}: {found:?} and {expected:?}");
        }
    }
}

#[test]
fn the_page_shows_the_figures_of_the_data_to_the_last_decimal_that_it_prints() {
    let home = tempfile::tempdir().unwrap();
    let run = run(home.path());
    assert_eq!(report(home.path(), &[&run], "book", &["--format", "json,html"]).0, 0);
    let json = json_of(&home.path().join("book/report.json"));
    let page = fs::read_to_string(home.path().join("book/report.html")).unwrap();
    let mut n_shown = 0;
    for table in json["tables"].as_array().unwrap() {
        n_shown += shown_on(&page, table).unwrap();
    }
    assert!(n_shown > 1_000, "{n_shown}");
    // a table of which one figure is off by a hundredth is not on the page
    let reserve = json["tables"].as_array().unwrap().iter().find(|it| it["table"] == "t05-reserve").unwrap();
    let mut off = reserve.clone();
    let place = off["columns"].as_array().unwrap().iter().position(|it| it["key"] == "contribution").unwrap();
    let value = &mut off["rows"][0]["cells"][place]["value"];
    *value = (value.as_f64().unwrap() + 0.01).into();
    assert!(shown_on(&page, &off).is_err());
}

/// How many cells of a table stand on the page, each with its figure and error as far as it is printed.
fn shown_on(page: &str, table: &Value) -> Result<usize, String> {
    let title = table["title"]["zh"].as_str().unwrap();
    let caption = format!("<caption><span class=\"zh\" lang=\"zh-CN\">{}</span>", escaped(title));
    let body = page.split_once(&caption).ok_or(format!("{title} is not there"))?.1;
    let body = body.split_once("<tbody>").unwrap().1.split_once("</tbody>").unwrap().0;
    let rows: Vec<Vec<&str>> = body.split("<tr").skip(1).map(cells_of).collect();
    let expected = table["rows"].as_array().unwrap();
    assert_eq!(rows.len(), expected.len(), "{title}");
    let columns = table["columns"].as_array().unwrap();
    for (found, expected) in rows.iter().zip(expected) {
        let expected = expected["cells"].as_array().unwrap();
        assert_eq!(found.len(), expected.len(), "{title}");
        for ((found, expected), column) in found.iter().zip(expected).zip(columns) {
            let (text, error) = found.split_once("<span class=\"err\">").unwrap_or((*found, ""));
            let error = error.trim_end_matches("</span>");
            let (text, error) = (in_chinese(text), error.replace("&lt;", "<"));
            let says = if let Some(value) = expected["value"].as_f64() {
                reads(&text, value) && error_reads(&error, column, expected)
            } else {
                let words = ["text", "missing"].iter().find_map(|key| expected[key]["zh"].as_str());
                // a bound is a sentence about the end of its interval
                words.map_or(text.is_empty() || expected["error"].is_object(), |it| text == escaped(it))
            };
            if !says {
                return Err(format!("{title}, {}: {text} {error} and {expected}", column["key"]));
            }
        }
    }
    Ok(rows.iter().map(Vec::len).sum())
}

/// What stands in the cells of a row.
fn cells_of(row: &str) -> Vec<&str> {
    let cells = row.split("</td>").flat_map(|part| part.split("</th>"));
    let inner = |cell: &'_ str| {
        let at = cell.find("<th scope=\"row\"").or_else(|| cell.find("<td"))?;
        Some(at + cell[at..].find('>')? + 1)
    };
    cells.filter_map(|cell| Some(&cell[inner(cell)?..])).collect()
}

fn in_chinese(text: &str) -> String {
    let inner = text.strip_prefix("<span class=\"zh\" lang=\"zh-CN\">");
    inner.and_then(|it| it.split_once("</span>")).map_or(text, |(zh, _)| zh).to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Whether a printed number is this one, to half of its last decimal.
fn reads(text: &str, value: f64) -> bool {
    let (number, scale) = text.strip_suffix('%').map_or((text, 1.0), |it| (it, 100.0));
    let number = number.replace(',', "");
    let decimals = number.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let half = (0..decimals).fold(0.5, |half, _| half / 10.0);
    number.parse::<f64>().is_ok_and(|found| (found - value * scale).abs() <= half * (1.0 + 1e-9))
}

/// Whether what stands below a figure is its error: `±0.7%`, `(90.6–93.2%)`, `±<0.01`.
fn error_reads(text: &str, column: &Value, cell: &Value) -> bool {
    let part = |key: &str| cell["error"][key].as_f64();
    if column["error"] == "none" || cell["error"].is_null() {
        return text.is_empty();
    }
    let percent = if text.contains('%') { "%" } else { "" };
    match text.strip_prefix('±') {
        Some("0") => part("se").unwrap() <= 1e-12 * cell["value"].as_f64().unwrap().abs(),
        Some(bound) if bound.starts_with('<') => {
            let bound: f64 = bound[1..].trim_end_matches('%').parse().unwrap();
            part("se").unwrap() * if percent == "%" { 100.0 } else { 1.0 } < bound
        }
        Some(error) => reads(error, part("se").unwrap()),
        None => {
            let ends =
                text.strip_prefix('(').and_then(|it| it.strip_suffix(')')).and_then(|it| it.split_once('–'));
            let Some((low, high)) = ends else { return false };
            reads(&format!("{low}{percent}"), part("low").unwrap()) && reads(high, part("high").unwrap())
        }
    }
}

#[test]
fn a_run_that_counted_shows_its_tail_and_every_run_one_bill() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("run");
    let town = town(home.path());
    // a top-up has terms of its own, which cannot be counted
    let mut scenario = json_of(&town);
    scenario["city"]["topup_share"] = 0.into();
    fs::write(&town, scenario.to_string()).unwrap();
    let mut command =
        huimin(&["run", town.to_str().unwrap(), "--trials", "20", "--buckets", "cii", "--quiet"]);
    command.arg("--out").arg(&out);
    assert_eq!(done(command).0, 0);
    assert_eq!(report(home.path(), &[&out], "book", &["--format", "json"]).0, 0);
    let json = json_of(&home.path().join("book/report.json"));
    let numbers = |table: &str, key: &str| -> Vec<f64> {
        let (rows, place) = column(&json, table, key);
        rows.iter().filter_map(|row| row["cells"][place]["value"].as_f64()).collect()
    };
    // whoever has more than the deductible of 20,000 is paid: those of T3, over the three years
    let (above, persons) =
        (numbers("kept-cost_tail", "cost_above"), numbers("kept-cost_tail", "persons_a_year"));
    let paid: f64 = numbers("t03-liabilities", "persons_paid").iter().sum();
    let next = above.iter().position(|it| *it >= 20_000.0).unwrap();
    let (more, less) = (persons[next - 1] * 3.0, persons[next] * 3.0);
    assert!(less <= paid && paid < more && more < 1.5 * less, "{less}, {paid} and {more} in three years");
    assert!(persons.windows(2).all(|two| two[0] >= two[1]) && persons.len() > 5, "{persons:?}");
    // the bill of case F01: 180,000 yuan, to the fen
    let amounts = numbers("kept-one_bill", "amount");
    let (bill, parts) = amounts.split_last().unwrap();
    assert_eq!((*bill, parts.iter().sum::<f64>()), (180_000.0, 180_000.0));
    for kind in ["waterfall", "cost-tail"] {
        let key = |chart: &Value| chart["key"].as_str().unwrap().contains(kind);
        assert!(json["charts"].as_array().unwrap().iter().any(key), "{kind}");
    }
}

/// The table of a report, and the place of a column.
fn column(json: &Value, table: &str, key: &str) -> (Vec<Value>, usize) {
    let table = json["tables"].as_array().unwrap().iter().find(|it| it["table"] == table).unwrap();
    let place = table["columns"].as_array().unwrap().iter().position(|it| it["key"] == key).unwrap();
    (table["rows"].as_array().unwrap().clone(), place)
}

#[test]
fn figures_are_those_of_the_run_and_formulas_give_them_again() {
    let home = tempfile::tempdir().unwrap();
    let run = run(home.path());
    let (code, err) = report(home.path(), &[&run], "book", &["--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let json = json_of(&home.path().join("book/report.json"));
    let summary = json_of(&run.join("summary.json"));
    let base = &summary["designs"][0]["periods"];
    for (table, key, metric, factor) in [
        ("t05-reserve", "deficit", "cii.deficit", 1e-4),
        ("t05-reserve", "draw", "cii.draw", 1e-4),
        ("t05-reserve", "insurer_part", "cii.insurer_part", 1e-4),
        ("t04-fund", "income", "cii.income", 1e-4),
        ("t04-fund", "claims", "cii.claims", 1e-4),
    ] {
        let (rows, place) = column(&json, table, key);
        for (row, year) in rows.iter().zip(["2016", "2017", "2018"]) {
            let found = row["cells"][place]["value"].as_f64().unwrap();
            let expected = base[year][metric]["value"].as_f64().unwrap() * factor;
            assert!(
                (found - expected).abs() <= 1e-12 * expected.abs(),
                "{table} {key} {year}: {found} {expected}"
            );
        }
    }
    let mut n_formulas = 0;
    for table in json["tables"].as_array().unwrap() {
        for row in table["rows"].as_array().unwrap() {
            for cell in row["cells"].as_array().unwrap() {
                if let Some(formula) = cell["formula"].as_object().filter(|it| !it.contains_key("worked")) {
                    n_formulas += 1;
                    let (worked, value) = (worked_out(table, formula), cell["value"].as_f64().unwrap());
                    let off = (worked - value).abs();
                    assert!(off <= 1e-9 * value.abs().max(1.0), "{}: {worked} and {value}", table["table"]);
                }
            }
        }
    }
    assert!(n_formulas > 10, "{n_formulas}");
    // the account adds up as the note below it says, and by the formula that a reader finds in the workbook
    let place = |key| column(&json, "t04-fund", key).1;
    for (nth, row) in column(&json, "t04-fund", "income").0.iter().enumerate() {
        let of = |key| row["cells"][place(key)]["value"].as_f64().unwrap();
        let worked = of("transfer") + of("true_up") + of("topup") - of("to_reserve");
        assert!(of("true_up") > 0.0 && (worked - of("income")).abs() < 1e-6, "{row}");
        let [transfer, true_up, topup, set_aside] =
            ["transfer", "true_up", "topup", "to_reserve"].map(|key| format!("({nth},{})", place(key)));
        let formula = format!("(SUM({transfer},{true_up},{topup})-{set_aside})");
        assert_eq!(row["cells"][place("income")]["formula"]["worked"], formula);
    }
}

/// What the formula of a cell gives.
fn worked_out(table: &Value, formula: &Map<String, Value>) -> f64 {
    let (kind, places) = formula.iter().next().unwrap();
    let at = |place: &Value| {
        let (row, column) = (place[0].as_u64().unwrap(), place[1].as_u64().unwrap());
        let row = &table["rows"][usize::try_from(row).unwrap()];
        row["cells"][usize::try_from(column).unwrap()]["value"].as_f64().unwrap_or(0.0)
    };
    let values: Vec<f64> = places.as_array().unwrap().iter().map(at).collect();
    match kind.as_str() {
        "sum" => values.iter().sum(),
        "less" => values[0] - values[1],
        _ => values[0] / values[1],
    }
}

#[test]
fn a_report_answers_in_the_sentences_of_the_run() {
    let home = tempfile::tempdir().unwrap();
    let (run, console) = run_and_console(home.path());
    assert_eq!(report(home.path(), &[&run], "book", &["--format", "json"]).0, 0);
    let json = json_of(&home.path().join("book/report.json"));
    let answers: Vec<&str> =
        json["answers"].as_array().unwrap().iter().map(|it| it["en"].as_str().unwrap()).collect();
    // the run says at which bid the insurer breaks even where nobody bears a deficit
    let (alike, more): (Vec<&str>, Vec<&str>) = answers.into_iter().partition(|it| console.contains(it));
    assert_eq!(alike.len(), 3, "{alike:?} {more:?}");
    assert!(alike[1].contains(" million yuan") && alike[1].matches(" ±").count() == 3, "{}", alike[1]);
    assert!(more.iter().all(|it| it.contains("breaks even")), "{more:?}");
}

#[test]
fn a_report_has_the_published_form_and_the_same_bytes_again() {
    let home = tempfile::tempdir().unwrap();
    let run = run(home.path());
    let formats = ["--format", "xlsx,csv,json,parquet"];
    for name in ["one", "two"] {
        assert_eq!(report(home.path(), &[&run], name, &formats).0, 0);
    }
    let [one, two] = ["one", "two"].map(|name| json_of(&home.path().join(name).join("manifest.json")));
    assert_eq!(one["files"], two["files"]);
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/report.schema.json");
    let schema = json_of(Path::new(schema));
    let json = json_of(&home.path().join("one/report.json"));
    holds(&schema, &schema, &json, "report.json");
    // and a report that lacks something, or has more, does not have it
    let mut lacking = json.clone();
    lacking.as_object_mut().unwrap().remove("runs");
    assert!(std::panic::catch_unwind(|| holds(&schema, &schema, &lacking, "lacking")).is_err());
    let mut more = json;
    more["tables"][0]["rows"][0]["cells"][0]["valeu"] = 1.into();
    assert!(std::panic::catch_unwind(|| holds(&schema, &schema, &more, "more")).is_err());
}

/// Whether a value has the form that a JSON Schema asks for; the words that this one uses.
fn holds(root: &Value, schema: &Value, value: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.strip_prefix("#/$defs/").unwrap();
        return holds(root, &root["$defs"][name], value, at);
    }
    let is = |kind: &str| match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("{other} is no type"),
    };
    let typed = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(|kind| is(kind.as_str().unwrap())),
        kind => is(kind.as_str().unwrap()),
    };
    assert!(typed, "{at}: {value} is no {}", schema["type"]);
    if let Some(known) = schema["enum"].as_array() {
        assert!(known.contains(value), "{at}: {value}");
    }
    for key in schema["required"].as_array().into_iter().flatten() {
        assert!(value.get(key.as_str().unwrap()).is_some(), "{at} lacks {key}");
    }
    for (key, below) in value.as_object().into_iter().flatten() {
        let known = &schema["properties"][key];
        assert!(known.is_object(), "{at} has {key}");
        holds(root, known, below, &format!("{at}/{key}"));
    }
    for (nth, below) in value.as_array().into_iter().flatten().enumerate() {
        holds(root, &schema["items"], below, &format!("{at}/{nth}"));
    }
}

#[test]
fn everything_that_is_wrong_is_said_at_once_and_nothing_is_written() {
    let home = tempfile::tempdir().unwrap();
    let run = run(home.path());
    let figures = run.join("summary.json");
    let changed = fs::read_to_string(&figures).unwrap().replacen("\"seed\"", "\"sead\"", 1);
    fs::write(&figures, changed).unwrap();
    fs::remove_file(run.join("comparison.csv")).unwrap();
    let nowhere = home.path().join("nowhere");
    let formats = ["--format", "xlsx,docx,pdf", "--lang", "en"];
    let (code, err) = report(home.path(), &[&run, &nowhere], "book", &formats);
    assert_eq!(code, 2, "{err}");
    for words in
        ["docx", "pdf", "summary.json is not what", "comparison.csv is missing", "nowhere is not there"]
    {
        assert!(err.contains(words), "{words} is not in\n{err}");
    }
    let (_, err) = report(home.path(), &[&run, &nowhere], "book", &["--format", "docx", "--lang", "zh"]);
    assert!(err.contains("没有“docx”这种格式") && err.contains("摘要不符"), "{err}");
    assert_eq!(names(home.path()), ["run", "town.json"]);
}

#[test]
fn a_report_is_replaced_by_force_alone() {
    let home = tempfile::tempdir().unwrap();
    let run = run(home.path());
    assert_eq!(report(home.path(), &[&run], "book", &["--format", "json"]).0, 0);
    let (code, err) = report(home.path(), &[&run], "book", &["--format", "csv", "--lang", "en"]);
    assert!(code == 2 && err.contains("--force"), "{err}");
    assert_eq!(report(home.path(), &[&run], "book", &["--format", "csv", "--force"]).0, 0);
    assert_eq!(names(&home.path().join("book")), ["csv", "manifest.json"]);

    // a report may stand in its run and be made anew there; the run that holds it is not replaced, by no verb
    for more in [&["--format", "json"][..], &["--format", "json", "--force"]] {
        let (code, err) = report(home.path(), &[&run], "run/book", more);
        assert_eq!(code, 0, "{err}");
    }
    let before = names(&run);
    let (code, err) = report(home.path(), &[&run], "run", &["--force", "--lang", "en"]);
    assert!(code == 2 && err.contains("was written by huimin run"), "{err}");
    let words = ["run", "--trials", "2", "--lang", "en", "--force", "--out"];
    let (code, _, err) = done(huimin(&[&words[..], &[run.to_str().unwrap()]].concat()));
    assert!(code == 2 && err.contains("not written by the program: book/"), "{err}");
    assert_eq!(names(&run), before);
    fs::remove_dir_all(run.join("book")).unwrap();

    // a report is no run
    let (code, err) = report(home.path(), &[&home.path().join("book")], "again", &["--lang", "en"]);
    assert!(code == 2 && err.contains("no results to report"), "{err}");
}

#[test]
fn runs_stand_side_by_side_and_a_reader_is_told_where_they_are_not_paired() {
    let home = tempfile::tempdir().unwrap();
    let one = run(home.path());
    let other = home.path().join("other");
    let town = home.path().join("town.json");
    let mut command =
        huimin(&["run", town.to_str().unwrap(), "--trials", "40", "--seed", "7", "--quiet", "--out"]);
    command.arg(&other);
    assert_eq!(done(command).0, 0);
    assert_eq!(report(home.path(), &[&one, &other], "book", &["--format", "json"]).0, 0);
    let json = json_of(&home.path().join("book/report.json"));
    assert!(json["warnings"][0]["zh"].as_str().unwrap().contains("不是配对差"), "{}", json["warnings"]);
    let (rows, place) = column(&json, "t05-reserve", "run");
    let named: Vec<&str> =
        rows.iter().map(|row| row["cells"][place]["text"]["zh"].as_str().unwrap()).collect();
    assert_eq!(named.iter().filter(|name| **name == "other").count(), 4, "{named:?}");
    let (rows, place) = column(&json, "t01-parameters", "value_other");
    let seed = rows.iter().find(|row| row["cells"][0]["text"]["en"] == "run.seed").unwrap();
    assert_eq!(seed["cells"][place]["value"].as_f64(), Some(7.0));
}
