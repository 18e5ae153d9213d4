//! What moves the whole city at once, as a scenario writes it.

use super::field::Keyed;
use super::node::Node;
use super::problem::{ProblemKind, Problems};
use super::record::{choice, record};
use crate::illness::{
    ChanceEvent, Clusters, Epidemic, FactorModel, History, KnownLevels, ModelError, TailModel, World,
    WorldFactor,
};
use crate::random::Sampling;
use crate::units::{Heads, Year};
use crate::wording::Bilingual;
use crate::wording::problems::ModelFault;

choice! { WorldFactor }

record! {
    /// How one level, of frequency or of cost per admission, moves over the years and between trials.
    pub struct LevelPathDoc {
        /// Growth a year: 0.03 for 3%.
        trend_per_year: f64 [-0.5..=1.0] = 0.0,
        /// Standard deviation of the trend between trials (of its logarithm, a year).
        trend_sd: f64 [0.0..=0.5] = 0.0,
        /// Standard deviation of one year's level around the trend.
        year_sd: f64 [0.0..=0.5] = 0.0,
        /// Correlation of one year's level with the next.
        autocorrelation: f64 [0.0..=0.99] = 0.5,
        /// Standard deviation of the error of the level itself (parameter error).
        parameter_sd: f64 [0.0..=0.5] = 0.0,
    }
}

record! {
    /// Years in which hospitals are emptier, or fuller.
    pub struct EpidemicDoc {
        /// Probability that a year is one.
        probability_per_year: f64 [0.0..=1.0] = 0.0,
        /// Relative change of admissions in such a year: -0.13 for 13% fewer.
        frequency_effect: f64 [-0.9..=5.0] = -0.13,
    }
}

record! {
    /// What is not known of the tail: a cost above a threshold u becomes u (x/u)^k, the mean is kept.
    pub struct TailErrorDoc {
        /// Standard deviation of the logarithm of k.
        parameter_sd: f64 [0.0..=0.5] = 0.0,
        /// The threshold, in multiples of the mean cost of an admission.
        above_relative_cost: f64 [1.0..=1000.0] = 10.0,
    }
}

record! {
    /// What is not known of how bills split: the share of own expense (丙类) is multiplied by a factor of mean 1.
    pub struct SplitErrorDoc {
        /// Standard deviation of its logarithm.
        parameter_sd: f64 [0.0..=0.5] = 0.0,
    }
}

record! {
    /// How one city differs from the nation whose tables it borrows: factors of mean 1, one a trial.
    pub struct ModelErrorDoc {
        /// Standard deviation of the logarithm of admissions per person.
        frequency_sd: f64 [0.0..=1.0] = 0.0,
        /// Standard deviation of the logarithm of the cost per admission.
        severity_sd: f64 [0.0..=1.0] = 0.0,
        /// Standard deviation of the logarithm of the share of own expense.
        own_expense_sd: f64 [0.0..=1.0] = 0.0,
    }
}

record! {
    /// Something that may come or not: once a trial, with a draw of its own by its name.
    pub struct ChanceEventDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// The first year in which it holds.
        from_year: Year [Year(1990)..=Year(2100)],
        /// The last one; for ever where it is not said.
        to_year: Option<Year> [Year(1990)..=Year(2100)],
        /// Probability that it comes.
        probability: f64 [0.0..=1.0],
        /// On admissions per person.
        frequency: f64 [0.0001..=1000.0] = 1.0,
        /// On the cost of an admission, and of yearly care.
        cost: f64 [0.0001..=1000.0] = 1.0,
        /// On the share of own expense (丙类).
        own_expense: f64 [0.0..=100.0] = 1.0,
    }
    check ChanceEventDoc::check
}

impl ChanceEventDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        if let Some(to) = self.to_year.filter(|to| *to < self.from_year) {
            let kind = ProblemKind::NotBelow {
                key: "from_year".into(),
                found: self.from_year.to_string(),
                other_key: "to_year".into(),
                other: to.to_string(),
            };
            problems.report(&node.place_of("to_year"), kind);
        }
    }

    fn event(&self, name: &str) -> ChanceEvent {
        ChanceEvent {
            name: name.to_string(),
            from: self.from_year,
            to: self.to_year.unwrap_or(Year(u16::MAX)),
            probability: self.probability,
            frequency: self.frequency,
            cost: self.cost,
            own_expense: self.own_expense,
        }
    }
}

