//! The patients of one block and year, a stretch at a time: what all of them cost and are paid by the first
//! payer, and who of them a later payer may reach.

use huimin_kernel as kernel;

use crate::benefit::CareKind;
use crate::illness::{AdmissionColumns, BlockYear, CHUNK, CareColumns, Column, Illness, whole};
use crate::population::Status;
use crate::projection::classes::Class;
use crate::projection::columns::Needs;
use crate::projection::fan::{PlainCares, SPECIAL};
use crate::projection::first_payer::FirstColumns;
use crate::projection::plain_bills::{OneWord, OneWordWay};
use crate::projection::plan::{BlockPlan, scheme_index};
use crate::projection::totals::{CityYear, FirstPaid, SELF_PAY_STEPS};
use crate::units::Age;

/// From this age on a patient is an adult.
pub(super) const ADULT: Age = Age(18);
/// From this age on a patient is among the old.
pub(super) const OLD: Age = Age(60);

/// Entrants of a stretch whose admissions are settled as one, column by column in whole fen, after the first payer.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlainEntrants<'a> {
    /// Their numbers among the patients.
    pub(super) numbers: &'a [usize],
    /// A level and place ([`crate::illness::class_of`]) at which they would be settled alike.
    pub(super) cares: &'a [u32],
    /// Where they stand in the columns; the first of these where it is not said.
    pub(super) places: Option<&'a [u32]>,
    /// [`PlainColumns`], where there is nothing an empty one.
    pub(super) left: [&'a [f64]; 5],
}

/// What the first payer leaves of years of admissions.
#[derive(Debug, Clone, Default)]
pub(super) struct PlainColumns {
    pub(super) self_pay: Vec<f64>,
    pub(super) first_self_pay: Vec<f64>,
    pub(super) over_limit: Vec<f64>,
    pub(super) own_expense: Vec<f64>,
    /// What of own expense is on the list of reasonable cost.
    pub(super) listed: Vec<f64>,
}

impl PlainColumns {
    /// The columns.
    pub(super) fn all(&mut self) -> [&mut Vec<f64>; 5] {
        let PlainColumns { self_pay, first_self_pay, over_limit, own_expense, listed } = self;
        [self_pay, first_self_pay, over_limit, own_expense, listed]
    }

    /// Appends entrants of a stretch.
    pub(super) fn extend(&mut self, from: &PlainEntrants<'_>) {
        let n = from.numbers.len();
        for (column, from_column) in self.all().into_iter().zip(from.left) {
            match from.places {
                _ if from_column.is_empty() => column.resize(column.len() + n, 0.0),
                None => column.extend_from_slice(&from_column[..n]),
                Some(places) => column.extend(places.iter().map(|&place| from_column[place as usize])),
            }
        }
    }

    /// Appends some of the entrants of a stretch.
    pub(super) fn extend_by(&mut self, from: &PlainEntrants<'_>, persons: &[u32]) {
        let place = |&person: &u32| from.places.map_or(person, |places| places[person as usize]) as usize;
        for (column, from_column) in self.all().into_iter().zip(from.left) {
            if from_column.is_empty() {
                column.resize(column.len() + persons.len(), 0.0);
            } else {
                column.extend(persons.iter().map(|person| from_column[place(person)]));
            }
        }
    }
}

/// The years of a stretch of patients, column by column.
#[derive(Debug, Default)]
pub(super) struct Patients {
    needs: Needs,
    /// Their admissions, of which the cost is handed over; the parts of the first ones outside the policy range become
    /// those of all.
    admissions: AdmissionColumns,
    /// By patient: whether his admissions are not all settled alike; empty where nobody's are not.
    mixed: Vec<bool>,
    /// What of own expense is on the list of reasonable cost, of the first patients, among whom are all that
    /// have more care than one admission.
    listed: Vec<f64>,
    /// The same of their later admissions.
    listed_later: Column<f64>,
    /// The share of own expense that is on it, in millionths.
    listed_share: f64,
    /// By patient: whether he has care that is not settled as one with his admissions; empty where nobody has.
    besides: Vec<bool>,
    care: CareColumns,
    /// All care; empty where there are admissions alone.
    total: Vec<f64>,
    inpatient: Column<f64>,
    in_policy: Column<f64>,
    most_left: Column<f64>,
    /// By variant of the first payer.
    first: Vec<FirstColumns>,
    places: Column<u32>,
    /// What the first payer leaves of the policy-range cost.
    self_pay: Column<f64>,
    /// Of the entrants who are settled as one.
    numbers: Vec<usize>,
    cares: Vec<u32>,
    pub(super) of_one_word: OneWord,
}

