//! What the world and the seeds of its sources may move in a trial, and what not.

use super::tests::{YEARS, design, parts, rows};
use super::*;
use crate::benefit::Person;
use crate::illness::{
    Asked, BlockAddress, BlockYear, ChanceEvent, Epidemic, Episode, Exposed, FactorModel, ModelError,
    TailModel, World, WorldFactor,
};
use crate::random::{Seeds, Source};
use crate::units::{Trial, Year};

fn moving_world() -> World {
    let level =
        FactorModel { trend: 0.03, trend_sd: 0.02, year_sd: 0.05, autocorrelation: 0.5, parameter_sd: 0.1 };
    World {
        frequency: level,
        severity: level,
        epidemic: Epidemic { probability: 0.5, frequency_effect: -0.2 },
        tail: TailModel { parameter_sd: 0.2, above: 2.0 },
        split_sd: 0.3,
        model: ModelError { frequency_sd: 0.1, severity_sd: 0.1, own_expense_sd: 0.1 },
        events: vec![ChanceEvent {
            name: "new-drug".into(),
            from: Year(2017),
            to: Year(2017),
            probability: 0.5,
            frequency: 1.1,
            cost: 1.2,
            own_expense: 1.5,
        }],
        ..World::still(Year(2015))
    }
}

fn projection(world: World, seeds: Seeds) -> Projection {
    Projection::new(ProjectionParts { seeds, world, ..parts(12_000, 1.0, 0.5, vec![design(20_000)]) })
        .unwrap()
}

/// The care of every patient, by block and year, with his slot.
fn care(projection: &Projection, trial: u64) -> Vec<Vec<(usize, Vec<Episode>)>> {
    let (mut drawn, parts) = (BlockYear::new(), &projection.parts);
    let factors = projection.factors(Trial(trial));
    let mut all = Vec::new();
    for (block, plans) in &projection.blocks {
        for (y, plan) in plans.iter().enumerate() {
            let Some(plan) = plan else { continue };
            let (seed, trial) = (parts.seeds.of(Source::Process), Trial(trial));
            let at = BlockAddress { seed, trial, year: YEARS[y], block: block.address() };
            let Person { sex, age, .. } = plan.person;
            let exposed = Exposed { heads: plan.heads, status: plan.status, sex, age, rates: plan.rates };
            let illness = parts.illness.in_year(YEARS[y]);
            drawn.draw(
                illness,
                &at,
                &exposed,
                &[],
                factors[y],
                Asked { slots: true, days: false, above: None },
            );
            let mut patients = Vec::new();
            for j in 0..drawn.patients() {
                let mut episodes = Vec::new();
                drawn.year_of(illness, j, &mut episodes);
                patients.push((drawn.slot(j), episodes));
            }
            all.push(patients);
        }
    }
    all
}

/// Place and cause are words of a bill that no factor of the world touches.
#[test]
fn switching_a_factor_off_moves_no_patient_and_no_word_of_a_bill() {
    let on = care(&projection(moving_world(), Seeds::all(7)), 3);
    for factor in WorldFactor::ALL {
        let off = care(&projection(moving_world().without(factor), Seeds::all(7)), 3);
        let mut compared = 0;
        for (on, off) in on.iter().zip(&off) {
            for ((slot, with), (same, without)) in on.iter().zip(off) {
                assert_eq!(slot, same, "{factor:?}: the patients of one are the first of the other");
                for (a, b) in with.iter().zip(without).filter(|(a, b)| a.kind == b.kind) {
                    assert_eq!((a.level, a.listed_cause), (b.level, b.listed_cause), "{factor:?}");
                    compared += 1;
                }
            }
        }
        assert!(compared > 1_000, "{factor:?}: {compared}");
    }
}

#[test]
fn a_source_that_is_redrawn_moves_the_rows_and_a_source_without_chance_does_not() {
    let base = rows(&projection(moving_world(), Seeds::all(7)), 5);
    for source in Source::ALL {
        let redrawn = Seeds::all(7).with(source, 8);
        assert_ne!(rows(&projection(moving_world(), redrawn), 5), base, "{source:?}");
        let still = |seeds| rows(&projection(World::still(Year(2015)), seeds), 5);
        let moves = projection(World::still(Year(2015)), redrawn).moves(source);
        assert_eq!(still(redrawn) != still(Seeds::all(7)), moves, "{source:?}");
    }
}

#[test]
fn the_process_drawn_anew_leaves_the_world_as_it_is_and_the_world_drawn_anew_leaves_the_bills() {
    let factors = |seeds| projection(moving_world(), seeds).factors(Trial(2));
    let base = Seeds::all(7);
    assert_eq!(factors(base.with(Source::Process, 8).with(Source::Enrolment, 8)), factors(base));
    let model = factors(base.with(Source::Model, 8));
    assert_eq!(model[0].tail, factors(base)[0].tail);
    assert_ne!(model, factors(base));
    let world = [Source::Parameter, Source::Trend, Source::Event, Source::Model];
    let anew = world.into_iter().fold(base, |seeds, source| seeds.with(source, 8));
    let (one, other) =
        (care(&projection(moving_world(), base), 2), care(&projection(moving_world(), anew), 2));
    for (one, other) in one.iter().zip(&other) {
        for ((slot, with), (same, without)) in one.iter().zip(other) {
            assert_eq!(slot, same);
            assert_eq!(with.first().map(|it| it.level), without.first().map(|it| it.level));
        }
    }
}

/// With the mean kept, the cost of all admissions hardly moves; what is above a high threshold does.
#[test]
fn a_heavier_tail_moves_what_is_dear_and_keeps_the_mean() {
    use crate::benefit::CareKind;
    let heavy = |seed| {
        let tail = TailModel { parameter_sd: 0.15, above: 2.0 };
        projection(World { tail, ..World::still(Year(2016)) }, Seeds::all(7).with(Source::Parameter, seed))
    };
    let exponent = |it: &Projection| {
        it.parts
            .world
            .tail_change(&it.parts.seeds, Trial(0))
            .map(|change| change.exponent)
            .unwrap_or_default()
    };
    let mut by_exponent: Vec<(f64, f64, f64)> = (0..8)
        .map(|seed| {
            let it = heavy(seed);
            let totals: Vec<f64> = care(&it, 0)
                .iter()
                .flatten()
                .flat_map(|(_, episodes)| episodes)
                .filter(|episode| episode.kind == CareKind::Inpatient)
                .map(|episode| episode.total.0 as f64)
                .collect();
            let mean = totals.iter().sum::<f64>() / totals.len() as f64;
            let dear = totals.iter().map(|total| (total - 10.0 * mean).max(0.0)).sum::<f64>();
            (exponent(&it), mean, dear / totals.iter().sum::<f64>())
        })
        .collect();
    by_exponent.sort_by(|a, b| a.0.total_cmp(&b.0));
    assert!(by_exponent.windows(2).all(|pair| pair[0].2 < pair[1].2), "the tail rises: {by_exponent:?}");
    let (light, heavy) = (by_exponent[0], by_exponent[7]);
    assert!((heavy.1 / light.1 - 1.0).abs() < 0.1, "the mean hardly moves: {by_exponent:?}");
}
