//! The top level of a scenario.

use std::sync::Arc;

use super::calibration::CalibrationDoc;
use super::city::CityDoc;
use super::comparison::TargetDoc;
use super::compliance::{Regulation, check_compliance, check_prices};
use super::demand::DemandDoc;
use super::field::{Amount, Keyed, Patch};
use super::funds::{FundDoc, check_funds, unknown_reference};
use super::grids::GridDoc;
use super::illness::IllnessDoc;
use super::node::{Node, Value};
use super::paths::PathDoc;
use super::payers::{PayerDoc, TermsDoc, check_indices, check_payers};
use super::problem::{ProblemKind, Problems};
use super::record::{Field, choice, record};
use super::revisions::RevisionDoc;
use super::sampling::{ImportanceDoc, SamplingKind};
use super::world::WorldDoc;
use crate::benefit::{LayerName, PayerOrder};
use crate::projection::ColumnNames;
use crate::units::Year;
use crate::wording::Bilingual;

choice! { PayerOrder }

record! {
    /// The policy years that are simulated.
    pub struct TermDoc {
        /// The first policy year.
        first_year: Year [Year(1990)..=Year(2100)],
        /// How many years; a contract lasts three where nothing else is printed.
        years: u32 [1..=50] = 3_u32,
        /// Bills of each policy year count up to this day of it alone, as they are seen before its end; all where left out.
        seen_days: Option<u32> [1..=365],
    }
}

impl TermDoc {
    /// The policy years, in order.
    pub fn years(&self) -> Vec<Year> {
        (0..self.years).filter_map(|i| u16::try_from(i).ok()).map(|i| Year(self.first_year.0 + i)).collect()
    }
}

/// The most futures that are drawn.
pub const MAX_TRIALS: u64 = 10_000_000;
/// How many futures are drawn where a scenario does not say.
pub const DEFAULT_TRIALS: u64 = 1_000;
/// The seed where a scenario does not say.
pub const DEFAULT_SEED: u64 = 20_160_101;

record! {
    /// How much is simulated.
    pub struct RunDoc {
        /// How many futures are drawn.
        trials: u64 [1..=MAX_TRIALS] = DEFAULT_TRIALS,
        /// Everything that is random follows from this number.
        seed: u64 = DEFAULT_SEED,
        /// How futures are drawn: `plain` one by one (the reference), `sobol` spread evenly over what moves the world,
        /// `importance` leaning towards the losses of a fund, or both.
        sampling: SamplingKind = SamplingKind::Plain,
        /// How importance sampling leans.
        importance: Option<ImportanceDoc>,
        /// The columns that the run keeps, and so the figures that it can give: ids of funds or payers (all of theirs), keys of columns, or "city" (the city and its basic insurance). All where left out.
        columns: Option<Vec<String>>,
    }
}

record! {
    /// A candidate design: a merge patch of the scenario that leaves people and bills alone.
    pub struct DesignDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// What it changes.
        patch: Patch,
    }
}

record! {
    /// A stress: a merge patch of the scenario that may change anything.
    pub struct StressDoc {
        /// What people call it.
        title: Option<Bilingual>,
        /// What it changes.
        patch: Patch,
    }
}

record! {
    /// An index that deductibles and caps may be a share or a multiple of: an income per head, a wage.
    pub struct IndexDoc {
        /// Its value.
        yuan: Amount,
        /// The year for which it was published.
        year: Option<Year>,
        /// What people call it.
        title: Option<Bilingual>,
    }
}

record! {
    /// A scenario of huimin: a city, the schemes that cover it, and the designs to compare.
    pub struct ScenarioDoc {
        /// What people call it.
        title: Bilingual,
        /// What it is for.
        purpose: Bilingual,
        /// The payers, in order: what is paid of a bill.
        payers: Keyed<PayerDoc> = Keyed::default(),
        /// Whether medical aid settles before the city product.
        payer_order: PayerOrder = PayerOrder::AidThenHmb,
        /// Indices that deductibles and caps may be a share or a multiple of.
        indices: Keyed<IndexDoc> = Keyed::default(),
        /// The rules of authorities that a city product is held against; breaches are warnings.
        governed_by: Vec<Regulation> = Vec::new(),
        /// The funds: whose money it is.
        funds: Keyed<FundDoc> = Keyed::default(),
        /// The policy years.
        term: Option<TermDoc>,
        /// The insured people.
        city: Option<Arc<CityDoc>>,
        /// What they suffer.
        illness: Option<Arc<IllnessDoc>>,
        /// What moves the whole city at once.
        world: Option<Arc<WorldDoc>>,
        /// What changes from a policy year on, in that order; of the same year, in the order of the file.
        revisions: Keyed<RevisionDoc> = Keyed::default(),
        /// Public figures that the run is held against.
        comparison: Arc<Keyed<TargetDoc>> = Keyed::default(),
        /// What a calibration may move to meet them.
        calibration: Option<Arc<CalibrationDoc>>,
        /// How much is simulated.
        run: Option<RunDoc>,
        /// How care reacts to what patients pay, where designs are compared.
        demand: Option<DemandDoc>,
        /// The candidate designs.
        designs: Keyed<DesignDoc> = Keyed::default(),
        /// Grids of more candidate designs, behind those of `designs`.
        grids: Keyed<GridDoc> = Keyed::default(),
        /// Paths over these designs: terms that follow from each trial's own past.
        paths: Keyed<PathDoc> = Keyed::default(),
        /// The stresses that a run can name.
        stresses: Keyed<StressDoc> = Keyed::default(),
    }
}

