//! The chain ladder (链梯法) with the error of Mack (1993).

use super::{Predicted, Triangle};

/// Age-to-age factors, and how far single origins lie from them.
///
/// ```text
/// f_k   = sum C_(i,k+1) / sum C_(i,k)                              over the origins known at both ages
/// s2_k  = 1/(m_k - 1) sum (C_(i,k+1) - f_k C_(i,k))^2 / C_(i,k)    over the m_k of them with C_(i,k) > 0
/// ```
///
/// Where fewer than two origins tell `s2_k`, it is `min(s2_(k-1)^2 / s2_(k-2), s2_(k-2), s2_(k-1))`. No amount is
/// expected after the last age. Source: T. Mack, Distribution-free calculation of the standard error of chain
/// ladder reserve estimates, ASTIN Bulletin 23/2 (1993).
#[derive(Debug, Clone, PartialEq)]
pub struct ChainLadder {
    factors: Vec<f64>,
    spreads: Vec<f64>,
    /// By age: the sum of the amounts from which the factor was found.
    bases: Vec<f64>,
}

impl ChainLadder {
    /// `None` where an age has nothing to grow from, nothing is left of it at the next, or no age tells how far
    /// origins differ.
    pub fn new(triangle: &Triangle) -> Option<ChainLadder> {
        let (mut factors, mut bases) = (Vec::new(), Vec::new());
        let mut told: Vec<Option<f64>> = Vec::new();
        for age in 0..triangle.n_ages() - 1 {
            let base: f64 = triangle.steps(age).map(|(at, _)| at).sum();
            let next: f64 = triangle.steps(age).map(|(_, next)| next).sum();
            if base <= 0.0 || next <= 0.0 {
                return None;
            }
            let factor = next / base;
            let squares = triangle.steps(age).filter(|(at, _)| *at > 0.0);
            let squares: Vec<f64> = squares
                .map(|(at, next)| {
                    let error = next - factor * at;
                    error * error / at
                })
                .collect();
            told.push((squares.len() >= 2).then(|| squares.iter().sum::<f64>() / (squares.len() - 1) as f64));
            factors.push(factor);
            bases.push(base);
        }
        Some(ChainLadder { spreads: spreads(&told)?, factors, bases })
    }

    /// The factor from each age to the next.
    pub fn factors(&self) -> &[f64] {
        &self.factors
    }

    /// By age from the first to the last: the part of the ultimate that is known, 1 at the last.
    pub fn completion(&self) -> Vec<f64> {
        let mut known = vec![1.0; self.factors.len() + 1];
        for age in (0..self.factors.len()).rev() {
            known[age] = known[age + 1] / self.factors[age];
        }
        known
    }

    /// The variance of the completion at each age, by the error of the factors alone:
    /// `q^2 sum of s2_k / (f_k^2 S_k)` over the ages to come.
    pub fn completion_variance(&self) -> Vec<f64> {
        let mut relative = vec![0.0; self.factors.len() + 1];
        for age in (0..self.factors.len()).rev() {
            relative[age] = relative[age + 1] + self.relative(age);
        }
        self.completion().iter().zip(relative).map(|(q, it)| q * q * it).collect()
    }

    /// The ultimate of some origins together, with Mack's error: the factors are theirs in common.
    ///
    /// ```text
    /// process     = sum over origins of sum_k s2_k C_(i,k) (C_(i,J) / C_(i,k+1))^2
    /// development = sum_k s2_k / (f_k^2 S_k) (sum of C_(i,J) over the origins not known beyond k)^2
    /// ```
    ///
    /// Each origin is what is known of it last, and how many ages are known.
    pub fn ultimate(&self, origins: impl Iterator<Item = (f64, usize)>) -> Predicted {
        let completion = self.completion();
        let mut all = Predicted::default();
        let mut open = vec![0.0; self.factors.len()];
        for (latest, known) in origins {
            let ultimate = latest / completion[known - 1];
            let mut at = latest;
            for age in known - 1..self.factors.len() {
                let after = 1.0 / completion[age + 1];
                all.process += self.spreads[age] * at.max(0.0) * after * after;
                at *= self.factors[age];
                open[age] += ultimate;
            }
            all.ultimate += ultimate;
        }
        all.development = open.iter().enumerate().map(|(age, sum)| self.relative(age) * sum * sum).sum();
        all
    }

    /// The squared relative error of a factor.
    fn relative(&self, age: usize) -> f64 {
        let factor = self.factors[age];
        self.spreads[age] / (factor * factor * self.bases[age])
    }
}

