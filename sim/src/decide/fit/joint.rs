//! Everything that is a ratio of sums over persons, with the covariance of all of it.

use super::base::Base;
use super::base::level_costs;
use super::frequency::{Frequency, band_of};
use super::persons::{Admission, PersonYear, Persons};
use crate::benefit::Place;
use crate::experience::Experience;
use crate::population::Status;
use crate::stats::{JointRatios, Ratios};
use crate::wording::fit::Quantity;

/// Whom or what a quantity is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Of {
    /// A status; all where absent.
    pub status: Option<Status>,
    /// The place of a hospital level.
    pub level: Option<usize>,
    /// The place of a kind of yearly care in [`CARE`].
    pub care: Option<usize>,
    /// The place of an age band.
    pub band: Option<usize>,
}

/// The ratios, in the order in which they stand in the covariance.
#[derive(Debug, Clone)]
pub struct Joint {
    /// What each ratio is.
    pub quantities: Vec<(Quantity, Of)>,
    /// Numerators and denominators.
    pub ratios: Ratios,
    /// Values, covariance, numbers of persons.
    pub joint: JointRatios,
}

impl Joint {
    /// The ratios of all persons.
    pub fn new(
        persons: &Persons,
        experience: &Experience,
        base: &Base<'_>,
        frequency: Option<&Frequency>,
    ) -> Joint {
        let quantities = quantities();
        let place = |quantity: Quantity, of: Of| place(quantity, of).unwrap_or_default();
        let mut ratios = Ratios::new(quantities.len());
        let last = experience.years().last().copied();
        let mut admissions = persons.admissions.as_slice();
        for years in persons.years.chunk_by(|a, b| a.person == b.person) {
            let person = years[0].person;
            for (nth, it) in years.iter().enumerate() {
                let next = years.get(nth + 1).filter(|next| next.year.0 == it.year.0 + 1);
                let mut add =
                    |quantity, of: Of, x: f64, y: f64| ratios.add(person, place(quantity, of), x, y);
                add_year(it, next, frequency, &mut add);
                if last.is_some_and(|last| it.year < last) {
                    let renewed = if next.is_some() { 1.0 } else { 0.0 };
                    let group = if it.paid { Quantity::RenewalPaid } else { Quantity::RenewalUnpaid };
                    add(Quantity::Renewal, Of::default(), renewed, 1.0);
                    add(group, Of::default(), renewed, 1.0);
                }
            }
            let own = admissions.partition_point(|it| it.person <= person);
            for it in &admissions[..own] {
                let mut add =
                    |quantity, of: Of, x: f64, y: f64| ratios.add(person, place(quantity, of), x, y);
                add_admission(it, base, &mut add);
            }
            admissions = &admissions[own..];
        }
        let joint = ratios.joint(persons.n);
        Joint { quantities, ratios, joint }
    }

    /// The place of a quantity.
    pub fn place(&self, quantity: Quantity, of: Of) -> Option<usize> {
        place(quantity, of)
    }

    /// A ratio with its error.
    pub fn of(&self, quantity: Quantity, of: Of) -> Option<(f64, f64)> {
        self.joint.of(self.place(quantity, of)?)
    }

    /// The covariance of the logarithms of two quantities, each over all statuses together: `sum x` at the denominators
    /// as they are, with the derivatives `y_s / sum x`.
    pub fn ln_covariance(&self, one: Quantity, other: Quantity) -> Option<f64> {
        let slopes = |quantity: Quantity| {
            let places = Status::ALL.map(|status| self.place(quantity, Of::status(status)));
            let sums: Vec<(usize, f64, f64)> = places
                .into_iter()
                .flatten()
                .map(|at| (at, self.ratios.sums(at).0, self.ratios.sums(at).1))
                .collect();
            let total: f64 = sums.iter().map(|it| it.1).sum();
            (total > 0.0).then(|| sums.iter().map(|it| (it.0, it.2 / total)).collect::<Vec<_>>())
        };
        let (one, other) = (slopes(one)?, slopes(other)?);
        let pairs = one.iter().flat_map(|a| other.iter().map(move |b| (a, b)));
        Some(pairs.map(|(a, b)| a.1 * b.1 * self.joint.covariance[a.0][b.0]).sum())
    }
}

impl Of {
    /// Of a status.
    pub fn status(status: Status) -> Of {
        Of { status: Some(status), ..Of::default() }
    }
}

