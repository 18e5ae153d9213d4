//! The register of assumptions (参数与假设登记): every parameter of a scenario, and who answers for it.
//!
//! A side document says owner, evidence, approval and expiry by JSON pointer; a pointer speaks for everything below
//! it, and the longest one that fits counts, key by key. Whether something has expired is asked of a date that is
//! given: there is no clock here.

use super::load::Loaded;
use super::node::{Node, Place, Pointer, Value, parse};
use super::problem::{ProblemKind, Problems, nearest};
use super::record::{Field, choice, record};
use super::switches::{Held, SWITCHES};
use crate::units::keys;

/// Keys that say something of a block and are no parameters.
const ABOUT: [&str; 5] = ["title", "purpose", "source", "note", "synthetic"];
/// What a scenario carries along beside its base.
const BESIDE: [&str; 6] = ["designs", "grids", "stresses", "extends", "comparison", "calibration"];

keys! {
    /// How well an assumption is founded (证据等级).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Grade {
        /// A public statistic, or own data.
        A = "A",
        /// A published study.
        B = "B",
        /// Market practice.
        C = "C",
        /// Judgement.
        D = "D",
        /// Made up: the scenario marks it as synthetic.
        S = "S",
    }
}

choice! { Grade }

record! {
    /// Who answers for the assumptions of a scenario.
    pub struct RegisterDoc {
        /// What the file is.
        about: Option<String>,
        /// The assumptions, or blocks of them.
        assumptions: Vec<AssumptionDoc>,
    }
    check stated_once
}

record! {
    /// Who answers for an assumption or a block of them, on what evidence, and until when.
    pub struct AssumptionDoc {
        /// The parameter as a JSON pointer into the scenario, or a block of parameters: `/payers/cii/cap_yuan`, `/illness`.
        at: String,
        /// 责任人
        owner: Option<String>,
        /// 证据等级: A public statistic or own data, B published study, C market practice, D judgement, S synthetic. What the scenario marks as synthetic is S whatever stands here.
        grade: Option<Grade>,
        /// What the evidence is.
        evidence: Option<String>,
        /// 批准人
        approved_by: Option<String>,
        /// 批准日期: 2026-01-31.
        approved_on: Option<String>,
        /// 有效期至, that day included: 2027-12-31.
        expires_on: Option<String>,
    }
    check dates
}

fn dates(doc: &AssumptionDoc, node: &Node, problems: &mut Problems) {
    for (key, date) in [("approved_on", &doc.approved_on), ("expires_on", &doc.expires_on)] {
        if let Some(found) = date.as_ref().filter(|date| !is_date(date)) {
            problems.report(&node.place_of(key), ProblemKind::NotADate { found: found.clone() });
        }
    }
    match (&doc.approved_by, &doc.approved_on) {
        (Some(_), None) => {
            problems.report(&node.place, ProblemKind::MissingKey { key: "approved_on".to_owned() });
        }
        (None, Some(_)) => {
            problems.report(&node.place, ProblemKind::MissingKey { key: "approved_by".to_owned() });
        }
        _ => {}
    }
    if let (Some(on), Some(until)) = (&doc.approved_on, &doc.expires_on)
        && on > until
    {
        let kind = ProblemKind::NotBelow {
            key: "approved_on".to_owned(),
            found: on.clone(),
            other_key: "expires_on".to_owned(),
            other: until.clone(),
        };
        problems.report(&node.place_of("approved_on"), kind);
    }
}

fn stated_once(doc: &RegisterDoc, node: &Node, problems: &mut Problems) {
    for (nth, assumption) in doc.assumptions.iter().enumerate() {
        if doc.assumptions[..nth].iter().any(|before| before.at == assumption.at) {
            let kind = ProblemKind::StatedTwice { at: assumption.at.clone() };
            problems.report(&place_of(&node.place.file, nth), kind);
        }
    }
}

fn place_of(file: &str, nth: usize) -> Place {
    let pointer = Pointer::default().then("assumptions").then(&nth.to_string()).then("at");
    Place { pointer, ..Place::whole(file) }
}

