//! The rows of a design that differs from the base in the terms of a last payer, and in the terms of funds: worked
//! out from the rows of the base and what the run counted, without a bill.
//!
//! The designs of a projection share stems, groups of enrolment and first payers exactly where they pay alike but
//! for their ends; so what can be worked out is what [`Fan`] finds to be shared.

use crate::compiled::{NotExact, PaidOf, Recount, YearPay};
use crate::population::OLDEST;
use crate::projection::columns::CITY;
use crate::projection::cost_grid::CostGrid;
use crate::projection::counted::{Counting, NotCounted};
use crate::projection::fan::Fan;
use crate::projection::plan::Projection;
use crate::projection::totals::DesignYear;
use crate::projection::trial_counts::{TrialCounts, YearCounts};
use crate::units::{Age, Fen};

/// Why a design cannot be worked out from what was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRecounted {
    /// The payer cannot be counted in this scenario.
    NotCounted(NotCounted),
    /// Its payment changes at this eligible cost, where no grid point is; with the nearest ones.
    OffGrid {
        /// Where.
        at: Fen,
        /// The exact amount below.
        below: Option<Fen>,
        /// The exact amount above.
        above: Option<Fen>,
    },
    /// Its ratio, in millionths, is finer than a point.
    Finer(i64),
    /// What another payer pays would change, or what reaches the payer.
    OtherPayments,
    /// Who joins the city product would change.
    OtherMembers,
    /// Persons who were counted together would be paid in different ways.
    ComesApart,
    /// Members who were counted together would pay different prices; they begin at these ages.
    PricesComeApart,
    /// So many persons were paid in a way that their eligible cost does not tell.
    Apart(u64),
    /// The counts do not give what the base pays.
    Disagrees,
}

/// How the rows of the second design follow from those of the first.
#[derive(Debug, Clone)]
pub struct Recounting {
    counting: Counting,
    /// By terms: what the base pays, and what the design does.
    pays: Vec<[Recount; 2]>,
    columns: Places,
}

/// The places of the columns that are read.
#[derive(Debug, Clone)]
struct Places {
    first_payer: [usize; 3],
    patient: usize,
    /// By fund.
    claimants: Vec<usize>,
    eligible: Option<usize>,
    renewal: Option<[usize; 2]>,
}

/// What a payer pays in a year.
#[derive(Debug, Clone, Copy, Default)]
struct OfYear {
    all: PaidOf,
    /// Persons whom no other payer of the fund pays.
    alone: i64,
}

impl Projection {
    /// How the second of two designs follows from the first and from what a run of that one counted.
    ///
    /// # Errors
    /// Why it does not, to the fen.
    pub fn recounting(&self, payer: &str, grid: CostGrid) -> Result<Recounting, NotRecounted> {
        let (fan, counting) = self.sharing(payer)?;
        let counting = counting.with_grid(grid);
        let mut pays = Vec::with_capacity(counting.terms.len());
        for (base, design) in counting.terms.iter().zip(paired(fan, &counting)?) {
            let recount = |pay: &YearPay| {
                Recount::new(pay, counting.grid.breaks()).map_err(|reason| match reason {
                    NotExact::Finer(millionths) => NotRecounted::Finer(millionths),
                    NotExact::Below(at) | NotExact::Bends(at) => {
                        let (below, above) = counting.grid.nearest(at);
                        NotRecounted::OffGrid { at, below, above }
                    }
                })
            };
            pays.push([recount(base)?, recount(&design)?]);
        }
        Ok(Recounting { pays, columns: self.places(), counting })
    }

    /// What the second of two designs pays those whom a run of the first counts, by terms.
    ///
    /// # Errors
    /// Why its rows do not follow from those of the first, whatever the grid.
    pub fn recounted_pays(&self, payer: &str) -> Result<Vec<YearPay>, NotRecounted> {
        let (fan, counting) = self.sharing(payer)?;
        paired(fan, &counting)
    }

