//! A projection: everything one trial needs, checked and laid out once.

use crate::benefit::{InsuranceScheme, Person, Scheme, Terms, When};
use crate::illness::{CellRates, Illness, World};
use crate::population::{Block, People, Status};
use crate::projection::as_if::Own;
use crate::projection::by_year::ByYear;
use crate::projection::classes::{Class, Classes};
use crate::projection::columns::{ColumnNames, Needs};
use crate::projection::counted::Counting;
use crate::projection::design::{Design, HmbFund, LedgerFund, funds_of, per_admission, same_shape};
use crate::projection::enrolment_plan::{EnrolmentPlan, follows_a_law};
use crate::projection::fan::Fan;
use crate::projection::settled::{Settled, Ways};
use crate::random::{Seeds, Source};
use crate::units::{Column, Heads, Share, Year};

/// Attributes of a person that no design changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Attributes {
    /// Share of employees who pay the top-up contribution of [S1] Art. 8.
    pub topup_share: f64,
    /// Share of each scheme's members (employee, resident) who are entitled to medical aid, as 低保对象.
    pub aid_share: [f64; 2],
    /// Unbroken years, without a claim, for which members have been insured when the term begins.
    pub years_insured_before: u8,
}

impl Attributes {
    /// Whether anybody is entitled to medical aid.
    pub(super) fn with_aid(&self) -> bool {
        self.aid_share.iter().any(|&share| share > 0.0)
    }
}

/// What a projection is made of.
#[derive(Debug, Clone)]
pub struct ProjectionParts {
    /// The seed of each source of uncertainty.
    pub seeds: Seeds,
    /// Consecutive settlement years, ascending.
    pub years: Vec<Year>,
    /// Who is insured.
    pub people: People,
    /// What they suffer.
    pub illness: ByYear<Illness>,
    /// What moves all of it at once.
    pub world: World,
    /// Attributes of persons.
    pub attributes: Attributes,
    /// The designs, each by policy year; the first is the base.
    pub designs: Vec<ByYear<Design>>,
    /// The last day of each year whose bills count, as a year is seen before its end; all where `None`.
    pub seen_days: Option<u16>,
}

impl ProjectionParts {
    /// Years for which members have been insured in a year of the term, that year included.
    fn years_insured(&self, year: Year) -> u8 {
        let within = self.years.first().map_or(0, |first| year.0.saturating_sub(first.0));
        u8::try_from(within)
            .unwrap_or(u8::MAX)
            .saturating_add(self.attributes.years_insured_before)
            .saturating_add(1)
    }

    fn schemes(&self) -> impl Iterator<Item = &Scheme> {
        self.designs.iter().flat_map(|design| design.versions().map(|version| &version.scheme))
    }

    /// Whether some terms depend on how many years a member went without a claim.
    pub(super) fn asks_for_claim_free_years(&self) -> bool {
        self.schemes().any(Scheme::asks_for_claim_free_years)
    }

    /// Whether something depends on the day of a claim.
    fn asks_for_days(&self) -> bool {
        let hindsight = |book: &HmbFund| book.hindsight.days > 0;
        self.seen_days.is_some()
            || self.schemes().any(Scheme::asks_for_days)
            || self.designs.iter().flat_map(ByYear::versions).any(|version| version.hmb.iter().any(hindsight))
    }
}

/// Why a projection cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProjectionError {
    /// There is no design, or no year.
    #[error("a projection needs at least one design and one year")]
    Nothing,
    /// Designs, or the years of one, differ in their payers or funds, so their rows cannot stand side
    /// by side.
    #[error("design {0} has other payers or funds than the base")]
    OtherShape(usize),
    /// A fund names a payer that the scheme does not have.
    #[error("fund {fund} pays for `{payer}`, which is not a payer after the first")]
    UnknownPayer {
        /// The fund's id.
        fund: String,
        /// The payer it names.
        payer: String,
    },
    /// A ledger transfers to something that is no contract.
    #[error("ledger {ledger} transfers to `{to}`, which is not a contract")]
    UnknownContract {
        /// The ledger's id.
        ledger: String,
        /// The contract it names.
        to: String,
    },
    /// The per-admission payer depends on top-up, enrolment or medical aid, which it settles before.
    #[error("the per-admission payer may not depend on the top-up, on enrolment or on medical aid")]
    FirstPayerDependsOnAttribute,
    /// A law of enrolment beside a second book: a member is remembered once.
    #[error("members join by a law only where there is one city product")]
    EnrolmentOfTwoBooks,
    /// No lasting inclination gives this renewal rate.
    #[error(
        "{book}: members cannot renew at a rate of {rate}; between {least} (minds made up anew) and {most} is possible"
    )]
    RenewalOutOfReach {
        /// The book's id.
        book: String,
        /// The rate that is asked for.
        rate: Share,
        /// The rate if everybody decided anew each year.
        least: Share,
        /// The rate if nobody did.
        most: Share,
    },
}

