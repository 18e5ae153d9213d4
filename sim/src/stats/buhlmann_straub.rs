//! How far each of several cells may be believed: credibility by Bühlmann and Straub (1970).

/// What one cell showed in each of its periods: weights (exposure) above 0, and the ratio of each.
pub type Periods = Vec<(f64, f64)>;

/// Structure and credibility of a portfolio of cells.
///
/// With weights `w_ij` and ratios `X_ij` of cell `i` in period `j`, sums over a missing index,
///
/// ```text
/// within  s2 = sum w_ij (X_ij - X_i)^2 / sum (n_i - 1)
/// between a  = [ sum w_i (X_i - X)^2 - (cells - 1) s2 ] / [ w - sum w_i^2 / w ],      0 where that is below 0
/// Z_i = w_i / (w_i + s2 / a),      m = sum Z_i X_i / sum Z_i,      credible ratio = Z_i X_i + (1 - Z_i) m
/// ```
///
/// and the mean squared error of the credible ratio is `a (1 - Z_i) (1 + (1 - Z_i) / sum Z_i)` (Bühlmann and Gisler,
/// A Course in Credibility Theory, 4.4); with `a = 0` it is that of `X`, `s2 / w`.
///
/// Both variances are unbiased before the cut at 0 (Klugman, Panjer, Willmot, Loss Models, 20.4). With no
/// variance between the cells no cell is believed, and all have the common mean `X`.
#[derive(Debug, Clone, PartialEq)]
pub struct BuhlmannStraub {
    /// The expected variance of a ratio of weight 1 within a cell.
    pub within: f64,
    /// The variance between the cells' own means, cut at 0.
    pub between: f64,
    /// The same before the cut.
    pub between_uncut: f64,
    /// The mean that cells are drawn to.
    pub collective: f64,
    /// The cells, in the order in which they were given.
    pub cells: Vec<CredibleCell>,
}

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CredibleCell {
    /// Its weight over all periods.
    pub weight: f64,
    /// Its own ratio.
    pub own: f64,
    /// How far that is believed.
    pub credibility: f64,
    /// The ratio that is used.
    pub credible: f64,
    /// The root of the mean squared error of the ratio that is used, the two variances taken as known.
    pub se: f64,
}

impl BuhlmannStraub {
    /// The structure of several cells; `within` where it is known otherwise (of counts: their mean times their
    /// overdispersion), needed where no cell has two periods.
    ///
    /// `None` for fewer than two cells with a weight, and where nothing says how large `within` is. A cell without
    /// any period keeps its place, with credibility 0.
    pub fn new(cells: &[Periods], within: Option<f64>) -> Option<BuhlmannStraub> {
        let own: Vec<(f64, f64)> = cells
            .iter()
            .map(|periods| {
                let weight: f64 = periods.iter().map(|(weight, _)| weight).sum();
                let sum: f64 = periods.iter().map(|(weight, ratio)| weight * ratio).sum();
                (weight, if weight > 0.0 { sum / weight } else { 0.0 })
            })
            .collect();
        let seen = own.iter().filter(|(weight, _)| *weight > 0.0).count() as f64;
        let within = within.or_else(|| within_variance(cells, &own))?;
        if seen < 2.0 {
            return None;
        }
        let weight: f64 = own.iter().map(|(weight, _)| weight).sum();
        let mean = own.iter().map(|(w, x)| w * x).sum::<f64>() / weight;
        let spread: f64 = own.iter().map(|(w, x)| w * (x - mean) * (x - mean)).sum();
        let divisor = weight - own.iter().map(|(w, _)| w * w).sum::<f64>() / weight;
        let between_uncut = (spread - (seen - 1.0) * within) / divisor;
        let between = between_uncut.max(0.0);
        let credibility = |w: f64| if between > 0.0 { w * between / (w * between + within) } else { 0.0 };
        let sum: f64 = own.iter().map(|&(w, _)| credibility(w)).sum();
        let collective =
            if sum > 0.0 { own.iter().map(|&(w, x)| credibility(w) * x).sum::<f64>() / sum } else { mean };
        let error = |credibility: f64| {
            let missing = 1.0 - credibility;
            let squared =
                if between > 0.0 { between * missing * (1.0 + missing / sum) } else { within / weight };
            libm::sqrt(squared)
        };
        let cells = own.iter().map(|&(weight, own)| {
            let credibility = credibility(weight);
            let credible = credibility * own + (1.0 - credibility) * collective;
            CredibleCell { weight, own, credibility, credible, se: error(credibility) }
        });
        let cells = cells.collect();
        Some(BuhlmannStraub { within, between, between_uncut, collective, cells })
    }
}