/// Ratios of each status.
const BY_STATUS: [Quantity; 8] = [
    Quantity::Admissions,
    Quantity::Cost,
    Quantity::FirstSelfPay,
    Quantity::OverLimit,
    Quantity::OwnExpense,
    Quantity::ListedCause,
    Quantity::Referred,
    Quantity::Unreferred,
];
/// Of each status and hospital level.
const BY_LEVEL: [Quantity; 2] = [Quantity::LevelShare, Quantity::LevelCost];
/// Of each kind of care and status.
const BY_CARE: [Quantity; 2] = [Quantity::CareUsers, Quantity::CareCost];
/// Of everybody.
const OF_ALL: [Quantity; 4] =
    [Quantity::Lasting, Quantity::Renewal, Quantity::RenewalPaid, Quantity::RenewalUnpaid];

/// All ratios, in the order of [`place`].
fn quantities() -> Vec<(Quantity, Of)> {
    let statuses = || Status::ALL.map(Of::status);
    let mut all = Vec::new();
    all.extend(BY_STATUS.iter().flat_map(|&it| statuses().map(|of| (it, of))));
    let levels = |of: Of| (0..3).map(move |level| Of { level: Some(level), ..of });
    all.extend(
        BY_LEVEL.iter().flat_map(|&it| statuses().into_iter().flat_map(levels).map(move |of| (it, of))),
    );
    let cares = |care: usize| statuses().map(|of| Of { care: Some(care), ..of });
    all.extend(BY_CARE.iter().flat_map(|&it| (0..3).flat_map(cares).map(move |of| (it, of))));
    all.extend(OF_ALL.iter().map(|&it| (it, Of::default())));
    all
}

/// The place of a ratio.
fn place(quantity: Quantity, of: Of) -> Option<usize> {
    let nth = |among: &[Quantity]| among.iter().position(|&it| it == quantity);
    let status = of.status.map(|status| status as usize);
    let (by_level, by_care) = (3 * BY_STATUS.len(), 3 * BY_STATUS.len() + 9 * BY_LEVEL.len());
    if let Some(nth) = nth(&BY_STATUS) {
        Some(3 * nth + status?)
    } else if let Some(nth) = nth(&BY_LEVEL) {
        Some(by_level + 9 * nth + 3 * status? + of.level?)
    } else if let Some(nth) = nth(&BY_CARE) {
        Some(by_care + 9 * nth + 3 * of.care? + status?)
    } else {
        Some(by_care + 9 * BY_CARE.len() + nth(&OF_ALL)?)
    }
}

fn add_year(
    it: &PersonYear,
    next: Option<&PersonYear>,
    frequency: Option<&Frequency>,
    add: &mut impl FnMut(Quantity, Of, f64, f64),
) {
    let of = Of::status(it.status);
    if let Some(frequency) = frequency {
        add(Quantity::Admissions, of, f64::from(it.admissions), it.expected);
        if let Some(next) = next {
            let expected = |it: &PersonYear| it.expected * ratio_of(frequency, it);
            let came = f64::from(it.admissions) * f64::from(next.admissions);
            add(Quantity::Lasting, Of::default(), came, expected(it) * expected(next));
        }
    }
    for (care, &cost) in it.care.iter().enumerate() {
        let of = Of { care: Some(care), ..of };
        let user = if cost > 0.0 { 1.0 } else { 0.0 };
        add(Quantity::CareUsers, of, user, it.covered);
        if cost > 0.0 {
            add(Quantity::CareCost, of, cost, 1.0);
        }
    }
}

/// The credible admissions of a person-year over those of the base.
fn ratio_of(frequency: &Frequency, it: &PersonYear) -> f64 {
    let band = band_of(it.age);
    let same = |cell: &&super::frequency::Cell| {
        (cell.status, cell.sex, cell.band, cell.pre_existing) == (it.status, it.sex, band, it.pre_existing)
    };
    let credible = frequency.cells.iter().find(same).map_or(1.0, |cell| cell.credible);
    credible * frequency.levels[usize::from(it.pre_existing)]
}

fn add_admission(it: &Admission, base: &Base<'_>, add: &mut impl FnMut(Quantity, Of, f64, f64)) {
    let of = Of::status(it.status);
    let [first, over, own] = it.parts;
    let yes = |held: bool| if held { 1.0 } else { 0.0 };
    add(Quantity::Cost, of, it.total, it.expected);
    let class_b = base.status(it.status).split.class_b_share;
    add(Quantity::FirstSelfPay, of, first, class_b * (it.total - over - own));
    add(Quantity::OverLimit, of, over, it.total - own);
    add(Quantity::OwnExpense, of, own, it.total);
    add(Quantity::ListedCause, of, yes(it.listed_cause), 1.0);
    add(Quantity::Referred, of, yes(it.place == Place::Referred), 1.0);
    add(Quantity::Unreferred, of, yes(it.place == Place::Unreferred), 1.0);
    for level in 0..3 {
        let of = Of { level: Some(level), ..of };
        add(Quantity::LevelShare, of, yes(it.level == level), 1.0);
        if it.level == level {
            add(Quantity::LevelCost, of, it.total, it.expected);
        }
    }
}