/// One block in one year: who lives there, how ill, and how they settle.
#[derive(Debug, Clone, Copy)]
pub(super) struct BlockPlan {
    pub(super) heads: usize,
    pub(super) status: Status,
    pub(super) rates: CellRates,
    pub(super) class: usize,
    /// What is the same for everyone there.
    pub(super) person: Person,
}

/// The heads of the two schemes (employee, resident) that funds ask for in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct YearHeads {
    pub(super) in_force: [Heads; 2],
    pub(super) at_end: [Heads; 2],
    pub(super) at_last_end: [Heads; 2],
}

impl YearHeads {
    fn of(people: &People, year: Year) -> YearHeads {
        let both = [InsuranceScheme::Employee, InsuranceScheme::Resident];
        YearHeads {
            in_force: both.map(|scheme| people.scheme_in_force(scheme, year)),
            at_end: both.map(|scheme| people.scheme_at_year_end(scheme, year)),
            at_last_end: both.map(|scheme| people.scheme_at_year_end(scheme, Year(year.0 - 1))),
        }
    }
}

/// What a ledger pays for, by place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LedgerPlan {
    /// Whether it is the purse of the per-admission payer.
    pub(super) first_payer: bool,
    /// Indices into the later payers.
    pub(super) later: Vec<usize>,
    /// Indices of the contracts whose transfer it pays.
    pub(super) transfers_to: Vec<usize>,
}

/// One city under several designs, ready to be run trial by trial.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each says what some rule asks for")]
pub struct Projection {
    pub(super) parts: ProjectionParts,
    /// Blocks, and their plan in each year; `None` where nobody is covered.
    pub(super) blocks: Vec<(Block, Vec<Option<BlockPlan>>)>,
    pub(super) classes: Classes,
    /// By year.
    pub(super) heads: Vec<YearHeads>,
    /// Ids of the payers after the per-admission one, and where they begin among all payers.
    pub(super) later_payers: Vec<String>,
    pub(super) first_later: usize,
    /// Whether each of them pays fixed benefits beside the bills.
    pub(super) fixed: Vec<bool>,
    /// Indices into `later_payers` by fund: contracts first, then books.
    pub(super) fund_payers: Vec<Vec<usize>>,
    /// What each ledger pays for.
    pub(super) ledgers: Vec<LedgerPlan>,
    /// Whether some member's terms depend on an attribute of his own.
    pub(super) named: bool,
    /// Whether they depend on the years before, so that these are kept.
    pub(super) remembers: bool,
    /// Whether they depend on the days of claims.
    pub(super) dated: bool,
    /// Who joins the city product, by design and year.
    pub(super) enrolment: EnrolmentPlan,
    /// Whether a law decides that in some design.
    pub(super) by_law: bool,
    /// Whether patients are taken one at a time although they need not be.
    pub(super) one_by_one: bool,
    /// What many designs share, where they can be settled at once.
    pub(super) fan: Option<Fan>,
    /// What is counted of a last payer, where a run keeps that.
    pub(super) counting: Option<Counting>,
    pub(super) columns: Vec<Column>,
    /// The places of the kept columns among all; `None` where all are kept.
    pub(super) kept: Option<Vec<usize>>,
    pub(super) left_out: Vec<Column>,
    /// What the kept columns ask of a trial.
    pub(super) needs: Needs,
    pub(super) settled: Settled,
    /// Bills of a file in place of drawn ones.
    pub(super) own: Option<Own>,
}