/// `None` where no cell has two periods.
fn within_variance(cells: &[Periods], own: &[(f64, f64)]) -> Option<f64> {
    let degrees: usize = cells.iter().map(|periods| periods.len().saturating_sub(1)).sum();
    let squares = cells.iter().zip(own).map(|(periods, (_, mean))| {
        periods.iter().map(|(weight, ratio)| weight * (ratio - mean) * (ratio - mean)).sum::<f64>()
    });
    (degrees > 0).then(|| squares.sum::<f64>() / degrees as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Hachemeister's bodily injury data (1975): five states, twelve quarters, average claims and their numbers.
    fn hachemeister() -> Vec<Periods> {
        let ratios = [
            [1738, 1642, 1794, 2051, 2079, 2234, 2032, 2035, 2115, 2262, 2267, 2517],
            [1364, 1408, 1597, 1444, 1342, 1675, 1470, 1448, 1464, 1831, 1612, 1471],
            [1759, 1685, 1479, 1763, 1674, 2103, 1502, 1622, 1828, 2155, 2233, 2059],
            [1223, 1146, 1010, 1257, 1426, 1532, 1953, 1123, 1343, 1243, 1762, 1306],
            [1456, 1499, 1609, 1741, 1482, 1572, 1606, 1735, 1607, 1573, 1613, 1690],
        ];
        let weights = [
            [7861, 9251, 8706, 8575, 7917, 8263, 9456, 8003, 7365, 7832, 7849, 9077],
            [1622, 1742, 1523, 1515, 1622, 1602, 1964, 1515, 1527, 1748, 1654, 1861],
            [1147, 1357, 1329, 1204, 998, 1077, 1277, 1218, 896, 1003, 1108, 1121],
            [407, 396, 348, 341, 315, 328, 352, 331, 287, 384, 321, 342],
            [2902, 3172, 3046, 3068, 2693, 2910, 3275, 2697, 2663, 3017, 3242, 3425],
        ];
        let periods = |(ratios, weights): (&[i32; 12], &[i32; 12])| {
            weights.iter().zip(ratios).map(|(&w, &x)| (f64::from(w), f64::from(x))).collect()
        };
        ratios.iter().zip(&weights).map(periods).collect()
    }

    /// As R prints them (actuar 3, vignette "credibility", `cm(~state, hachemeister, ...)`).
    #[test]
    fn five_states_have_the_credibilities_that_actuar_prints() {
        let found = BuhlmannStraub::new(&hachemeister(), None).unwrap();
        assert!((found.collective - 1684.0).abs() < 0.5, "{}", found.collective);
        assert!((found.between / 89_639.0 - 1.0).abs() < 1e-4, "{}", found.between);
        assert!((found.within / 139_120_026.0 - 1.0).abs() < 1e-6, "{}", found.within);
        let printed = [
            (2061.0, 100_155.0, 0.9847, 2055.0),
            (1511.0, 19_895.0, 0.9276, 1524.0),
            (1806.0, 13_735.0, 0.8985, 1793.0),
            (1353.0, 4_152.0, 0.7279, 1443.0),
            (1600.0, 36_110.0, 0.9588, 1603.0),
        ];
        for (cell, (own, weight, credibility, credible)) in found.cells.iter().zip(printed) {
            assert!((cell.own - own).abs() < 0.6 && (cell.weight - weight).abs() < 0.5, "{cell:?}");
            assert!((cell.credibility - credibility).abs() < 6e-5, "{cell:?}");
            assert!((cell.credible - credible).abs() < 0.6, "{cell:?}");
        }
    }

    /// Two cells of weights 1 and 3: mean 0.5, spread 0.75 x (1/3), within 1: a = (0.25 - 1) / 1.5 = -0.5.
    #[test]
    fn a_between_variance_below_nothing_is_nothing_and_all_cells_have_the_common_mean() {
        let cells = [vec![(1.0, 0.067)], vec![(3.0, 0.644_333_333_333_333_3)]];
        let found = BuhlmannStraub::new(&cells, Some(1.0)).unwrap();
        assert!((found.between_uncut + 0.5).abs() < 1e-3 && found.between.abs() <= 0.0, "{found:?}");
        assert!(found.cells.iter().all(|cell| cell.credibility.abs() <= 0.0));
        assert!(found.cells.iter().all(|cell| (cell.credible - 0.5).abs() < 1e-12), "{found:?}");
        assert!(found.cells.iter().all(|cell| (cell.se - 0.5).abs() < 1e-12), "{found:?}"); // sqrt(1 / 4)
    }

    /// Cells of weight 10 with the ratios 1 and 3 under within 1: a = (20 - 1) / 10 = 1.9, Z = 0.95 each.
    #[test]
    fn the_error_of_a_credible_ratio_has_that_of_the_collective_mean_in_it() {
        let found = BuhlmannStraub::new(&[vec![(10.0, 1.0)], vec![(10.0, 3.0)]], Some(1.0)).unwrap();
        let known = libm::sqrt(1.9 * 0.05 * (1.0 + 0.05 / 1.9));
        assert!(
            (found.between - 1.9).abs() < 1e-12 && (found.cells[0].se - known).abs() < 1e-12,
            "{found:?}"
        );
    }

    #[test]
    fn one_cell_or_nothing_known_of_the_spread_within_gives_nothing() {
        assert_eq!(BuhlmannStraub::new(&[vec![(1.0, 0.5), (1.0, 0.6)]], None), None);
        assert_eq!(BuhlmannStraub::new(&[vec![(1.0, 0.5)], vec![(1.0, 0.6)]], None), None);
    }

    #[test]
    fn a_cell_that_nobody_was_in_keeps_its_place_and_takes_the_collective_mean() {
        let found = BuhlmannStraub::new(&[vec![(10.0, 1.0)], vec![], vec![(10.0, 3.0)]], Some(1.0)).unwrap();
        assert!((found.cells[1].credible - 2.0).abs() < 1e-12 && found.cells[1].credibility.abs() <= 0.0);
    }
}
