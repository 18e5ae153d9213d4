//! Who joins the city product: the words that a block's slots draw for all years, and what they decide.

use crate::benefit::InsuranceScheme;
use crate::fund::Joined;
use crate::illness::{Episode, SlotHealth};
pub(super) use crate::population::word_below;
use crate::population::{Block, SLOTS};
use crate::projection::design::HmbFund;
use crate::projection::enrolment_plan::{CLAIMED, INSURED};
use crate::projection::funds::share_threshold;
use crate::projection::plan::{BlockPlan, Projection, scheme_index};
use crate::projection::totals::JoinedYear;
use crate::random::{Address, Purpose, Source, Words};
use crate::units::{Fen, Heads, Trial};

/// What the slots of a block draw for themselves, and what they remember of the year before.
#[derive(Debug, Default)]
pub(super) struct BlockWords {
    /// Empty where nobody or everybody pays the top-up, and for residents.
    topup: Words,
    /// By course of inclination.
    propensity: Vec<Words>,
    /// Empty where nobody is entitled to medical aid.
    aid: Words,
    /// Empty where nobody joins because he knows his bills.
    hindsight: Words,
    /// By design: the slot's bits of this year and the last ([`INSURED`], [`CLAIMED`]); empty where no law
    /// looks at them.
    memory: Vec<Vec<u8>>,
    /// By design: how this year's members are known.
    members: Vec<Members>,
    /// By design: how many a law made join this year.
    by_law: Vec<Enrolled>,
    /// By slot: whether he is entitled to medical aid, this year; empty where no law asks.
    entitled: Vec<bool>,
    /// The states of health of the year before, as known when people join; empty where no law looks at them.
    states: Vec<u8>,
    renewal: [Words; 2],
}

/// How the members of a block's year are known.
#[derive(Debug, Clone, Copy, Default)]
enum Members {
    /// The product takes nobody of the block.
    #[default]
    None,
    /// Propensities below this word join.
    Below(u64),
    /// The slots' memory says so.
    Remembered,
}

/// What a person draws for himself, for all years.
#[derive(Debug, Clone, Copy)]
pub(super) struct PersonWords {
    /// His place in the block.
    pub(super) slot: usize,
    pub(super) hindsight: u64,
    pub(super) topup: u64,
    /// Whether he is entitled to medical aid.
    pub(super) aid: bool,
}

/// The members of a block's year, those entitled to medical aid apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Enrolled {
    /// Entitled to medical aid, all of whom join.
    pub(super) subsidised: i64,
    /// Others.
    pub(super) paying: i64,
    /// Paying members of last year who may join this year.
    pub(super) renewable: i64,
    /// Those of them who did.
    pub(super) renewed: i64,
}

impl BlockWords {
    /// What the person in a slot has drawn.
    #[inline]
    pub(super) fn of(&self, slot: usize, aid_share: f64) -> PersonWords {
        PersonWords {
            slot,
            hindsight: self.hindsight.get(slot).copied().unwrap_or(u64::MAX),
            topup: self.topup.get(slot).copied().unwrap_or(0),
            aid: self.aid.get(slot).is_some_and(|&word| word_below(word, aid_share)),
        }
    }

    /// Notes the states of health in which people decide on joining: those of the year before, since what
    /// the year brings nobody knows.
    pub(super) fn know_health(&mut self, slots: &[SlotHealth], asked: bool) {
        self.states.clear();
        if asked {
            self.states.extend(slots.iter().map(|slot| u8::try_from(slot.state()).unwrap_or(u8::MAX)));
        }
    }

    /// Notes that the product of a design paid a person this year.
    pub(super) fn note_claim(&mut self, design: usize, slot: usize) {
        if let Some(bits) = self.memory.get_mut(design).and_then(|slots| slots.get_mut(slot)) {
            *bits |= CLAIMED;
        }
    }

    /// Notes that a person joined late.
    pub(super) fn note_late(&mut self, design: usize, slot: usize) {
        if let Some(bits) = self.memory.get_mut(design).and_then(|slots| slots.get_mut(slot)) {
            *bits |= INSURED;
        }
    }

    /// Nobody of a block is covered this year, so nobody is a member.
    pub(super) fn pass_a_year(&mut self) {
        self.memory.iter_mut().for_each(|slots| slots.fill(0));
    }

    /// How many of the first `heads` slots have a propensity below `limit`, those entitled to medical aid
    /// apart.
    fn below(&self, course: usize, limit: u64, heads: usize, aid_share: f64) -> Enrolled {
        let propensity = &self.propensity[course][..heads];
        if self.aid.is_empty() {
            let paying = huimin_kernel::count_below(propensity, limit).cast_signed();
            return Enrolled { paying, ..Enrolled::default() };
        }
        let mut enrolled = Enrolled::default();
        for (&word, &aid) in propensity.iter().zip(self.aid.iter()) {
            let entitled = word_below(aid, aid_share);
            enrolled.subsidised += i64::from(entitled);
            enrolled.paying += i64::from(!entitled && word < limit);
        }
        enrolled
    }

