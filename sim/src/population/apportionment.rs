//! Whole persons in given proportions: largest remainders.

/// Splits `total` in proportion to `weights`: floors first, then one more to those with the largest
/// remainders, the first of equals (Hare, Niemeyer). The parts always add up to `total`; each is within one
/// of its exact share. Nothing where all weights are zero.
pub(super) fn apportioned(total: i64, weights: &[f64]) -> Vec<i64> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|weight| total as f64 * weight / sum).collect();
    #[expect(clippy::cast_possible_truncation, reason = "heads stay far below 2^53")]
    let mut parts: Vec<i64> = exact.iter().map(|share| share.floor() as i64).collect();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by(|&a, &b| (exact[b] - exact[b].floor()).total_cmp(&(exact[a] - exact[a].floor())));
    let left = usize::try_from(total - parts.iter().sum::<i64>()).unwrap_or(0);
    order.iter().filter(|&&i| weights[i] > 0.0).take(left).for_each(|&i| parts[i] += 1);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_remainders_get_one_more_and_nobody_is_lost() {
        assert_eq!(apportioned(10, &[1.0, 1.0, 1.0]), [4, 3, 3]);
        // 4.7, 3.3 and 2.0: the first remainder is the largest
        assert_eq!(apportioned(10, &[47.0, 33.0, 20.0]), [5, 3, 2]);
        assert_eq!(apportioned(7, &[0.0, 0.0]), [0, 0]);
        assert_eq!(apportioned(0, &[2.0, 1.0]), [0, 0]);
        assert_eq!(apportioned(1, &[0.0, 1.0]), [0, 1]);
    }
}
