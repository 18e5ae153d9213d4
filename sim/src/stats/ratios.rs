//! Many ratios of sums over the same units, with the covariance of all of them.

/// What each unit adds to the numerators and denominators of several ratios.
///
/// Units are independent of each other; what one unit adds to several ratios, or several times to one, is not.
#[derive(Debug, Clone, Default)]
pub struct Ratios {
    /// Numerator and denominator of each ratio.
    sums: Vec<(f64, f64)>,
    /// `(unit, ratio, numerator, denominator)`, units rising.
    rows: Vec<(u32, u32, f64, f64)>,
}

/// The ratios as they came out.
#[derive(Debug, Clone, PartialEq)]
pub struct JointRatios {
    /// Each ratio; `None` where its denominator is not above 0.
    pub values: Vec<Option<f64>>,
    /// Their covariance, by the delta method: sums over the units of products of
    /// `(x - R y) / sum y`, times `n / (n - 1)`.
    pub covariance: Vec<Vec<f64>>,
    /// How many units added to the denominator, or numerator, of each.
    pub units: Vec<u64>,
}

impl Ratios {
    /// So many ratios, to which nothing has been added.
    pub fn new(n: usize) -> Ratios {
        Ratios { sums: vec![(0.0, 0.0); n], rows: Vec::new() }
    }

    /// Adds to a ratio; units must come in rising order.
    pub fn add(&mut self, unit: u32, ratio: usize, x: f64, y: f64) {
        self.sums[ratio].0 += x;
        self.sums[ratio].1 += y;
        let ratio = u32::try_from(ratio).unwrap_or(u32::MAX);
        let mut same = self.rows.iter_mut().rev().take_while(|row| row.0 == unit);
        match same.find(|row| row.1 == ratio) {
            Some(row) => {
                row.2 += x;
                row.3 += y;
            }
            None => self.rows.push((unit, ratio, x, y)),
        }
    }

    /// Numerator and denominator of a ratio.
    pub fn sums(&self, ratio: usize) -> (f64, f64) {
        self.sums[ratio]
    }

    /// The ratios of `n` units in all, those that added nothing among them.
    pub fn joint(&self, n: u64) -> JointRatios {
        let values: Vec<Option<f64>> = self.sums.iter().map(|&(x, y)| (y > 0.0).then(|| x / y)).collect();
        let k = values.len();
        let mut covariance = vec![vec![0.0; k]; k];
        let mut units = vec![0; k];
        for unit in self.rows.chunk_by(|a, b| a.0 == b.0) {
            let influence = |row: &(u32, u32, f64, f64)| {
                let ratio = row.1 as usize;
                (ratio, values[ratio].map_or(0.0, |value| (row.2 - value * row.3) / self.sums[ratio].1))
            };
            for row in unit {
                let (i, own) = influence(row);
                units[i] += 1;
                for other in unit {
                    let (j, other) = influence(other);
                    covariance[i][j] += own * other;
                }
            }
        }
        let correction = if n > 1 { n as f64 / (n as f64 - 1.0) } else { 1.0 };
        covariance.iter_mut().flatten().for_each(|it| *it *= correction);
        JointRatios { values, covariance, units }
    }
}

impl JointRatios {
    /// A ratio with its standard error.
    pub fn of(&self, ratio: usize) -> Option<(f64, f64)> {
        Some((self.values[ratio]?, libm::sqrt(self.covariance[ratio][ratio])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// x 1, 2, 3 over y 2, 4, 4: R = 0.6, se 0.091652 (as in `ratio`); its double has the correlation 1.
    #[test]
    fn a_ratio_and_its_double_by_hand() {
        let mut ratios = Ratios::new(2);
        for (unit, (x, y)) in [(1.0, 2.0), (2.0, 4.0), (3.0, 4.0)].into_iter().enumerate() {
            let unit = u32::try_from(unit).unwrap();
            ratios.add(unit, 0, x, y / 2.0);
            ratios.add(unit, 1, 2.0 * x, y);
            ratios.add(unit, 0, 0.0, y / 2.0);
        }
        let joint = ratios.joint(3);
        let (value, se) = joint.of(0).unwrap();
        assert!((value - 0.6).abs() < 1e-15 && (se - 0.091_651_513_899_116_8).abs() < 1e-15);
        assert!((joint.covariance[0][1] - 2.0 * joint.covariance[0][0]).abs() < 1e-15);
        assert_eq!(joint.units, [3, 3]);
    }

    #[test]
    fn what_has_no_denominator_is_no_ratio() {
        let mut ratios = Ratios::new(1);
        ratios.add(0, 0, 1.0, 0.0);
        assert_eq!(ratios.joint(5).of(0), None);
    }
}
