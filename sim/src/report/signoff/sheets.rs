//! Cover, register, strata and digests of the pack; what the opinion is told.

use std::path::Path;

use crate::decide::audit::Decided;
use crate::report::book::{Absent, At, Book, Cell, Content, Formula, Row, Sheet};
use crate::report::folder::MANIFEST;
use crate::report::waterfall::name;
use crate::scenario::document::TermDoc;
use crate::scenario::funds::FundDoc;
use crate::scenario::node::Node;
use crate::scenario::register::{Assumption, Flaw, Grade};
use crate::wording::book::{Table, Unit, both};
use crate::wording::clauses::name_of;
use crate::wording::sign_off::{Made, Opinion, SignOffTable, Word, how_to_get_readings, sample, stratum};
use crate::wording::{Bilingual, Lang};

use super::figures::{Stated, StatedReading};
use super::{Counts, PackParts, Recalculated, column, empty, number, plain, row, text, words};

/// The cover: what this is, what is open, what is missing.
pub(super) fn cover(parts: &PackParts<'_>, book: &Book, counts: &Counts, sampled: Recalculated) -> Sheet {
    let run = &parts.folders[0];
    let line = |item: Word, value: Cell, remark: Cell| row(vec![text(words(item)), value, remark]);
    let count = |n: usize| Cell { unit: Some(Unit::Count), ..number(n as f64) };
    let see = || text(words(Word::SeeRegister));
    let as_of = if parts.as_of_given { Word::AsOfGiven } else { Word::AsOfRun };
    let commit = run.stated("commit");
    let mut rows = vec![
        line(Word::Draft, text(words(Word::DraftNote)), empty()),
        line(Word::Scenario, text(book.title.clone()), plain(&run.stated("scenario"))),
        line(Word::Run, plain(&run.name), plain(&run.folder.display().to_string())),
        line(Word::Trials, count(usize::try_from(run.counted("trials")).unwrap_or(usize::MAX)), empty()),
        line(Word::Seed, plain(&run.counted("seed").to_string()), empty()),
        line(Word::Engine, plain(&run.stated("version")), plain(&commit)),
        line(Word::Started, plain(&run.stated("started")), empty()),
        line(Word::AsOf, plain(parts.as_of), text(words(as_of))),
        line(Word::Assumptions, count(counts.all), empty()),
        line(Word::Expired, count(counts.expired), see()),
        line(Word::NotApproved, count(counts.not_approved), see()),
        line(Word::SyntheticCount, count(counts.synthetic), see()),
        line(Word::WithoutOwner, count(counts.without_owner), see()),
        line(Word::WithoutGrade, count(counts.without_grade), see()),
    ];
    let readings = if run.answer.list("readings").is_empty() {
        both(|lang| how_to_get_readings(lang).to_owned())
    } else {
        words(Word::SeeReadings)
    };
    rows.push(line(Word::Readings, text(readings), empty()));
    rows.push(line(
        Word::Sample,
        text(both(|lang| said_of_sample(parts, lang))),
        text(words(Word::AllSynthetic)),
    ));
    rows.push(line(Word::Formulas, count(sampled.formulas), empty()));
    rows.push(line(Word::Different, count(sampled.different), empty()));
    rows.push(line(Word::NotFormulas, count(sampled.without), empty()));
    if parts.is_of_own_bills() {
        let hidden = if parts.hides_few() { text(words(Word::FewNotShown)) } else { empty() };
        rows.push(line(Word::OwnBills, text(words(Word::OwnBillsNote)), hidden));
    }
    let others = parts.folders[1..].iter().map(|it| (&it.name, it.answer.verb.name()));
    for (name, verb) in others.chain(parts.evidence.iter().map(|it| (&it.name, it.verb.name()))) {
        rows.push(line(Word::Others, plain(name), plain(verb)));
    }
    for absent in &book.absent {
        let title = both(|lang| absent.table.title(None, lang));
        rows.push(line(Word::Missing, text(title), text(absent.why.clone())));
    }
    let columns = vec![
        column(Word::Item, Unit::Text),
        column(Word::Value, Unit::Text),
        column(Word::Remark, Unit::Text),
    ];
    Sheet { table: Table::SignOff(SignOffTable::Cover), money: None, columns, rows, notes: Vec::new() }
}