    /// The fan of two designs that differ in nothing but what the payer pays, and in terms of funds.
    fn sharing(&self, payer: &str) -> Result<(&Fan, Counting), NotRecounted> {
        let fan = self.fan.as_ref().ok_or(NotRecounted::NotCounted(NotCounted::NotAtOnce))?;
        let counting = Counting::new(self, fan, payer, None).map_err(NotRecounted::NotCounted)?;
        let shared = fan.patterns.iter().all(|pattern| pattern[0] == pattern[1])
            && fan.stems.iter().all(|stem| fan.lists[stem.list] == [0, 1])
            && fan.sets.iter().all(|set| set.payer == counting.place || set.places[0] == set.places[1]);
        if !shared {
            return Err(NotRecounted::OtherPayments);
        }
        if fan.group_of.iter().any(|groups| groups[0] != groups[1]) {
            return Err(NotRecounted::OtherMembers);
        }
        if !self.prices_fit(&counting) {
            return Err(NotRecounted::PricesComeApart);
        }
        Ok((fan, counting))
    }

    /// Whether members who were counted together pay one price in the second design too.
    fn prices_fit(&self, counting: &Counting) -> bool {
        self.parts.years.iter().all(|&year| {
            let book = self.parts.designs[1].in_year(year).hmb.first();
            book.is_none_or(|book| {
                let mut ages = (1..=OLDEST).map(Age).filter(|age| !counting.bands.contains(age));
                ages.all(|age| book.terms.premium.at(age) == book.terms.premium.at(Age(age.0 - 1)))
            })
        })
    }

    fn places(&self) -> Places {
        let find = |key: &str| self.columns.iter().position(|column| column.key == key);
        let city = |key: &str| find(key).unwrap_or_default();
        let base = self.parts.designs[0].first();
        let book = base.hmb.first().map(|book| book.id.as_str()).unwrap_or_default();
        let funds = base.funds().take(self.fund_payers.len());
        let renewal = [format!("{book}_renewable"), format!("{book}_renewed")].map(|key| find(&key));
        Places {
            first_payer: ["bmi_employee_fen", "bmi_resident_fen", "bmi_other_fen"].map(city),
            patient: city("patient_fen"),
            claimants: funds.map(|id| city(&format!("{id}_claimants"))).collect(),
            eligible: find(&format!("{book}_eligible")),
            renewal: if let [Some(renewable), Some(renewed)] = renewal {
                Some([renewable, renewed])
            } else {
                None
            },
        }
    }

    /// The rows of the second design in one trial, one a year, from those of the first and its counts.
    ///
    /// # Errors
    /// [`NotRecounted::Apart`], and [`NotRecounted::Disagrees`] where the counts are not those of the rows.
    pub fn recount(
        &self,
        how: &Recounting,
        (base, counts): (&[&[i64]], &TrialCounts),
        mut row: impl FnMut(usize, &[i64]),
    ) -> Result<(), NotRecounted> {
        let (mut sums, mut patient) = (Vec::new(), Vec::new());
        let place = how.counting.place;
        for (y, (base, counts)) in base.iter().zip(&counts.years).enumerate() {
            if counts.apart > 0 {
                return Err(NotRecounted::Apart(counts.apart));
            }
            let [before, after] = how.of_year(counts).ok_or(NotRecounted::Disagrees)?;
            let mut year = self.as_it_was(&how.columns, base);
            if before.all != (PaidOf { paid: year.paid[place], persons: year.persons_paid[place] }) {
                return Err(NotRecounted::Disagrees);
            }
            year.paid[place] = after.all.paid;
            year.persons_paid[place] = after.all.persons;
            for (f, payers) in
                self.fund_payers.iter().enumerate().filter(|(_, payers)| payers.contains(&place))
            {
                year.claimants[f] += if payers.len() > 1 {
                    after.alone - before.alone
                } else {
                    after.all.persons - before.all.persons
                };
            }
            for (f, payers) in self.fund_payers.iter().enumerate() {
                year.base_claims[f] = payers.iter().map(|&payer| year.paid[payer]).sum();
            }
            if let Some(book) = self.parts.designs[1].in_year(self.parts.years[y]).hmb.first() {
                for (&from, &[subsidised, employees, residents]) in
                    how.counting.bands.iter().zip(&counts.members)
                {
                    let price = book.terms.premium.at(from);
                    year.joined.add(0, (subsidised, employees), price);
                    year.joined.add(1, (0, residents), price);
                }
            }
            patient.push(base[how.columns.patient] - (after.all.paid - before.all.paid).0);
            sums.push(year);
        }
        let city = |y: usize, line: &mut Vec<i64>| {
            line.extend(&base[y][..CITY.len()]);
            line[how.columns.patient] = patient[y];
        };
        self.settle_funds_after(1, city, &sums, &mut row, &mut Vec::new());
        Ok(())
    }

