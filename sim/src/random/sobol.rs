//! Sobol points by their numbers, each coordinate scrambled at an address of its own.
//!
//! Point `n` is the exclusive or of the direction numbers of the binary digits of `n`: it depends on `n`
//! alone, so the points of a run are a prefix of those of a longer one. The scrambling is Owen's (1995):
//! each binary digit is flipped, or not, by a coin that depends on all digits above it. One coordinate of a
//! scrambled point is uniform; the first `2^m` points of a coordinate fill all intervals of length `2^-m`.

use huimin_kernel::mix;

use super::address::Address;

/// Coordinates for which there are direction numbers.
pub const DIMENSIONS: usize = JOE_KUO.len() + 1;

/// Binary digits of a point, and of the number of the last point.
const BITS: usize = 32;

/// One coordinate of one Sobol point, as a fraction of 2^32. Point 0 is 0.
///
/// # Panics
/// When `dimension >= DIMENSIONS`.
pub fn point(dimension: usize, index: u32) -> u32 {
    let directions = DIRECTIONS[dimension].iter().enumerate();
    directions
        .fold(0, |point, (bit, direction)| if index >> bit & 1 == 1 { point ^ direction } else { point })
}

/// The same coordinate scrambled by the coins that live at `address`, as a word whose upper 52 bits make a
/// uniform number ([`super::single::unit_interval`]).
///
/// A node of the tree of digits is the number `1 d_1 d_2 ... d_i`; its coin is a bit of a hash of the node and
/// the address. The 32 bits below the point's own come from a hash of the whole point.
pub fn scrambled(dimension: usize, index: u32, address: &Address) -> u64 {
    let [first, second, third, fourth] = address.key();
    let point = u64::from(point(dimension, index));
    let hash = |node: u64| mix(mix(node ^ first).wrapping_add(second));
    let mut flips = 0;
    for digit in 0..BITS {
        let node = 1 << digit | point >> (BITS - digit);
        flips |= (hash(node) >> 63) << (BITS - 1 - digit);
    }
    let below = mix(mix(point ^ third).wrapping_add(fourth)) >> BITS;
    (point ^ flips) << BITS | below
}

/// The direction numbers of all dimensions; the first is the van der Corput sequence.
static DIRECTIONS: [[u32; BITS]; DIMENSIONS] = directions();

/// `v_k = a_1 v_(k-1) ^ ... ^ a_(s-1) v_(k-s+1) ^ v_(k-s) ^ v_(k-s) / 2^s` from the first `s` of them (Joe and
/// Kuo 2008, equation 2).
const fn directions() -> [[u32; BITS]; DIMENSIONS] {
    let mut all = [[0; BITS]; DIMENSIONS];
    let mut bit = 0;
    while bit < BITS {
        all[0][bit] = 1 << (BITS - 1 - bit);
        bit += 1;
    }
    let mut dimension = 1;
    while dimension < DIMENSIONS {
        let (polynomial, initial) = JOE_KUO[dimension - 1];
        let degree = initial.len();
        let mut k = 0;
        while k < BITS {
            all[dimension][k] = if k < degree {
                initial[k] << (BITS - 1 - k)
            } else {
                let before = all[dimension][k - degree];
                let mut v = before ^ before >> degree;
                let mut i = 1;
                while i < degree {
                    if polynomial >> (degree - i) & 1 == 1 {
                        v ^= all[dimension][k - i];
                    }
                    i += 1;
                }
                v
            };
            k += 1;
        }
        dimension += 1;
    }
    all
}

