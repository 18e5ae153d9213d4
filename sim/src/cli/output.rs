//! Results go to standard output, everything else to standard error.

use std::io::{self, Write};

use clap::ArgMatches;
use serde_json::Value;

/// Prints results. A reader that has gone away (`huimin run | head`) has had enough: no error.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Prints the result of a verb: for programs where `--json` asks for that, else for people.
pub(super) fn print_result(
    matches: &ArgMatches,
    json: impl FnOnce() -> Value,
    text: impl FnOnce() -> String,
) -> io::Result<()> {
    print(&if matches.get_flag("json") { format!("{:#}\n", json()) } else { text() })
}

/// Says a line on standard error. Nobody is left to hear of a failure there.
pub(super) fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