fn said_of_sample(parts: &PackParts<'_>, lang: Lang) -> String {
    let audit = parts.audit;
    sample((audit.persons.len(), audit.looked_at, audit.every, audit.trial.0, audit.year.0), lang)
}

/// The register, what is expired, not approved or synthetic first.
pub(super) fn register(parts: &PackParts<'_>) -> Sheet {
    let mut all: Vec<(Vec<Flaw>, &Assumption)> =
        parts.assumptions.iter().map(|it| (it.flaws(parts.as_of), it)).collect();
    // by the worst flaw; the order of the scenario within
    all.sort_by_key(|(flaws, _)| flaws.first().map_or(usize::MAX, |worst| *worst as usize));
    let hides_few = parts.hides_few();
    all.retain(|(_, it)| !(hides_few && it.pointer.starts_with(HEADS)));
    let rows = all.into_iter().map(|(flaws, it)| {
        let state = |lang: Lang| {
            let said: Vec<&str> = flaws.iter().map(|flaw| state_of(*flaw).text(lang)).collect();
            let between = if lang == Lang::Zh { "、" } else { ", " };
            if said.is_empty() { Word::IsApproved.text(lang).to_owned() } else { said.join(between) }
        };
        let said = |it: &Option<String>| plain(it.as_deref().unwrap_or_default());
        let value = it.value.parse().map_or_else(|_| plain(&it.value), number);
        let (by, on) = it.approved.as_ref().map_or(("", ""), |(by, on)| (by, on));
        row(vec![
            plain(&it.pointer),
            Cell { is_input: true, ..value },
            plain(&it.source),
            plain(it.switch.unwrap_or_default()),
            text(both(state)),
            said(&it.owner),
            plain(it.grade.map_or("", letter)),
            said(&it.evidence),
            plain(by),
            plain(on),
            said(&it.expires_on),
        ])
    });
    let heads = [
        (Word::Parameter, Unit::Text),
        (Word::Set, Unit::AsWritten),
        (Word::Source, Unit::Text),
        (Word::Switch, Unit::Text),
        (Word::State, Unit::Text),
        (Word::Owner, Unit::Text),
        (Word::Grade, Unit::Text),
        (Word::Evidence, Unit::Text),
        (Word::ApprovedBy, Unit::Text),
        (Word::ApprovedOn, Unit::Text),
        (Word::ExpiresOn, Unit::Text),
    ];
    Sheet {
        table: Table::SignOff(SignOffTable::Register),
        money: None,
        columns: heads.map(|(word, unit)| column(word, unit)).to_vec(),
        rows: rows.collect(),
        notes: [Word::Grades, Word::RegisterOrder]
            .into_iter()
            .chain(hides_few.then_some(Word::FewNotShown))
            .map(words)
            .collect(),
    }
}

/// Where a scenario has its members by age, sex and scheme: of own bills they are those of the file.
const HEADS: &str = "/city/heads/";

/// Leaves members by age, sex and scheme out of the parameters.
pub(super) fn without_heads(book: &mut Book) {
    let path = HEADS.trim_start_matches('/').replace('/', ".");
    for sheet in book.sheets.iter_mut().filter(|it| it.table == Table::Parameters) {
        sheet.rows.retain(|row| !row.cells[0].text(Unit::Text, Lang::En).starts_with(&path));
        sheet.notes.push(words(Word::FewNotShown));
    }
}

const fn state_of(flaw: Flaw) -> Word {
    match flaw {
        Flaw::Expired => Word::IsExpired,
        Flaw::NotApproved => Word::IsNotApproved,
        Flaw::Synthetic => Word::IsSynthetic,
    }
}

