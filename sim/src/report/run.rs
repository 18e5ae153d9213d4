//! What a report is made of: the run's name and terms, its figures, the public figures beside them.

use crate::decide::metrics::{Definition, Subject};
use crate::decide::until::Stopped;
use crate::decide::{BesideFigure, Converging, Design, Fund, ReadingEffect, Row, Summary, VarianceSplit};
use crate::fund::{CiiContract, HmbTerms};
use crate::units::Year;
use crate::wording::omission::Omission;
use crate::wording::{Bilingual, Lang};

use super::sampling::SamplingUsed;

/// A switch that a scenario sets otherwise than its default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SwitchReading {
    /// Its name: `reserve.carry_over`.
    pub name: String,
    /// The reading of the run.
    pub reading: String,
    /// The default.
    pub default: String,
    /// The article that leaves it open.
    pub article: String,
}

/// A finished run, ready to be written as text, JSON or CSV.
#[derive(Debug, Clone, Copy)]
pub struct RunReport<'a> {
    /// What the scenario is called in messages: its file, or the name of a built-in one.
    pub scenario: &'a str,
    /// Its title.
    pub title: &'a Bilingual,
    /// The seed of every draw.
    pub seed: u64,
    /// In which way the futures were drawn, where that is not plainly.
    pub sampling: Option<&'a SamplingUsed>,
    /// The switches that do not stand at their default.
    pub switches: &'a [SwitchReading],
    /// The blocks of the scenario that are made up.
    pub synthetic: &'a [String],
    /// What the model of the run leaves out.
    pub omissions: &'a [Omission],
    /// The figures that the run could not give, because it keeps some columns alone.
    pub left_out: &'a [(Subject, &'static Definition)],
    /// How many columns the run keeps, and how many there are.
    pub columns: [usize; 2],
    /// Whether only those bills were drawn that can reach a payer after the basic insurance.
    pub only_reaching: bool,
    /// What people call the payers, by id, where the scenario says.
    pub payers: &'a [(String, Bilingual)],
    /// The designs, in the order of the summary.
    pub designs: &'a [Design],
    /// Every figure.
    pub summary: &'a Summary,
    /// The public figures.
    pub comparison: &'a [Row],
    /// What other readings of the documents would do, where that was asked for.
    pub readings: &'a [ReadingEffect],
    /// Where the variance of the headline comes from, where that was asked for.
    pub variance: &'a [VarianceSplit],
    /// Whether its bills are those of a file, not drawn.
    pub of_a_file: bool,
    /// A file's bills beside the model's answer, where that was asked for.
    pub beside: &'a [BesideFigure],
    /// Why it stopped, where it was to know something precisely.
    pub until: Option<&'a Stopped>,
    /// How the figures settled, where that is to be shown.
    pub convergence: &'a [Converging],
}

impl RunReport<'_> {
    /// `2016`, or `2016–2018`.
    pub(super) fn years(&self) -> String {
        match self.summary.years[..] {
            [] => String::new(),
            [Year(year)] => year.to_string(),
            [Year(first), .., Year(last)] => format!("{first}–{last}"),
        }
    }

    /// What people call a payer; its id where the scenario has no title for it.
    pub(super) fn payer<'b>(&'b self, id: &'b str, lang: Lang) -> &'b str {
        self.payers.iter().find(|(known, _)| known == id).map_or(id, |(_, title)| title.get(lang))
    }

    /// Every figure that the run gives: its subject and its definition.
    pub(super) fn definitions(&self) -> impl Iterator<Item = (&Subject, &'static Definition)> {
        let all = self.summary.subjects.iter();
        let all = all.flat_map(|subject| subject.definitions().iter().map(move |it| (subject, it)));
        let left_out = |(subject, it): &(&Subject, &'static Definition)| {
            self.left_out.iter().any(|(of, left)| of == *subject && left.metric == it.metric)
        };
        all.filter(move |figure| !left_out(figure))
    }

    /// The base design's contract of that id.
    pub(super) fn contract(&self, id: &str) -> Option<CiiContract> {
        self.base_fund(id).and_then(|fund| match fund {
            &Fund::Contract { contract, .. } => Some(contract),
            Fund::Book { .. } | Fund::Ledger => None,
        })
    }

    /// The base design's book of that id.
    pub(super) fn book(&self, id: &str) -> Option<&HmbTerms> {
        self.base_fund(id).and_then(|fund| match fund {
            Fund::Book { terms, .. } => Some(terms),
            Fund::Contract { .. } | Fund::Ledger => None,
        })
    }

    fn base_fund(&self, id: &str) -> Option<&Fund> {
        let funds = &self.designs.first()?.funds;
        funds.iter().find(|(name, _)| name == id).map(|(_, fund)| fund)
    }
}