/// The blocks that hold patches of the others, or name them: a scenario has them once, not under each design.
pub(super) const VARIANTS: [&str; 4] = ["designs", "grids", "paths", "stresses"];

impl ScenarioDoc {
    /// Reads a whole scenario and checks that its blocks fit together.
    pub fn read_whole(node: &Node, problems: &mut Problems) -> Option<ScenarioDoc> {
        let doc = ScenarioDoc::decode(node, None, problems)?;
        doc.check(node, problems);
        Some(doc)
    }

    /// The scenario alone.
    pub(super) fn without_variants(&self) -> ScenarioDoc {
        let (designs, grids, paths, stresses) = Default::default();
        ScenarioDoc { designs, grids, paths, stresses, ..self.clone() }
    }

    /// The same payers and funds over the people and bills of another scenario.
    #[must_use]
    pub(super) fn with_bills_of(self, base: &ScenarioDoc) -> ScenarioDoc {
        ScenarioDoc {
            city: base.city.clone(),
            illness: base.illness.clone(),
            world: base.world.clone(),
            term: base.term.clone(),
            run: base.run.clone(),
            demand: base.demand.clone(),
            comparison: base.comparison.clone(),
            calibration: base.calibration.clone(),
            ..self
        }
    }

    /// How many designs it has beside the base.
    pub fn n_designs(&self) -> u64 {
        let grids = self.grids.iter().map(|(_, grid)| grid.n_points());
        grids.fold(self.designs.len() as u64, u64::saturating_add)
    }
}

/// The most designs of one scenario.
pub(super) const MAX_DESIGNS: u64 = 20_000;
/// The most rows of a run: trials times designs times years.
const MAX_ROWS: u64 = 100_000_000;

impl ScenarioDoc {
    /// Checks that the blocks fit together.
    pub(super) fn check(&self, node: &Node, problems: &mut Problems) {
        for block in ["payers", "funds", "revisions"].into_iter().chain(VARIANTS) {
            if let Some(written) = node.get(block).filter(|written| written.entries().is_empty()) {
                problems.report(&written.place, ProblemKind::NothingInside);
            }
        }
        if let Some(payers) = node.get("payers") {
            check_payers(&self.payers, payers, problems);
            check_order(self, payers, problems);
            check_years(self, payers, problems);
            check_indices(&self.payers, &self.indices, payers, problems);
            check_compliance(self, payers, problems);
        }
        if let Some(funds) = node.get("funds") {
            check_funds(&self.funds, &self.payers, funds, problems);
            check_prices(self, funds, problems);
            check_enrolment(self, funds, problems);
        }
        self.check_number_of_designs(node, problems);
    }

    /// Reports more designs than a scenario may have, at the grids where there are any.
    fn check_number_of_designs(&self, node: &Node, problems: &mut Problems) {
        let found = self.n_designs();
        if found > MAX_DESIGNS {
            let block = if self.grids.is_empty() { "designs" } else { "grids" };
            problems.report(&node.place_of(block), ProblemKind::TooMany { found, limit: MAX_DESIGNS });
        }
    }
}

/// Checks that laws of enrolment name states of health that the city has.
fn check_enrolment(doc: &ScenarioDoc, funds: &Node, problems: &mut Problems) {
    let Some(illness) = &doc.illness else { return };
    for (id, fund) in doc.funds.iter() {
        if let (FundDoc::HmbBook(book), Some(node)) = (fund, funds.at(&[id, "enrolment"]))
            && let Some(enrolment) = &book.enrolment
        {
            enrolment.check_states(&illness.health, node, problems);
        }
    }
}

