//! A scenario over the members and bills of a file: the city is the file's, its product has all of them, and
//! nothing moves the world.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::funds::FundDoc;
use super::load::Loaded;
use super::merge::{merge_patch, merge_scenario};
use super::node::{Node, Value};
use super::problem::Problems;
use crate::benefit::InsuranceScheme;
use crate::population::OLDEST;
use crate::projection::{Marks, OwnBills, Projection};
use crate::units::Sex;
use crate::wording::{Bilingual, as_if};

/// The bills of a file, and what designs over them have told so far.
#[derive(Debug, Clone)]
pub(super) struct OnFile {
    pub(super) bills: Arc<OwnBills>,
    /// The same bills without their trend, where they have one.
    untrended: Option<Arc<OwnBills>>,
    /// The first design that paid persons in such a way.
    told: Arc<Mutex<BTreeMap<Marks, String>>>,
}

/// Why figures over a file's bills would give persons away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disclosing {
    /// Some payer pays few.
    FewPaid,
    /// Two designs differ for few: their names.
    FewApart(String, String),
}

impl Loaded {
    /// The bills of a file that stand in place of drawn ones.
    pub fn own_bills(&self) -> Option<&Arc<OwnBills>> {
        self.own.as_ref().map(|own| &own.bills)
    }

    /// Whether the figures of a projection of this scenario may be told, together with all that were before: no
    /// payer pays few persons, and no two designs differ for few.
    ///
    /// # Errors
    /// Why not; nothing of these designs counts as told then.
    pub fn may_tell(&self, projection: &Projection) -> Result<(), Disclosing> {
        let Some(own) = self.own.as_ref().filter(|own| own.bills.least > 0) else { return Ok(()) };
        let least = own.bills.least;
        if projection.fewest_paid().is_none_or(|fewest| fewest.unsigned_abs() < least) {
            return Err(Disclosing::FewPaid);
        }
        let mut known = own.told.lock().unwrap_or_else(PoisonError::into_inner);
        let mut told = known.clone();
        for (marks, design) in projection.marks().into_iter().zip(&self.designs) {
            if told.contains_key(&marks) {
                continue;
            }
            if let Some((_, other)) = told.iter().find(|(other, _)| marks.apart(other, least) < least) {
                return Err(Disclosing::FewApart(other.clone(), design.name.clone()));
            }
            told.insert(marks, design.name.clone());
        }
        *known = told;
        Ok(())
    }

    /// The scenario as it is written down: of a file's members, ages are joined until no cell holds fewer persons than
    /// the threshold.
    pub(super) fn without_small_cells(&self, node: Node) -> Node {
        let Some(own) = self.own.as_ref().filter(|own| own.bills.least > 0) else { return node };
        let city =
            |entries: Vec<(String, Node)>| Node::object(vec![("city".to_owned(), Node::object(entries))]);
        let exact = ["heads", "aid_share"].map(|key| (key.to_owned(), Node::made(Value::Null)));
        let exact = city(exact.into());
        let note = as_if::joined_heads(own.bills.least);
        let told = city(vec![
            ("heads".to_owned(), joined(&by_age(&own.bills), own.bills.least)),
            ("aid_share".to_owned(), aid_shares(&own.bills, own.bills.least)),
            ("note".to_owned(), Node::text(note.as_str())),
        ]);
        merge_patch(merge_patch(node, &exact), &told)
    }

    /// The same scenario over drawn bills: as many members of the same age, sex, scheme and entitlement to aid as
    /// the file has.
    ///
    /// # Errors
    /// What such a scenario fails in.
    pub fn with_drawn_bills(&self) -> Result<Loaded, Problems> {
        Loaded { own: None, ..self.clone() }.with_root(self.root().clone())
    }

    /// The same scenario over the file's bills as they are; `None` where they have no trend.
    ///
    /// # Errors
    /// What such a scenario fails in.
    pub fn without_trend(&self) -> Result<Option<Loaded>, Problems> {
        let Some(OnFile { told, untrended: Some(plain), .. }) = &self.own else { return Ok(None) };
        let own = OnFile { bills: Arc::clone(plain), untrended: None, told: Arc::clone(told) };
        Loaded { own: Some(own), ..self.clone() }.with_root(self.root().clone()).map(Some)
    }

