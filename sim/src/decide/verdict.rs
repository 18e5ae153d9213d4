//! Where an interval lies against a bound: on the good side, on the bad side, or across it.

use crate::stats::Estimate;

/// What an estimate says about a bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The whole interval is on the good side.
    Pass,
    /// The interval lies across the bound, or there is none: more trials may decide.
    Undecided,
    /// The whole interval is on the bad side.
    Fail,
}

impl Verdict {
    /// The word that stands for the verdict in files.
    pub const fn key(self) -> &'static str {
        match self {
            Verdict::Pass => "pass",
            Verdict::Undecided => "undecided",
            Verdict::Fail => "fail",
        }
    }

    /// The worst of several: one failure fails all; without any, there is nothing to fail.
    pub fn worst(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
        verdicts.into_iter().max().unwrap_or(Verdict::Pass)
    }

    /// Against the band from `low` to `high`, both ends good.
    pub fn within(estimate: &Estimate, low: f64, high: f64) -> Verdict {
        if estimate.low >= low && estimate.high <= high {
            Verdict::Pass
        } else if estimate.low > high || estimate.high < low {
            Verdict::Fail
        } else {
            Verdict::Undecided
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_interval_that_lies_wholly_on_one_side_decides() {
        let interval = |low, high| Estimate { value: f64::midpoint(low, high), se: 0.1, low, high, n: 100 };
        assert_eq!(Verdict::within(&interval(0.1, 0.2), 0.0, 0.2), Verdict::Pass);
        assert_eq!(Verdict::within(&interval(0.1, 0.21), 0.0, 0.2), Verdict::Undecided);
        assert_eq!(Verdict::within(&interval(0.21, 0.3), 0.0, 0.2), Verdict::Fail);
        assert_eq!(Verdict::within(&interval(-0.3, -0.1), 0.0, 0.2), Verdict::Fail);
    }

    #[test]
    fn one_failure_is_worse_than_any_doubt() {
        use Verdict::*;
        assert_eq!(Verdict::worst([Pass, Fail, Undecided]), Fail);
        assert_eq!(Verdict::worst([Pass, Undecided, Pass]), Undecided);
        assert_eq!(Verdict::worst([]), Pass);
    }
}
