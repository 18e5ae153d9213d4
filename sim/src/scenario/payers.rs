//! The payers of a scheme as a scenario writes them, and their checks.

use std::collections::BTreeSet;
use std::fmt::Display;

use serde_json::{Value as Json, json};

use super::document::IndexDoc;
use super::field::{Keyed, is_name};
use super::node::{Entry, Node, Value};
use super::problem::{ProblemKind, Problems};
use super::record::{
    Definitions, Field, Notes, Record, choice, is_object, kind_of, known_keys, object_schema, record, tagged,
};
use super::scheme::when;
use super::terms::{FixedDoc, PerAdmissionDoc, PerYearDoc, not_together};
use crate::benefit::{
    AidClass, CapOn, DeductibleScope, GroupMode, InsuranceScheme, LayerName, Residence, When,
};
use crate::units::{Sex, Year};
use crate::wording::Bilingual;

choice! { AidClass, GroupMode, InsuranceScheme, LayerName, Residence, Sex }

record! {
    /// To whom a payer or a group applies: every condition that is given must hold.
    pub struct WhenDoc {
        /// Members of this basic insurance scheme.
        scheme: Option<InsuranceScheme>,
        /// The retired, or those who are not.
        retired: Option<bool>,
        /// Employees who paid the top-up contribution, or those who did not.
        topup_paid: Option<bool>,
        /// Those entitled to medical aid, or those who are not.
        poor: Option<bool>,
        /// Those in one of these classes of medical aid.
        aid: Option<Vec<AidClass>>,
        /// Those with a disease of the pre-existing list, or those without.
        pre_existing: Option<bool>,
        /// Those with a negative screening before inception, or those without.
        screened_negative: Option<bool>,
        /// At least so many unbroken years insured.
        years_insured_from: Option<u32> [0..=200],
        /// At most so many unbroken years insured.
        years_insured_to: Option<u32> [0..=200],
        /// At least so many unbroken years before the current one in which the product paid nothing.
        claim_free_years_from: Option<u32> [0..=200],
        /// At most so many such years.
        claim_free_years_to: Option<u32> [0..=200],
        /// Those registered in town (`urban`), or in the country (`rural`).
        residence: Option<Residence>,
        /// Those who hold the city product, or those who do not.
        enrolled: Option<bool>,
        /// At least this age.
        age_from: Option<u32> [0..=150],
        /// At most this age.
        age_to: Option<u32> [0..=150],
        /// One sex.
        sex: Option<Sex>,
    }
    check ranges_of_when
}

fn ranges_of_when(when: &WhenDoc, node: &Node, problems: &mut Problems) {
    let pairs = [
        (("years_insured_from", when.years_insured_from), ("years_insured_to", when.years_insured_to)),
        (
            ("claim_free_years_from", when.claim_free_years_from),
            ("claim_free_years_to", when.claim_free_years_to),
        ),
        (("age_from", when.age_from), ("age_to", when.age_to)),
    ];
    for (from, to) in pairs {
        rises(from, to, node, problems);
    }
    if when.aid.as_ref().is_some_and(Vec::is_empty) {
        problems.report(&node.place_of("aid"), ProblemKind::NothingInside);
    }
}

/// Refuses a range whose beginning lies above its end.
pub(super) fn rises<T: PartialOrd + Display>(
    (key, from): (&str, Option<T>),
    (other_key, to): (&str, Option<T>),
    node: &Node,
    problems: &mut Problems,
) {
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        let kind = ProblemKind::NotBelow {
            key: key.into(),
            found: from.to_string(),
            other_key: other_key.into(),
            other: to.to_string(),
        };
        problems.report(&node.place_of(key), kind);
    }
}

tagged! {
    /// The terms of a payer.
    pub enum TermsDoc {
        /// Per admission.
        PerAdmission(PerAdmissionDoc) = "per_admission",
        /// Per year.
        PerYear(PerYearDoc) = "per_year",
        /// Fixed sums beside the bill.
        Fixed(FixedDoc) = "fixed",
    }
}

