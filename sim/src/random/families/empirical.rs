//! A table of quantiles, joined by straight lines in the probability.

use super::{Distribution, FamilyError};

pub(super) struct Empirical {
    points: Vec<(f64, f64)>,
    mean: f64,
}

impl Empirical {
    pub(super) fn new(points: &[(f64, f64)]) -> Result<Empirical, FamilyError> {
        let (&[(first, least), .., (last, _)], 2..) = (points, points.len()) else {
            return Err(FamilyError::Empty("points"));
        };
        if !(first == 0.0 && least >= 0.0) {
            return Err(FamilyError::Points(0));
        }
        let rises = |w: &[(f64, f64)]| w[1].0 > w[0].0 && w[1].1 >= w[0].1 && w[1].1.is_finite();
        if let Some(i) = points.windows(2).position(|w| !rises(w)) {
            return Err(FamilyError::Points(i + 1));
        }
        if (last - 1.0).abs() > 0.0 {
            return Err(FamilyError::Points(points.len() - 1));
        }
        let points = points.to_vec();
        let mean = points.windows(2).map(|w| (w[1].0 - w[0].0) * 0.5 * (w[0].1 + w[1].1)).sum();
        Ok(Empirical { points, mean })
    }
}

impl Distribution for Empirical {
    fn cdf(&self, x: f64) -> f64 {
        // the first point beyond x: an amount with probability of its own counts wholly as below
        let beyond = self.points.partition_point(|&(_, amount)| amount <= x);
        if beyond == 0 {
            return 0.0;
        }
        let (p, amount) = self.points[beyond - 1];
        match self.points.get(beyond) {
            None => 1.0,
            Some(&(q, next)) => p + (q - p) * (x - amount) / (next - amount),
        }
    }
    fn survival(&self, x: f64) -> f64 {
        1.0 - self.cdf(x)
    }
    fn quantile(&self, v: f64) -> f64 {
        let below = 1.0 - v;
        let next = self.points.partition_point(|&(p, _)| p < below).max(1);
        let ((p, amount), (q, upper)) = (self.points[next - 1], self.points[next]);
        // measured from the upper end, so that nothing is lost in the tail
        upper - (upper - amount) * ((v - (1.0 - q)) / (q - p)).clamp(0.0, 1.0)
    }
    fn range(&self) -> (f64, f64) {
        (self.points[0].1, self.points[self.points.len() - 1].1)
    }
    fn mean(&self) -> f64 {
        self.mean
    }
    fn limited_mean(&self, d: f64) -> f64 {
        let segment = |w: &[(f64, f64)]| {
            let ((p, low), (q, high)) = (w[0], w[1]);
            if d >= high {
                (q - p) * 0.5 * (low + high)
            } else if d <= low {
                (q - p) * d
            } else {
                let share = (d - low) / (high - low);
                (q - p) * (share * 0.5 * (low + d) + (1.0 - share) * d)
            }
        };
        self.points.windows(2).map(segment).sum()
    }
    fn ln_density(&self, x: f64) -> f64 {
        let beyond = self.points.partition_point(|&(_, amount)| amount <= x);
        let (Some(&(p, amount)), Some(&(q, next))) = (self.points[..beyond].last(), self.points.get(beyond))
        else {
            return f64::NEG_INFINITY;
        };
        libm::log((q - p) / (next - amount))
    }
}
