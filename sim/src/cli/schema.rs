//! `huimin schema`: the JSON Schema that a scenario's `"$schema"` points to.

use clap::{ArgMatches, Command};

use super::{CliError, Exit, Session, options, output};
use crate::scenario::schema;
use crate::wording::Lang;
use crate::wording::shell::Text;

/// The verb.
pub(super) fn command(lang: Lang) -> Command {
    options::verb("schema", Text::Schema, Vec::new(), lang)
}

/// Prints the schema.
pub fn execute(_: &ArgMatches, _: &Session) -> Result<Exit, CliError> {
    output::print(&schema::to_text(&crate::scenario::schema()))?;
    Ok(Exit::Done)
}
