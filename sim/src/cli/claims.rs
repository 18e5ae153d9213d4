//! `huimin claims`: an insurer's own policies and claims, reconciled before anything is computed from them.

use clap::{ArgMatches, Command};

use super::{CliError, Exit, Session, clock, options, output, published};
use crate::experience::{Claims, ReadError, Suppression, read_claims};
use crate::report::{self, ClaimsReport, pretty_json};
use crate::wording::Lang;
use crate::wording::shell::Text;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments =
        vec![options::operand("claims", Text::ClaimsName, Text::ClaimsFile, lang).required(true)];
    arguments.push(options::suppress(lang));
    arguments.push(options::flag("values", Text::Values, lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("claims", Text::Claims, arguments, lang).after_help(Text::ClaimsExamples.text(lang))
}

/// Reads the files, prints the reconciliation, and keeps it where a folder is asked for. Claims that do not
/// reconcile are bad input.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let folder = options::folder(matches, session)?;
    let started = clock::now();
    let claims = read(options::operand_of(matches, "claims"))?;
    let synthetic = claims.is_synthetic();
    let report = ClaimsReport {
        claims: &claims,
        suppression: suppression(matches, &claims),
        plainly: synthetic || options::is_set(matches, "values"),
    };
    let answer = report::claims_json(&report);
    if let Some(mut folder) = folder {
        folder.write("claims.json", &pretty_json(&answer))?;
        for (name, bytes) in report::claims_csv(&report, session.lang) {
            folder.write(name, &bytes)?;
        }
        let fields = [
            ("claims", claims.name.clone().into()),
            ("synthetic", synthetic.into()),
            ("inputs", answer["files"].clone()),
        ];
        published::publish_files(&mut folder, fields, started, session)?;
    }
    output::print_result(matches, || answer.clone(), || report::claims_console(&report, session.lang))?;
    Ok(if claims.reconciliation.holds() { Exit::Done } else { Exit::BadInput })
}

/// Reads claims by the path of their document.
pub(super) fn read(name: &str) -> Result<Claims, CliError> {
    read_claims(name).map_err(|error| match error {
        ReadError::Document(problems) => CliError::Scenario(problems),
        ReadError::File { path, source } => CliError::Read { path, source },
    })
}

/// Below how many persons nothing is shown: what is asked for, else the usual threshold, else nothing where persons
/// are made up.
pub(super) fn suppression(matches: &ArgMatches, claims: &Claims) -> Suppression {
    let usual = if claims.is_synthetic() { Suppression::NONE } else { Suppression::USUAL };
    options::number(matches, "suppress").map_or(usual, Suppression)
}
