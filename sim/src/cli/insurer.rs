//! `huimin insurer`: the policies and claims of a synthetic insurer, and the truth about them.

use clap::{ArgMatches, Command};
use serde_json::json;

use super::{CliError, Exit, Session, claims, clock, interrupt, options, output, published};
use crate::benefit::{Part, Terms};
use crate::experience::{Book, Day, Insurer, SyntheticRow};
use crate::projection::Projection;
use crate::report::{
    self, ClaimsReport, FolderFile, Format, InsurerTables, RunFolder, StatedLiability, pretty_json,
};
use crate::scenario::load::Loaded;
use crate::scenario::plan::Plan;
use crate::scenario::problem::{Problem, ProblemKind, Problems};
use crate::units::Trial;
use crate::wording::Lang;
use crate::wording::shell::Text;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments =
        vec![options::operand("scenario", Text::ScenarioName, Text::Scenario, lang).required(true)];
    arguments.extend(options::insurer(lang));
    arguments.push(options::seed(lang));
    arguments.push(options::set(lang));
    let [out, force] = options::where_to(lang);
    arguments.extend([out.required(true), force]);
    options::verb("insurer", Text::Insurer, arguments, lang).after_help(Text::InsurerExamples.text(lang))
}

/// Draws a trial's persons and bills, writes what the insurer knows and what is true, and reads the files back.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let name = options::operand_of(matches, "scenario");
    let scenario = session.load(name, &options::settings(matches))?;
    session.warn(&scenario);
    let seed = Plan::new(&scenario)?.seed();
    let projection = scenario.projection()?.person_by_person();
    let (book, liabilities) = product(&scenario, &projection)?;
    let insurer = asked(matches, &projection, seed)?;
    let format = options::text_of(matches, "format").unwrap_or_default();
    let format = Format::ALL.into_iter().find(|it| it.ending() == format).unwrap_or(Format::Csv);
    let Some(mut folder) = options::folder(matches, session)? else { return Ok(Exit::BadInput) };
    let started = clock::now();
    write(&mut folder, (&scenario, &projection), (&insurer, format), (&book, &liabilities))?;
    let fields =
        [("scenario", scenario.name.clone().into()), ("synthetic", true.into()), ("seed", seed.into())];
    published::publish_files(&mut folder, fields, started, session)?;
    let target = options::path(matches, "out").unwrap_or(std::path::Path::new("."));
    let read = claims::read(&target.join("claims.json").display().to_string())?;
    let suppression = claims::suppression(matches, &read);
    let report = ClaimsReport { claims: &read, suppression, plainly: true };
    output::print(&report::claims_console(&report, session.lang))?;
    Ok(if read.reconciliation.holds() { Exit::Done } else { Exit::Failed })
}

fn write(
    folder: &mut RunFolder,
    (scenario, projection): (&Loaded, &Projection),
    (insurer, format): (&Insurer, Format),
    (book, liabilities): (&Book, &[StatedLiability]),
) -> Result<(), CliError> {
    let name = |table: &str| format!("{table}.{}", format.ending());
    let files = [folder.open(&name("policies"))?, folder.open(&name("claims"))?];
    let mut tables: InsurerTables<'_, FolderFile> = InsurerTables::new(files, format, book)?;
    let mut any_claim = false;
    let truth = insurer.export(projection, book, |row: SyntheticRow| {
        if interrupt::asked() {
            return Err(CliError::Interrupted);
        }
        any_claim |= matches!(row, SyntheticRow::Line(_));
        Ok(tables.push(&row)?)
    })?;
    for file in tables.finish()? {
        folder.close(file)?;
    }
    let about = (&scenario.base().title, projection.years(), insurer);
    let mut document = report::insurer_document(about, (book, liabilities), format);
    if !any_claim {
        document["control"] = json!({ "claims": 0 });
    }
    folder.write("claims.json", &pretty_json(&document))?;
    let truth = report::insurer_truth(insurer, projection.years(), book, &truth);
    folder.write("truth.json", &pretty_json(&truth))?;
    folder.write("scenario.resolved.json", scenario.resolved().as_bytes())?;
    Ok(())
}