record! {
    /// What every payer says about itself, whatever its kind.
    pub struct PayerHeadDoc {
        /// Its place among the payers: the lowest pays first.
        order: i64 [0..=1_000_000],
        /// Whose money it is; several liabilities of one product name one book. Its own name otherwise.
        book: Option<String>,
        /// Its layer of protection; that whose name its book begins with otherwise.
        layer: Option<LayerName>,
        /// What people call it.
        title: Option<Bilingual>,
        /// Whom it covers.
        when: WhenDoc,
        /// The first policy year in which it pays; from the beginning where it is not said.
        from_year: Option<Year> [Year(1990)..=Year(2100)],
        /// The last policy year in which it pays; without end where it is not said.
        to_year: Option<Year> [Year(1990)..=Year(2100)],
        /// Payers that name the same pool count their payments against their caps together.
        cap_pool: Option<String>,
        /// Payers that name the same pool bear one deductible together.
        deductible_pool: Option<String>,
        /// An earlier payer whose payment this one does not see.
        parallel_to: Option<String>,
    }
    check begins_before_it_ends
}

fn begins_before_it_ends(head: &PayerHeadDoc, node: &Node, problems: &mut Problems) {
    rises(("from_year", head.from_year), ("to_year", head.to_year), node, problems);
}

record! {
    /// Other terms for some persons: whom, how, and whichever keys of the payer's terms differ.
    pub struct GroupHeadDoc {
        /// To whom they apply.
        when: WhenDoc,
        /// In place of the payer's own terms, or after them on what they leave.
        mode: GroupMode = GroupMode::Replace,
        /// Whether they are in force; a switch may set them aside.
        in_force: bool = true,
    }
}

/// A payer: head, terms, and other terms for groups.
#[derive(Debug, Clone, PartialEq)]
pub struct PayerDoc {
    /// What it says about itself.
    pub head: PayerHeadDoc,
    /// Its terms.
    pub terms: TermsDoc,
    /// Other terms for some persons, in order.
    pub groups: Vec<GroupDoc>,
}

/// The terms of a group: those of the payer with the keys that the group gives in their place.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupDoc {
    /// Its name.
    pub name: String,
    /// Whom and how.
    pub head: GroupHeadDoc,
    /// The terms in full.
    pub terms: TermsDoc,
    /// The keys of the terms that the group gives itself.
    given: BTreeSet<String>,
}

impl PayerDoc {
    /// Whether it has begun and has not ended in a policy year.
    pub fn pays_in(&self, year: Year) -> bool {
        self.head.from_year.is_none_or(|from| from <= year) && self.head.to_year.is_none_or(|to| year <= to)
    }
}

impl GroupDoc {
    /// The clause that grants its terms, the payer's where it names none.
    pub fn source(&self) -> Option<&str> {
        let notes = match &self.terms {
            TermsDoc::PerAdmission(terms) => &terms.notes,
            TermsDoc::PerYear(terms) => &terms.notes,
            TermsDoc::Fixed(terms) => &terms.notes,
        };
        notes.source.as_deref()
    }

    /// Whether its terms stand in place of the payer's for everybody, so that no later group ever does.
    fn takes_everybody(&self) -> bool {
        let replaces = self.head.in_force && self.head.mode == GroupMode::Replace;
        replaces && when(&self.head.when) == When::default()
    }

    /// The group with its defaults, and of the terms what it gives itself.
    fn encode(&self) -> Node {
        let mut fields = self.head.write();
        fields.extend(self.terms.write().into_iter().filter(|(key, _)| self.given.contains(key)));
        Node::object(fields)
    }
}

impl Field for PayerDoc {
    type Limits = ();

