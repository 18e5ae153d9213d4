//! Designs held against a base, for people (tables), spreadsheets (CSV) and programs (JSON).

use serde_json::{Map, Value, json};

use crate::decide::metrics::{Definition, Subject};
use crate::decide::{DesignEffects, DesignSummary, Effects, Figure, Membership, Reaction, Summary, headline};
use crate::scenario::demand::Demand;
use crate::scenario::load::BASE;
use crate::scenario::steps::{Change, Steps};
use crate::stats::Estimate;
use crate::units::Year;
use crate::wording::contrast::{self, ContrastWord};
use crate::wording::metrics::Metric;
use crate::wording::tables::Word;
use crate::wording::{Bilingual, Lang, long_runs};

use super::compare_membership;
use super::compare_persons::{self, PersonsReport, persons_json};
use super::compare_reaction;
use super::csv;
use super::numbers;
use super::readings::difference_head;
use super::sampling::SamplingUsed;
use super::simulated::Simulated;
use super::summary_json::{SCHEMA_VERSION, design, estimate_json, metrics_of};
use super::table::{aligned, columns, design_rows, design_title, label, period_head, shortened, titled};

/// The most designs whose figures are shown on the console; those of more are in files.
const DESIGNS_SHOWN: usize = 12;
/// The most designs that stand beside the base in one table.
const DESIGNS_BESIDE: usize = 3;

/// Designs held against a base.
#[derive(Debug, Clone)]
pub struct CompareReport<'a> {
    /// What was simulated.
    pub run: Simulated<'a>,
    /// In which way the futures were drawn, where that is not plainly.
    pub sampling: Option<&'a SamplingUsed>,
    /// What people call the payers, by id.
    pub payers: &'a [(String, Bilingual)],
    /// Every figure, the base first.
    pub summary: &'a Summary,
    /// What each design changes.
    pub steps: &'a [Steps],
    /// What that does.
    pub effects: &'a Effects,
    /// What care that reacts to what patients pay adds, where the scenario has an elasticity: its own, and those of
    /// the ends of its interval, design by design.
    pub reactions: Option<(&'a Demand, &'a [[Reaction; 3]])>,
    /// What the prices of designs do by themselves, and by who joins, where they decide that.
    pub membership: &'a [Membership],
    /// Who gains and who loses, where persons were looked at.
    pub persons: Option<PersonsReport<'a>>,
}

impl CompareReport<'_> {
    pub(super) fn years(&self) -> String {
        match self.summary.years[..] {
            [] => String::new(),
            [Year(year)] => year.to_string(),
            [Year(first), .., Year(last)] => format!("{first}–{last}"),
        }
    }

    fn several_years(&self) -> bool {
        self.summary.years.len() > 1
    }

    fn payer<'b>(&'b self, id: &'b str, lang: Lang) -> &'b str {
        self.payers.iter().find(|(known, _)| known == id).map_or(id, |(_, title)| title.get(lang))
    }

    /// What stands before the figures of a fund: the title of the payer of that id, or the id.
    pub(super) fn fund_name(&self, subject: &Subject, lang: Lang) -> String {
        subject.fund().map(|id| format!("{} ", self.payer(id, lang))).unwrap_or_default()
    }

    /// The title of a design by its name.
    fn design_title(&self, name: &str, lang: Lang) -> String {
        let found = self.summary.designs.iter().find(|design| design.name == name);
        found.map_or_else(|| name.to_owned(), |design| design_title(design, lang))
    }
}

/// The comparison as text, with a newline at the end: the headline first.
pub fn compare_console(report: &CompareReport<'_>, lang: Lang) -> String {
    let mut blocks = vec![header(report, lang)];
    let Some((base, others)) = report.summary.designs.split_first() else { return blocks.join("") };
    if others.len() > DESIGNS_SHOWN {
        let designs = numbers::grouped(others.len() as f64, 0);
        blocks.push(long_runs::designs_elsewhere(&designs, lang));
    } else {
        for some in beside(others) {
            let shown: Vec<&DesignSummary> = [base].into_iter().chain(some).collect();
            blocks.push(headline_table(report, &shown, lang));
        }
        if let Some(persons) = &report.persons {
            blocks.push(compare_persons::lines(persons, lang).join("\n"));
        }
        for some in beside(others) {
            let shown: Vec<&DesignSummary> = [base].into_iter().chain(some).collect();
            blocks.extend(layers(report, &shown, lang));
        }
        if report.several_years() {
            blocks.extend(others.iter().filter_map(|design| year_by_year(report, design, lang)));
        }
        blocks.extend(effect_tables(report, lang));
        blocks.extend(compare_membership::tables(report, lang));
        blocks.extend(compare_reaction::tables(report, lang));
        if let Some(persons) = &report.persons {
            blocks.extend(compare_persons::tables(persons, &report.years(), lang));
        }
    }
    blocks.push(ContrastWord::PairedNote.text(lang).to_owned());
    blocks.join("\n\n") + "\n"
}

