//! `huimin schema`: the JSON Schema that a scenario's `"$schema"` points to, a back-test case's,
//! a claims document's, or a premium walk's.

use clap::{Arg, ArgMatches, Command};

use super::{CliError, Exit, Session, options, output};
use crate::experience::claims_schema;
use crate::scenario::{backtest_schema, schema, walk_schema};
use crate::wording::Lang;
use crate::wording::shell::Text;

/// The verb.
pub(super) fn command(lang: Lang) -> Command {
    let of: Arg = options::of(lang).value_parser(["scenario", "backtest", "claims", "walk"]);
    options::verb("schema", Text::Schema, vec![of], lang)
}

/// Prints the schema.
pub fn execute(matches: &ArgMatches, _: &Session) -> Result<Exit, CliError> {
    let made = match options::text_of(matches, "of") {
        Some("backtest") => backtest_schema(),
        Some("claims") => claims_schema(),
        Some("walk") => walk_schema(),
        _ => crate::scenario::schema(),
    };
    output::print(&schema::to_text(&made))?;
    Ok(Exit::Done)
}
