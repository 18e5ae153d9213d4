//! The program on one screen: everything else is in the library.

use std::env;
use std::process::ExitCode;

use huimin::cli::{self, Exit, Session, interrupt, language};

fn main() -> ExitCode {
    let lang = language::of_session(env::args_os());
    let matches = match cli::command(lang).try_get_matches_from(env::args_os()) {
        Ok(matches) => matches,
        Err(unparsed) => return cli::answer(&unparsed, lang).into(),
    };
    interrupt::listen();
    let session = match Session::new(&matches, lang) {
        Ok(session) => session,
        Err(error) => return cli::complain(&error, lang).into(),
    };
    let done = match matches.subcommand() {
        Some(("run", options)) => cli::run::execute(options, &session),
        Some(("recompute", options)) => cli::recompute::execute(options, &session),
        Some(("settle", options)) => cli::settle::execute(options, &session),
        Some(("signoff", options)) => cli::signoff::execute(options, &session),
        Some(("compare", options)) => cli::compare::execute(options, &session),
        Some(("vectors", options)) => cli::vectors::execute(options, &session),
        Some(("gate", options)) => cli::gate::execute(options, &session),
        Some(("population", options)) => cli::population::execute(options, &session),
        Some(("claims", options)) => cli::claims::execute(options, &session),
        Some(("insurer", options)) => cli::insurer::execute(options, &session),
        Some(("lookback", options)) => cli::lookback::execute(options, &session),
        Some(("curve", options)) => cli::curve::execute(options, &session),
        Some(("solve", options)) => cli::solve::execute(options, &session),
        Some(("stress", options)) => cli::stress::execute(options, &session),
        Some(("sweep", options)) => cli::sweep::execute(options, &session),
        Some(("path", options)) => cli::path::execute(options, &session),
        Some(("walk", options)) => cli::walk::execute(options, &session),
        Some(("report", options)) => cli::report::execute(options, &session),
        Some(("calibrate", options)) => cli::calibrate::execute(options, &session),
        Some(("backtest", options)) => cli::backtest::execute(options, &session),
        Some(("fit", options)) => cli::fit::execute(options, &session),
        Some(("validate", options)) => cli::validate::execute(options, &session),
        Some(("schema", options)) => cli::schema::execute(options, &session),
        _ => Ok(Exit::BadInput), // clap lets no other verb pass
    };
    done.unwrap_or_else(|error| cli::complain(&error, lang)).into()
}