/// The designs in parts of equal size, as many as stand beside the base.
fn beside(others: &[DesignSummary]) -> std::slice::Chunks<'_, DesignSummary> {
    let tables = others.len().div_ceil(DESIGNS_BESIDE).max(1);
    others.chunks(others.len().div_ceil(tables).max(1))
}

/// Title, trials, seed, units, what is made up; then what each design changes.
fn header(report: &CompareReport<'_>, lang: Lang) -> String {
    let mut lines = report.run.lines(lang);
    // how the futures were drawn stands before what was made up
    lines.splice(2..2, report.sampling.iter().flat_map(|used| used.sentences(lang)));
    if let Some(base) = report.summary.base() {
        let other = (base.name != BASE).then(|| design_title(base, lang));
        lines.push(contrast::base_line(other.as_deref(), lang));
    }
    if !report.steps.is_empty() && report.steps.len() <= DESIGNS_SHOWN {
        lines.push(ContrastWord::Changes.text(lang).to_owned());
        lines.extend(report.steps.iter().map(|it| changes_line(report, it, lang)));
    }
    lines.join("\n")
}

/// `  deductible 15,000: payers.cii.deductible_yuan 20000 → 15000`.
fn changes_line(report: &CompareReport<'_>, of: &Steps, lang: Lang) -> String {
    let changes: Vec<String> =
        of.steps.iter().flat_map(|step| &step.changes).map(|it| change(it, lang)).collect();
    let comma = if lang == Lang::Zh { "；" } else { "; " };
    let changes = match changes[..] {
        [] => ContrastWord::SameAsBase.text(lang).to_owned(),
        _ => changes.join(comma),
    };
    let colon = if lang == Lang::Zh { "：" } else { ": " };
    format!("  {}{colon}{changes}", report.design_title(&of.design, lang))
}

/// `payers.cii.deductible_yuan 20000 → 15000`.
fn change(it: &Change, lang: Lang) -> String {
    let from = it.from.as_deref().unwrap_or(ContrastWord::NothingThere.text(lang));
    let to = it.to.as_deref().unwrap_or(ContrastWord::TakenAway.text(lang));
    format!("{} {from} → {to}", it.path)
}

/// Premium, loss ratio, chance of a deficit, what patients bear: each with its paired difference.
fn headline_table(report: &CompareReport<'_>, shown: &[&DesignSummary], lang: Lang) -> String {
    let rows = report.summary.subjects.iter().flat_map(|subject| {
        let metrics = headline_of(subject);
        let named = report.fund_name(subject, lang);
        let rows = metrics.into_iter().flat_map(move |metric| {
            let mut rows = design_rows(shown, subject, metric, lang);
            rows.first_mut().into_iter().for_each(|row| row[0].insert_str(0, &named));
            rows
        });
        rows.collect::<Vec<_>>()
    });
    titled(&contrast::headline_heading(&report.years(), lang), design_head(shown, lang), rows.collect())
}

/// What a design is judged by: price, loss ratio, chance of a deficit, what patients bear.
pub(super) fn headline_of(subject: &Subject) -> Vec<Metric> {
    let mut metrics = premium_of(subject).to_vec();
    metrics.extend(headline(subject));
    if *subject == Subject::Patients {
        metrics.push(Metric::PatientPerHead);
    }
    metrics
}

/// What stands for the price of a fund.
const fn premium_of(subject: &Subject) -> &'static [Metric] {
    match subject {
        Subject::Contract(_) => &[Metric::Income],
        Subject::Book(_) => &[Metric::Participation, Metric::Premium],
        _ => &[],
    }
}

fn design_head(shown: &[&DesignSummary], lang: Lang) -> Vec<String> {
    let titles = shown.iter().map(|design| design_title(design, lang));
    [Word::Figure.text(lang).to_owned()].into_iter().chain(titles).collect()
}

