//! Progress of a run on standard error: a bar on a terminal, a line every few seconds elsewhere,
//! nothing when asked to be quiet. Also whom the engine asks whether to go on.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use super::output::say;
use super::{Session, clock, interrupt};
use crate::engine::Watch;
use crate::report::Times;
use crate::wording::{Lang, said};

/// The time between two lines.
const BETWEEN_LINES: Duration = Duration::from_secs(5);
/// The time that a batch should take: what a kill may cost.
const BATCH: Duration = Duration::from_secs(10);
/// Trials of the first batch, whose speed nobody knows.
const FIRST_BATCH: u64 = 16;
/// How much larger a batch may be than the one before.
const GROWTH: u64 = 4;

/// Shows how far a run is.
pub(super) struct Progress {
    total: u64,
    /// Trials that were finished before.
    before: u64,
    done: AtomicU64,
    started: Instant,
    how: How,
    batches: Mutex<Batches>,
}

enum How {
    Bar(ProgressBar),
    Lines { last: Mutex<Instant>, lang: Lang },
    Silence,
}

/// How long the batches take.
struct Batches {
    /// Trials of the last one; 0 before the first.
    trials: u64,
    began: Instant,
    drawn: Instant,
    took: Duration,
    times: Times,
}

impl Progress {
    /// Starts the clock of a run of `total` trials, of which some are finished.
    pub(super) fn start(total: u64, before: u64, session: &Session) -> Progress {
        let started = clock::instant();
        let lang = session.lang;
        let how = if session.quiet {
            How::Silence
        } else if std::io::stderr().is_terminal() {
            let style = ProgressStyle::with_template(said::progress_template(lang));
            let bar =
                ProgressBar::new(total).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.set_position(before);
            bar.reset_eta();
            bar.enable_steady_tick(Duration::from_millis(200));
            How::Bar(bar)
        } else {
            How::Lines { last: Mutex::new(started), lang }
        };
        let batches = Batches {
            trials: 0,
            began: started,
            drawn: started,
            took: Duration::ZERO,
            times: Times::default(),
        };
        Progress { total, before, done: AtomicU64::new(before), started, how, batches: Mutex::new(batches) }
    }

    /// Takes the bar away; returns how long the finished batches took to draw and to write.
    pub(super) fn finish(self) -> Times {
        if let How::Bar(bar) = &self.how {
            bar.finish_and_clear();
        }
        self.batches.into_inner().map_or(Times::default(), |batches| batches.times)
    }

    /// Does something with the batches; only the engine's own thread asks for them.
    fn batches<T: Default>(&self, act: impl FnOnce(&mut Batches) -> T) -> T {
        self.batches.lock().map_or(T::default(), |mut batches| act(&mut batches))
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
                let now = clock::instant();
                if now - *last >= BETWEEN_LINES {
                    *last = now;
                    say(&line((self.before, done), self.total, now - self.started, *lang));
                }
            }
            How::Silence => {}
        }
    }

    fn stop(&self) -> bool {
        interrupt::asked()
    }

    fn next_batch(&self, most: u64) -> u64 {
        self.batches(|batches| {
            batches.trials = next_batch(batches.trials, batches.took).min(most);
            batches.began = clock::instant();
            batches.trials
        })
    }

    fn batch_drawn(&self) {
        self.batches(|batches| {
            batches.drawn = clock::instant();
            batches.took = batches.drawn - batches.began;
            batches.times.drawing += batches.took;
        });
    }

    fn batch_kept(&self) {
        self.batches(|batches| batches.times.writing += clock::instant() - batches.drawn);
    }
}

/// The trials of a batch after one of `trials` that took so long.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of trials")]
fn next_batch(trials: u64, took: Duration) -> u64 {
    if trials == 0 {
        return FIRST_BATCH;
    }
    let in_time = trials as f64 * BATCH.as_secs_f64() / took.as_secs_f64().max(1e-9);
    (in_time as u64).clamp(1, trials.saturating_mul(GROWTH))
}

/// One line: how many trials of how many (some before the clock began), how many a second, how long still.
fn line((before, done): (u64, u64), total: u64, elapsed: Duration, lang: Lang) -> String {
    let per_second = (done - before) as f64 / elapsed.as_secs_f64().max(1e-9);
    let seconds_left = total.saturating_sub(done) as f64 / per_second.max(1e-9);
    said::progress_line(done, total, per_second, seconds_left, lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_the_rate_and_the_time_left() {
        let told = line((0, 250), 1000, Duration::from_secs(10), Lang::En);
        assert_eq!(told, "250 of 1000 trials, 25.0 a second, about 30 s left");
        let resumed = line((150, 250), 1000, Duration::from_secs(10), Lang::En);
        assert_eq!(resumed, "250 of 1000 trials, 10.0 a second, about 75 s left");
    }

    #[test]
    fn a_batch_comes_to_take_ten_seconds_and_never_grows_more_than_fourfold() {
        assert_eq!(next_batch(0, Duration::ZERO), 16);
        assert_eq!(next_batch(16, Duration::from_millis(16)), 64);
        assert_eq!(next_batch(1000, Duration::from_secs(5)), 2000);
        assert_eq!(next_batch(16, Duration::from_mins(2)), 1);
        assert_eq!(next_batch(1, Duration::from_hours(1)), 1);
    }

    #[test]
    fn the_template_of_the_bar_is_one_in_both_languages() {
        for lang in [Lang::Zh, Lang::En] {
            assert!(ProgressStyle::with_template(said::progress_template(lang)).is_ok());
        }
    }
}
