//! `huimin fit`: a cost model from an insurer's own claims, and the scenario that draws it.

use std::path::Path;

use clap::{ArgMatches, Command};

use super::calibrate::extended;
use super::{CliError, Exit, Session, claims, clock, options, output, published};
use crate::decide::fit::{Asked, ClaimsFit, FORMS, Origin};
use crate::experience::{Claims, Experience};
use crate::report::{self, ClaimsReport, FitReport, pretty_json};
use crate::scenario::load::Loaded;
use crate::scenario::problem::{Problem, ProblemKind, Problems};
use crate::stats::Form;
use crate::wording::Lang;
use crate::wording::shell::Text;

/// The scenario that claims are held against where none is named.
const BASE: &str = "cities/china";

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments =
        vec![options::operand("claims", Text::ClaimsName, Text::ClaimsFile, lang).required(true)];
    arguments.extend(options::fit(lang));
    arguments.push(options::suppress(lang));
    arguments.push(options::set(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("fit", Text::Fit, arguments, lang).after_help(Text::FitExamples.text(lang))
}

/// Fits claims that reconcile, prints what came out, and writes the tables and the fitted scenario where a folder
/// is asked for.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let base = options::text_of(matches, "base").unwrap_or(BASE);
    let scenario = session.load(base, &options::settings(matches))?;
    let fund = fund(matches, &scenario)?;
    let folder = options::folder(matches, session)?;
    let started = clock::now();
    let claims = claims::read(options::operand_of(matches, "claims"))?;
    let suppression = claims::suppression(matches, &claims);
    let Some(experience) = &claims.experience else {
        let report = ClaimsReport { claims: &claims, suppression, plainly: false };
        output::print(&report::claims_console(&report, session.lang))?;
        return Ok(Exit::BadInput);
    };
    let fit = ClaimsFit::new(experience, &scenario, Asked { forms: asked(matches), fund })?;
    let report = FitReport { fit: &fit, experience, suppression };
    let answer = report::fit_json(&report, session.lang);
    if let Some(mut folder) = folder {
        folder.write("fit.json", &pretty_json(&answer))?;
        folder.write("fit.txt", report::fit_text(&report, session.lang).as_bytes())?;
        for (name, bytes) in report::fit_csv(&report, session.lang) {
            folder.write(name, &bytes)?;
        }
        for (name, drawing) in report::fit_drawings(&report) {
            folder.write(&name, drawing.as_bytes())?;
        }
        let out = options::path(matches, "out").unwrap_or(Path::new("."));
        let origin = origin(&claims, experience, extended(base, out));
        folder.write("fitted.json", &pretty_json(&fit.scenario(&origin)))?;
        let fields = [
            ("claims", claims.name.clone().into()),
            ("synthetic", claims.is_synthetic().into()),
            ("scenario", base.into()),
            ("scenario_digest", report::sha256(scenario.resolved().as_bytes()).into()),
            ("claims_digest", origin.digest.into()),
        ];
        published::publish_files(&mut folder, fields, started, session)?;
    }
    output::print_result(matches, || answer.clone(), || report::fit_text(&report, session.lang))?;
    Ok(Exit::Done)
}

/// The forms that are asked for; all where none is.
fn asked(matches: &ArgMatches) -> Vec<Form> {
    let named = options::texts_of(matches, "severity");
    let all = FORMS.iter().copied();
    all.filter(|form| named.is_empty() || named.iter().any(|name| name == form.key())).collect()
}

/// The fund whose members the insured are, which must be a product's book of the scenario.
fn fund(matches: &ArgMatches, scenario: &Loaded) -> Result<Option<String>, Problems> {
    let Some(named) = options::text_of(matches, "fund") else { return Ok(None) };
    let funds = &scenario.base().funds;
    if funds.get(named).is_some_and(|fund| fund.book().is_some()) {
        return Ok(Some(named.to_owned()));
    }
    let books = funds.iter().filter(|(_, fund)| fund.book().is_some());
    let choices = books.map(|(name, _)| name.to_owned()).collect();
    let kind = ProblemKind::NotAChoice { found: named.to_owned(), suggestion: None, choices };
    Err(vec![Problem::new(scenario.place_of(&["funds"]), kind)].into())
}

/// Where the fitted numbers come from: a digest of the digests of all files that were read.
fn origin(claims: &Claims, experience: &Experience, extends: String) -> Origin {
    let lines = claims.reconciliation.files.iter().map(|(name, digest)| format!("{name} {digest}\n"));
    let title = experience.title();
    Origin {
        extends,
        title: [title.zh.clone(), title.en.clone()],
        day: experience.valued_at().to_string(),
        digest: report::sha256(lines.collect::<String>().as_bytes()),
        synthetic: claims.is_synthetic(),
    }
}