impl Projection {
    /// Checks the parts and lays them out.
    pub fn new(parts: ProjectionParts) -> Result<Projection, ProjectionError> {
        let (Some(base), false) = (parts.designs.first().map(ByYear::first), parts.years.is_empty()) else {
            return Err(ProjectionError::Nothing);
        };
        for (number, design) in parts.designs.iter().enumerate() {
            if !design.versions().all(|version| same_shape(version, base)) {
                return Err(ProjectionError::OtherShape(number));
            }
        }
        let first_later = usize::from(base.scheme.payers().first().is_some_and(per_admission));
        let later_payers: Vec<String> =
            base.scheme.payers().iter().skip(first_later).map(|payer| payer.id.clone()).collect();
        let fixed = base.scheme.payers().iter().skip(first_later);
        let fixed = fixed.map(|payer| matches!(payer.terms, Terms::Fixed(_))).collect();
        let fund_payers = funds_of(base)
            .map(|(fund, payers)| {
                payers
                    .iter()
                    .map(|payer| {
                        later_payers.iter().position(|id| id == payer).ok_or_else(|| {
                            ProjectionError::UnknownPayer { fund: fund.clone(), payer: payer.clone() }
                        })
                    })
                    .collect()
            })
            .collect::<Result<Vec<Vec<usize>>, ProjectionError>>()?;
        let first = base.scheme.payers().first().filter(|_| first_later > 0);
        let ledgers = base
            .ledgers
            .iter()
            .map(|ledger| plan_ledger(ledger, base, first.map(|payer| payer.id.as_str()), &later_payers))
            .collect::<Result<Vec<LedgerPlan>, ProjectionError>>()?;

        let mut classes = Classes::default();
        let mut blocks = Vec::new();
        let asked: Vec<YearAsks<'_>> = parts.years.iter().map(|&year| YearAsks::of(&parts, year)).collect();
        for block in Block::all(&parts.people, &parts.years) {
            let plans =
                asked.iter().enumerate().map(|(y, asks)| plan_block(&parts, &mut classes, block, (y, asks)));
            blocks.push((block, plans.collect::<Result<_, ProjectionError>>()?));
        }
        drop(asked);
        let heads = parts.years.iter().map(|&year| YearHeads::of(&parts.people, year)).collect();
        let by_law = follows_a_law(&parts.designs);
        let columns = ColumnNames::of(base, first_later, by_law).columns();
        let enrolment = EnrolmentPlan::new(&parts, &blocks)?;
        let named = classes.all.iter().any(depends_on_attributes) || !base.hmb.is_empty();
        let (remembers, dated) = (parts.asks_for_claim_free_years(), parts.asks_for_days());
        let projection = Projection {
            parts,
            blocks,
            classes,
            heads,
            later_payers,
            first_later,
            fixed,
            fund_payers,
            ledgers,
            named,
            remembers,
            dated,
            enrolment,
            by_law,
            one_by_one: false,
            fan: None,
            counting: None,
            columns,
            kept: None,
            left_out: Vec::new(),
            needs: Needs::default(),
            settled: Settled::default(),
            own: None,
        };
        Ok(projection.with_fan())
    }

    /// The same projection with the columns alone that these words ask for ([`ColumnNames::words`]).
    #[must_use]
    pub fn keeping(mut self, words: &[String]) -> Projection {
        let base = self.parts.designs[0].first();
        let names = ColumnNames::of(base, self.first_later, self.by_law);
        let asked = names.asked_for(words);
        let (mut kept, mut columns, mut left_out) = (Vec::new(), Vec::new(), Vec::new());
        for (place, (column, asked)) in names.columns().into_iter().zip(asked).enumerate() {
            if asked {
                kept.push(place);
                columns.push(column);
            } else {
                left_out.push(column);
            }
        }
        self.kept = (!left_out.is_empty()).then_some(kept);
        (self.columns, self.left_out) = (columns, left_out);
        self.needs = self.needs();
        self
    }

    /// The columns of a row, in order.
    pub fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The columns that a row could have and does not keep.
    pub fn left_out(&self) -> &[Column] {
        &self.left_out
    }

    /// Whether some kept column needs every bill of the city: one of the city and its basic insurance, heads
    /// apart. Where none does, bills that no later payer can be asked to pay need not be drawn.
    pub fn keeps_city(&self) -> bool {
        self.needs.all_bills
    }

    /// Whether bills that no later payer can be asked to pay are not drawn for members of some status.
    pub fn draws_only_reaching(&self) -> bool {
        let drawn = |illness: &Illness| {
            illness.health().is_none() || Status::ALL.into_iter().any(|status| !illness.has_care(status))
        };
        !self.needs.all_bills && self.parts.illness.versions().any(drawn)
    }

    /// How persons' years have been settled in all trials so far.
    pub fn ways_of_settling(&self) -> Ways {
        self.settled.so_far()
    }

    fn needs(&self) -> Needs {
        let base = self.parts.designs[0].first();
        let basic = base.ledgers.iter().zip(&self.ledgers).filter(|(_, plan)| plan.first_payer);
        let basic: Vec<&str> = basic.map(|(ledger, _)| ledger.id.as_str()).collect();
        Needs::of(&self.columns, &basic)
    }

    /// The settlement years, ascending.
    pub fn years(&self) -> &[Year] {
        &self.parts.years
    }

    /// The designs, each by policy year; the first is the base.
    pub fn designs(&self) -> &[ByYear<Design>] {
        &self.parts.designs
    }

    /// The same projection under other seeds.
    #[must_use]
    pub fn with_seeds(&self, seeds: Seeds) -> Projection {
        Projection { parts: ProjectionParts { seeds, ..self.parts.clone() }, ..self.clone() }
    }