    fn decode(node: &Node, _: Option<&()>, problems: &mut Problems) -> Option<PayerDoc> {
        let (kind, keys) = kind_of(node, TermsDoc::KINDS, problems)?;
        let allowed: Vec<&str> =
            PayerHeadDoc::KEYS.iter().chain(keys).copied().chain(["kind", "groups"]).collect();
        known_keys(node, &allowed, problems);
        let head = PayerHeadDoc::read(node, problems);
        let terms = TermsDoc::read(kind, node, problems);
        let groups = node.get("groups").map_or(Some(Vec::new()), |groups| {
            if !is_object(groups, problems) {
                return None;
            }
            let read = |entry: &Entry| read_group(node, kind, keys, entry, problems);
            groups.entries().iter().map(read).collect::<Vec<_>>().into_iter().collect()
        });
        Some(PayerDoc { head: head?, terms: terms?, groups: groups? })
    }

    fn encode(&self) -> Option<Node> {
        let mut fields = self.head.write();
        let terms = self.terms.write().into_iter().filter(|(key, _)| !Notes::KEYS.contains(&key.as_str()));
        fields.extend(terms);
        if !self.groups.is_empty() {
            let groups = self.groups.iter().map(|group| (group.name.clone(), group.encode()));
            fields.push(("groups".into(), Node::object(groups.collect())));
        }
        Some(Node::object(fields))
    }

    fn schema(_: Option<&()>, definitions: &mut Definitions) -> Json {
        let mut variants = Vec::new();
        for (kind, doc, terms) in TermsDoc::tables(definitions) {
            let mut group_rows = GroupHeadDoc::rows(definitions);
            group_rows.extend(
                TermsDoc::tables(definitions)
                    .into_iter()
                    .find(|t| t.0 == kind)
                    .map(|t| t.2)
                    .unwrap_or_default(),
            );
            let mut group = object_schema(&GroupHeadDoc::doc(), group_rows, None);
            if let Json::Object(group) = &mut group {
                group.remove("required");
            }
            let mut rows = PayerHeadDoc::rows(definitions);
            rows.extend(terms);
            let mut variant = object_schema(&doc, rows, Some(kind));
            if let Some(Json::Object(properties)) = variant.get_mut("properties") {
                properties
                    .insert("groups".into(), json!({ "type": "object", "additionalProperties": group }));
            }
            variants.push(variant);
        }
        definitions.insert("PayerDoc".into(), json!({ "oneOf": variants }));
        json!({ "$ref": "#/$defs/PayerDoc" })
    }
}

/// Keys that say the same thing in two ways.
const ALTERNATIVES: [[&str; 2]; 2] =
    [["deductible_yuan", "deductible_index_share"], ["cap_yuan", "cap_index_multiple"]];

/// Reads a group: the payer's terms, with the keys that the group gives laid over them whole.
fn read_group(
    payer: &Node,
    kind: &str,
    keys: &[&str],
    entry: &Entry,
    problems: &mut Problems,
) -> Option<GroupDoc> {
    if !is_object(&entry.node, problems) {
        return None;
    }
    if !is_name(&entry.key) {
        problems.report(&entry.place, ProblemKind::BadName { found: entry.key.to_string() });
    }
    let allowed: Vec<&str> = GroupHeadDoc::KEYS.iter().chain(keys).copied().collect();
    known_keys(&entry.node, &allowed, problems);
    let head = GroupHeadDoc::read(&entry.node, problems);
    // of two ways to say one thing, the group's own takes the place of the payer's
    let other_way = |key: &str| {
        let pair = ALTERNATIVES.iter().find(|pair| pair.contains(&key));
        pair.is_some_and(|pair| pair.iter().any(|other| *other != key && entry.node.get(other).is_some()))
    };
    let laid_over =
        |key: &&str| entry.node.entry(key).or_else(|| payer.entry(key).filter(|_| !other_way(key))).cloned();
    let all_keys = keys.iter().chain(&Notes::KEYS);
    let overlay =
        Node { place: payer.place.clone(), value: Value::Object(all_keys.filter_map(laid_over).collect()) };
    let terms = TermsDoc::read(kind, &overlay, problems);
    let given = entry.node.entries().iter().map(|entry| entry.key.to_string());
    let given = given.filter(|key| keys.contains(&key.as_str())).collect::<BTreeSet<String>>();
    Some(GroupDoc { name: entry.key.to_string(), head: head?, terms: terms?, given })
}