impl Patients {
    /// Memory for patients of whom so much is asked.
    pub(super) fn new(needs: Needs) -> Patients {
        Patients { needs, ..Patients::default() }
    }

    /// Takes all patients of a block's year: adds them to the city's and the first payers' sums and gives
    /// the numbers of those whose year leaves more than what no later payer of any design pays for; hands out,
    /// stretch by stretch, those whose admissions `plain_cares` settle as one.
    pub(super) fn take(
        &mut self,
        (drawn, illness): (&BlockYear, &Illness),
        (plan, class, plain_cares): (&BlockPlan, &Class, Option<&PlainCares>),
        (city, firsts): (&mut CityYear, &mut [FirstPaid]),
        (entrants, mut put): (&mut Vec<usize>, impl FnMut(&PlainEntrants<'_>)),
    ) {
        entrants.clear();
        self.listed_share = illness.listed_own_expense(plan.status);
        let mut before = 0;
        for k in 0..drawn.n_states() {
            let count = drawn.at_least(k).first().map_or(0, |&n| n as usize);
            let twice = drawn.at_least(k).get(1).map_or(0, |&n| n as usize);
            let plain_way = self.one_word(drawn, illness, (k, class, plain_cares));
            for from in (0..count).step_by(CHUNK) {
                let stretch = (from, count.min(from + CHUNK));
                if let Some(way) = plain_way.as_ref().filter(|_| from >= twice) {
                    let words = &drawn.words_of_cost(k)[from..stretch.1];
                    let to = (&mut *city, &mut firsts[0], &mut *entrants, &mut put);
                    if self.of_one_word.take((way, words, self.listed_share), plan, before + from, to) {
                        continue;
                    }
                }
                let cares = plain_cares.filter(|_| k == 0 && class.variants.len() == 1);
                self.draw(drawn, illness, (k, stretch), (class, cares), (plan.status, &mut *city));
                self.add_up(plan, (city, firsts));
                let n = self.find(class);
                let Some(cares) = cares else {
                    entrants.extend(self.places[..n].iter().map(|&place| before + from + place as usize));
                    continue;
                };
                self.tell_apart(n, (cares, twice.saturating_sub(from)), before + from, entrants);
                if !self.numbers.is_empty() {
                    put(&self.plain_entrants());
                }
            }
            before += count;
        }
    }

    /// How patients of one admission are taken whose word of cost decides on all; `None` where more does, or more is
    /// asked of them.
    fn one_word<'a>(
        &self,
        drawn: &BlockYear,
        illness: &'a Illness,
        (k, class, plain_cares): (usize, &Class, Option<&PlainCares>),
    ) -> Option<OneWordWay<'a>> {
        let [Some(payer)] = class.variants.as_slice() else { return None };
        let asked = self.needs.concentration || self.needs.self_pay;
        let cares = plain_cares.filter(|_| k == 0 && !asked)?;
        let (level, bills) = drawn.plain_bills(illness, k)?;
        let care = cares[level]?;
        Some(OneWordWay { bills: payer.of_plain(level, bills)?, care, entry: class.entry })
    }

