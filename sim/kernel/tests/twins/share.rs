//! Shares of amounts.

use huimin_kernel::{MOST_FEN, SHARES, band_shares, fixed_share, share_by_class, shares};

use crate::{LENGTHS, class_of, half_up, octave, on_every_width, whole, words};

#[test]
fn shares_are_those_of_whole_numbers_half_up() {
    let table: Vec<u32> = (0..8 * SHARES).map(|i| u32::try_from(i * 30).unwrap()).collect();
    let one: &[u32; SHARES] = table[..SHARES].try_into().unwrap();
    let bands: &[u32; 8 * SHARES] = table.as_slice().try_into().unwrap();
    on_every_width(|width| {
        for n in LENGTHS {
            let (bills, words) = (whole(n, 2), words(n, 6));
            let relatives: Vec<f64> = words.iter().map(|word| (word >> 50) as f64 / 1_000.0 + 1e-9).collect();
            let mut found = vec![0.0; n];
            for millionths in [0.0, 1.0, 55_000.0, 333_333.0, 999_999.0, 1e6] {
                fixed_share(&bills, millionths, &mut found);
                assert!(bills.iter().zip(&found).all(|(&x, &y)| y == half_up(x, millionths)), "{width:?}");
            }
            shares::<20>(&bills, &words, one, &mut found);
            for i in 0..n {
                let drawn = one[(words[i] >> 20) as usize % SHARES];
                assert!(found[i] == half_up(bills[i], f64::from(drawn)), "{width:?}");
            }
            band_shares(&bills, &relatives, &words, bands, 1.5, &mut found);
            for i in 0..n {
                let band = (octave(relatives[i]) + 4).clamp(0, 7) as usize;
                let drawn = f64::from(bands[band * SHARES + (words[i] as u16 >> 4) as usize]);
                let millionths = (drawn * 1.5 + 0.5).min(1e6).floor();
                assert!(found[i] == half_up(bills[i], millionths), "{width:?}");
            }
            let classes = class_of(n, 5);
            let by_class: [f64; 16] = std::array::from_fn(|i| 60_001.0 * i as f64);
            share_by_class(&bills, &classes, &by_class, &mut found);
            assert!(
                (0..n).all(|i| found[i] == half_up(bills[i], by_class[classes[i] as usize])),
                "{width:?}"
            );
        }
    });
}

/// Ties and their neighbours are where a rounding goes wrong: ratios in points on amounts up to the bound.
#[test]
fn a_tie_goes_up_and_a_hair_less_goes_down() {
    let mut worst: Vec<(f64, f64)> = Vec::new();
    for millionths in [500_000.0, 50_000.0, 10_000.0, 5_000.0, 500.0, 50.0, 999_999.0, 123_457.0] {
        for base in [0.0, 1e3, 1e6, 1e8, MOST_FEN - 400.0] {
            worst.extend((0..400).map(|i| (base + f64::from(i), millionths)));
        }
    }
    on_every_width(|width| {
        for &(amount, millionths) in &worst {
            let mut found = [0.0; 4];
            fixed_share(&[amount; 4], millionths, &mut found);
            assert!(found == [half_up(amount, millionths); 4], "{width:?}: {amount} {millionths}");
        }
    });
}
