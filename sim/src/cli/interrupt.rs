//! Ctrl-C: the first asks the run to stop after the trials at hand, so that nothing half-written is
//! left; the second ends the program at once.

use std::sync::atomic::{AtomicBool, Ordering};

use super::exit::Exit;

static ASKED: AtomicBool = AtomicBool::new(false);

/// Listens for Ctrl-C and for the system's request to end. Where that is impossible the system's own
/// handling stays, which ends the program.
pub fn listen() {
    let _ = ctrlc::set_handler(|| {
        if ASKED.swap(true, Ordering::Relaxed) {
            std::process::exit(Exit::Interrupted as i32);
        }
    });
}

/// Whether somebody asked to stop.
pub(super) fn asked() -> bool {
    ASKED.load(Ordering::Relaxed)
}
