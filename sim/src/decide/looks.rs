//! At how many trials a run that may stop early is looked at, and how much of its error rate each look may spend.
//!
//! Looks stand at the budget and at its halves, so they depend on the budget alone: not on threads, batches or the
//! clock. The part of the error rate that is spent by trial `n` of `N` is `n / N` (Kim and `DeMets` 1987, the linear
//! function); what a look adds to it is what its own limits may be wrong with, so that all of them together are
//! wrong no more often than is stated, however they depend on each other (Bonferroni). Half of it is left for the
//! last look.

/// No look before so many trials: Student's t at small error rates needs means that are nearly normal.
pub const LEAST_TRIALS: u64 = 100;

/// The looks of a run.
///
/// ```
/// use huimin::decide::Looks;
/// let trials: Vec<u64> = Looks::new(200, 1600).unwrap().iter().map(|look| look.trials).collect();
/// assert_eq!(trials, [200, 400, 800, 1600]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Looks {
    least: u64,
    most: u64,
}

/// One look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// After so many trials.
    pub trials: u64,
    /// The part of the run's error rate that this look may spend; all of them add up to 1.
    pub part: f64,
}

impl Looks {
    /// Looks at `most` trials and at its halves down to `least`, or [`LEAST_TRIALS`] where that is more; `None`
    /// where `least` is above `most`, or `most` is 0.
    pub fn new(least: u64, most: u64) -> Option<Looks> {
        (least <= most && most > 0).then_some(Looks { least: least.max(LEAST_TRIALS), most })
    }

    /// The most trials.
    pub fn most(&self) -> u64 {
        self.most
    }

    /// Look by look, the last at all trials.
    pub fn iter(&self) -> impl Iterator<Item = Look> + use<> {
        let Looks { least, most } = *self;
        let halvings = (1..64).take_while(|&k| most.div_ceil(1 << k) >= least).count();
        let mut before = 0;
        (0..=halvings).rev().map(move |k| {
            let trials = most.div_ceil(1 << k);
            let part = (trials - before) as f64 / most as f64;
            before = trials;
            Look { trials, part }
        })
    }
}

/// The looks of a run that stops when it knows enough, up to `most` trials and at them: 100, 125, 160, 200, 250, 315, 400,
/// 500, 630, 800, and ten times as many each (Renard's series R10), so that no look is more than 28% beyond the one
/// before, and that a larger budget moves none of them.
pub(super) fn preferred(most: u64) -> impl Iterator<Item = u64> {
    const SERIES: [u64; 10] = [100, 125, 160, 200, 250, 315, 400, 500, 630, 800];
    let decades = (0..18).flat_map(|power| SERIES.map(|it| it.saturating_mul(10_u64.pow(power))));
    decades.take_while(move |&it| it < most).chain([most])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trials(least: u64, most: u64) -> Vec<u64> {
        Looks::new(least, most).unwrap().iter().map(|look| look.trials).collect()
    }

    #[test]
    fn looks_stand_at_the_budget_and_its_halves_and_not_before_a_hundred_trials() {
        assert_eq!(trials(200, 1000), [250, 500, 1000]);
        assert_eq!(trials(1, 1001), [126, 251, 501, 1001]);
        assert_eq!(trials(1, 150), [150]);
        assert_eq!(trials(60, 60), [60]);
        assert_eq!(Looks::new(61, 60), None);
        assert_eq!(Looks::new(0, 0), None);
    }

    #[test]
    fn preferred_looks_begin_at_a_hundred_and_end_at_the_budget() {
        let looks = |most| preferred(most).collect::<Vec<u64>>();
        assert_eq!(looks(1000), [100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000]);
        assert_eq!(looks(1100)[10..], [1000, 1100]);
        assert_eq!((looks(100), looks(7)), (vec![100], vec![7]));
        let all = looks(u64::MAX);
        assert!(all.windows(2).all(|it| it[0] < it[1]), "{all:?}");
    }

    #[test]
    fn the_parts_add_up_to_the_whole_and_half_of_it_is_left_for_the_last() {
        for most in [1, 100, 999, 12_800, u64::MAX] {
            let parts: Vec<f64> = Looks::new(1, most).unwrap().iter().map(|look| look.part).collect();
            assert!((parts.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{most}");
            assert!(parts.len() == 1 || (parts[parts.len() - 1] - 0.5).abs() < 0.01);
        }
    }
}
