//! `huimin vectors`: worked examples with known answers through the same rules.

use std::path::Path;

use clap::{ArgMatches, Command};

use super::error::read;
use super::{CliError, Exit, Session, options, output};
use crate::decide::vectors::vectors;
use crate::wording::Lang;
use crate::wording::shell::Text;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let file = options::operand("file", Text::CasesName, Text::Cases, lang).required(true);
    options::verb("vectors", Text::Vectors, vec![file, options::json(lang)], lang)
}

/// Works every example and prints every figure that comes out otherwise. A case that cannot be read or computed is bad
/// input.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let file = options::operand_of(matches, "file");
    let report = vectors(file, &read(Path::new(file))?, &session.library())?;
    output::print_result(matches, || report.to_json(), || report.lines(session.lang).join("\n") + "\n")?;
    Ok(match (report.not_computed(), report.failed()) {
        (0, 0) => Exit::Done,
        (0, _) => Exit::NotPassed,
        _ => Exit::BadInput,
    })
}