/// Dimensions 2 to 64 of the table `new-joe-kuo-6.21201` of S. Joe and F. Y. Kuo (2008, "Constructing Sobol
/// sequences with better two-dimensional projections"; Copyright 2008 F. Y. Kuo and S. Joe, BSD licence): the
/// primitive polynomial with all its coefficients as binary digits, and the first `m_k`.
const JOE_KUO: [(u32, &[u32]); 63] = [
    (3, &[1]),
    (7, &[1, 3]),
    (11, &[1, 3, 1]),
    (13, &[1, 1, 1]),
    (19, &[1, 1, 3, 3]),
    (25, &[1, 3, 5, 13]),
    (37, &[1, 1, 5, 5, 17]),
    (41, &[1, 1, 5, 5, 5]),
    (47, &[1, 1, 7, 11, 19]),
    (55, &[1, 1, 5, 1, 1]),
    (59, &[1, 1, 1, 3, 11]),
    (61, &[1, 3, 5, 5, 31]),
    (67, &[1, 3, 3, 9, 7, 49]),
    (91, &[1, 1, 1, 15, 21, 21]),
    (97, &[1, 3, 1, 13, 27, 49]),
    (103, &[1, 1, 1, 15, 7, 5]),
    (109, &[1, 3, 1, 15, 13, 25]),
    (115, &[1, 1, 5, 5, 19, 61]),
    (131, &[1, 3, 7, 11, 23, 15, 103]),
    (137, &[1, 3, 7, 13, 13, 15, 69]),
    (143, &[1, 1, 3, 13, 7, 35, 63]),
    (145, &[1, 3, 5, 9, 1, 25, 53]),
    (157, &[1, 3, 1, 13, 9, 35, 107]),
    (167, &[1, 3, 1, 5, 27, 61, 31]),
    (171, &[1, 1, 5, 11, 19, 41, 61]),
    (185, &[1, 3, 5, 3, 3, 13, 69]),
    (191, &[1, 1, 7, 13, 1, 19, 1]),
    (193, &[1, 3, 7, 5, 13, 19, 59]),
    (203, &[1, 1, 3, 9, 25, 29, 41]),
    (211, &[1, 3, 5, 13, 23, 1, 55]),
    (213, &[1, 3, 7, 3, 13, 59, 17]),
    (229, &[1, 3, 1, 3, 5, 53, 69]),
    (239, &[1, 1, 5, 5, 23, 33, 13]),
    (241, &[1, 1, 7, 7, 1, 61, 123]),
    (247, &[1, 1, 7, 9, 13, 61, 49]),
    (253, &[1, 3, 3, 5, 3, 55, 33]),
    (285, &[1, 3, 1, 15, 31, 13, 49, 245]),
    (299, &[1, 3, 5, 15, 31, 59, 63, 97]),
    (301, &[1, 3, 1, 11, 11, 11, 77, 249]),
    (333, &[1, 3, 1, 11, 27, 43, 71, 9]),
    (351, &[1, 1, 7, 15, 21, 11, 81, 45]),
    (355, &[1, 3, 7, 3, 25, 31, 65, 79]),
    (357, &[1, 3, 1, 1, 19, 11, 3, 205]),
    (361, &[1, 1, 5, 9, 19, 21, 29, 157]),
    (369, &[1, 3, 7, 11, 1, 33, 89, 185]),
    (391, &[1, 3, 3, 3, 15, 9, 79, 71]),
    (397, &[1, 3, 7, 11, 15, 39, 119, 27]),
    (425, &[1, 1, 3, 1, 11, 31, 97, 225]),
    (451, &[1, 1, 1, 3, 23, 43, 57, 177]),
    (463, &[1, 3, 7, 7, 17, 17, 37, 71]),
    (487, &[1, 3, 1, 5, 27, 63, 123, 213]),
    (501, &[1, 1, 3, 5, 11, 43, 53, 133]),
    (529, &[1, 3, 5, 5, 29, 17, 47, 173, 479]),
    (539, &[1, 3, 3, 11, 3, 1, 109, 9, 69]),
    (545, &[1, 1, 1, 5, 17, 39, 23, 5, 343]),
    (557, &[1, 3, 1, 5, 25, 15, 31, 103, 499]),
    (563, &[1, 1, 1, 11, 11, 17, 63, 105, 183]),
    (601, &[1, 1, 5, 11, 9, 29, 97, 231, 363]),
    (607, &[1, 1, 5, 15, 19, 45, 41, 7, 383]),
    (617, &[1, 3, 7, 7, 31, 19, 83, 137, 221]),
    (623, &[1, 1, 1, 3, 23, 15, 111, 223, 83]),
    (631, &[1, 1, 5, 13, 31, 15, 55, 25, 161]),
    (637, &[1, 1, 3, 13, 25, 47, 39, 87, 257]),
];

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small by construction")]
mod tests {
    use super::*;
    use crate::random::Purpose;
    use crate::random::single::unit_interval;