    /// Draws a stretch of the patients of a state of health, and pays what the first payers pay.
    fn draw(
        &mut self,
        drawn: &BlockYear,
        illness: &Illness,
        (k, (from, to)): (usize, (usize, usize)),
        (class, cares): (&Class, Option<&PlainCares>),
        (status, city): (Status, &mut CityYear),
    ) {
        let (n, s) = (to - from, scheme_index(status));
        self.first.resize_with(class.variants.len(), FirstColumns::default);
        for (first, payer) in self.first.iter_mut().zip(&class.variants) {
            first.begin(n, payer.as_ref());
        }
        self.mixed.clear();
        self.listed.clear();
        drawn.admissions_of(illness, k, (from, to), &mut self.admissions);
        for (first, payer) in self.first.iter_mut().zip(&class.variants) {
            if let Some(payer) = payer {
                payer.pay_admissions(&self.admissions, first);
            }
        }
        if let Some(cares) = cares {
            self.look_at_later(cares);
        }
        self.admissions.hand_over(&mut self.inpatient, &mut self.in_policy);
        city.in_policy[s] += whole(kernel::sum(&self.in_policy));
        self.besides.clear();
        self.total.clear();
        for nth in 0..drawn.n_care(illness) {
            let of = drawn.care_of(illness, (k, nth), (from, to), &mut self.care);
            if self.care.places.is_empty() {
                continue;
            }
            let cost = whole(kernel::sum(&self.care.total));
            city.other_cost += cost;
            if of.kind == CareKind::SpecialOutpatient {
                city.special_outpatient[s] += cost;
            }
            if self.total.is_empty() {
                self.total.extend_from_slice(&self.inpatient);
                self.first.iter_mut().for_each(FirstColumns::go_on);
                if cares.is_some() {
                    self.list(n);
                }
            }
            let special = cares.filter(|_| of.plain && of.kind == CareKind::SpecialOutpatient);
            self.add_care(of.kind, class, special);
        }
    }

    /// Adds the years of other care of one kind to those of the patients who need it: to their admissions, where
    /// `cares` settle both as one.
    fn add_care(&mut self, kind: CareKind, class: &Class, cares: Option<&PlainCares>) {
        let Patients { care, admissions, listed, besides, total, in_policy, first, .. } = self;
        let special = cares.and_then(|cares| cares[SPECIAL]).filter(|it| it.several);
        for (i, &place) in care.places.iter().enumerate() {
            let place = place as usize;
            let both = cares.and_then(|cares| cares[admissions.classes[place] as usize]).zip(special);
            let are_alike = both.is_some_and(|(first, special)| first.like == special.like);
            if !(are_alike && admissions.add_outside_of(place, (care, i))) {
                besides.resize(total.len(), false);
                besides[place] = true;
            } else if let (Some(listed), Some(more)) = (listed.get_mut(place), care.listed.get(i)) {
                *listed += more;
            }
            total[place] += care.total[i];
            in_policy[place] += care.in_policy()[i];
        }
        for (first, payer) in first.iter_mut().zip(&class.variants) {
            let Some(payer) = payer else { continue };
            for (&place, &in_policy) in care.places.iter().zip(care.in_policy()) {
                payer.pay_other(place as usize, kind, whole(in_policy), first);
            }
        }
    }

    /// Makes sure that what of own expense is listed is known of the first `n`, of whom those not yet known have
    /// had one admission.
    fn list(&mut self, n: usize) {
        let (known, own_expense) = (self.listed.len(), self.admissions.outside()[2]);
        let n = n.min(own_expense.len());
        if known < n {
            self.listed.resize(n, 0.0);
            kernel::fixed_share(&own_expense[known..n], self.listed_share, &mut self.listed[known..]);
        }
    }

    /// Sees what of the own expense of those who have several admissions is listed, and who of them is not settled
    /// alike for all.
    fn look_at_later(&mut self, cares: &PlainCares) {
        let Some(second) = self.admissions.rounds().get(1).cloned() else { return };
        self.list(second.len());
        let Patients { admissions, mixed, listed, listed_later, listed_share, .. } = self;
        let [first, later @ ..] = admissions.rounds() else { return };
        let own_expense = admissions.outside()[2].get(second.start..).unwrap_or(&[]);
        listed_later.begin(own_expense.len());
        kernel::fixed_share(own_expense, *listed_share, listed_later);
        for round in later.iter().filter(|_| !own_expense.is_empty()) {
            kernel::add(listed, &listed_later[round.start - second.start..round.end - second.start]);
        }
        if admissions.only.is_none() {
            mixed.resize(first.len(), false);
            let like_of =
                |class: usize| cares.get(class).copied().flatten().map_or(u32::MAX, |care| care.like);
            let like: [u32; 16] = std::array::from_fn(like_of);
            for round in later {
                for ((mixed, &first), &later) in
                    mixed.iter_mut().zip(&admissions.classes[..]).zip(&admissions.classes[round.clone()])
                {
                    *mixed |= like[first as usize & 15] != like[later as usize & 15];
                }
            }
        }
    }

