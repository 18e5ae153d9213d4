//! Who joins and who renews.

use super::estimates::REACH;
use super::frequency::band_of;
use super::persons::Persons;
use super::{BANDS, ClaimsFit, FEWEST, Of, Parameter};
use crate::benefit::InsuranceScheme;
use crate::experience::Experience;
use crate::units::{Age, Sex, Year};
use crate::wording::fit::{Quantity, Remark};

impl ClaimsFit<'_> {
    /// Who joins and renews.
    pub(super) fn joins(&mut self, persons: &Persons, experience: &Experience) {
        let fund = self.asked.fund.clone();
        let path = fund.as_ref().map(|fund| format!("funds.{fund}.enrolment.renewal"));
        self.ratio(Quantity::Renewal, Of::default(), None, 1.0, path);
        self.ratio(Quantity::RenewalPaid, Of::default(), None, 1.0, None);
        self.ratio(Quantity::RenewalUnpaid, Of::default(), None, 1.0, None);
        let Some(&last) = experience.years().last() else { return };
        let mut members = [0_u64; BANDS.len()];
        for it in persons.years.iter().filter(|it| it.year == last) {
            members[band_of(it.age)] += 1;
        }
        let mut people = [0.0; BANDS.len()];
        for (sex, age) in crate::population::cells() {
            people[band_of(age)] += self.people(sex, age, last);
        }
        let (joined, all) = (members.iter().sum::<u64>(), people.iter().sum::<f64>());
        let participation = joined as f64 / all;
        let Some(fund) = fund else {
            self.remarks.push(Remark::NoFund);
            return;
        };
        if participation.is_nan() || participation >= 1.0 {
            self.remarks.push(Remark::MoreMembersThanPeople);
            return;
        }
        let log_odds = |share: f64| libm::log(share / (1.0 - share));
        let error = |share: f64, n: f64| libm::sqrt(share * (1.0 - share) / n);
        self.join(Quantity::Participation, None, (participation, error(participation, all)), joined, {
            format!("funds.{fund}.participation")
        });
        for band in 0..BANDS.len() {
            let share = members[band] as f64 / people[band];
            if members[band] < FEWEST || share.is_nan() || share >= 1.0 {
                continue;
            }
            let se = 1.0 / libm::sqrt(people[band] * share * (1.0 - share));
            let effect = log_odds(share) - log_odds(participation);
            let path = format!("funds.{fund}.enrolment.ages.from-{}.log_odds", BANDS[band]);
            self.join(Quantity::AgeJoins, Some(band), (effect, se), members[band], path);
        }
    }

    pub(super) fn people(&self, sex: Sex, age: Age, year: Year) -> f64 {
        let schemes = [InsuranceScheme::Employee, InsuranceScheme::Resident];
        schemes.iter().map(|&scheme| self.base.heads(scheme, sex, age, year)).sum()
    }

    pub(super) fn join(
        &mut self,
        quantity: Quantity,
        band: Option<usize>,
        (value, se): (f64, f64),
        persons: u64,
        path: String,
    ) {
        let interval = Some([value - REACH * se, value + REACH * se]);
        let (of, se, path) = (Of { band, ..Of::default() }, Some(se), Some(path));
        let parameter = Parameter {
            quantity,
            of,
            name: None,
            base: None,
            value,
            se,
            interval,
            persons,
            joint: None,
            path,
        };
        self.parameters.push(parameter);
    }
}