/// Whether a text is a day of the calendar in the form `2026-01-31`.
pub fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return false };
    let number = |part: &str, digits: usize| {
        (part.len() == digits && part.bytes().all(|it| it.is_ascii_digit())).then(|| part.parse::<u32>().ok())
    };
    let (Some(Some(year)), Some(Some(month)), Some(Some(day))) =
        (number(year, 4), number(month, 2), number(day, 2))
    else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return false,
    };
    (1..=days).contains(&day)
}

/// A parameter of a scenario with what the register says of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// Where it stands: `/payers/cii/cap_yuan`.
    pub pointer: String,
    /// Its value as it is written.
    pub value: String,
    /// Where the scenario says it is from: document and article.
    pub source: String,
    /// The switch of an open reading that it is.
    pub switch: Option<&'static str>,
    /// Whether the scenario marks it as made up.
    pub synthetic: bool,
    /// Who answers for it.
    pub owner: Option<String>,
    /// How well it is founded.
    pub grade: Option<Grade>,
    /// What the evidence is.
    pub evidence: Option<String>,
    /// Who approved it, and when.
    pub approved: Option<(String, String)>,
    /// The last day on which it holds.
    pub expires_on: Option<String>,
}

/// What keeps an assumption from being relied on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flaw {
    /// Its last day is past.
    Expired,
    /// Nobody has approved it by then.
    NotApproved,
    /// It was made up.
    Synthetic,
}

impl Assumption {
    /// What keeps it from being relied on at a date.
    pub fn flaws(&self, as_of: &str) -> Vec<Flaw> {
        let expired = self.expires_on.as_deref().is_some_and(|last| last < as_of);
        let approved = self.approved.as_ref().is_some_and(|(_, on)| on.as_str() <= as_of);
        let flaws =
            [(expired, Flaw::Expired), (!approved, Flaw::NotApproved), (self.synthetic, Flaw::Synthetic)];
        flaws.into_iter().filter_map(|(there, flaw)| there.then_some(flaw)).collect()
    }
}

impl RegisterDoc {
    /// Reads a side document; `file` is its name in messages.
    ///
    /// # Errors
    /// Everything in it that is no strict JSON, unknown, missing, of another type or out of range.
    pub fn read(file: &str, bytes: &[u8]) -> Result<RegisterDoc, Problems> {
        let node = parse(file, bytes)?;
        let mut problems = Problems::new();
        let doc = RegisterDoc::decode(&node, None, &mut problems);
        doc.filter(|_| !problems.has_errors()).ok_or_else(|| problems.sorted())
    }
}

impl Loaded {
    /// Every parameter of the base as it was resolved, without what stands beside it, in the order of the file.
    pub fn parameters(&self) -> Vec<Assumption> {
        let Ok(document) = parse("", self.resolved().as_bytes()) else { return Vec::new() };
        let mut found = Vec::new();
        walk(&document.without(&ABOUT).without(&BESIDE), "", ("", false), &mut found);
        found
    }

    /// The register: every parameter with what a side document says of it; `file` is its name in messages.
    ///
    /// # Errors
    /// Every pointer that leads to no parameter.
    pub fn register_of_assumptions(
        &self,
        doc: Option<&RegisterDoc>,
        file: &str,
    ) -> Result<Vec<Assumption>, Problems> {
        let mut parameters = self.parameters();
        let said = doc.map(|doc| doc.assumptions.as_slice()).unwrap_or_default();
        let mut problems = Problems::new();
        for (nth, assumption) in said.iter().enumerate() {
            if !parameters.iter().any(|parameter| is_below(&parameter.pointer, &assumption.at)) {
                let known = || parameters.iter().flat_map(|it| prefixes(&it.pointer));
                let blocks = parameters.iter().filter_map(|it| prefixes(&it.pointer).next());
                let mut blocks: Vec<String> = blocks.map(str::to_owned).collect();
                blocks.dedup();
                let kind = ProblemKind::UnknownReference {
                    found: assumption.at.clone(),
                    suggestion: nearest(&assumption.at, known()),
                    known: blocks,
                };
                problems.report(&place_of(file, nth), kind);
            }
        }
        if problems.has_errors() {
            return Err(problems.sorted());
        }
        let mut said: Vec<&AssumptionDoc> = said.iter().collect();
        said.sort_by_key(|it| it.at.len());
        for parameter in &mut parameters {
            let fits = |it: &&&AssumptionDoc| is_below(&parameter.pointer, &it.at);
            let fitting: Vec<&AssumptionDoc> = said.iter().filter(fits).copied().collect();
            for doc in fitting {
                parameter.learn(doc);
            }
            if parameter.synthetic {
                parameter.grade = Some(Grade::S);
            }
        }
        Ok(parameters)
    }
}