    /// The sums of a year of the base, from its row; nobody has joined yet.
    fn as_it_was(&self, columns: &Places, row: &[i64]) -> DesignYear {
        let n = self.later_payers.len();
        let mut year = DesignYear::new(n, self.fund_payers.len());
        let [employee, resident, other] = columns.first_payer.map(|at| Fen(row[at]));
        (year.first_payer, year.first_payer_other) = ([employee, resident], other);
        for (p, two) in row[CITY.len()..][..2 * n].chunks_exact(2).enumerate() {
            (year.paid[p], year.persons_paid[p]) = (Fen(two[0]), two[1]);
        }
        for (claimants, &at) in year.claimants.iter_mut().zip(&columns.claimants) {
            *claimants = row[at];
        }
        year.eligible = columns.eligible.map_or(0, |at| row[at]);
        if let Some([renewable, renewed]) = columns.renewal {
            (year.renewable, year.renewed) = (row[renewable], row[renewed]);
        }
        year
    }
}

/// By terms of the base: how the second design pays the same persons.
fn paired(fan: &Fan, counting: &Counting) -> Result<Vec<YearPay>, NotRecounted> {
    let mut design: Vec<Option<&YearPay>> = vec![None; counting.terms.len()];
    for (nth, set) in fan.sets.iter().enumerate().filter(|(_, set)| set.payer == counting.place) {
        let (base, other) = (fan.base_pay(nth), set.candidates.pay(set.places[1]));
        match counting.terms.iter().position(|known| known == base) {
            Some(terms) if design[terms].is_none_or(|known| known == other) => design[terms] = Some(other),
            // persons whom the base pays nothing were not counted
            None if base == other => {}
            Some(_) | None => return Err(NotRecounted::ComesApart),
        }
    }
    let same = |(base, design): (&YearPay, Option<&YearPay>)| design.unwrap_or(base).clone();
    Ok(counting.terms.iter().zip(design).map(same).collect())
}

impl Recounting {
    /// What the base pays in a year, and what the design does; `None` for counts of other terms.
    fn of_year(&self, counts: &YearCounts) -> Option<[OfYear; 2]> {
        let mut sums = [OfYear::default(); 2];
        for group in &counts.groups {
            for (sum, pay) in sums.iter_mut().zip(self.pays.get(usize::from(group.terms))?) {
                let within = self.counting.grid.breaks().len() - 1;
                if group.buckets.iter().any(|(nth, _)| *nth >= within) {
                    return None;
                }
                let between = group.buckets.iter().map(|(nth, bucket)| pay.of_bucket(*nth, bucket));
                for paid in between.chain(group.above.iter().map(|&cost| pay.of_one(cost))) {
                    sum.all.paid += paid.paid;
                    sum.all.persons += paid.persons;
                    sum.alone += if group.beside { 0 } else { paid.persons };
                }
            }
        }
        Some(sums)
    }
}