    /// The number in binary order of the `n`-th point in Gray-code order, in which points are published.
    const fn gray(n: u32) -> u32 {
        n ^ n >> 1
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "exact by construction")]
    fn the_first_points_are_the_published_ones() {
        // the first ten points in three dimensions (Joe, Kuo, Notes on generating Sobol' sequences, 2008)
        let published = [
            [0.0, 0.0, 0.0],
            [0.5, 0.5, 0.5],
            [0.75, 0.25, 0.25],
            [0.25, 0.75, 0.75],
            [0.375, 0.375, 0.625],
            [0.875, 0.875, 0.125],
            [0.625, 0.125, 0.875],
            [0.125, 0.625, 0.375],
            [0.1875, 0.3125, 0.9375],
            [0.6875, 0.8125, 0.4375],
        ];
        for (n, expected) in published.into_iter().enumerate() {
            let found = [0, 1, 2].map(|d| f64::from(point(d, gray(n as u32))) / 4_294_967_296.0);
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn far_points_and_high_dimensions_are_those_of_another_program() {
        // scipy.stats.qmc.Sobol(64, scramble=False, bits=32), SciPy 1.17.1: point 123,456, and sixteenths of
        // the first sixteen points in dimensions 41 and 64
        let far = [0, 1, 2, 9, 20, 40, 63].map(|d| point(d, gray(123_456)));
        let expected = [
            113_803_264,
            784_891_904,
            1_319_665_664,
            1_069_711_360,
            507_215_872,
            3_410_001_920,
            4_089_413_632,
        ];
        assert_eq!(far, expected);
        let sixteenths = |d: usize| (0..16).map(|n| point(d, gray(n)) >> 28).collect::<Vec<_>>();
        assert_eq!(sixteenths(40), [0, 8, 4, 12, 14, 6, 10, 2, 9, 1, 13, 5, 7, 15, 3, 11]);
        assert_eq!(sixteenths(63), [0, 8, 12, 4, 2, 10, 14, 6, 11, 3, 7, 15, 9, 1, 5, 13]);
    }

    fn address(replicate: u64) -> Address {
        Address::world(7, Purpose::WorldTrend, replicate, 0)
    }

    fn uniform(dimension: usize, index: u32, replicate: u64) -> f64 {
        unit_interval(scrambled(dimension, index, &address(replicate)))
    }

    #[test]
    fn every_prefix_of_a_power_of_two_fills_every_interval_once() {
        for dimension in 0..DIMENSIONS {
            for m in [1, 4, 8] {
                let mut hit: Vec<usize> =
                    (0..1 << m).map(|n| (uniform(dimension, n, 3) * f64::from(1 << m)) as usize).collect();
                hit.sort_unstable();
                assert_eq!(hit, (0..1 << m).collect::<Vec<usize>>(), "dimension {dimension}");
            }
        }
    }

    #[test]
    fn the_first_two_dimensions_fill_every_box_of_equal_volume() {
        // a (0, 6, 2)-net: each of the boxes 2^-a by 2^-(6-a) holds one of 64 points, scrambled or not
        let points: Vec<[f64; 2]> =
            (0..64).map(|n| [0, 1].map(|d| unit_interval(scrambled(d, n, &address(d as u64))))).collect();
        for a in 0..=6 {
            let of = |it: &[f64; 2]| {
                let cell = |x: f64, bits: i32| (x * f64::from(1 << bits)) as usize;
                cell(it[0], a) << (6 - a) | cell(it[1], 6 - a)
            };
            let mut boxes: Vec<usize> = points.iter().map(of).collect();
            boxes.sort_unstable();
            assert_eq!(boxes, (0..64).collect::<Vec<usize>>(), "{a}");
        }
    }

    #[test]
    fn each_point_of_each_scrambling_is_uniform() {
        // 40,000 scramblings of points 0 and 5: a mean of uniforms has standard error 0.00144, a mean square
        // 0.00149; 5 of them is a false alarm of 6e-7 each. The points themselves, 0 and 0.625, would be caught
        let n = 40_000;
        for index in [0, 5] {
            let drawn: Vec<f64> = (0..n).map(|replicate| uniform(2, index, replicate)).collect();
            let mean = drawn.iter().sum::<f64>() / n as f64;
            let square = drawn.iter().map(|u| u * u).sum::<f64>() / n as f64;
            assert!((mean - 0.5).abs() < 0.0072 && (square - 1.0 / 3.0).abs() < 0.0075, "{mean} {square}");
        }
    }

    #[test]
    fn two_points_of_one_scrambling_are_as_independent_as_owen_s_tree_makes_them() {
        // points 0 and 1 of a coordinate differ in the first digit: they lie in different halves, and within
        // their halves independently. cov(u, v) = -1/16; 40,000 scramblings know it to 0.0004 (5 errors 0.002)
        let n = 40_000;
        let product: f64 = (0..n)
            .map(|replicate| (uniform(4, 0, replicate) - 0.5) * (uniform(4, 1, replicate) - 0.5))
            .sum::<f64>()
            / n as f64;
        assert!((product + 0.0625).abs() < 0.002, "{product}");
        // a digital shift alone would give both the same digits below the first: cov = -1/16 + 1/48
        assert!((product + 0.0625 - 1.0 / 48.0).abs() > 0.002);
    }
}
