//! How the futures of a run are drawn: plainly, as Sobol points, or leaning towards a fund's losses.

use super::document::RunDoc;
use super::field::Keyed;
use super::load::Loaded;
use super::node::Node;
use super::problem::{ProblemKind, Problems, nearest};
use super::record::{Definitions, Field, all_defaults, chosen, record};
use crate::illness::NamedCoordinate;
use crate::projection::{ByYear, Design, Projection};
use crate::random::{Sampling, Tilt};
use crate::units::keys;

keys! {
    /// The sampling that a scenario asks for; plain is the reference and is not written.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    pub enum SamplingKind {
        /// Independent trials.
        #[default]
        Plain = "plain",
        /// World factors as scrambled Sobol points.
        Sobol = "sobol",
        /// World factors from a mixture that leans towards the losses of a fund.
        Importance = "importance",
        /// Both together.
        SobolImportance = "sobol+importance",
    }
}

impl SamplingKind {
    const fn has_sobol(self) -> bool {
        matches!(self, SamplingKind::Sobol | SamplingKind::SobolImportance)
    }

    const fn has_importance(self) -> bool {
        matches!(self, SamplingKind::Importance | SamplingKind::SobolImportance)
    }
}

impl Field for SamplingKind {
    type Limits = ();

    fn decode(node: &Node, _: Option<&()>, problems: &mut Problems) -> Option<SamplingKind> {
        let word = chosen(node, &SamplingKind::ALL.map(SamplingKind::key), problems)?;
        SamplingKind::ALL.into_iter().find(|kind| kind.key() == word)
    }

    /// Plain sampling is left out, so that a run that knows no other stays what it was.
    fn encode(&self) -> Option<Node> {
        (*self != SamplingKind::Plain).then(|| Node::text(self.key()))
    }

    fn absent() -> Option<SamplingKind> {
        Some(SamplingKind::Plain)
    }

    fn schema(_: Option<&()>, _: &mut Definitions) -> serde_json::Value {
        serde_json::json!({ "enum": SamplingKind::ALL.map(SamplingKind::key) })
    }
}

record! {
    /// How importance sampling leans: a part of the trials is drawn as nothing had been said, the others with the
    /// world shifted in the direction in which claims grow.
    pub struct ImportanceDoc {
        /// The fund whose claims show the direction; the first contract, book or ledger where it is not said.
        fund: Option<String>,
        /// How far the world is shifted, in standard deviations.
        distance: f64 [0.0..=6.0] = 2.0,
        /// The share of trials that is drawn as nothing had been said; no weight exceeds one over it.
        nominal_share: f64 [0.1..=1.0] = 0.5,
        /// The shift of each number that moves the world, in standard deviations, in place of a direction that is
        /// found: `parameter_frequency`, `year_severity_2019`. A negative one makes `event_new-drug` likelier.
        shift: Option<Keyed<f64>> [-6.0..=6.0],
    }
}

impl Loaded {
    /// The sampling that the scenario asks for.
    pub fn sampling(&self) -> SamplingKind {
        self.base().run.as_ref().map_or(SamplingKind::Plain, |run| run.sampling)
    }
}

/// How the world of a run is drawn, for readers.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrangement {
    /// Which sampling.
    pub kind: SamplingKind,
    /// The share of trials from the nominal law, and the shift of each number that is shifted, in standard
    /// deviations; `None` without importance sampling.
    pub importance: Option<(f64, Vec<(String, f64)>)>,
}

/// The projection of a scenario with its world drawn as the scenario says; `None` beside it where that is plainly.
///
/// A direction that is not stated is found by a pilot of some dozens of trials.
///
/// # Errors
/// A fund or a number of the world that does not exist.
pub(super) fn arranged(
    scenario: &Loaded,
    projection: Projection,
) -> Result<(Projection, Option<Arrangement>), Problems> {
    let (run, kind) = (scenario.base().run.as_ref(), scenario.sampling());
    if kind == SamplingKind::Plain {
        return Ok((projection, None));
    }
    let coordinates = projection.coordinates();
    let tilt =
        if kind.has_importance() { Some(tilt(scenario, run, &projection, &coordinates)?) } else { None };
    let importance = tilt.as_ref().map(|tilt| {
        let shifted = coordinates.iter().zip(&tilt.shift).filter(|(_, shift)| **shift != 0.0);
        (tilt.nominal, shifted.map(|(it, &shift)| (it.name.clone(), shift)).collect())
    });
    let coordinates = coordinates.into_iter().map(|it| it.coordinate).collect();
    let sampling = Sampling::Arranged { coordinates, sobol: kind.has_sobol(), tilt };
    Ok((projection.with_sampling(sampling), Some(Arrangement { kind, importance })))
}

fn tilt(
    scenario: &Loaded,
    run: Option<&RunDoc>,
    projection: &Projection,
    coordinates: &[NamedCoordinate],
) -> Result<Tilt, Problems> {
    let stated = run.and_then(|run| run.importance.clone()).or_else(all_defaults);
    let doc = stated.ok_or_else(Problems::new)?;
    let mut problems = Problems::new();
    let shift: Vec<f64> = if let Some(stated) = &doc.shift {
        let known: Vec<&str> = coordinates.iter().map(|it| &*it.name).collect();
        for name in stated.names() {
            known_or_reported(scenario, &["shift", name], name, &known, &mut problems);
        }
        coordinates.iter().map(|it| stated.get(&it.name).copied().unwrap_or(0.0)).collect()
    } else {
        let columns = claims_of(scenario, doc.fund.as_deref(), projection, &mut problems);
        projection.direction(coordinates, &columns).into_iter().map(|it| it * doc.distance).collect()
    };
    if problems.is_empty() { Ok(Tilt { nominal: doc.nominal_share, shift }) } else { Err(problems.sorted()) }
}

/// The columns whose sum shows the direction: the claims of a fund, or all cost where there is no fund.
fn claims_of(
    scenario: &Loaded,
    named: Option<&str>,
    projection: &Projection,
    problems: &mut Problems,
) -> Vec<usize> {
    let base = projection.designs().first().map(ByYear::first);
    let funds: Vec<&str> = base.into_iter().flat_map(Design::funds).collect();
    if let Some(named) = named {
        known_or_reported(scenario, &["fund"], named, &funds, problems);
    }
    let claims = named.or(funds.first().copied()).map(|fund| format!("{fund}_claims_fen"));
    let wanted = claims.map_or_else(
        || vec!["cost_employee_fen".to_owned(), "cost_resident_fen".to_owned()],
        |claims| vec![claims],
    );
    let columns = projection.columns().iter().enumerate();
    columns.filter(|(_, column)| wanted.contains(&column.key)).map(|(place, _)| place).collect()
}

/// Reports a name under `run.importance` that is none of those that there are.
fn known_or_reported(scenario: &Loaded, path: &[&str], found: &str, known: &[&str], problems: &mut Problems) {
    if known.contains(&found) {
        return;
    }
    let place = scenario.place_of(&[&["run", "importance"], path].concat());
    let kind = ProblemKind::UnknownReference {
        found: found.to_owned(),
        suggestion: nearest(found, known.iter().copied()),
        known: known.iter().map(|&it| it.to_owned()).collect(),
    };
    problems.report(&place, kind);
}
