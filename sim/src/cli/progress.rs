//! Progress of a run on standard error: a bar on a terminal, a line every few seconds elsewhere,
//! nothing when asked to be quiet. Also whom the engine asks whether to go on.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::interrupt;
use super::output::say;
use crate::engine::Watch;
use crate::wording::{Lang, shell};

/// The time between two lines.
const BETWEEN_LINES: Duration = Duration::from_secs(5);

/// Shows how far a run is.
pub(super) struct Progress {
    total: u64,
    done: AtomicU64,
    started: Instant,
    how: How,
}

enum How {
    Bar(ProgressBar),
    Lines { last: Mutex<Instant>, lang: Lang },
    Silence,
}

impl Progress {
    /// Starts the clock of a run of `total` trials.
    pub(super) fn start(total: u64, lang: Lang, quiet: bool) -> Progress {
        let started = now();
        let how = if quiet {
            How::Silence
        } else if std::io::stderr().is_terminal() {
            let style = ProgressStyle::with_template(shell::progress_template(lang));
            let bar =
                ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.enable_steady_tick(Duration::from_millis(200));
            How::Bar(bar)
        } else {
            How::Lines { last: Mutex::new(started), lang }
        };
        Progress { total, done: AtomicU64::new(0), started, how }
    }

    /// Takes the bar away; returns how long the run took.
    pub(super) fn finish(self) -> Duration {
        if let How::Bar(bar) = &self.how {
            bar.finish_and_clear();
        }
        now() - self.started
    }
}

impl Watch for Progress {
    fn trial_done(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        match &self.how {
            How::Bar(bar) => bar.inc(1),
            How::Lines { last, lang } => {
                // whoever finds the lock taken leaves the line to the other
                let Ok(mut last) = last.try_lock() else { return };
                let now = now();
                if now - *last >= BETWEEN_LINES {
                    *last = now;
                    say(&line(done, self.total, now - self.started, *lang));
                }
            }
            How::Silence => {}
        }
    }

    fn stop(&self) -> bool {
        interrupt::asked()
    }
}

/// One line: how many trials of how many, how many a second, how long still.
fn line(done: u64, total: u64, elapsed: Duration, lang: Lang) -> String {
    let per_second = done as f64 / elapsed.as_secs_f64().max(1e-9);
    let seconds_left = total.saturating_sub(done) as f64 / per_second.max(1e-9);
    shell::progress_line(done, total, per_second, seconds_left, lang)
}

#[expect(clippy::disallowed_methods, reason = "the command line knows the clock")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_the_rate_and_the_time_left() {
        let line = line(250, 1000, Duration::from_secs(10), Lang::En);
        assert_eq!(line, "250 of 1000 trials, 25.0 a second, about 30 s left");
    }

    #[test]
    fn the_template_of_the_bar_is_one_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            assert!(ProgressStyle::with_template(shell::progress_template(lang)).is_ok());
        }
    }
}