/// Checks that every index that terms name is there.
pub(super) fn check_indices(
    payers: &Keyed<PayerDoc>,
    indices: &Keyed<IndexDoc>,
    node: &Node,
    problems: &mut Problems,
) {
    let named = |terms: &TermsDoc| match terms {
        TermsDoc::PerAdmission(doc) => doc.outpatient.as_ref().and_then(|doc| doc.index.clone()),
        TermsDoc::PerYear(doc) => doc.index.clone(),
        TermsDoc::Fixed(_) => None,
    };
    for (id, payer) in payers.iter() {
        let all = std::iter::once(&payer.terms).chain(payer.groups.iter().map(|group| &group.terms));
        for index in all.filter_map(named).filter(|index| indices.get(index).is_none()) {
            let place = &node.get(id).unwrap_or(node).place;
            problems.report(place, super::funds::unknown_reference(&index, &indices.names()));
        }
    }
}

/// Checks the payers against each other: places in the order, and what they say of one another.
pub(super) fn check_payers(payers: &Keyed<PayerDoc>, node: &Node, problems: &mut Problems) {
    let mut before: Vec<(&str, &PayerDoc)> = Vec::new();
    for (id, payer) in payers.iter() {
        let written = node.get(id).unwrap_or(node);
        let order = payer.head.order;
        if let Some((other, _)) = before.iter().find(|(_, other)| other.head.order == order) {
            let kind = ProblemKind::SameOrder { order, other: (*other).to_string() };
            problems.report(&written.place_of("order"), kind);
        }
        if matches!(payer.terms, TermsDoc::PerAdmission(_)) {
            if !before.is_empty() {
                problems.report(&written.place_of("order"), ProblemKind::AdmissionPayerNotFirst);
            }
            for group in payer.groups.iter().filter(|group| group.head.mode == GroupMode::Stack) {
                let kind = not_together("mode", "stack", "kind", "per_admission");
                let group = written.at(&["groups", &group.name]).unwrap_or(written);
                problems.report(&group.place_of("mode"), kind);
            }
        }
        for (group, follower) in payer.groups.iter().zip(payer.groups.iter().skip(1)) {
            if group.takes_everybody() {
                let kind = ProblemKind::GroupTakesEverybody { next: follower.name.clone() };
                let group = written.at(&["groups", &group.name]).unwrap_or(written);
                problems.report(&group.place, kind);
            }
        }
        if let Some(other) = &payer.head.parallel_to
            && !before.iter().any(|(id, _)| id == other)
        {
            let kind = match payers.get(other) {
                Some(_) => ProblemKind::NotBefore { other: other.clone() },
                None => super::funds::unknown_reference(other, &payers.names()),
            };
            problems.report(&written.place_of("parallel_to"), kind);
        }
        let terms = std::iter::once(&payer.terms).chain(payer.groups.iter().map(|group| &group.terms));
        let caps_cost =
            terms.into_iter().any(|t| matches!(t, TermsDoc::PerYear(t) if t.cap_on == CapOn::Eligible));
        if payer.head.cap_pool.is_some() && caps_cost {
            let pool = payer.head.cap_pool.as_deref().unwrap_or_default();
            let kind = not_together("cap_pool", pool, "cap_on", "eligible");
            problems.report(&written.place_of("cap_pool"), kind);
        }
        if let Some(pool) = &payer.head.deductible_pool {
            let terms = std::iter::once(&payer.terms).chain(payer.groups.iter().map(|group| &group.terms));
            let scopes = terms.filter_map(|terms| match terms {
                TermsDoc::PerYear(terms) => Some(terms.deductible_scope),
                TermsDoc::PerAdmission(_) | TermsDoc::Fixed(_) => None,
            });
            if let Some(scope) = scopes.into_iter().find(|scope| *scope != DeductibleScope::Person) {
                let kind = not_together("deductible_pool", pool, "deductible_scope", scope.key());
                problems.report(&written.place_of("deductible_pool"), kind);
            }
        }
        before.push((id, payer));
    }
}