    /// Adds the stretch to the sums.
    fn add_up(&self, plan: &BlockPlan, (city, firsts): (&mut CityYear, &mut [FirstPaid])) {
        let cost = whole(kernel::sum(&self.inpatient));
        city.cost[scheme_index(plan.status)] += cost;
        if plan.person.age >= ADULT && self.needs.concentration {
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
            if self.needs.self_pay {
                let above = kernel::above(&self.in_policy, first.paid(), steps);
                for (sum, above) in sums.above.iter_mut().zip(above) {
                    *sum += above.cast_signed();
                }
            }
        }
    }

    /// Finds the patients whose year leaves more than the class's entry, under the first payer that leaves
    /// most; how many there are.
    fn find(&mut self, class: &Class) -> usize {
        let total = if self.total.is_empty() { &self.inpatient[..] } else { &self.total[..] };
        let n = total.len();
        self.most_left.begin(n);
        let (one, others) = self.first.split_first().expect("a design has a first payer, or none");
        kernel::subtract(total, one.paid(), &mut self.most_left);
        for first in others {
            kernel::exceeding(&mut self.most_left, total, first.paid());
        }
        self.places.begin(n + kernel::SPARE);
        kernel::beyond(&self.most_left, class.entry.0 as f64, &mut self.places)
    }

    /// Tells the `n` entrants of a stretch, of whose patients the first `twice` have more admissions than one,
    /// apart: plain ones and others.
    fn tell_apart(
        &mut self,
        n: usize,
        (cares, twice): (&PlainCares, usize),
        before: usize,
        entrants: &mut Vec<usize>,
    ) {
        let Patients { admissions, mixed, besides, places, first, .. } = self;
        let Patients { inpatient, total, numbers, cares: of_numbers, .. } = self;
        numbers.clear();
        of_numbers.clear();
        let year = if total.is_empty() { &inpatient[..] } else { &total[..] };
        let dear = |place: usize| year[place] > kernel::MOST_FEN;
        let of = |place: usize| {
            let care = cares[admissions.classes[place] as usize]?;
            let alike = place >= twice || care.several && !mixed.get(place).is_some_and(|&mixed| mixed);
            let other = first[0].was_capped(place) || besides.get(place).is_some_and(|&besides| besides);
            (alike && !other && !dear(place)).then_some(care.like)
        };
        let all =
            admissions.only.and_then(|care| cares[care as usize]).filter(|care| care.several || twice == 0);
        let plain_ones = besides.is_empty()
            && !first[0].is_capped()
            && !places[..n].iter().any(|&place| dear(place as usize));
        let (mut kept, mut rest) = (0, 0..n);
        if let Some(care) = all.filter(|_| plain_ones) {
            (kept, rest) = (n, n..n);
            numbers.extend(places[..n].iter().map(|&place| before + place as usize));
            of_numbers.resize(n, care.like);
        }
        for nth in rest {
            let place = places[nth] as usize;
            if let Some(care) = of(place) {
                places[kept] = places[nth];
                kept += 1;
                numbers.push(before + place);
                of_numbers.push(care);
            } else {
                entrants.push(before + place);
            }
        }
        places.truncate(kept);
    }

    /// Those of the entrants of a stretch who are settled as one.
    fn plain_entrants(&mut self) -> PlainEntrants<'_> {
        let n = self.in_policy.len();
        self.list(n);
        kernel::subtract(&self.in_policy, self.first[0].paid(), self.self_pay.begin(n));
        let [first_self_pay, over_limit, own_expense] = self.admissions.outside();
        PlainEntrants {
            numbers: &self.numbers,
            cares: &self.cares,
            places: Some(&self.places),
            left: [&self.self_pay, first_self_pay, over_limit, own_expense, &self.listed],
        }
    }
}
