//! Results go to standard output, everything else to standard error.

use std::io::{self, Write};

/// Prints results. A reader that has gone away (`huimin run | head`) has had enough: no error.
pub(super) fn print(text: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Says a line on standard error. Nobody is left to hear of a failure there.
pub(super) fn say(line: &str) {
    let _ = writeln!(io::stderr().lock(), "{line}");
}