/// Warns of medical aid that stands after the city product, where `payer_order` lets it pay before.
fn check_order(doc: &ScenarioDoc, payers: &Node, problems: &mut Problems) {
    let of = |layer| move |(id, payer): &(&str, &PayerDoc)| payer.layer(id) == Some(layer);
    let Some((product, first)) = doc.payers.iter().find(of(LayerName::Hmb)) else { return };
    let late = |(_, aid): &(&str, &PayerDoc)| aid.head.order > first.head.order;
    if doc.payer_order == PayerOrder::AidThenHmb {
        for (id, _) in doc.payers.iter().filter(of(LayerName::Aid)).filter(late) {
            let place = payers.get(id).unwrap_or(payers).place_of("order");
            problems.report(&place, ProblemKind::OrderOverruled { product: product.to_string() });
        }
    }
}

/// Warns of a payer that pays in no year of the term.
fn check_years(doc: &ScenarioDoc, payers: &Node, problems: &mut Problems) {
    let Some(years) = doc.term.as_ref().map(TermDoc::years) else { return };
    let (Some(first), Some(last)) = (years.first(), years.last()) else { return };
    let outside = |payer: &PayerDoc| {
        payer.head.from_year.is_some_and(|from| from > *last)
            || payer.head.to_year.is_some_and(|to| to < *first)
    };
    for (id, _) in doc.payers.iter().filter(|(_, payer)| outside(payer)) {
        let kind = ProblemKind::PaysInNoYear {
            payer: id.to_string(),
            first: first.to_string(),
            last: last.to_string(),
        };
        problems.report(&payers.get(id).unwrap_or(payers).place, kind);
    }
}

/// Checks that the rows of a run can be kept; for the base alone, which knows all designs.
pub(super) fn check_size(doc: &ScenarioDoc, node: &Node, problems: &mut Problems) {
    if let (Some(run), Some(term)) = (&doc.run, &doc.term) {
        let designs = doc.n_designs().saturating_add(1);
        let rows = run.trials.saturating_mul(designs).saturating_mul(u64::from(term.years));
        if rows > MAX_ROWS {
            let place = node.get("run").map_or(node.place.clone(), |run| run.place_of("trials"));
            problems.report(&place, ProblemKind::TooManyRows { rows, limit: MAX_ROWS });
        }
    }
}

/// Checks that what a run keeps is there; for the base alone, whose columns all designs have.
pub(super) fn check_columns(doc: &ScenarioDoc, node: &Node, problems: &mut Problems) {
    let asked = doc.run.as_ref().and_then(|run| run.columns.as_ref());
    let (Some(asked), Some(written)) = (asked, node.at(&["run", "columns"])) else { return };
    if asked.is_empty() {
        problems.report(&written.place, ProblemKind::NothingInside);
    }
    let known = column_names(doc).words();
    let known = known.iter().map(String::as_str);
    let Value::List(words) = &written.value else { return };
    for (word, written) in asked.iter().zip(words) {
        if !known.clone().any(|known| known == word) {
            problems.report(&written.place, unknown_reference(word, &known));
        }
    }
}

/// What the columns of a run are named after; some design may have a law of enrolment.
fn column_names(doc: &ScenarioDoc) -> ColumnNames<'_> {
    let mut names = ColumnNames { by_law: true, ..ColumnNames::default() };
    for (id, payer) in doc.payers.iter() {
        match payer.terms {
            TermsDoc::PerAdmission(_) => names.first_payer = Some(id),
            TermsDoc::PerYear(_) | TermsDoc::Fixed(_) => names.later_payers.push(id),
        }
    }
    for (id, fund) in doc.funds.iter() {
        match fund {
            FundDoc::CiiContract(_) => names.contracts.push(id),
            FundDoc::HmbBook(_) => names.books.push(id),
            FundDoc::Ledger(_) => names.ledgers.push(id),
        }
    }
    names
}

/// Whether two documents have the same payers in the same order and the same funds of them, so that
/// their rows have the same columns.
pub(super) fn same_shape(one: &ScenarioDoc, other: &ScenarioDoc) -> bool {
    let fund = |(id, fund): (&str, &FundDoc)| {
        (id.to_string(), std::mem::discriminant(fund), fund.payers().to_vec(), fund.transfers_to().to_vec())
    };
    let per_admission = |doc: &ScenarioDoc| {
        doc.payers.iter().next().is_some_and(|(_, payer)| matches!(payer.terms, TermsDoc::PerAdmission(_)))
    };
    one.payers.names().eq(other.payers.names())
        && per_admission(one) == per_admission(other)
        && one.funds.iter().map(fund).eq(other.funds.iter().map(fund))
}