    /// The same scenario, its designs among it, over a file's members and bills of one year; the same bills without
    /// their trend beside, where they have one.
    ///
    /// # Errors
    /// What the scenario of that city and year fails in.
    pub fn over_own_bills(
        &self,
        own: Arc<OwnBills>,
        untrended: Option<Arc<OwnBills>>,
    ) -> Result<Loaded, Problems> {
        let year = own.source.year;
        let null = || Node::made(Value::Null);
        let object = |entries: Vec<(&str, Node)>| {
            Node::object(entries.into_iter().map(|(key, node)| (key.to_owned(), node)).collect())
        };
        let away = |keys: &[&'static str]| keys.iter().map(|&key| (key, null())).collect::<Vec<_>>();
        let no_city = [
            "heads",
            "census",
            "vitality",
            "growth_per_year",
            "aid_share",
            "households",
            "districts",
            "dynamics",
            "synthetic",
            "source",
            "note",
        ];
        let cleared = object(vec![("city", object(away(&no_city)))]);
        let cleared = merge_patch(self.root().clone(), &cleared);
        let cleared = cleared.without(&["comparison", "calibration", "demand", "paths", "stresses"]);
        let title = as_if::title(&self.base().title, year);
        let books = self.base().funds.iter().filter(|(_, fund)| matches!(fund, FundDoc::HmbBook(_)));
        let all_join = || {
            let none = Node::number(0);
            object(vec![("participation", Node::number(1)), ("enrolment", null()), ("hindsight_days", none)])
        };
        let books: Vec<(&str, Node)> = books.map(|(id, _)| (id, all_join())).collect();
        let city = vec![
            ("base_year", Node::number(year.0 - 1)),
            ("heads", heads(&own)),
            ("aid_share", aid_shares(&own, 0)),
        ];
        let mut patch = vec![
            ("title", bilingual(&title)),
            ("city", object(city)),
            (
                "term",
                object(vec![
                    ("first_year", Node::number(year)),
                    ("years", Node::number(1)),
                    ("seen_days", null()),
                ]),
            ),
            ("run", object(vec![("sampling", Node::text("plain"))])),
        ];
        if !books.is_empty() {
            patch.push(("funds", object(books)));
        }
        let root = merge_scenario(cleared, &object(patch));
        Loaded { own: Some(OnFile { bills: own, untrended, told: Arc::default() }), ..self.clone() }
            .with_root(root)
    }
}

fn bilingual(text: &Bilingual) -> Node {
    Node::object(vec![
        ("zh".to_owned(), Node::text(text.zh.as_str())),
        ("en".to_owned(), Node::text(text.en.as_str())),
    ])
}

/// Members of an age or of several: employees by sex, residents by sex.
type Counts = [i64; 4];

const CELLS: [&str; 4] = ["employee_male", "employee_female", "resident_male", "resident_female"];

/// The members by age, in order.
fn by_age(own: &OwnBills) -> BTreeMap<u8, Counts> {
    let mut ages: BTreeMap<u8, Counts> = BTreeMap::new();
    for cell in &own.cells {
        let scheme = if cell.scheme == InsuranceScheme::Employee { 0 } else { 2 };
        let place = scheme + usize::from(cell.sex == Sex::Female);
        ages.entry(cell.age.0.min(OLDEST)).or_default()[place] += cell.heads.0;
    }
    ages
}

/// The share of each scheme's members who are entitled to aid; none where these are fewer than `least`.
fn aid_shares(own: &OwnBills, least: u64) -> Node {
    let share = |scheme: InsuranceScheme| {
        let of_scheme = || own.cells.iter().filter(|it| it.scheme == scheme);
        let all: i64 = of_scheme().map(|it| it.heads.0).sum();
        let aided: i64 = of_scheme().filter(|it| it.aid).map(|it| it.heads.0).sum();
        Node::number(if aided.unsigned_abs() < least { 0.0 } else { aided as f64 / all.max(1) as f64 })
    };
    let schemes = [("employee", InsuranceScheme::Employee), ("resident", InsuranceScheme::Resident)];
    Node::object(schemes.map(|(key, scheme)| (key.to_owned(), share(scheme))).into())
}

/// The members by age, sex and scheme.
fn heads(own: &OwnBills) -> Node {
    Node::object(by_age(own).into_iter().map(|(age, counts)| band(age, age, counts)).collect())
}

fn band(from: u8, to: u8, counts: Counts) -> (String, Node) {
    let ages = [("from_age", i64::from(from)), ("to_age", i64::from(to))];
    let entries = ages.into_iter().chain(CELLS.into_iter().zip(counts));
    let entries = entries.map(|(key, n)| (key.to_owned(), Node::number(n)));
    let name = if from == to { format!("age-{from}") } else { format!("ages-{from}-{to}") };
    (name, Node::object(entries.collect()))
}

/// The members by bands of age that hold so many of every cell at least, or nobody: the last band takes what is
/// left, and a cell that is too small at all ages is left out.
fn joined(ages: &BTreeMap<u8, Counts>, least: u64) -> Node {
    let few = |count: i64| count > 0 && count.unsigned_abs() < least;
    let whole = ages.values().fold([0; 4], sum);
    let told = |counts: &Counts| -> Counts {
        std::array::from_fn(|cell| if few(whole[cell]) { 0 } else { counts[cell] })
    };
    let mut bands: Vec<(u8, u8, Counts)> = Vec::new();
    let mut open: Option<(u8, Counts)> = None;
    for (&age, counts) in ages {
        let (from, before) = open.take().unwrap_or((age, [0; 4]));
        let counts = sum(before, &told(counts));
        if counts.iter().any(|&it| few(it)) || counts == [0; 4] {
            open = Some((from, counts));
        } else {
            bands.push((from, age, counts));
        }
    }
    if let (Some((_, rest)), Some(&oldest)) = (open, ages.keys().last()) {
        // the band before may have none of a cell of which few are left
        let mut rest = rest;
        while let Some((from, _, counts)) = bands.pop() {
            rest = sum(rest, &counts);
            if bands.is_empty() || !rest.iter().any(|&it| few(it)) {
                bands.push((from, oldest, rest));
                break;
            }
        }
        if bands.is_empty() {
            bands.extend(ages.keys().next().map(|&youngest| (youngest, oldest, rest)));
        }
    }
    Node::object(bands.into_iter().map(|(from, to, counts)| band(from, to, counts)).collect())
}

fn sum(one: Counts, other: &Counts) -> Counts {
    std::array::from_fn(|cell| one[cell] + other[cell])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(node: &Node) -> Vec<(String, Vec<i64>)> {
        let number = |node: &Node| match &node.value {
            Value::Number(number) => number.parse().unwrap_or(-1),
            _ => -1,
        };
        let of = |node: &Node| CELLS.iter().filter_map(|key| node.get(key)).map(number).collect();
        node.entries().iter().map(|it| (it.key.to_string(), of(&it.node))).collect()
    }

    #[test]
    fn no_cell_of_the_heads_that_are_written_holds_few_persons_and_nobody_is_lost() {
        let ages: BTreeMap<u8, Counts> = [
            (20, [3, 12, 0, 0]),
            (21, [8, 1, 0, 0]),
            (30, [10, 10, 0, 4]),
            (31, [10, 10, 0, 7]),
            (80, [2, 0, 0, 0]),
        ]
        .into();
        let told = counts(&joined(&ages, 10));
        assert_eq!(
            told,
            [("ages-20-21".into(), vec![11, 13, 0, 0]), ("ages-30-80".into(), vec![22, 20, 0, 11])]
        );
        // four women among the residents are too few at all ages together
        let few: BTreeMap<u8, Counts> = [(30, [10, 10, 0, 4]), (80, [2, 0, 0, 0])].into();
        assert_eq!(counts(&joined(&few, 10)), [("ages-30-80".into(), vec![12, 10, 0, 0])]);
        assert_eq!(counts(&joined(&few, 0)).len(), 2);
    }
}
