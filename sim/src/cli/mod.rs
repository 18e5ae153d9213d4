//! The command line: one file a verb, the exit codes in one place, the clock and the terminal nowhere
//! else. Results go to standard output, everything else to standard error.

mod answer;
mod as_if;
mod beside;
pub mod calibrate;
pub mod backtest;
mod buckets;
pub mod claims;
mod clock;
pub mod compare;
pub mod curve;
mod error;
mod exit;
pub mod fit;
pub mod gate;
pub mod insurer;
pub mod interrupt;
pub mod language;
pub mod lookback;
mod misuse;
mod options;
mod output;
pub mod path;
pub mod population;
mod progress;
mod published;
pub mod recompute;
pub mod report;
pub mod run;
pub mod schema;
pub mod settle;
pub mod signoff;
mod simulation;
pub mod solve;
pub mod stress;
pub mod sweep;
mod unfinished;
mod until;
pub mod validate;
mod variance;
pub mod vectors;
pub mod walk;

use std::path::PathBuf;

use clap::{ArgMatches, Command};

use crate::scenario::library::Library;
use crate::scenario::load::{Loaded, load};
use crate::scenario::problem::Problems;
use crate::wording::Lang;
use crate::wording::shell::Text;

pub use answer::answer;
pub use error::CliError;
pub use exit::Exit;

/// The whole command line, its help in `lang`.
pub fn command(lang: Lang) -> Command {
    let usage = format!("huimin <{}>", Text::VerbName.text(lang));
    options::dressed(Command::new("huimin"), lang)
        .about(Text::About.text(lang))
        .override_usage(usage)
        .after_help(Text::ExitCodes.text(lang))
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(options::version(lang))
        .args(options::everywhere(lang))
        .subcommand_help_heading(Text::VerbsHeading.text(lang))
        .disable_help_subcommand(true)
        .arg_required_else_help(true)
        .subcommand_required(true)
        .subcommands(vec![
            run::command(lang),
            recompute::command(lang),
            settle::command(lang),
            signoff::command(lang),
            compare::command(lang),
            vectors::command(lang),
            gate::command(lang),
            population::command(lang),
            claims::command(lang),
            insurer::command(lang),
            lookback::command(lang),
            curve::command(lang),
            solve::command(lang),
            stress::command(lang),
            sweep::command(lang),
            path::command(lang),
            walk::command(lang),
            report::command(lang),
            calibrate::command(lang),
            backtest::command(lang),
            fit::command(lang),
            validate::command(lang),
            schema::command(lang),
        ])
}

/// What every verb knows of the session.
#[derive(Debug, Clone)]
pub struct Session {
    /// The language of everything that is said.
    pub lang: Lang,
    /// Whether to show no progress.
    pub quiet: bool,
    /// Where to look for library scenarios before the built-in ones.
    pub library: Option<PathBuf>,
}

impl Session {
    /// The session that the options ask for.
    ///
    /// # Errors
    /// A library that is no folder: what is named in it would be taken from the built-in one.
    pub fn new(matches: &ArgMatches, lang: Lang) -> Result<Session, CliError> {
        let (quiet, library) = (matches.get_flag("quiet"), options::path(matches, "library"));
        match library.filter(|library| !library.is_dir()) {
            Some(library) => Err(CliError::NoLibrary(library.to_owned())),
            None => Ok(Session { lang, quiet, library: library.map(PathBuf::from) }),
        }
    }

    /// The scenarios that can be named without a path.
    fn library(&self) -> Library {
        self.library.as_ref().map_or_else(Library::built_in, Library::with_directory)
    }

    /// Loads a scenario by its path or name.
    fn load(&self, name: &str, settings: &[String]) -> Result<Loaded, CliError> {
        Ok(load(&self.library(), name, settings)?)
    }

    /// Says what is odd about a scenario.
    fn warn(&self, scenario: &Loaded) {
        self.warn_of(&scenario.warnings);
    }

    /// Says what is odd, one line each.
    fn warn_of(&self, warnings: &Problems) {
        for warning in warnings.iter() {
            output::say(&warning.message(self.lang));
        }
    }
}

/// Says why a verb could not do its work; the exit code that stands for it.
pub fn complain(error: &CliError, lang: Lang) -> Exit {
    output::say(&error.message(lang));
    error.exit()
}