    /// Looks, once for all designs, at what their laws ask of the first `heads` slots this year.
    pub(super) fn ask_for_law(&mut self, heads: usize, aid_share: f64) {
        self.entitled.clear();
        self.entitled.extend(self.aid.iter().map(|&word| word_below(word, aid_share)));
        self.entitled.resize(heads, false);
        self.states.resize(heads, 0);
    }

    /// Who of the first `heads` slots joins by a row of thresholds, with what the slots remember of last year;
    /// the same as under another design, where one is `known` whose law and memory were the same.
    fn by_law(
        &mut self,
        (design, course): (usize, usize),
        (row, heads): (&[u64], usize),
        known: Option<usize>,
    ) -> Enrolled {
        if let Some(known) = known.filter(|&known| matches!(self.members[known], Members::Remembered)) {
            let (before, memory) = self.memory.split_at_mut(design);
            memory[0].copy_from_slice(&before[known]);
            self.by_law[design] = self.by_law[known];
            return self.by_law[design];
        }
        debug_assert!(self.entitled.len() >= heads, "the law has been asked for");
        let (memory, rest) = self.memory[design].split_at_mut(heads);
        // who is not covered this year is not insured next year
        rest.fill(0);
        let last_state = row.len() / 4 - 1;
        let mut counts = [0_u32; 4];
        let slots =
            memory.iter_mut().zip(self.propensity[course].iter()).zip(&self.states).zip(&self.entitled);
        for (((bits, &word), &state), &entitled) in slots {
            let last_year = *bits >> 2;
            let inclined = word < row[4 * usize::from(state).min(last_state) + usize::from(last_year & 3)];
            let was_member = last_year & 1 == 1 && !entitled;
            counts[0] += u32::from(entitled);
            counts[1] += u32::from(inclined && !entitled);
            counts[2] += u32::from(was_member);
            counts[3] += u32::from(was_member && inclined);
            let joins = inclined || entitled;
            *bits = last_year | if joins { INSURED } else { 0 };
        }
        let [subsidised, paying, renewable, renewed] = counts.map(i64::from);
        self.by_law[design] = Enrolled { subsidised, paying, renewable, renewed };
        self.by_law[design]
    }
}

impl Projection {
    /// Draws the words behind top-up, enrolment, medical aid and hindsight of a block's slots, once for all
    /// years.
    pub(super) fn draw_attributes(
        &self,
        trial: Trial,
        block: Block,
        plans: &[Option<BlockPlan>],
        words: &mut BlockWords,
    ) {
        let heads = plans.iter().flatten().map(|plan| plan.heads).max().unwrap_or(0).min(SLOTS);
        let aided = if self.parts.attributes.with_aid() { heads } else { 0 };
        let courses = &self.enrolment.courses;
        words.propensity.resize_with(courses.len(), Words::default);
        let (first, others) = words.propensity.split_first_mut().expect("a design has a course");
        // a share of nobody, or of all, needs no words, and residents have no top-up
        let share = self.parts.attributes.topup_share;
        let some = share > 0.0 && share < 1.0 && block.cohort.scheme == InsuranceScheme::Employee;
        let by_chance = if some { heads } else { 0 };
        for (drawn, heads, purpose) in [
            (&mut words.topup, by_chance, Purpose::Attribute),
            (&mut *first, heads, Purpose::Propensity),
            (&mut words.aid, aided, Purpose::MedicalAid),
            (&mut words.hindsight, if self.dated { heads } else { 0 }, Purpose::Hindsight),
        ] {
            drawn.draw(&self.at(purpose, (trial, 0, block)), heads);
        }
        for other in others {
            other.clone_from(first);
        }
        let remembered = if self.enrolment.remembers { self.parts.designs.len() } else { 0 };
        words.memory.resize_with(remembered, || vec![0; SLOTS]);
        words.pass_a_year();
        words.members.resize(self.parts.designs.len(), Members::None);
        words.by_law.resize(self.parts.designs.len(), Enrolled::default());
    }

    /// Draws anew, at the beginning of year `y` of the term, the propensities of those who do not keep theirs.
    ///
    /// Whether a slot keeps its word, and the word that it has otherwise, are the same under every design:
    /// a rate that is higher adds keepers and changes none.
    pub(super) fn renew_propensities(&self, trial: Trial, block: Block, y: usize, words: &mut BlockWords) {
        let courses = &self.enrolment.courses;
        let stays = |course: &Vec<Option<u64>>| course.get(y).copied().flatten();
        if y == 0 || courses.iter().all(|course| stays(course).is_none()) {
            return;
        }
        let heads = words.propensity[0].len();
        let year = self.parts.years[y].0;
        for (drawn, purpose) in words.renewal.iter_mut().zip([Purpose::Renewal, Purpose::NewPropensity]) {
            drawn.draw(&self.at(purpose, (trial, year, block)), heads);
        }
        let [keeps, fresh] = &words.renewal;
        for (course, propensity) in courses.iter().zip(&mut words.propensity) {
            let Some(stay) = stays(course) else { continue };
            for ((word, &keep), &fresh) in propensity.iter_mut().zip(keeps.iter()).zip(fresh.iter()) {
                *word = if keep < stay { *word } else { fresh };
            }
        }
    }

