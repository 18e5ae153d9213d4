//! One trial, a hundred trials, and the settlement kernel beside a hand-written floor.
//!
//! `cargo bench -p huimin-benches --bench trials`. The floor is what a programmer would write for
//! Quzhou's residents alone, with the rules in the code; it is checked against the kernel, to the
//! fen, before anything is timed.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use huimin::benefit::{Amounts, Bill, CareKind, Claim, HospitalLevel, Person, PersonTerms, Settlement};
use huimin::projection::Projection;
use huimin::scenario::library::Library;
use huimin::scenario::load::{Loaded, load};
use huimin::units::{Fen, Trial};

fn quzhou() -> Loaded {
    load(&Library::built_in(), "cii/quzhou-2016", &[]).expect("the built-in scenario is valid")
}

fn admissions(projection: &Projection) -> u64 {
    let place =
        |key: &str| projection.columns().iter().position(|column| column.key == key).expect("a column");
    let (employee, resident) = (place("admissions_employee"), place("admissions_resident"));
    let mut sum = 0;
    projection.run_trial(Trial(0), &mut projection.scratch(), |design, _, row| {
        if design == 0 {
            sum += row[employee] + row[resident];
        }
    });
    u64::try_from(sum).expect("a count")
}

fn trials(criterion: &mut Criterion) {
    let projection = quzhou().projection().expect("the built-in scenario runs");
    let mut scratch = projection.scratch();
    let mut group = criterion.benchmark_group("quzhou, three years, five designs");
    group.sample_size(10);
    group.throughput(Throughput::Elements(admissions(&projection)));
    group.bench_function("one trial", |bencher| {
        bencher.iter(|| {
            projection.run_trial(Trial(0), &mut scratch, |_, _, row| {
                black_box(row.len());
            });
        });
    });
    group.throughput(Throughput::Elements(100 * admissions(&projection)));
    group.bench_function("a hundred trials", |bencher| {
        bencher.iter(|| {
            for trial in 0..100 {
                projection.run_trial(Trial(trial), &mut scratch, |_, _, row| {
                    black_box(row.len());
                });
            }
        });
    });
    group.finish();
}

/// A year of one to three tertiary admissions, from a small generator.
fn years(n: usize) -> Vec<Vec<Claim>> {
    let mut state = 1_u64;
    let mut next = |bound: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    };
    let mut claim = || {
        let yuan = |n: u64| Fen::yuan(i64::try_from(n).expect("small"));
        let class_b = yuan(next(40_000));
        let bill = Bill {
            class_a: yuan(next(90_000)) + Fen(37),
            class_b,
            first_self_pay: Fen(class_b.0 / 10),
            over_limit: yuan(next(2_000)),
            listed_own_expense: yuan(next(9_000)),
            ..Bill::default()
        };
        Claim { level: HospitalLevel::Tertiary, ..Claim::new(CareKind::Inpatient, Amounts::Bill(bill)) }
    };
    (0..n).map(|i| (0..=i % 3).map(|_| claim()).collect()).collect()
}

/// Quzhou's residents, by hand: basic insurance at tertiary hospitals, then [S1] Art. 6.
fn floor(claims: &[Claim]) -> (i64, i64) {
    let (mut bmi, mut self_pay) = (0, 0);
    for (nth, claim) in claims.iter().enumerate() {
        let Amounts::Bill(bill) = claim.amounts else { continue };
        let cost = bill.class_a.0 + bill.class_b.0 - bill.first_self_pay.0;
        let above = (cost - if nth == 0 { 100_000 } else { 50_000 }).max(0);
        let paid = ((above * 665 + 500) / 1_000).min(18_000_000 - bmi);
        bmi += paid;
        self_pay += cost - paid;
    }
    let (first, second) = ((self_pay - 2_000_000).clamp(0, 10_000_000), (self_pay - 12_000_000).max(0));
    (bmi, ((first * 55 + second * 60 + 50) / 100).min(15_000_000))
}

fn settle(terms: &PersonTerms, claims: &[Claim], settlement: &mut Settlement) -> (i64, i64) {
    terms.settle_into(claims, settlement);
    (settlement.paid(0).0, settlement.paid(1).0)
}

fn settlement(criterion: &mut Criterion) {
    let scheme = quzhou().scheme().expect("the built-in scheme is known");
    let terms = scheme.terms_for(&Person::default());
    let years = years(3_000);
    let mut memory = Settlement::default();
    for claims in &years {
        assert_eq!(settle(&terms, claims, &mut memory), floor(claims));
    }
    let mut group = criterion.benchmark_group("settlement of a year of 1 to 3 admissions");
    group.throughput(Throughput::Elements(years.len() as u64));
    group.bench_function("by the scheme, explained", |bencher| {
        bencher.iter(|| years.iter().map(|claims| settle(&terms, claims, &mut memory).1).sum::<i64>());
    });
    group.bench_function("basic insurance alone, as the trials do", |bencher| {
        let bmi = terms.admission_payer().expect("a per-admission payer");
        bencher.iter(|| {
            let mut sum = Fen::ZERO;
            for claims in &years {
                let mut used = Fen::ZERO;
                for (nth, claim) in claims.iter().enumerate() {
                    if let Amounts::Bill(bill) = &claim.amounts {
                        used += bmi.pay(bill.in_policy(), claim.level, nth, used).paid;
                    }
                }
                sum += used;
            }
            sum
        });
    });
    group.bench_function("floor, written by hand", |bencher| {
        bencher.iter(|| years.iter().map(|claims| floor(claims).1).sum::<i64>());
    });
    group.finish();
}

criterion_group!(benches, settlement, trials);
criterion_main!(benches);
