//! A scenario over the members and bills of a file: the city is the file's, its product has all of them, and
//! nothing moves the world.

use std::sync::Arc;

use super::funds::FundDoc;
use super::load::Loaded;
use super::merge::{merge_patch, merge_scenario};
use super::node::{Node, Value};
use super::problem::Problems;
use crate::benefit::InsuranceScheme;
use crate::population::OLDEST;
use crate::projection::OwnBills;
use crate::units::{Sex, Year};
use crate::wording::{Bilingual, as_if};

impl Loaded {
    /// The bills of a file that stand in place of drawn ones.
    pub fn own_bills(&self) -> Option<&Arc<OwnBills>> {
        self.own.as_ref()
    }

    /// The same scenario, its designs among it, over a file's members and bills of one year.
    ///
    /// # Errors
    /// What the scenario of that city and year fails in.
    pub fn over_own_bills(&self, own: Arc<OwnBills>, year: Year) -> Result<Loaded, Problems> {
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
        let mut patch = vec![
            ("title", bilingual(&title)),
            ("city", object(vec![("base_year", Node::number(year.0 - 1)), ("heads", heads(&own))])),
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
        Loaded { own: Some(own), ..self.clone() }.with_root(root)
    }
}

fn bilingual(text: &Bilingual) -> Node {
    Node::object(vec![
        ("zh".to_owned(), Node::text(text.zh.as_str())),
        ("en".to_owned(), Node::text(text.en.as_str())),
    ])
}

/// The members by age, sex and scheme.
fn heads(own: &OwnBills) -> Node {
    let bands = (0..=OLDEST).filter_map(|age| {
        let of = |scheme, sex| {
            let cells =
                own.cells.iter().filter(|it| (it.scheme, it.sex, it.age.0.min(OLDEST)) == (scheme, sex, age));
            cells.map(|it| it.heads.0).sum::<i64>()
        };
        let counts = [
            ("employee_male", of(InsuranceScheme::Employee, Sex::Male)),
            ("employee_female", of(InsuranceScheme::Employee, Sex::Female)),
            ("resident_male", of(InsuranceScheme::Resident, Sex::Male)),
            ("resident_female", of(InsuranceScheme::Resident, Sex::Female)),
        ];
        let any = counts.iter().any(|(_, n)| *n > 0);
        let ages = [("from_age", i64::from(age)), ("to_age", i64::from(age))];
        let entries = ages.into_iter().chain(counts).map(|(key, n)| (key.to_owned(), Node::number(n)));
        any.then(|| (format!("age-{age}"), Node::object(entries.collect())))
    });
    Node::object(bands.collect())
}
