//! Each kernel on a stretch of 256 patients, at every width of vector that the machine has.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use huimin_kernel::{
    AMOUNT_BINS, SHARES, SPARE, Width, above, amounts, band_shares, beyond, bills, classes, count_below,
    fill, fixed_share, pay_above, seed, shares, stretch, sum, up_to, widest, with_width,
};
use std::hint::black_box;

const PATIENTS: usize = 256;

/// What the kernels work on: words, and columns that follow from them as in a run.
struct Stretch {
    state: [[u64; 8]; 4],
    words: Vec<[u64; 8]>,
    bins: Box<[[f64; 2]; AMOUNT_BINS]>,
    table: Box<[u32; SHARES]>,
    bands: Vec<u32>,
    relatives: Vec<f64>,
    classes: Vec<u32>,
    bills: Vec<f64>,
    out: Vec<f64>,
    places: Vec<u32>,
}

impl Stretch {
    fn new() -> Stretch {
        let mut word = 88_172_645_463_325_252_u64;
        let mut next = || {
            word ^= word << 13;
            word ^= word >> 7;
            word ^= word << 17;
            word
        };
        let mut stretch = Stretch {
            state: std::array::from_fn(|_| std::array::from_fn(|_| next())),
            words: vec![[0; 8]; PATIENTS / 8],
            bins: Box::new(std::array::from_fn(|i| [20.0 / (i + 1) as f64, -1.0])),
            table: Box::new([123_456; SHARES]),
            bands: vec![150_000; 8 * SHARES],
            relatives: vec![0.0; PATIENTS],
            classes: vec![0; PATIENTS],
            bills: vec![0.0; PATIENTS],
            out: vec![0.0; PATIENTS],
            places: vec![0; PATIENTS + SPARE],
        };
        fill(&mut stretch.state, &mut stretch.words);
        amounts(stretch.words.as_flattened(), &stretch.bins, &mut stretch.relatives);
        stretch.relatives.iter_mut().filter(|x| x.is_nan()).for_each(|x| *x = 30.0);
        classes(stretch.words.as_flattened(), [1 << 30, 1 << 31], [1 << 26, 1 << 27], &mut stretch.classes);
        bills(&stretch.relatives, &stretch.classes, &[1e6; 16], 1e12, &mut stretch.bills);
        stretch
    }
}

fn kernels(criterion: &mut Criterion) {
    for width in Width::ALL.into_iter().filter(|&width| width <= widest()) {
        with_width(width);
        let mut group = criterion.benchmark_group(width.key());
        group.throughput(Throughput::Elements(PATIENTS as u64));
        let mut it = Stretch::new();
        let bands: &[u32; 8 * SHARES] = it.bands.as_slice().try_into().expect("eight tables");
        let words = it.words.as_flattened().to_vec();
        group.bench_function("fill", |b| b.iter(|| fill(&mut it.state, black_box(&mut it.words))));
        group.bench_function("seed", |b| b.iter(|| seed(black_box(&[1, 2, 3, 4]), &mut it.state)));
        group.bench_function("up_to", |b| {
            b.iter(|| up_to(black_box(&words), 1 << 60, &mut it.places));
        });
        group.bench_function("count_below", |b| b.iter(|| count_below(black_box(&words), 1 << 60)));
        group.bench_function("amounts", |b| b.iter(|| amounts(black_box(&words), &it.bins, &mut it.out)));
        group.bench_function("stretch", |b| {
            b.iter(|| stretch(black_box(&mut it.out), 1.0, 1.0, f64::INFINITY));
        });
        group.bench_function("classes", |b| {
            b.iter(|| classes(black_box(&words), [1 << 30, 1 << 31], [1 << 26, 1 << 27], &mut it.classes));
        });
        group.bench_function("bills", |b| {
            b.iter(|| bills(black_box(&it.relatives), &it.classes, &[1e6; 16], 1e12, &mut it.out));
        });
        group.bench_function("band_shares", |b| {
            b.iter(|| band_shares(black_box(&it.bills), &it.relatives, &words, bands, 1.0, &mut it.out));
        });
        group.bench_function("shares", |b| {
            b.iter(|| shares::<20>(black_box(&it.bills), &words, &it.table, &mut it.out));
        });
        group.bench_function("fixed_share", |b| {
            b.iter(|| fixed_share(black_box(&it.bills), 150_000.0, &mut it.out));
        });
        group.bench_function("pay_above", |b| {
            let (deductible, ratio) = ([30_000.0; 16], [700_000.0; 16]);
            b.iter(|| {
                pay_above(black_box(&it.bills), &it.classes, &deductible, &ratio, &mut it.out);
            });
        });
        group.bench_function("sum", |b| b.iter(|| sum(black_box(&it.bills))));
        group.bench_function("above", |b| {
            b.iter(|| above(black_box(&it.bills), &it.out, [2e6, 1.2e7, 2.8e7]));
        });
        group.bench_function("beyond", |b| b.iter(|| beyond(black_box(&it.bills), 3e6, &mut it.places)));
        group.finish();
    }
}

criterion_group!(benches, kernels);
criterion_main!(benches);