record! {
    /// The published level of one scheme in one year; only proportions between years matter.
    pub struct SchemeLevelDoc {
        /// Admissions per member and year.
        admissions_per_head: f64 [0.0001..=10.0],
        /// Mean cost of one admission.
        cost_per_admission_yuan: f64 [0.01..=100_000_000.0],
        /// Cost of special-disease outpatient care (特殊病种门诊) per member; where it is not said of every year, its
        /// users go with the patients.
        special_outpatient_yuan_per_head: Option<f64> [0.01..=100_000_000.0],
    }
}

record! {
    /// What happened in one year.
    pub struct HistoryYearDoc {
        /// Employee scheme.
        employee: SchemeLevelDoc,
        /// Resident scheme.
        resident: SchemeLevelDoc,
    }
}

record! {
    /// People who fall ill together in a year: districts, villages, households. Bills are drawn for the whole
    /// city; this is what its clusters make of the totals.
    pub struct ClustersDoc {
        /// How many there are; in place of `members_each`.
        number: Option<f64> [1.0..=1e9],
        /// Members of the cluster in which a member lives, on average; in place of `number`.
        members_each: Option<f64> [1.0..=1e9],
        /// Standard deviation of the logarithm of one cluster's frequency in a year.
        frequency_sd: f64 [0.0..=2.0],
    }
    check ClustersDoc::check
}

impl ClustersDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        let both = self.number.is_some();
        if both == self.members_each.is_some() {
            problems.report(&node.place, ProblemKind::OneOfTwo { keys: ["number", "members_each"], both });
        }
    }

    fn clusters(&self, name: &str, heads: Heads) -> Clusters {
        let number = self.number.or_else(|| Some(heads.0 as f64 / self.members_each?));
        let number = number.unwrap_or(1.0).max(1.0);
        Clusters { name: name.to_string(), number, frequency_sd: self.frequency_sd }
    }
}

record! {
    /// What moves the whole city at once: drawn once per trial and year.
    pub struct WorldDoc {
        /// Year in which the levels of the illness tables hold; the first policy year where absent.
        base_year: Option<Year>,
        /// Admissions per person.
        frequency: LevelPathDoc,
        /// Cost per admission, and of yearly care.
        severity: LevelPathDoc,
        /// Correlation of the errors of the two levels (their `parameter_sd`), frequency and cost.
        parameter_correlation: f64 [-1.0..=1.0] = 0.0,
        /// What happened, by calendar year: a known year takes its level from here, relative to that of the base
        /// year, and the trend runs on from the last one.
        history: Keyed<HistoryYearDoc> = Keyed::default(),
        /// The last year of the history that is taken as known; all of it where it is not said.
        known_to: Option<Year>,
        /// Epidemic years.
        epidemic: Option<EpidemicDoc>,
        /// What is not known of the tail.
        tail: TailErrorDoc,
        /// What is not known of how bills split.
        split: SplitErrorDoc,
        /// How the city differs from the nation.
        model: ModelErrorDoc,
        /// What may come.
        events: Keyed<ChanceEventDoc> = Keyed::default(),
        /// Who falls ill together.
        clusters: Keyed<ClustersDoc> = Keyed::default(),
        /// Factors that are switched off; no draw of another moves.
        without: Vec<WorldFactor> = Vec::new(),
    }
    check WorldDoc::check
}

impl WorldDoc {
    /// Whether it holds how the city differs from the nation.
    pub fn knows_model_error(&self) -> bool {
        let ModelErrorDoc { frequency_sd, severity_sd, own_expense_sd, .. } = &self.model;
        let sds = [frequency_sd, severity_sd, own_expense_sd];
        !self.without.contains(&WorldFactor::Model) && sds.iter().any(|&&sd| sd > 0.0)
    }

