//! The patients of one block and year, a stretch at a time: what all of them cost and are paid by the first
//! payer, and who of them a later payer may reach.

use huimin_kernel as kernel;

use crate::benefit::CareKind;
use crate::illness::{AdmissionColumns, BlockYear, CHUNK, Episode, Illness, whole};
use crate::population::Status;
use crate::projection::classes::Class;
use crate::projection::first_payer::FirstColumns;
use crate::projection::plan::{BlockPlan, scheme_index};
use crate::projection::totals::{CityYear, FirstPaid, SELF_PAY_STEPS};
use crate::units::Age;

/// From this age on a patient is an adult.
pub(super) const ADULT: Age = Age(18);
/// From this age on a patient is among the old.
pub(super) const OLD: Age = Age(60);

/// The years of a stretch of patients, column by column.
#[derive(Debug, Default)]
pub(super) struct Patients {
    admissions: AdmissionColumns,
    care: Vec<(usize, Episode)>,
    total: Vec<f64>,
    inpatient: Vec<f64>,
    in_policy: Vec<f64>,
    most_left: Vec<f64>,
    /// By variant of the first payer.
    first: Vec<FirstColumns>,
    places: Vec<u32>,
}

impl Patients {
    /// Takes all patients of a block's year: adds them to the city's and the first payers' sums and gives
    /// the numbers of those whose year leaves more than what no later payer of any design pays for.
    pub(super) fn take(
        &mut self,
        drawn: &BlockYear,
        illness: &Illness,
        (plan, class): (&BlockPlan, &Class),
        (city, firsts): (&mut CityYear, &mut [FirstPaid]),
        entrants: &mut Vec<usize>,
    ) {
        entrants.clear();
        let mut before = 0;
        for k in 0..drawn.n_states() {
            let count = drawn.at_least(k).first().map_or(0, |&n| n as usize);
            for from in (0..count).step_by(CHUNK) {
                let stretch = (from, count.min(from + CHUNK));
                self.draw(drawn, illness, (k, stretch), class, (plan.status, &mut *city));
                self.add_up(plan, (city, firsts));
                let n = self.find(class);
                entrants.extend(self.places[..n].iter().map(|&place| before + from + place as usize));
            }
            before += count;
        }
    }

    /// Draws a stretch of the patients of a state of health, and pays what the first payers pay.
    fn draw(
        &mut self,
        drawn: &BlockYear,
        illness: &Illness,
        (k, (from, to)): (usize, (usize, usize)),
        class: &Class,
        (status, city): (Status, &mut CityYear),
    ) {
        let (n, s) = (to - from, scheme_index(status));
        for column in [&mut self.inpatient, &mut self.in_policy] {
            column.clear();
            column.resize(n, 0.0);
        }
        self.first.resize_with(class.variants.len(), FirstColumns::default);
        for (first, payer) in self.first.iter_mut().zip(&class.variants) {
            first.begin(n, payer.as_ref());
        }
        for (nth, &count) in drawn.at_least(k).iter().enumerate() {
            let end = to.min(count as usize);
            if end <= from {
                break;
            }
            drawn.admissions_of(illness, (k, nth), (from, end), &mut self.admissions);
            kernel::add(&mut self.inpatient, &self.admissions.total);
            kernel::add(&mut self.in_policy, self.admissions.in_policy());
            for (first, payer) in self.first.iter_mut().zip(&class.variants) {
                if let Some(payer) = payer {
                    payer.pay_admissions(nth, &self.admissions, first);
                }
            }
        }
        city.in_policy[s] += whole(kernel::sum(&self.in_policy));
        self.total.clear();
        self.total.extend_from_slice(&self.inpatient);
        drawn.yearly_care_of(illness, k, (from, to), &mut self.care);
        for (place, episode) in &self.care {
            self.total[*place] += episode.total.0 as f64;
            self.in_policy[*place] += episode.parts.in_policy.0 as f64;
            city.other_cost += episode.total;
            if episode.kind == CareKind::SpecialOutpatient {
                city.special_outpatient[s] += episode.total;
            }
            for (first, payer) in self.first.iter_mut().zip(&class.variants) {
                if let Some(payer) = payer {
                    payer.pay_other(*place, episode.kind, episode.parts.in_policy, first);
                }
            }
        }
    }

    /// Adds the stretch to the sums.
    fn add_up(&self, plan: &BlockPlan, (city, firsts): (&mut CityYear, &mut [FirstPaid])) {
        let cost = whole(kernel::sum(&self.inpatient));
        city.cost[scheme_index(plan.status)] += cost;
        if plan.person.age >= ADULT {
            city.adults.add_all(&self.inpatient);
        }
        if plan.person.age >= OLD {
            city.cost_60_plus += cost;
        }
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let steps = SELF_PAY_STEPS.map(|step| step.0 as f64);
        for (sums, first) in firsts.iter_mut().zip(&self.first) {
            sums.inpatient += whole(kernel::sum(&first.inpatient));
            sums.other += whole(kernel::sum(&first.other));
            let above = kernel::above(&self.in_policy, first.paid(), steps);
            for (sum, above) in sums.above.iter_mut().zip(above) {
                *sum += above.cast_signed();
            }
        }
    }

    /// Finds the patients whose year leaves more than the class's entry, under the first payer that leaves
    /// most; how many there are.
    fn find(&mut self, class: &Class) -> usize {
        let n = self.total.len();
        self.most_left.clear();
        self.most_left.resize(n, 0.0);
        for first in &self.first {
            kernel::exceeding(&mut self.most_left, &self.total, first.paid());
        }
        self.places.resize(n + 1, 0);
        kernel::beyond(&self.most_left, class.entry.0 as f64, &mut self.places)
    }
}