/// The spreads that are told, and Mack's continuation of them where they are not.
fn spreads(told: &[Option<f64>]) -> Option<Vec<f64>> {
    let mut all: Vec<f64> = Vec::new();
    for it in told {
        let next = match (*it, all[..].last_chunk::<2>()) {
            (Some(spread), _) => spread,
            (None, Some(&[before, last])) if before > 0.0 => (last * last / before).min(before).min(last),
            (None, Some(_)) => 0.0,
            (None, None) => *all.last()?,
        };
        all.push(next);
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Taylor and Ashe (1983), as in Mack (1993), table 1, from which tables 2 and 3 of the paper are taken.
    const TAYLOR_ASHE: [&[f64]; 10] = [
        &[
            357_848.0,
            1_124_788.0,
            1_735_330.0,
            2_218_270.0,
            2_745_596.0,
            3_319_994.0,
            3_466_336.0,
            3_606_286.0,
            3_833_515.0,
            3_901_463.0,
        ],
        &[
            352_118.0,
            1_236_139.0,
            2_170_033.0,
            3_353_322.0,
            3_799_067.0,
            4_120_063.0,
            4_647_867.0,
            4_914_039.0,
            5_339_085.0,
        ],
        &[
            290_507.0,
            1_292_306.0,
            2_218_525.0,
            3_235_179.0,
            3_985_995.0,
            4_132_918.0,
            4_628_910.0,
            4_909_315.0,
        ],
        &[310_608.0, 1_418_858.0, 2_195_047.0, 3_757_447.0, 4_029_929.0, 4_381_982.0, 4_588_268.0],
        &[443_160.0, 1_136_350.0, 2_128_333.0, 2_897_821.0, 3_402_672.0, 3_873_311.0],
        &[396_132.0, 1_333_217.0, 2_180_715.0, 2_985_752.0, 3_691_712.0],
        &[440_832.0, 1_288_463.0, 2_419_861.0, 3_483_130.0],
        &[359_480.0, 1_421_128.0, 2_864_498.0],
        &[376_686.0, 1_363_294.0],
        &[344_014.0],
    ];

    fn taylor_ashe() -> Triangle {
        Triangle::new(TAYLOR_ASHE.iter().map(|row| row.to_vec()).collect()).unwrap()
    }

    /// Reserve and standard error of an origin, as printed: Mack (1993), table 3, in thousands.
    const PRINTED: [(f64, f64); 9] = [
        (94_634., 75_535.),
        (469_511., 121_699.),
        (709_638., 133_549.),
        (984_889., 261_406.),
        (1_419_459., 411_010.),
        (2_177_641., 558_317.),
        (3_920_301., 875_328.),
        (4_278_972., 971_258.),
        (4_625_811., 1_363_155.),
    ];

    #[test]
    fn mack_s_own_example_comes_out_as_printed() {
        let triangle = taylor_ashe();
        let ladder = ChainLadder::new(&triangle).unwrap();
        let row = |i: usize| (TAYLOR_ASHE[i][9 - i], 10 - i);
        for (i, (reserve, se)) in (1..10).zip(PRINTED) {
            let found = ladder.ultimate([row(i)].into_iter());
            assert!((found.ultimate - row(i).0 - reserve).abs() < 0.6, "{i}: {found:?}");
            assert!((found.se() - se).abs() < 1.0, "{i}: {}", found.se());
        }
        let all = ladder.ultimate((0..10).map(row));
        let paid: f64 = triangle.latest().sum();
        assert!((all.ultimate - paid - 18_680_856.0).abs() < 0.6);
        assert!((all.se() - 2_447_095.0).abs() < 1.0, "{}", all.se());
    }

    #[test]
    fn origins_that_are_taken_for_independent_have_too_small_an_error() {
        let ladder = ChainLadder::new(&taylor_ashe()).unwrap();
        let of = |i: usize| ladder.ultimate([(TAYLOR_ASHE[i][9 - i], 10 - i)].into_iter());
        let independent: f64 = (1..10).map(|i| of(i).se() * of(i).se()).sum();
        assert!(libm::sqrt(independent) < 2_447_095.0 - 200_000.0);
    }

    #[test]
    fn what_is_complete_has_no_error_and_an_age_without_amounts_no_factor() {
        let ladder = ChainLadder::new(&taylor_ashe()).unwrap();
        let whole = ladder.ultimate([(3_901_463.0, 10)].into_iter());
        assert_eq!((whole.ultimate.to_bits(), whole.se()), (3_901_463.0_f64.to_bits(), 0.0));
        let nothing = Triangle::new(vec![vec![0.0, 5.0, 6.0], vec![0.0, 4.0], vec![0.0]]).unwrap();
        assert_eq!(ChainLadder::new(&nothing), None);
        assert_eq!(Triangle::new(vec![vec![1.0], vec![1.0]]), None);
        assert_eq!(Triangle::new(vec![vec![1.0, 2.0], vec![1.0, 2.0, 3.0]]), None);
    }
}