const fn letter(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "A",
        Grade::B => "B",
        Grade::C => "C",
        Grade::D => "D",
        Grade::S => "S",
    }
}

/// What the strata are called.
pub(super) fn strata_names(parts: &PackParts<'_>) -> Vec<Bilingual> {
    let named = |it: &crate::decide::audit::Stratum| {
        let decided = match it.reach.decided {
            Decided::Plainly => Word::Plainly,
            Decided::NearDeductible => Word::NearDeductible,
            Decided::HigherTier => Word::HigherTier,
            Decided::Limit => Word::Limited,
        };
        both(|lang| {
            let payer = it.reach.payer.map(|place| name(&parts.scheme.payers()[place], lang));
            stratum(payer.as_deref(), decided, lang)
        })
    };
    parts.audit.strata.iter().map(named).collect()
}

/// The strata with their sizes, and for how many a person of each stands.
pub(super) fn strata(parts: &PackParts<'_>, names: &[Bilingual]) -> Sheet {
    let every = parts.audit.every as f64;
    let mut rows: Vec<Row> = Vec::new();
    for (stratum, name) in parts.audit.strata.iter().zip(names) {
        rows.push(row(vec![
            text(name.clone()),
            number(stratum.persons as f64),
            number(stratum.drawn as f64),
            number(stratum.persons as f64 * every / stratum.drawn as f64),
        ]));
    }
    let sum = |column: usize| {
        let value = rows.iter().filter_map(|row| row.cells[column].value()).sum();
        let over = (0..rows.len()).map(|row| At { row, column }).collect();
        Cell { formula: Some(Formula::Sum(over)), ..number(value) }
    };
    let total = vec![text(words(Word::TotalOfAll)), sum(1), sum(2), Cell::new(Content::Empty)];
    rows.push(Row { cells: total, is_total: true });
    let columns = vec![
        column(Word::Stratum, Unit::Text),
        column(Word::Persons, Unit::Persons),
        column(Word::Drawn, Unit::Persons),
        column(Word::StandsFor, Unit::Number),
    ];
    let notes =
        vec![both(|lang| said_of_sample(parts, lang)), words(Word::StrataNote), words(Word::AllSynthetic)];
    Sheet { table: Table::SignOff(SignOffTable::Strata), money: None, columns, rows, notes }
}

/// The digest of everything the pack rests on.
pub(super) fn digests(parts: &PackParts<'_>) -> Sheet {
    let line = |of: &str, file: Cell, digest: &str| row(vec![plain(of), file, plain(digest)]);
    let mut rows = Vec::new();
    for source in sources(parts) {
        let facts = [
            (Word::Engine, engine(source.manifest)),
            (Word::PlanDigest, stated(source.manifest, "plan_digest")),
            (Word::ScenarioDigest, stated(source.manifest, "scenario_digest")),
        ];
        for (word, value) in facts.into_iter().filter(|(_, value)| !value.is_empty()) {
            rows.push(line(source.name, text(words(word)), &value));
        }
        for (file, digest) in source.files() {
            rows.push(line(source.name, plain(file), digest));
        }
    }
    if let Some((file, digest)) = parts.register {
        rows.push(line(file, text(words(Word::Register)), digest));
    }
    let columns = [Word::DigestOf, Word::File, Word::Sha256].map(|word| column(word, Unit::Text)).to_vec();
    let notes = vec![words(Word::DigestsNote), words(Word::InputsFile)];
    Sheet { table: Table::SignOff(SignOffTable::Digests), money: None, columns, rows, notes }
}

/// A folder that the pack rests on.
pub(super) struct Source<'a> {
    pub(super) name: &'a str,
    pub(super) folder: &'a Path,
    manifest: &'a Node,
    pub(super) manifest_digest: &'a str,
}

impl Source<'_> {
    /// Every file of it with its digest, the manifest first.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let kept =
            self.manifest.get("files").map(Node::entries).unwrap_or_default().iter().map(|entry| {
                (&*entry.key, entry.node.get("sha256").and_then(Node::as_text).unwrap_or_default())
            });
        std::iter::once((MANIFEST, self.manifest_digest)).chain(kept)
    }
}

