//! Ratios of two columns: claims over premium, draws over deficits.

use super::estimate::Estimate;

/// The mean of `x` over the mean of `y`, as a loss ratio of all trials together.
///
/// `R = sum x / sum y`; by the delta method its error is that of the mean of `(x - R y) / mean y`. Trials with `y = 0`
/// say nothing of the ratio: of `k` others, the variance has `k - 1` and Student's interval `k - 1` degrees of freedom.
/// `None` where `k` is below two, and where `sum y` is not above 0.
///
/// # Panics
/// When the columns differ in length.
pub fn ratio_of_means(x: &[i64], y: &[i64]) -> Option<Estimate> {
    let ratio = Ratio::new(x, y)?;
    Some(mean_zero_error(ratio.value, (ratio.told, x.len()), |i| ratio.influence(i)))
}

/// The difference of two ratios of means whose trials met the same chance:
/// `sum x1 / sum y1 - sum x0 / sum y0`.
///
/// The influences of each trial on the two ratios are subtracted before their variance is taken, so
/// what the designs share cancels. `None` where either ratio is.
///
/// # Panics
/// When the columns differ in length.
pub fn ratio_difference(x1: &[i64], y1: &[i64], x0: &[i64], y0: &[i64]) -> Option<Estimate> {
    assert_eq!(x1.len(), x0.len(), "paired columns have the same trials");
    let (one, base) = (Ratio::new(x1, y1)?, Ratio::new(x0, y0)?);
    let value = one.value - base.value;
    let told = one.told.min(base.told);
    Some(mean_zero_error(value, (told, x1.len()), |i| one.influence(i) - base.influence(i)))
}

struct Ratio<'a> {
    x: &'a [i64],
    y: &'a [i64],
    value: f64,
    mean_y: f64,
    /// The trials that say something of the ratio.
    told: usize,
}

impl<'a> Ratio<'a> {
    fn new(x: &'a [i64], y: &'a [i64]) -> Option<Ratio<'a>> {
        assert_eq!(x.len(), y.len(), "both columns have the same trials");
        let total = |column: &[i64]| column.iter().map(|&v| i128::from(v)).sum::<i128>();
        let (sum_x, sum_y) = (total(x), total(y));
        let told = trials_that_tell(y);
        (told >= 2 && sum_y > 0).then(|| {
            let (value, mean_y) = (sum_x as f64 / sum_y as f64, sum_y as f64 / x.len() as f64);
            Ratio { x, y, value, mean_y, told }
        })
    }

    /// How far the ratio would move if trial `i` were weighted a little more; these have mean 0.
    fn influence(&self, i: usize) -> f64 {
        (self.x[i] as f64 - self.value * self.y[i] as f64) / self.mean_y
    }
}

/// The trials that say something of a ratio over `y`.
pub fn trials_that_tell(y: &[i64]) -> usize {
    y.iter().filter(|&&y| y != 0).count()
}

/// A figure whose error is that of the mean of `n` influences with mean 0, of which all but `told` are 0, summed in
/// trial order.
fn mean_zero_error(value: f64, (told, n): (usize, usize), influence: impl Fn(usize) -> f64) -> Estimate {
    let squares: f64 = (0..n).map(|i| influence(i) * influence(i)).sum();
    let (tell, trials) = (told as f64, n as f64);
    // told / (told - 1) / n^2; of all trials to the bit what it is for a mean
    let se = libm::sqrt(squares / (tell - 1.0) / trials * (tell / trials));
    Estimate { n: n as u64, ..Estimate::by_student(value, se, told as u64) }
}

#[cfg(test)]
#[expect(
    clippy::float_cmp,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "exact or small"
)]
mod tests {
    use super::*;
    use crate::random::{Address, Purpose, Uniforms};

    #[test]
    fn a_ratio_by_hand() {
        // x 1, 2, 3 over y 2, 4, 4: R = 0.6, residuals -0.2, -0.4, 0.6, mean y 10/3:
        // se = sqrt(0.56 / 2 / 3) / (10/3) = 0.091652
        let estimate = ratio_of_means(&[1, 2, 3], &[2, 4, 4]).unwrap();
        assert_eq!(estimate.value, 0.6);
        assert!((estimate.se - 0.091_651_513_899_116_8).abs() < 1e-15);
        assert_eq!(estimate.n, 3);
    }