/// How the share of own expense rises with cost, and how much it scatters: elasticity, then concentration, each
/// with its error.
///
/// The share `y` of a bill of relative cost `z` has the mean `a z^e` times the mean of its status: the equations
/// of a Poisson regression, errors by the sandwich. Given that mean `m` it is Beta with concentration `c`, so that
/// `(y - m)^2` has the mean `m (1 - m) / (1 + c)`. `None` with fewer than two hundred bills, or without own expense.
pub(super) fn own_expense(
    persons: &Persons,
    joint: &Joint,
    relative: impl Fn(&Admission) -> f64,
) -> Option<[(f64, f64); 2]> {
    let shares =
        Status::ALL.map(|status| joint.of(Quantity::OwnExpense, Of::status(status)).map_or(0.0, |it| it.0));
    let bills: Vec<(f64, f64, f64)> = persons
        .admissions
        .iter()
        .filter(|it| shares[it.status as usize] > 0.0)
        .map(|it| (it.parts[2] / it.total, shares[it.status as usize], libm::log(relative(it).max(1e-9))))
        .collect();
    if bills.len() < 200 {
        return None;
    }
    let (mut a, mut e) = (0.0, 0.0);
    let mut inverse = [[0.0; 2]; 2];
    for _ in 0..25 {
        let (mut score, mut bend) = ([0.0; 2], [[0.0; 2]; 2]);
        for &(y, share, log) in &bills {
            let mean = share * libm::exp(a + e * log);
            for (i, x) in [1.0, log].into_iter().enumerate() {
                score[i] += (y - mean) * x;
                bend[i][0] += mean * x;
                bend[i][1] += mean * x * log;
            }
        }
        let determinant = bend[0][0] * bend[1][1] - bend[0][1] * bend[1][0];
        if determinant <= 0.0 {
            return None;
        }
        inverse = [
            [bend[1][1] / determinant, -bend[0][1] / determinant],
            [-bend[1][0] / determinant, bend[0][0] / determinant],
        ];
        a += inverse[0][0] * score[0] + inverse[0][1] * score[1];
        e += inverse[1][0] * score[0] + inverse[1][1] * score[1];
    }
    let (mut meat, mut scatter) = (0.0, Ratios::new(1));
    for (nth, &(y, share, log)) in (0..).zip(&bills) {
        let mean = share * libm::exp(a + e * log);
        let pull = (y - mean) * (inverse[1][0] + inverse[1][1] * log);
        meat += pull * pull;
        scatter.add(nth, 0, (y - mean) * (y - mean), mean * (1.0 - mean));
    }
    let (ratio, se) = scatter.joint(bills.len() as u64).of(0)?;
    let concentration = (1.0 / ratio - 1.0, se / (ratio * ratio));
    (ratio > 0.0).then_some([(e, libm::sqrt(meat)), concentration])
}

/// The cost of an admission over the mean of its status, sex, age, year and level, at the levels of the claims.
pub(super) fn relative_cost(joint: &Joint, base: &Base<'_>) -> impl Fn(&Admission) -> f64 + use<> {
    let mut means = [[1.0; 3]; 3];
    for status in Status::ALL {
        let own = joint.of(Quantity::Cost, Of::status(status)).map_or(1.0, |it| it.0);
        let usual = level_costs(base.status(status));
        for level in 0..3 {
            let at = joint.place(Quantity::LevelCost, Of { level: Some(level), ..Of::status(status) });
            let (cost, expected) = at.map_or((0.0, 0.0), |at| joint.ratios.sums(at));
            // a level with hardly any admission keeps the base's relativity
            let seen = at.is_some_and(|at| joint.joint.units[at] >= 30);
            means[status as usize][level] = if seen { cost / expected } else { own * usual[level] };
        }
    }
    move |it: &Admission| it.total / (it.expected * means[it.status as usize][it.level])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_ratio_stands_where_its_place_says() {
        for (nth, &(quantity, of)) in quantities().iter().enumerate() {
            assert_eq!(place(quantity, of), Some(nth), "{quantity:?} {of:?}");
        }
    }
}
