//! What a product promises, as far as its claims tell: which cost a liability looks at, from where to where.

use super::bill::{Cost, CostPart};
use super::document::LiabilityDoc;
use crate::scenario::field::Amount;
use crate::units::Fen;
use crate::wording::Bilingual;

/// The place of a liability in [`super::Experience::liabilities`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LiabilityIndex(pub u16);

/// A liability (责任) of the product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Liability {
    /// Its short name: `l1`.
    pub key: String,
    /// What people call it.
    pub title: Bilingual,
    /// The parts of cost that it looks at, summed over a person's policy year.
    pub eligible: Vec<CostPart>,
    /// The year's eligible cost up to which the file has no claimants, whether or not it has their bills
    /// (truncation from below); `None` where every bill is in the file.
    pub truncated_at: Option<Fen>,
    /// The year's eligible cost at which amounts in the file stop (censoring from above); `None` where they are whole.
    pub censored_at: Option<Fen>,
    /// The product's own deductible of a year, where it was stated.
    pub deductible: Option<Fen>,
    /// The product's own cap on a year's payment, where it was stated.
    pub cap: Option<Fen>,
}

impl Liability {
    /// A liability as a document states it; amounts that it calls unknown are not stated.
    pub(super) fn new(key: &str, doc: &LiabilityDoc) -> Liability {
        let known = |amount: &Option<Amount>| amount.as_ref().and_then(Amount::known);
        Liability {
            key: key.to_owned(),
            title: doc.title.clone(),
            eligible: doc.eligible.clone(),
            truncated_at: known(&doc.truncated_at_yuan),
            censored_at: known(&doc.censored_at_yuan),
            deductible: known(&doc.deductible_yuan),
            cap: known(&doc.cap_yuan),
        }
    }

    /// What it looks at of a bill.
    pub fn eligible(&self, cost: &Cost) -> Fen {
        self.eligible.iter().map(|&part| cost.part(part)).sum()
    }
}
