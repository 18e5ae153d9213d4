//! Every scheme of the library runs compiled, and pays what the readable terms say.
//!
//! `cargo test --test compiled_library -- --nocapture` prints, scheme by scheme, how many of the persons
//! who are paid settle by the program and how many could settle in a block.
#![expect(clippy::unwrap_used, reason = "a test may panic")]

use huimin::benefit::{
    Amounts, Bill, CareKind, Claim, HospitalLevel, InsuranceScheme, Label, Part, PartSet, Person, Place,
    Scheme, Terms,
};
use huimin::compiled::{PersonScratch, Program, Way};
use huimin::scenario::library::Library;
use huimin::scenario::load::load;
use huimin::units::Fen;

/// The parts that bills are drawn with: no tele-consultation.
const DRAWN: PartSet = PartSet::EMPTY
    .with(Part::SelfPay)
    .with(Part::AboveBmiCap)
    .with(Part::FirstSelfPay)
    .with(Part::OverLimit)
    .with(Part::ListedOwnExpense)
    .with(Part::UnlistedOwnExpense)
    .with(Part::SpecialDrug)
    .with(Part::RareDrug);

/// Random numbers that are the same in every run: Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    /// Of small amounts many, some of millions.
    fn amount(&mut self) -> Fen {
        Fen(i64::try_from(5_000_000 / (self.below(2_000) + 7) * (self.below(1_000) + 1)).unwrap())
    }
}

/// The labels that the covers of a scheme name: diseases, drugs, items, events.
fn named(scheme: &Scheme) -> [Vec<Label>; 4] {
    let mut named: [Vec<Label>; 4] = Default::default();
    for payer in scheme.payers() {
        let (cover, sums) = match &payer.terms {
            Terms::PerAdmission(_) => continue,
            Terms::PerYear(terms) => (&terms.rules().cover, &[][..]),
            Terms::Fixed(terms) => (&terms.rules().cover, &terms.rules().sums[..]),
        };
        for (all, of_cover) in
            named.iter_mut().zip([&cover.diseases, &cover.drugs, &cover.items, &cover.events])
        {
            all.extend(of_cover);
        }
        named[3].extend(sums.iter().map(|&(event, _)| event));
    }
    named
}

fn claim(random: &mut Random, named: &[Vec<Label>; 4]) -> Claim {
    let kinds = [
        CareKind::Inpatient,
        CareKind::Inpatient,
        CareKind::SpecialOutpatient,
        CareKind::SpecialDrug,
        CareKind::RareDrug,
    ];
    let kind = random.one_of(&kinds);
    let mut bill = Bill::default();
    match kind {
        CareKind::SpecialDrug => bill.special_drug = random.amount(),
        CareKind::RareDrug => bill.rare_drug = random.amount(),
        CareKind::Inpatient | CareKind::SpecialOutpatient | CareKind::Outpatient => {
            (bill.class_a, bill.class_b) = (random.amount(), random.amount());
            bill.first_self_pay = Fen(bill.class_b.0 / 10);
            (bill.over_limit, bill.listed_own_expense) = (random.amount(), random.amount());
            bill.unlisted_own_expense = random.amount();
        }
    }
    let [disease, drug, item, event] = named
        .each_ref()
        .map(|labels| (!labels.is_empty() && random.below(3) > 0).then(|| random.one_of(labels)));
    let levels =
        [HospitalLevel::Primary, HospitalLevel::Secondary, HospitalLevel::Tertiary, HospitalLevel::Tertiary];
    Claim {
        level: random.one_of(&levels),
        place: random.one_of(&[Place::Local, Place::Local, Place::Local, Place::Referred, Place::Unreferred]),
        caused_by_listed_disease: random.below(4) == 0,
        disease,
        drug,
        item,
        event,
        days: u16::try_from(random.below(30)).unwrap(),
        day: Some(u16::try_from(random.below(365)).unwrap() + 1),
        ..Claim::new(kind, Amounts::Bill(bill))
    }
}

/// Of the persons who a later payer pays, how many there are, settle by the program, and could settle in a
/// block.
fn settled(name: &str, scheme: &Scheme) -> [usize; 3] {
    let (mut random, named) = (Random(0x9E37_79B9_7F4A_7C15), named(scheme));
    let mut counts = [0; 3];
    for (insurance, topup_paid) in [(InsuranceScheme::Resident, false), (InsuranceScheme::Employee, true)] {
        let terms = scheme.terms_for(&Person { scheme: insurance, topup_paid, ..Person::default() });
        let program = Program::compile(&terms);
        let first = usize::from(terms.admission_payer().is_some());
        let (mut scratch, mut paid) = (PersonScratch::default(), vec![Fen::ZERO; terms.n_payers()]);
        for person in 0..400 {
            // admissions a year: one as a rule
            let n = [1, 1, 1, 1, 1, 1, 2, 2, 3, 4][person % 10];
            let claims: Vec<Claim> = (0..n).map(|_| claim(&mut random, &named)).collect();
            let settlement = terms.settle(&claims);
            let way = program.settle(&claims, &mut scratch, &mut paid);
            if settlement.paid_by_payer()[first..].iter().copied().sum::<Fen>() == Fen::ZERO {
                continue;
            }
            let alike = program.block(&claims[0], DRAWN).filter(|block| {
                let same = |claim: &Claim| program.block(claim, DRAWN).as_ref() == Some(block);
                claims.len() == 1 || block.takes_several_claims() && claims.iter().all(same)
            });
            counts[0] += 1;
            counts[2] += usize::from(alike.is_some());
            if way == Way::Compiled {
                counts[1] += 1;
                assert_eq!(paid, settlement.paid_by_payer(), "{name}: {claims:?}");
            }
        }
    }
    counts
}

#[test]
fn at_least_95_per_cent_of_the_paid_persons_of_every_scheme_run_compiled() {
    let library = Library::built_in();
    let mut n_schemes = 0;
    for name in library.names() {
        // a row whose document does not print every cell has no scheme before the cells are set
        let Some(scheme) = load(&library, &name, &[]).ok().and_then(|loaded| loaded.scheme().ok()) else {
            continue;
        };
        let [paid, compiled, in_block] = settled(&name, &scheme);
        println!("{name}: of {paid} paid persons {compiled} by the program, {in_block} could in a block");
        assert!(compiled * 100 >= paid * 95, "{name}: {compiled} of {paid}");
        n_schemes += usize::from(paid > 0);
    }
    assert!(n_schemes > 40, "only {n_schemes} schemes");
}
