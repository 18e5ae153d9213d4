//! Tables by band (费用段): how many persons cost how much in all, between two amounts. Often all that a bureau
//! releases.

use super::bill::CostPart;
use crate::benefit::InsuranceScheme;
use crate::units::{Fen, Heads, Year};

/// What a table's bands are bands of, summed over a person's year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// 医疗费总额
    Total,
    /// 符合政策范围金额
    InScope,
    /// What public payers leave, all parts together (个人负担).
    Patient,
    /// One part of that.
    Part(CostPart),
    /// What the product paid.
    Payment,
}

impl Measure {
    /// All measures.
    pub const ALL: [Measure; 8] = [
        Measure::Total,
        Measure::InScope,
        Measure::Patient,
        Measure::Part(CostPart::SelfPay),
        Measure::Part(CostPart::FirstSelfPay),
        Measure::Part(CostPart::OverLimit),
        Measure::Part(CostPart::OwnExpense),
        Measure::Payment,
    ];

    /// The name in claims documents.
    pub const fn key(self) -> &'static str {
        match self {
            Measure::Total => "total",
            Measure::InScope => "in_scope",
            Measure::Patient => "patient",
            Measure::Part(part) => part.key(),
            Measure::Payment => "payment",
        }
    }
}

/// One band: from an amount, which it includes, up to another, which it does not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    /// Where it begins.
    pub from: Fen,
    /// Where it ends; `None` for the last, open one.
    pub to: Option<Fen>,
    /// How many persons lie in it.
    pub persons: Heads,
    /// What all of them cost together; `None` where only persons are printed.
    pub amount: Option<Fen>,
}

/// A table by band of one year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BandTable {
    /// Its key in the document.
    pub key: String,
    /// The year.
    pub year: Year,
    /// What is banded.
    pub measure: Measure,
    /// Whose; `None` for all.
    pub scheme: Option<InsuranceScheme>,
    /// The insured persons among whom those in the bands are.
    pub exposed: Heads,
    /// The bands, low to high, without gaps.
    pub bands: Vec<Band>,
}

impl BandTable {
    /// The persons in all bands.
    pub fn persons(&self) -> Heads {
        self.bands.iter().map(|band| band.persons).sum()
    }

    /// What they cost in all; `None` where a band prints no amount.
    pub fn amount(&self) -> Option<Fen> {
        self.bands.iter().map(|band| band.amount).sum()
    }
}