impl Assumption {
    /// Takes over what a document says of it, over what one of a wider block said.
    fn learn(&mut self, doc: &AssumptionDoc) {
        let take = |kept: &mut Option<String>, said: &Option<String>| {
            if said.is_some() {
                kept.clone_from(said);
            }
        };
        take(&mut self.owner, &doc.owner);
        take(&mut self.evidence, &doc.evidence);
        take(&mut self.expires_on, &doc.expires_on);
        self.grade = doc.grade.or(self.grade);
        if let (Some(by), Some(on)) = (&doc.approved_by, &doc.approved_on) {
            self.approved = Some((by.clone(), on.clone()));
        }
    }
}

/// Whether a parameter stands at or below a pointer.
fn is_below(pointer: &str, at: &str) -> bool {
    let rest = pointer.strip_prefix(at.trim_end_matches('/'));
    at.starts_with('/') && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The pointers of the blocks around a parameter and its own, the widest first.
fn prefixes(pointer: &str) -> impl Iterator<Item = &str> {
    let ends = pointer.char_indices().skip(1).filter(|(_, c)| *c == '/').map(|(at, _)| at);
    ends.chain([pointer.len()]).map(move |end| &pointer[..end])
}

fn walk(node: &Node, pointer: &str, (source, synthetic): (&str, bool), found: &mut Vec<Assumption>) {
    for entry in node.entries().iter().filter(|entry| !ABOUT.contains(&&*entry.key)) {
        let pointer = format!("{pointer}/{}", entry.key);
        let value = match &entry.node.value {
            Value::Object(entries) if !entries.is_empty() => {
                let said = |key: &str| entry.node.get(key);
                let marked = said("synthetic").is_some_and(|it| !matches!(it.value, Value::Bool(false)));
                let source = said("source").and_then(Node::as_text).unwrap_or(source);
                walk(&entry.node, &pointer, (source, synthetic || marked), found);
                continue;
            }
            Value::Object(_) | Value::Null => continue,
            Value::Text(text) => text.to_string(),
            _ => one_line(&entry.node),
        };
        let dotted = pointer.trim_start_matches('/').replace('/', ".");
        let switch = SWITCHES.iter().find(|it| matches!(it.held, Held::At(path) if path == dotted));
        found.push(Assumption {
            pointer,
            value,
            source: source.to_owned(),
            switch: switch.map(|it| it.name),
            synthetic,
            owner: None,
            grade: None,
            evidence: None,
            approved: None,
            expires_on: None,
        });
    }
}

/// A value as JSON on one line.
fn one_line(node: &Node) -> String {
    node.to_json().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;
    use crate::wording::Lang;

    fn quzhou() -> Loaded {
        load(&Library::built_in(), "cii/quzhou-2016", &[]).unwrap()
    }

    fn read(text: &str) -> Result<RegisterDoc, Problems> {
        RegisterDoc::read("register.json", text.as_bytes())
    }

    fn messages(problems: &Problems) -> String {
        problems.iter().map(|it| it.message(Lang::En)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn the_longest_pointer_that_fits_speaks_for_a_parameter_key_by_key() {
        let doc = read(
            r#"{"assumptions": [
                {"at": "/payers/cii/cap_yuan", "owner": "B", "expires_on": "2026-12-31"},
                {"at": "/payers", "owner": "A", "approved_by": "C", "approved_on": "2026-01-31", "grade": "A"}
            ]}"#,
        )
        .unwrap();
        let all = quzhou().register_of_assumptions(Some(&doc), "register.json").unwrap();
        let of = |pointer: &str| all.iter().find(|it| it.pointer == pointer).unwrap();
        let cap = of("/payers/cii/cap_yuan");
        assert_eq!((cap.owner.as_deref(), cap.approved.is_some()), (Some("B"), true));
        let deductible = of("/payers/cii/deductible_yuan");
        assert_eq!((deductible.owner.as_deref(), &deductible.expires_on), (Some("A"), &None));
        assert!(of("/run/seed").approved.is_none());
    }

    #[test]
    fn an_assumption_holds_to_its_last_day_and_from_its_approval() {
        let doc = read(
            r#"{"assumptions": [{"at": "/payers/cii/cap_yuan", "approved_by": "C", "approved_on": "2026-02-01",
                "expires_on": "2026-12-31"}]}"#,
        )
        .unwrap();
        let all = quzhou().register_of_assumptions(Some(&doc), "register.json").unwrap();
        let cap = all.iter().find(|it| it.pointer == "/payers/cii/cap_yuan").unwrap();
        let synthetic: &[Flaw] = if cap.synthetic { &[Flaw::Synthetic] } else { &[] };
        let with = |flaw: Flaw| [&[flaw], synthetic].concat();
        assert_eq!(cap.flaws("2026-01-31"), with(Flaw::NotApproved));
        assert_eq!(cap.flaws("2026-12-31"), synthetic);
        assert_eq!(cap.flaws("2027-01-01"), with(Flaw::Expired));
    }

    #[test]
    fn what_the_scenario_marks_as_synthetic_is_of_grade_s_whatever_is_said() {
        let doc = read(r#"{"assumptions": [{"at": "/city", "grade": "A"}]}"#).unwrap();
        let settings = ["city.synthetic=true".to_owned()];
        let scenario = load(&Library::built_in(), "cii/quzhou-2016", &settings).unwrap();
        let all = scenario.register_of_assumptions(Some(&doc), "register.json").unwrap();
        let city = all.iter().filter(|it| it.pointer.starts_with("/city/"));
        assert!(city.clone().count() > 0);
        assert!(city.clone().all(|it| it.grade == Some(Grade::S)));
    }

    #[test]
    fn what_is_wrong_with_a_register_is_said_all_at_once() {
        let problems = read(
            r#"{"assumptions": [
                {"at": "/payers", "approved_on": "2026-02-30", "approved_by": "C"},
                {"at": "/payers", "approved_on": "2026-03-01", "expires_on": "2026-01-01", "approved_by": "C"},
                {"at": "/run", "approved_by": "C", "grade": "E"}
            ]}"#,
        )
        .unwrap_err();
        let said = messages(&problems);
        for part in ["2026-02-30", "approved_on 2026-03-01 is above expires_on 2026-01-01", "\"E\""] {
            assert!(said.contains(part), "{part}: {said}");
        }
        let doc = read(r#"{"assumptions": [{"at": "/payers/cii/cap_yaun"}, {"at": "payers"}]}"#).unwrap();
        let problems = quzhou().register_of_assumptions(Some(&doc), "register.json").unwrap_err();
        let said = messages(&problems);
        assert!(said.contains("/payers/cii/cap_yuan") && said.contains("\"payers\""), "{said}");
    }

    #[test]
    fn a_pointer_that_is_stated_twice_is_refused() {
        let problems = read(r#"{"assumptions": [{"at": "/run"}, {"at": "/run"}]}"#).unwrap_err();
        assert!(messages(&problems).contains("/run"), "{}", messages(&problems));
    }

    #[test]
    fn days_of_the_calendar_alone_are_dates() {
        for good in ["2024-02-29", "2026-12-31", "2000-02-29"] {
            assert!(is_date(good), "{good}");
        }
        for bad in ["2026-02-29", "2100-02-29", "2026-13-01", "2026-1-01", "2026/01/01", "", "2026-00-10"] {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