/// What each payer pays of the bills, and what is left to the patients.
fn layers(report: &CompareReport<'_>, shown: &[&DesignSummary], lang: Lang) -> Option<String> {
    let rows = report.summary.subjects.iter().flat_map(|subject| {
        let (name, metric) = match subject {
            Subject::FirstPayer(id) | Subject::Payer(id) => (report.payer(id, lang), Metric::Paid),
            Subject::Patients => (ContrastWord::PatientsBear.text(lang), Metric::Borne),
            Subject::City => (ContrastWord::AllBills.text(lang), Metric::Cost),
            _ => return Vec::new(),
        };
        let mut rows = design_rows(shown, subject, metric, lang);
        rows.first_mut().into_iter().for_each(|row| name.clone_into(&mut row[0]));
        rows
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let heading = contrast::layers_heading(&report.years(), lang);
    (!rows.is_empty()).then(|| titled(&heading, design_head(shown, lang), rows))
}

/// The headline of one design, year by year, as differences; `None` where nothing of it moves.
fn year_by_year(report: &CompareReport<'_>, design: &DesignSummary, lang: Lang) -> Option<String> {
    let rows = report.summary.subjects.iter().flat_map(|subject| {
        let named = report.fund_name(subject, lang);
        let rows = headline(subject).iter().filter_map(move |&metric| {
            let cells: Vec<String> = columns(design)
                .iter()
                .map(|periods| {
                    let figure = periods.iter().find_map(|&it| design.figure(it, subject, metric));
                    figure.map(|figure| difference(figure, lang)).unwrap_or_default()
                })
                .collect();
            let name = format!("Δ {named}{}", label(subject.definition(metric)?, lang));
            let moves = cells.iter().any(|cell| !cell.is_empty() && cell != "0");
            moves.then(|| [name].into_iter().chain(cells).collect())
        });
        rows.collect::<Vec<Vec<String>>>()
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let heading = contrast::years_heading(&design_title(design, lang), lang);
    (!rows.is_empty()).then(|| titled(&heading, period_head(design, lang), rows))
}

fn difference(figure: &Figure, lang: Lang) -> String {
    let of = |it: &Estimate| numbers::difference(figure.definition.kind, it, lang);
    figure.difference.as_ref().map(of).unwrap_or_default()
}

/// One table a design that changes several parameters, and what its rows mean.
fn effect_tables(report: &CompareReport<'_>, lang: Lang) -> Vec<String> {
    let several = report.effects.designs.iter().filter(|design| design.steps.len() > 1);
    let mut blocks: Vec<String> = several.map(|design| effect_table(report, design, lang)).collect();
    if let Some(last) = blocks.last_mut() {
        last.push('\n');
        last.push_str(ContrastWord::EffectsNote.text(lang));
    }
    blocks
}

/// The widest that what changed may be beside its effects.
const CHANGE_WIDTH: usize = 72;

/// What each parameter of a design does to the figures that the design moves.
fn effect_table(report: &CompareReport<'_>, design: &DesignEffects, lang: Lang) -> String {
    let lines = effect_lines(design);
    let moves = |nth: usize| {
        let still = |row: &Vec<Option<Estimate>>| row[nth].is_none_or(|it| it.value == 0.0 && it.se == 0.0);
        !lines.iter().all(|(_, _, row)| row.is_none_or(still))
    };
    let shown: Vec<usize> = (0..report.effects.figures.len()).filter(|&nth| moves(nth)).collect();
    let heads = shown.iter().map(|&nth| {
        let (subject, definition) = &report.effects.figures[nth];
        difference_head(subject, definition, report.several_years(), lang)
    });
    let words = [ContrastWord::Parameter, ContrastWord::Way].map(|word| word.text(lang).to_owned());
    let head: Vec<String> = words.into_iter().chain(heads).collect();
    let rows = lines.iter().map(|(changes, way, row)| {
        let cells = shown.iter().map(|&nth| match row {
            None => ContrastWord::NotAlone.text(lang).to_owned(),
            Some(row) => {
                let kind = report.effects.figures[nth].1.kind;
                row[nth].as_ref().map(|it| numbers::difference(kind, it, lang)).unwrap_or_default()
            }
        });
        // the list above has every value whole
        let name = changes
            .iter()
            .map(|it| shortened(&change(it, lang), CHANGE_WIDTH))
            .collect::<Vec<_>>()
            .join("\n");
        [name, way.text(lang).to_owned()].into_iter().chain(cells).collect()
    });
    let heading =
        contrast::effects_heading(&report.design_title(&design.design, lang), &report.years(), lang);
    aligned(&heading, head.clone(), 2..head.len(), rows.collect())
}

/// The rows of a design's effects: what changes, in which way, and the figures; `None` for a step that cannot
/// stand alone.
type EffectLine<'a> = (&'a [Change], ContrastWord, Option<&'a Vec<Option<Estimate>>>);

fn effect_lines(design: &DesignEffects) -> Vec<EffectLine<'_>> {
    let alone = design.steps.iter().map(|it| (&it.changes[..], ContrastWord::Alone, it.alone.as_ref()));
    let added = design.steps.iter().map(|it| (&it.changes[..], ContrastWord::InOrder, Some(&it.added)));
    let both = alone.zip(added).flat_map(|(alone, added)| [alone, added]);
    let interaction = (&[][..], ContrastWord::Interaction, design.interaction.as_ref());
    both.chain([interaction, (&[][..], ContrastWord::WholeDesign, Some(&design.whole))]).collect()
}

/// Every table: its file name and its bytes.
pub fn compare_csv(report: &CompareReport<'_>, lang: Lang) -> Vec<(&'static str, Vec<u8>)> {
    let mut figures = Vec::new();
    // a Vec takes every write
    let _ = csv::figures_of(report.summary, lang, &mut figures);
    let mut files = vec![
        ("figures.csv", figures),
        ("definitions.csv", csv::definitions_of(definitions(report), lang)),
        ("effects.csv", effects_csv(report, lang)),
    ];
    files.extend(report.persons.as_ref().map(|it| ("persons.csv", compare_persons::table_csv(it, lang))));
    files
}

fn definitions<'a>(
    report: &'a CompareReport<'_>,
) -> impl Iterator<Item = (&'a Subject, &'static Definition)> {
    let all = report.summary.subjects.iter();
    all.flat_map(|subject| subject.definitions().iter().map(move |it| (subject, it)))
}

/// One line a design, step, way and figure.
fn effects_csv(report: &CompareReport<'_>, lang: Lang) -> Vec<u8> {
    let words =
        [Word::Key, Word::Figure, Word::Unit, Word::Value, Word::StandardError, Word::Low, Word::High];
    let mut head = vec![
        Word::Design.text(lang).to_owned(),
        ContrastWord::Parameter.text(lang).to_owned(),
        ContrastWord::Way.text(lang).to_owned(),
    ];
    head.extend(words.iter().map(|word| word.text(lang).to_owned()));
    let mut lines = vec![head];
    for design in &report.effects.designs {
        for (changes, way, row) in effect_lines(design) {
            let name = changes.iter().map(|it| change(it, lang)).collect::<Vec<_>>().join("; ");
            for (nth, (subject, definition)) in report.effects.figures.iter().enumerate() {
                let estimate = row.and_then(|row| row[nth].as_ref());
                let mut line = vec![design.design.clone(), name.clone(), way.text(lang).to_owned()];
                line.push(subject.key(definition.metric));
                line.push(definition.metric.text(lang).to_owned());
                line.push(definition.kind.key().to_owned());
                line.extend(csv::estimate_cells(estimate));
                lines.push(line);
            }
        }
    }
    csv::bytes(&lines)
}

/// The comparison for programs.
pub fn compare_json(report: &CompareReport<'_>) -> Value {
    let years: Vec<u16> = report.summary.years.iter().map(|year| year.0).collect();
    json!({
        "schema_version": SCHEMA_VERSION,
        "title": { "zh": report.run.title.zh, "en": report.run.title.en },
        "seed": report.run.seed,
        "trials": report.summary.n_trials,
        "years": years,
        "synthetic": report.run.synthetic,
        "sampling": report.sampling.map(SamplingUsed::json),
        "base": report.summary.base().map(|base| base.name.as_str()),
        "metrics": metrics_of(definitions(report)),
        "designs": report.summary.designs.iter().map(design).collect::<Value>(),
        "changes": report.steps.iter().map(changes_json).collect::<Map<String, Value>>(),
        "effects": report.effects.designs.iter().map(|it| effects_json(report, it)).collect::<Map<String, Value>>(),
        "membership": compare_membership::membership_json(report),
        "reaction": compare_reaction::reaction_json(report),
        "persons": report.persons.as_ref().map(persons_json),
    })
}

fn changes_json(of: &Steps) -> (String, Value) {
    let changes = of.steps.iter().flat_map(|step| &step.changes).map(change_json);
    (of.design.clone(), changes.collect())
}

fn change_json(it: &Change) -> Value {
    json!({ "path": it.path, "from": it.from, "to": it.to })
}

fn effects_json(report: &CompareReport<'_>, of: &DesignEffects) -> (String, Value) {
    let row = |row: &Vec<Option<Estimate>>| -> Map<String, Value> {
        let figures = report.effects.figures.iter().zip(row);
        figures
            .map(|((subject, it), value)| (subject.key(it.metric), json!(value.as_ref().map(estimate_json))))
            .collect()
    };
    let steps = of.steps.iter().map(|step| {
        json!({
            "changes": step.changes.iter().map(change_json).collect::<Value>(),
            "alone": step.alone.as_ref().map(row),
            "in_order": row(&step.added),
        })
    });
    let effects = json!({
        "steps": steps.collect::<Value>(),
        "interaction": of.interaction.as_ref().map(row),
        "whole": row(&of.whole),
    });
    (of.design.clone(), effects)
}
