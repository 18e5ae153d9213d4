//! What the rules of authorities ask of a city product. A breach is a dated warning, never an error: a
//! product may be older than the rule, or stand outside it.

use super::document::ScenarioDoc;
use super::field::{Cell, Keyed};
use super::funds::FundDoc;
use super::node::Node;
use super::payers::TermsDoc;
use super::problem::{Breach, ProblemKind, Problems};
use super::record::choice;
use super::terms::PerYearDoc;
use crate::benefit::{CareKind, LayerName};
use crate::units::{Fen, Share, keys};

keys! {
    /// A rule of an authority.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Regulation {
        /// [S2] 二(二), 2021-01: one premium, unlinked to a person's risk.
        Wenzhou2021 = "wenzhou-2021",
        /// [S3] ch. 3 §1(二), Shandong, 2022-05: rare-disease drugs with a deductible of at most 10,000, a
        /// ratio of at least 70%, a cap of at least 300,000.
        ShandongRare202205 = "shandong-rare-2022-05",
        /// [D] G-2025, the regulator's notice of 2025-07-31: premiums tiered by age, sex and health.
        TieredPricing202507 = "tiered-pricing-2025-07",
    }
}
choice! { Regulation }

/// The floor of Shandong: deductible at most, ratio at least, cap at least.
const FLOOR: (Fen, Share, Fen) = (Fen::yuan(10_000), Share::percent(70), Fen::yuan(300_000));

/// Warns of every breach of the rules that the scenario says it is under.
pub(super) fn check_compliance(doc: &ScenarioDoc, payers: &Node, problems: &mut Problems) {
    if doc.governed_by.contains(&Regulation::ShandongRare202205) {
        for (id, payer) in doc.payers.iter().filter(|(id, payer)| payer.layer(id) == Some(LayerName::Hmb)) {
            if let TermsDoc::PerYear(terms) = &payer.terms
                && terms.counts.contains(&CareKind::RareDrug)
                && breaks_the_floor(terms)
            {
                let place = &payers.get(id).unwrap_or(payers).place;
                problems.report(place, ProblemKind::Breach(Breach::ShandongFloor));
            }
        }
    }
}

/// Warns where the price of a book is not of the kind that the rules ask for.
pub(super) fn check_prices(doc: &ScenarioDoc, funds: &Node, problems: &mut Problems) {
    let under = |regulation| doc.governed_by.contains(&regulation);
    for (id, fund) in doc.funds.iter() {
        let FundDoc::HmbBook(book) = fund else { continue };
        let (breach, key) = match book.has_one_price() {
            false if under(Regulation::Wenzhou2021) => (Breach::OnePrice, "premium_by_age"),
            true if under(Regulation::TieredPricing202507) => (Breach::NotTiered, "premium_yuan_per_year"),
            _ => continue,
        };
        let node = funds.get(id).unwrap_or(funds);
        problems.report(&node.place_of(key), ProblemKind::Breach(breach));
    }
}

/// Whether known terms give less than the floor; what is unknown breaks nothing.
fn breaks_the_floor(terms: &PerYearDoc) -> bool {
    let (deductible, ratio, cap) = FLOOR;
    let known = |cell: Option<&Cell<Fen>>| cell.and_then(Cell::known);
    let ratios = terms.tiers.iter().flat_map(Keyed::iter).filter_map(|(_, tier)| tier.ratio.known());
    known(terms.deductible_yuan.as_ref()).is_some_and(|own| own > deductible)
        || known(terms.cap_yuan.as_ref()).is_some_and(|own| own < cap)
        || ratios.into_iter().any(|own| own < ratio)
}