    /// The same projection, whose members are admitted so many times as often, by status: the same persons and
    /// more, or fewer of them.
    #[must_use]
    pub fn with_frequency(mut self, factors: [f64; 3]) -> Projection {
        for plan in self.blocks.iter_mut().flat_map(|(_, plans)| plans).flatten() {
            plan.rates.admissions *= factors[plan.status as usize];
        }
        self
    }

    /// The seed of each source of uncertainty.
    pub fn seeds(&self) -> Seeds {
        self.parts.seeds
    }

    /// Whether a source of uncertainty has any chance in the projection.
    pub fn moves(&self, source: Source) -> bool {
        let books = || self.designs().iter().flat_map(ByYear::versions).any(|design| !design.hmb.is_empty());
        match source {
            Source::Enrolment => books(),
            source => self.parts.world.moves(source),
        }
    }

    /// The ids of the payers after it, in order.
    pub fn later_payers(&self) -> &[String] {
        &self.later_payers
    }

    /// The id of the per-admission payer, where there is one.
    pub fn first_payer(&self) -> Option<&str> {
        let payers = self.parts.designs[0].first().scheme.payers();
        payers.first().filter(|_| self.first_later > 0).map(|payer| payer.id.as_str())
    }

    /// The insured people.
    pub fn people(&self) -> &People {
        &self.parts.people
    }
}

/// Finds what a ledger pays for.
fn plan_ledger(
    ledger: &LedgerFund,
    design: &Design,
    first: Option<&str>,
    later_payers: &[String],
) -> Result<LedgerPlan, ProjectionError> {
    let is_first = |payer: &&String| Some(payer.as_str()) == first;
    let later = ledger.payers.iter().filter(|payer| !is_first(payer)).map(|payer| {
        later_payers
            .iter()
            .position(|id| id == payer)
            .ok_or_else(|| ProjectionError::UnknownPayer { fund: ledger.id.clone(), payer: payer.clone() })
    });
    let transfers_to = ledger.transfers_to.iter().map(|to| {
        design
            .cii
            .iter()
            .position(|contract| contract.id == *to)
            .ok_or_else(|| ProjectionError::UnknownContract { ledger: ledger.id.clone(), to: to.clone() })
    });
    Ok(LedgerPlan {
        first_payer: ledger.payers.iter().any(|payer| is_first(&payer)),
        later: later.collect::<Result<_, _>>()?,
        transfers_to: transfers_to.collect::<Result<_, _>>()?,
    })
}

fn depends_on_attributes(class: &Class) -> bool {
    class.terms.iter().flatten().any(|row| *row != class.terms[0][0])
}

/// A year's schemes, and what they ask of a person.
struct YearAsks<'a> {
    schemes: Vec<&'a Scheme>,
    conditions: Vec<&'a When>,
}

impl YearAsks<'_> {
    fn of(parts: &ProjectionParts, year: Year) -> YearAsks<'_> {
        let schemes: Vec<&Scheme> = parts.designs.iter().map(|design| &design.in_year(year).scheme).collect();
        let mut conditions: Vec<&When> = Vec::new();
        for when in schemes.iter().flat_map(|scheme| scheme.conditions()) {
            if !conditions.contains(&when) {
                conditions.push(when);
            }
        }
        YearAsks { schemes, conditions }
    }
}

fn plan_block(
    parts: &ProjectionParts,
    classes: &mut Classes,
    block: Block,
    (y, asks): (usize, &YearAsks<'_>),
) -> Result<Option<BlockPlan>, ProjectionError> {
    let year = parts.years[y];
    let heads = block.heads_in(&parts.people, year);
    let Some(age) = block.cohort.age_in(year).filter(|_| heads > 0) else { return Ok(None) };
    let (scheme, sex) = (block.cohort.scheme, block.cohort.sex);
    let status = parts.people.status(scheme, sex, age);
    let insured = parts.years_insured(year).min(age.0.saturating_add(1));
    let retired = status == Status::Retired;
    let person = Person { scheme, retired, age, sex, years_insured: insured, ..Person::default() };
    let histories = if parts.asks_for_claim_free_years() { usize::from(insured) } else { 1 };
    let class = classes.class_of(
        (y, &asks.schemes, &asks.conditions),
        &person,
        parts.attributes.with_aid(),
        histories,
    )?;
    let rates = parts.illness.in_year(year).rates().cell(&parts.people, scheme, sex, age);
    Ok(Some(BlockPlan { heads, status, rates, class, person }))
}

/// The place of a scheme in pairs by scheme.
pub(super) fn scheme_index(status: Status) -> usize {
    match status.scheme() {
        InsuranceScheme::Employee => 0,
        InsuranceScheme::Resident => 1,
    }
}
