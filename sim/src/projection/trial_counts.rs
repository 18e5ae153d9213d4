//! What one trial counted, as whole numbers and as bytes.

use crate::compiled::Bucket;
use crate::projection::plan::Projection;
use crate::projection::trial::Scratch;
use crate::units::{Age, Fen};

/// What a trial counted of the base, year by year.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrialCounts {
    /// By year of the term.
    pub years: Vec<YearCounts>,
}

/// What a year counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct YearCounts {
    /// Members of the city product by band of ages: those whose premium local finance pays, other employees,
    /// other residents.
    pub members: Vec<[i64; 3]>,
    /// Persons whom the payer pays in a way that one eligible cost does not tell; they are not counted otherwise.
    pub apart: u64,
    /// Persons by terms and by whether another payer of the fund pays them.
    pub groups: Vec<GroupCounts>,
}

/// Persons whom the payer pays under the same terms.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupCounts {
    /// The place of their terms in [`crate::projection::Counting::terms`].
    pub terms: u16,
    /// Whether another payer of the fund pays them too.
    pub beside: bool,
    /// Those between the breaks, by bucket; empty ones are left out.
    pub buckets: Vec<(usize, Bucket)>,
    /// The eligible cost of each of the others, rising.
    pub above: Vec<Fen>,
}

impl Projection {
    /// What the trial that `scratch` ran last has counted; `None` where nothing is.
    pub fn counted(&self, scratch: &mut Scratch) -> Option<TrialCounts> {
        let (fan, counting) = (self.fan.as_ref()?, self.counting.as_ref()?);
        let shared = scratch.shared();
        let mut counts = TrialCounts::default();
        for y in 0..self.parts.years.len() {
            let mut members = vec![[0; 3]; counting.bands.len()];
            if !members.is_empty() {
                for (s, ages) in shared.members(fan, (y, 0)).iter().enumerate() {
                    for (age, &(subsidised, paying)) in (0..).map(Age).zip(ages) {
                        let band = counting.bands.partition_point(|&from| from <= age) - 1;
                        members[band][0] += subsidised;
                        members[band][1 + s] += paying;
                    }
                }
            }
            let apart = shared.found.apart(y);
            counts.years.push(YearCounts { members, apart, groups: Vec::new() });
        }
        let breaks = counting.grid.breaks();
        for &(y, terms, beside, eligible) in shared.found.persons().iter() {
            let groups = &mut counts.years[usize::from(y)].groups;
            if groups.last().is_none_or(|last| (last.terms, last.beside) != (terms, beside)) {
                groups.push(GroupCounts { terms, beside, ..GroupCounts::default() });
            }
            if let Some(group) = groups.last_mut() {
                group.add(breaks, eligible);
            }
        }
        let groups = counts.years.iter_mut().flat_map(|year| &mut year.groups);
        groups.flat_map(|group| &mut group.buckets).for_each(|(_, bucket)| bucket.remainders = tally(bucket));
        Some(counts)
    }
}

impl GroupCounts {
    /// Adds a person, the cheaper ones first.
    #[expect(clippy::cast_sign_loss, reason = "a remainder below 100")]
    fn add(&mut self, breaks: &[Fen], eligible: Fen) {
        let bucket = breaks.partition_point(|&from| from <= eligible) - 1;
        if bucket + 1 == breaks.len() {
            self.above.push(eligible);
            return;
        }
        if self.buckets.last().is_none_or(|(last, _)| *last != bucket) {
            self.buckets.push((bucket, Bucket::default()));
        }
        if let Some((_, last)) = self.buckets.last_mut() {
            last.persons += 1;
            last.eligible += eligible;
            last.remainders.push(((eligible.0 % 100) as u8, 1));
        }
    }
}

/// How often each remainder occurs.
#[expect(clippy::cast_possible_truncation, reason = "a remainder below 100")]
fn tally(bucket: &Bucket) -> Vec<(u8, u32)> {
    let mut persons = [0_u32; 100];
    bucket.remainders.iter().for_each(|&(remainder, more)| persons[usize::from(remainder)] += more);
    let all = persons.iter().enumerate();
    all.filter(|(_, persons)| **persons > 0).map(|(remainder, &persons)| (remainder as u8, persons)).collect()
}

impl TrialCounts {
    /// As bytes: whole numbers, low seven bits first.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Numbers(Vec::new());
        out.put(self.years.len() as u64);
        for year in &self.years {
            out.put(year.members.len() as u64);
            year.members.iter().flatten().for_each(|&heads| out.put(heads.cast_unsigned()));
            out.put(year.apart);
            out.put(year.groups.len() as u64);
            for group in &year.groups {
                out.put(u64::from(group.terms) << 1 | u64::from(group.beside));
                out.put(group.buckets.len() as u64);
                for (nth, bucket) in &group.buckets {
                    out.put(*nth as u64);
                    out.put(bucket.eligible.0.cast_unsigned());
                    out.put(bucket.remainders.len() as u64);
                    for &(remainder, persons) in &bucket.remainders {
                        out.put(u64::from(remainder));
                        out.put(u64::from(persons));
                    }
                }
                out.put(group.above.len() as u64);
                group.above.iter().for_each(|cost| out.put(cost.0.cast_unsigned()));
            }
        }
        out.0
    }

    /// The counts that [`TrialCounts::to_bytes`] wrote; `None` for other bytes.
    pub fn from_bytes(mut bytes: &[u8]) -> Option<TrialCounts> {
        let from = &mut bytes;
        let years = list(from, |from| {
            let members = list(from, |from| Some([number(from)?, number(from)?, number(from)?]))?;
            let members = members.into_iter().map(|heads| heads.map(u64::cast_signed)).collect();
            let apart = number(from)?;
            let groups = list(from, |from| {
                let terms = number(from)?;
                let buckets = list(from, |from| {
                    let nth = usize::try_from(number(from)?).ok()?;
                    let eligible = Fen(number(from)?.cast_signed());
                    let remainders = list(from, |from| {
                        Some((u8::try_from(number(from)?).ok()?, u32::try_from(number(from)?).ok()?))
                    })?;
                    let persons = remainders.iter().map(|&(_, persons)| i64::from(persons)).sum();
                    Some((nth, Bucket { persons, eligible, remainders }))
                })?;
                let above = list(from, |from| Some(Fen(number(from)?.cast_signed())))?;
                let (terms, beside) = (u16::try_from(terms >> 1).ok()?, terms & 1 == 1);
                Some(GroupCounts { terms, beside, buckets, above })
            })?;
            Some(YearCounts { members, apart, groups })
        })?;
        bytes.is_empty().then_some(TrialCounts { years })
    }
}

struct Numbers(Vec<u8>);

impl Numbers {
    #[expect(clippy::cast_possible_truncation, reason = "seven bits")]
    fn put(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }
}

/// The next number.
fn number(from: &mut &[u8]) -> Option<u64> {
    let (mut number, mut shift) = (0_u64, 0);
    loop {
        let (&byte, rest) = from.split_first()?;
        *from = rest;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

/// So many things as the next number says.
fn list<T>(from: &mut &[u8], mut item: impl FnMut(&mut &[u8]) -> Option<T>) -> Option<Vec<T>> {
    (0..number(from)?).map(|_| item(from)).collect()
}