/// Every folder that a pack rests on, in the order of the command line.
pub(super) fn sources<'a>(parts: &PackParts<'a>) -> Vec<Source<'a>> {
    let folders = parts.folders.iter().map(|it| Source {
        name: &it.name,
        folder: &it.folder,
        manifest: &it.manifest,
        manifest_digest: &it.manifest_digest,
    });
    let evidence = parts.evidence.iter().map(|it| Source {
        name: &it.name,
        folder: &it.folder,
        manifest: &it.manifest,
        manifest_digest: &it.manifest_digest,
    });
    folders.chain(evidence).collect()
}

fn stated(manifest: &Node, key: &str) -> String {
    manifest.get(key).and_then(Node::as_text).unwrap_or_default().to_owned()
}

fn engine(manifest: &Node) -> String {
    format!("{} {}", stated(manifest, "version"), stated(manifest, "commit")).trim_end().to_owned()
}

/// A table that is missing, and why.
fn absent(it: &Absent) -> Bilingual {
    both(|lang| {
        let why = it.why.get(lang).trim_end_matches(['。', '.']);
        match lang {
            Lang::Zh => format!("{}：{why}", it.table.title(None, lang)),
            Lang::En => format!("{}: {why}", it.table.title(None, lang)),
        }
    })
}

/// What the opinion is told.
pub(super) fn opinion(
    parts: &PackParts<'_>,
    book: &Book,
    (counts, made, checks): (&Counts, Made, Vec<Bilingual>),
    (figures, readings): (Vec<Stated>, Option<Vec<StatedReading>>),
) -> Opinion {
    let run = &parts.folders[0];
    let base = run.scenario.base();
    let years = base.term.as_ref().map(TermDoc::years).unwrap_or_default();
    let year = |it: Option<&crate::units::Year>| it.map_or(0, |year| year.0);
    let mut documents: Vec<String> = Vec::new();
    for it in parts.assumptions {
        let terms = ["/payers/", "/funds/"].iter().any(|block| it.pointer.starts_with(block));
        if terms && !it.source.is_empty() && !documents.contains(&it.source) {
            documents.push(it.source.clone());
        }
    }
    let kind = |fund: &FundDoc| match fund {
        FundDoc::CiiContract(_) => both(|lang| name_of("cii", lang).to_owned()),
        FundDoc::HmbBook(_) => both(|lang| name_of("hmb", lang).to_owned()),
        FundDoc::Ledger(ledger) => both(|lang| {
            ledger.payers.first().map_or_else(String::new, |payer| name_of(payer, lang).to_owned())
        }),
    };
    let stated = |fund: &str| figures.iter().any(|it| it.words.fund == fund);
    let funds = base.funds.iter().filter(|(id, _)| stated(id));
    Opinion {
        title: book.title.clone(),
        purpose: book.question.clone(),
        run: run.name.clone(),
        trials: run.counted("trials"),
        seed: run.counted("seed"),
        years: [year(years.first()), year(years.last())],
        engine: engine(&run.manifest),
        scenario_digest: run.stated("scenario_digest"),
        as_of: parts.as_of.to_owned(),
        sources: documents,
        synthetic: run.synthetic_blocks(),
        assumptions: [counts.all, counts.expired, counts.not_approved, counts.synthetic],
        funds: funds.map(|(id, fund)| (id.to_owned(), kind(fund))).collect(),
        figures: figures.into_iter().map(|it| it.words).collect(),
        readings: readings.map(|all| all.into_iter().map(|it| it.words).collect()),
        omissions: run.scenario.omissions().iter().map(|it| both(|lang| it.text(lang).to_owned())).collect(),
        own_bills: parts.is_of_own_bills(),
        checks,
        included: book.sheets.iter().map(|it| it.table.clone()).collect(),
        missing: book.absent.iter().map(absent).collect(),
        sample: [made.persons, made.bills, made.formulas, made.different],
    }
}