    #[test]
    fn proportional_columns_have_no_error() {
        let y: Vec<i64> = (1..50).collect();
        let x: Vec<i64> = y.iter().map(|y| 3 * y).collect();
        let estimate = ratio_of_means(&x, &y).unwrap();
        assert_eq!((estimate.value, estimate.se), (3.0, 0.0));
    }

    #[test]
    fn nothing_to_divide_by_gives_nothing() {
        assert_eq!(ratio_of_means(&[1, 2], &[0, 0]), None);
        assert_eq!(ratio_of_means(&[1], &[1]), None);
        assert_eq!(ratio_of_means(&[1, 2], &[-5, 1]), None);
        assert_eq!(ratio_difference(&[1, 2], &[1, 1], &[1, 2], &[0, 0]), None);
    }

    #[test]
    fn trials_without_a_base_say_nothing_of_the_ratio() {
        // one year of deficit in fifty: its share is known and nothing of its error
        let mut x = vec![0; 50];
        let mut y = vec![0; 50];
        (x[7], y[7]) = (70, 100);
        assert_eq!(ratio_of_means(&x, &y), None);
        // a second: as two ratios of one base each, 0.7 and 0.9: se 0.1, Student with one degree
        (x[9], y[9]) = (90, 100);
        let two = ratio_of_means(&x, &y).unwrap();
        assert!((two.value - 0.8).abs() < 1e-15 && (two.se - 0.1).abs() < 1e-15 && two.n == 50);
        assert!((two.high - two.value - 0.1 * 12.706_204_736).abs() < 1e-8, "{two:?}");
    }

    /// Claims that follow a base: `y` exponential with mean 10^6, `x` 0.8 of it with noise, and a dearer twin.
    fn world(trial: u64, n: usize) -> [Vec<i64>; 3] {
        let mut chance = Uniforms::new(&Address::world(22, Purpose::Resample, trial, 0));
        let mut columns: [Vec<i64>; 3] = [const { Vec::new() }; 3];
        for _ in 0..n {
            let y = -1e6 * libm::log(chance.uniform());
            let x = 0.8 * y * (1.0 + 0.3 * chance.normal());
            let dearer = x * 1.1 + 1e4 * chance.normal();
            for (column, value) in columns.iter_mut().zip([x, y, dearer]) {
                column.push(value as i64);
            }
        }
        columns
    }

    #[test]
    fn the_intervals_cover_the_truth_and_one_that_forgets_the_base_would_not() {
        // 4,000 repetitions: se of the rate 0.0034, 5 se; the delta method at n = 200 is itself off by
        // less than 0.01. Taking y for a constant makes the se 2.5 times too large: it would always cover
        let (mut covered, mut paired, mut crude) = (0, 0, 0);
        for trial in 0..4000 {
            let [x, y, dearer] = world(trial, 200);
            let ratio = ratio_of_means(&x, &y).unwrap();
            covered += u32::from(!ratio.differs_from(0.8));
            paired += u32::from(!ratio_difference(&dearer, &y, &x, &y).unwrap().differs_from(0.08));
            let constant = vec![y.iter().sum::<i64>() / 200; 200];
            crude += u32::from(!ratio_of_means(&x, &constant).unwrap().differs_from(0.8));
        }
        for count in [covered, paired] {
            assert!((f64::from(count) / 4000.0 - 0.95).abs() < 0.027, "{count}");
        }
        assert!((f64::from(crude) / 4000.0 - 0.95).abs() > 0.027, "{crude}");
    }

    #[test]
    fn the_error_is_that_of_the_bootstrap() {
        // 2,000 resamplings: the bootstrap se is itself known to 1.6%; 5% would be 3 of that
        let [x, y, _] = world(9, 500);
        let mut chance = Uniforms::new(&Address::world(23, Purpose::Resample, 0, 0));
        let ratios: Vec<f64> = (0..2000)
            .map(|_| {
                let (mut sum_x, mut sum_y) = (0, 0);
                for _ in 0..500 {
                    let i = (chance.uniform() * 500.0) as usize;
                    sum_x += x[i];
                    sum_y += y[i];
                }
                sum_x as f64 / sum_y as f64
            })
            .collect();
        let mean = ratios.iter().sum::<f64>() / 2000.0;
        let se = (ratios.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / 1999.0).sqrt();
        let ours = ratio_of_means(&x, &y).unwrap().se;
        assert!((ours / se - 1.0).abs() < 0.06, "{ours} {se}");
    }
}