    fn check(&self, node: &Node, problems: &mut Problems) {
        let Some(history) = node.get("history").filter(|_| !self.history.is_empty()) else {
            if self.known_to.is_some() {
                problems.report(&node.place, ProblemKind::MissingKey { key: "history".into() });
            }
            return;
        };
        let bounds = (Year(1950), Year(2150));
        for (name, _) in self.history.iter().filter(|(name, _)| year_of(name).is_none()) {
            outside(name, bounds, &history.place_of(name), problems);
        }
        let years = self.known_years();
        let (Some(&first), Some(&last)) = (years.first(), years.last()) else { return };
        if years.windows(2).any(|pair| pair[1].0 != pair[0].0 + 1) {
            problems.report(&history.place, ProblemKind::Model(ModelFault::HistoryGap));
        }
        match self.base_year {
            None => problems.report(&node.place, ProblemKind::MissingKey { key: "base_year".into() }),
            Some(base) if !years.contains(&base) => {
                outside(&base.to_string(), (first, last), &node.place_of("base_year"), problems);
            }
            Some(_) => {}
        }
        if let Some(to) = self.known_to.filter(|to| !years.contains(to)) {
            outside(&to.to_string(), (first, last), &node.place_of("known_to"), problems);
        }
    }

    /// The years of the history, rising.
    fn known_years(&self) -> Vec<Year> {
        let mut years: Vec<Year> = self.history.names().filter_map(year_of).collect();
        years.sort_unstable();
        years
    }

    /// The levels of the years up to `known_to`, relative to those of the base year; `None` without a history.
    fn history(&self) -> Option<History> {
        let years = self.known_years();
        let first = *years.first()?;
        let known = |year: &&Year| self.known_to.is_none_or(|to| **year <= to);
        let levels = |of: fn(&SchemeLevelDoc) -> Option<f64>| -> Option<KnownLevels> {
            let at = |year: Year| {
                let doc = self.history.get(&year.to_string())?;
                Some([of(&doc.employee)?, of(&doc.resident)?])
            };
            let base = at(self.base_year?)?;
            let path = years.iter().take_while(known).map(|&year| at(year)).collect::<Option<Vec<_>>>()?;
            let scheme = |s: usize| path.iter().map(|level| level[s] / base[s]).collect();
            Some(KnownLevels { first, levels: [scheme(0), scheme(1)] })
        };
        Some(History {
            frequency: levels(|doc| Some(doc.admissions_per_head))?,
            severity: levels(|doc| Some(doc.cost_per_admission_yuan))?,
            special_outpatient: levels(|doc| doc.special_outpatient_yuan_per_head),
        })
    }

    /// The world of so many members, with levels that hold in `first` unless the document says otherwise.
    pub fn world(&self, first: Year, heads: Heads) -> World {
        let factor = |doc: &LevelPathDoc| FactorModel {
            trend: doc.trend_per_year,
            trend_sd: doc.trend_sd,
            year_sd: doc.year_sd,
            autocorrelation: doc.autocorrelation,
            parameter_sd: doc.parameter_sd,
        };
        let epidemic = self.epidemic.as_ref().map_or_else(Epidemic::default, |doc| Epidemic {
            probability: doc.probability_per_year,
            frequency_effect: doc.frequency_effect,
        });
        let world = World {
            base: self.base_year.unwrap_or(first),
            frequency: factor(&self.frequency),
            severity: factor(&self.severity),
            parameter_correlation: self.parameter_correlation,
            history: self.history(),
            epidemic,
            tail: TailModel { parameter_sd: self.tail.parameter_sd, above: self.tail.above_relative_cost },
            split_sd: self.split.parameter_sd,
            model: ModelError {
                frequency_sd: self.model.frequency_sd,
                severity_sd: self.model.severity_sd,
                own_expense_sd: self.model.own_expense_sd,
            },
            events: self.events.iter().map(|(name, event)| event.event(name)).collect(),
            clusters: self.clusters.iter().map(|(name, doc)| doc.clusters(name, heads)).collect(),
            sampling: Sampling::Plain,
        };
        self.without.iter().fold(world, |world, &factor| world.without(factor))
    }
}

/// The year that a key stands for.
fn year_of(name: &str) -> Option<Year> {
    let year = name.parse().ok().map(Year)?;
    (name.len() == 4 && (Year(1950)..=Year(2150)).contains(&year)).then_some(year)
}

fn outside(found: &str, (low, high): (Year, Year), place: &super::node::Place, problems: &mut Problems) {
    let (found, low, high) = (found.to_string(), low.to_string(), high.to_string());
    problems.report(place, ProblemKind::OutOfRange { found, low, high });
}
