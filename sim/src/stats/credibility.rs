//! How far a body of data may be believed: limited-fluctuation credibility.

/// The data that are believed in full: their mean lies within `tolerance` of the truth with the
/// probability of a two-sided normal quantile `z`.
///
/// For counts alone the standard is `(z / tolerance)^2` events; for sums of amounts it is that times
/// `1 + cv^2`, with `cv` the amounts' standard deviation over their mean (Mowbray 1914; Longley-Cook 1962;
/// ASOP 25).
///
/// ```
/// use huimin::stats::FullCredibility;
/// let standard = FullCredibility::new(2.0, 0.1).unwrap(); // (2 / 0.1)^2 = 400 events
/// assert!((standard.of_counts() - 400.0).abs() < 1e-9);
/// assert!((standard.partial(100, 0.0).unwrap() - 0.5).abs() < 1e-12); // sqrt(100 / 400)
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FullCredibility {
    z: f64,
    tolerance: f64,
}

impl FullCredibility {
    /// `None` unless `z > 0` and `tolerance > 0`, both finite.
    pub fn new(z: f64, tolerance: f64) -> Option<FullCredibility> {
        let positive = |x: f64| x.is_finite() && x > 0.0;
        (positive(z) && positive(tolerance)).then_some(FullCredibility { z, tolerance })
    }

    /// Events whose number is believed in full.
    pub fn of_counts(self) -> f64 {
        let ratio = self.z / self.tolerance;
        ratio * ratio
    }

    /// Events whose sum of amounts is believed in full; `None` unless `amount_cv >= 0` and finite.
    pub fn of_sums(self, amount_cv: f64) -> Option<f64> {
        (amount_cv.is_finite() && amount_cv >= 0.0).then(|| self.of_counts() * (1.0 + amount_cv * amount_cv))
    }

    /// The weight `Z = min(1, sqrt(events / of_sums))` of the data's own mean; `1 - Z` goes to the prior.
    pub fn partial(self, events: u64, amount_cv: f64) -> Option<f64> {
        Some(libm::sqrt(events as f64 / self.of_sums(amount_cv)?).min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::special::normal_quantile;

    #[test]
    fn j06_nine_hundred_claims_of_uneven_size_are_believed_to_one_half() {
        let standard = FullCredibility::new(1.645, 0.05).unwrap();
        assert!((standard.of_counts() - 1_082.41).abs() < 1e-9);
        assert!((standard.of_sums(1.5).unwrap() - 3_517.832_5).abs() < 1e-9);
        assert!((standard.partial(900, 1.5).unwrap() - 0.505_805_650_1).abs() < 5e-11);
    }

    #[test]
    fn the_usual_1082_claims_keep_a_count_within_5_per_cent_nine_times_in_ten() {
        let z = normal_quantile(0.95);
        assert!((FullCredibility::new(z, 0.05).unwrap().of_counts() - 1_082.22).abs() < 0.005);
    }

    #[test]
    fn more_data_than_the_standard_are_believed_in_full_and_none_not_at_all() {
        let standard = FullCredibility::new(1.645, 0.05).unwrap();
        assert_eq!((standard.partial(1_083, 0.0), standard.partial(0, 1.5)), (Some(1.0), Some(0.0)));
        assert!(standard.partial(1_082, 0.0).unwrap() < 1.0);
    }

    #[test]
    fn a_standard_without_tolerance_or_sense_is_none() {
        assert_eq!(FullCredibility::new(1.645, 0.0), None);
        assert_eq!(FullCredibility::new(f64::NAN, 0.05), None);
        assert_eq!(FullCredibility::new(1.645, 0.05).unwrap().partial(900, -1.0), None);
    }
}