    /// Where the words of a block's slots for a purpose live.
    fn at(&self, purpose: Purpose, (trial, year, block): (Trial, u16, Block)) -> Address {
        let source = match purpose {
            Purpose::Attribute | Purpose::MedicalAid => Source::Process,
            _ => Source::Enrolment,
        };
        let seed = self.parts.seeds.of(source);
        Address { seed, purpose, trial: trial.0, year, block: block.address(), round: 0 }
    }

    /// Whom a design's books take of a block's year, and who of them joins: the heads that may join, and what
    /// each book's price makes of its members.
    pub(super) fn enrol(
        &self,
        words: &mut BlockWords,
        (design, y): (usize, usize),
        plan: &BlockPlan,
        mut count: impl FnMut(&HmbFund, Enrolled),
    ) {
        let scheme = scheme_index(plan.status);
        let aid_share = self.parts.attributes.aid_share[scheme];
        let course = self.enrolment.course_of[design];
        words.members[design] = Members::None;
        for book in &self.parts.designs[design].in_year(self.parts.years[y]).hmb {
            if !book.members.holds(&plan.person) {
                continue;
            }
            let row = self.enrolment.thresholds[design][y].as_ref().map(|it| it.row(scheme, plan.person.age));
            let (members, enrolled) = match row {
                Some(row) if self.enrolment.remembers => {
                    // nobody remembers anything in the first year
                    let known = self.enrolment.first_alike[design].filter(|_| y == 0);
                    let enrolled = words.by_law((design, course), (row, plan.heads), known);
                    (Members::Remembered, enrolled)
                }
                row => {
                    let limit = row.map_or_else(|| share_threshold(book.participation), |row| row[0]);
                    (Members::Below(limit), words.below(course, limit, plan.heads, aid_share))
                }
            };
            words.members[design] = words.members[design].or(members);
            count(book, enrolled);
        }
        if matches!(words.members[design], Members::None)
            && let Some(slots) = words.memory.get_mut(design)
        {
            slots.fill(0);
        }
    }

    /// Whether a person is a member of the product of a design, this year's late joiners apart.
    #[inline]
    pub(super) fn is_member(&self, words: &BlockWords, design: usize, person: PersonWords) -> bool {
        match words.members[design] {
            Members::None => false,
            Members::Remembered => words.memory[design][person.slot] & INSURED != 0,
            Members::Below(limit) => {
                let course = self.enrolment.course_of[design];
                person.aid || words.propensity[course][person.slot] < limit
            }
        }
    }
}

impl Members {
    /// The members of two products, of which at most one follows a law.
    fn or(self, other: Members) -> Members {
        match (self, other) {
            (Members::Below(one), Members::Below(other)) => Members::Below(one.max(other)),
            (one, Members::None) => one,
            (_, other) => other,
        }
    }
}

impl JoinedYear {
    /// Adds other members.
    pub(super) fn merge(&mut self, others: &JoinedYear) {
        let groups = [&mut self.subsidised].into_iter().chain(&mut self.paying);
        for (group, more) in groups.zip([&others.subsidised].into_iter().chain(&others.paying)) {
            let Joined { heads, premium } = *group;
            *group = Joined { heads: heads + more.heads, premium: premium + more.premium };
        }
    }

    /// Adds members of one scheme (0 employee, 1 resident) at their price: the subsidised, and others.
    pub(super) fn add(&mut self, scheme: usize, (subsidised, paying): (i64, i64), price: Fen) {
        for (group, heads) in [(&mut self.subsidised, subsidised), (&mut self.paying[scheme], paying)] {
            let Joined { heads: before, premium } = *group;
            *group = Joined { heads: before + Heads(heads), premium: premium + price * Heads(heads) };
        }
    }
}

/// Whether a person knows bills of the first days of the year and is inclined to join for them.
pub(super) fn knows(book: &HmbFund, words: PersonWords, episodes: &[Episode]) -> bool {
    let inclined = words.hindsight < share_threshold(book.hindsight.take_up);
    inclined && episodes.iter().any(|episode| is_known(book, episode))
}

/// Whether the bill is known before enrolment closes.
pub(super) fn is_known(book: &HmbFund, episode: &Episode) -> bool {
    episode.day.is_some_and(|day| day <= book.hindsight.days)
}