/// The product of the base: which payers are its liabilities, and what the document states of each.
fn product(scenario: &Loaded, projection: &Projection) -> Result<(Book, Vec<StatedLiability>), CliError> {
    let (_, product, _) = scenario.product()?;
    let design = projection.designs()[0].first();
    let Some(book) = Book::of(&design.scheme, &product.payers) else {
        let place = crate::scenario::node::Place::whole(&scenario.name);
        let kind = ProblemKind::MissingBlock { block: "payers".to_owned() };
        return Err(CliError::Scenario(Problems::from(vec![Problem::new(place, kind)])));
    };
    let stated = book.liabilities.iter().map(|&at| {
        let payer = &design.scheme.payers()[at];
        let title = payer
            .title
            .clone()
            .unwrap_or_else(|| crate::wording::Bilingual { zh: payer.id.clone(), en: payer.id.clone() });
        let (parts, deductible, cap) = match &payer.terms {
            Terms::PerYear(terms) => {
                let rules = terms.rules();
                let deductible = Some(rules.tiers.deductible().to_string());
                (parts(|part| rules.eligible.contains(part)), deductible, rules.cap.map(|it| it.to_string()))
            }
            Terms::PerAdmission(_) => (vec!["self_pay"], None, None),
            Terms::Fixed(_) => (Vec::new(), None, None),
        };
        (title, parts, deductible, cap)
    });
    let stated = stated.collect();
    Ok((book, stated))
}

/// The parts of cost of a claims document that hold the parts of a bill that a payer looks at.
fn parts(of: impl Fn(Part) -> bool) -> Vec<&'static str> {
    let known: [(&str, &[Part]); 4] = [
        ("self_pay", &[Part::SelfPay, Part::AboveBmiCap]),
        ("first_self_pay", &[Part::FirstSelfPay]),
        ("over_limit", &[Part::OverLimit]),
        (
            "own_expense",
            &[
                Part::ListedOwnExpense,
                Part::UnlistedOwnExpense,
                Part::SpecialDrug,
                Part::RareDrug,
                Part::TeleConsult,
            ],
        ),
    ];
    let held = known.into_iter().filter(|(_, parts)| parts.iter().any(|&part| of(part)));
    held.map(|(key, _)| key).collect()
}

fn bad(option: &'static str, found: &str, (low, high): (&str, &str)) -> CliError {
    let [found, low, high] = [found, low, high].map(str::to_owned);
    CliError::NotBetween { option, found, low, high }
}

/// The insurer that is asked for.
fn asked(matches: &ArgMatches, projection: &Projection, seed: u64) -> Result<Insurer, CliError> {
    let number = |id: &'static str, usual: f64, least: f64, most: f64| match options::text_of(matches, id) {
        None => Ok(usual),
        Some(found) => {
            let number = found.parse::<f64>().ok().filter(|it| (least..=most).contains(it));
            number.ok_or_else(|| bad(id, found, (&least.to_string(), &most.to_string())))
        }
    };
    let last = projection.years().last().copied().map_or(Day(0), Day::last_of);
    let valued_at = match options::text_of(matches, "valued-at") {
        None => last,
        Some(found) => {
            let first = projection.years().first().copied().map_or(Day(0), Day::first_of);
            let day = Day::parse(found).filter(|&day| day >= first);
            day.ok_or_else(|| bad("valued-at", found, (&first.to_string(), "9999-12-31")))?
        }
    };
    Ok(Insurer {
        seed,
        trial: Trial(options::number(matches, "trial").unwrap_or(0)),
        share: number("share", 1.0, 1e-6, 1.0)?,
        notice_days: number("notice-days", 20.0, 0.0, 365.0)?,
        payment_days: number("payment-days", 15.0, 0.0, 365.0)?,
        reversal_rate: number("reversals", 0.01, 0.0, 0.5)?,
        paid_only: options::is_set(matches, "paid-only"),
        valued_at,
    })
}
