//! Back-test cases: a product-year whose outcome was published, with the terms and the city as they were
//! known then, and what had to be assumed to run it.
//!
//! A case names a scenario for its terms and may name a base for people, illness and world, so that all
//! cases stand on one base; its patch fills what no document prints, and each filling is owned up to in
//! `gaps`. Nothing here knows what came out of a run.

use std::path::Path;

use super::document::VARIANTS;
use super::field::{Keyed, Patch};
use super::funds::FundDoc;
use super::library::Library;
use super::load::{Loaded, load_tree};
use super::merge::{merge_patch, merge_scenario};
use super::node::{Node, Place, Value};
use super::problem::{Problem, ProblemKind, Problems, nearest};
use super::record::{Field, Notes, choice, record};
use crate::units::{Heads, Year};
use crate::wording::Bilingual;
use crate::wording::backtest::{Counting, Making, Role, Sureness};

/// The library's folder of cases.
pub const FOLDER: &str = "backtests/";

/// How many futures are drawn where neither the case nor the command line says.
pub const DEFAULT_TRIALS: u64 = 400;

choice! { Role, Sureness, Making, Counting }

record! {
    /// A product-year whose outcome was published.
    pub struct BacktestDoc {
        /// Its name in tables: `ssk-2021`.
        id: String,
        /// What people call it.
        title: Bilingual,
        /// The terms of the time: a scenario beside this file, or its library name.
        scenario: String,
        /// The scenario whose people, illness, world and payers (the basic insurance) stand in place of the terms' own.
        base: Option<String>,
        /// The place: cases of one place count as one in the error between cities.
        place: String,
        /// Whether the error between cities is fitted to it, or it is held out.
        role: Role = Role::Development,
        /// The policy years, pooled where there are several.
        years: Vec<Year> [Year(1990)..=Year(2100)],
        /// The last year whose levels of a base's `world.history` were known; the year before the first policy year
        /// where it is not said. Years before the history are always taken back from it.
        known_to: Option<Year>,
        /// Insured people of the simulated city: the heads of the base are scaled to them.
        insured: Option<Heads> [Heads(1)..=Heads(2_000_000_000)],
        /// The fund that is compared; the book of a city product where there is one, else the contract.
        fund: Option<String>,
        /// What differs from the scenario and its base: the city as it was known, and what fills the gaps.
        patch: Option<Patch>,
        /// What no document prints, and how it was filled.
        gaps: Keyed<GapDoc> = Keyed::default(),
        /// What was published.
        published: PublishedDoc,
        /// How many futures are drawn.
        trials: u64 [40..=1_000_000] = DEFAULT_TRIALS,
    }
    check BacktestDoc::check
}

record! {
    /// Something that no document prints and the case had to assume.
    pub struct GapDoc {
        /// What is missing.
        missing: Bilingual,
        /// How it was filled.
        filled: Bilingual,
    }
    check GapDoc::check
}

record! {
    /// The published outcome: any of these figures.
    pub struct PublishedDoc {
        /// Members times years: what turns claims in all into claims per member.
        member_years: Option<Heads> [Heads(1)..=Heads(2_000_000_000)],
        /// Claims per member (and year).
        claims_yuan_per_member: Option<FigureDoc>,
        /// Members with a payment, of 100 (and a year).
        claimants_per_100_members: Option<FigureDoc>,
        /// Claims over premium (income, of a contract): 0.93 for 93%.
        loss_ratio: Option<FigureDoc>,
        /// Claims per member with a payment.
        claims_yuan_per_claimant: Option<FigureDoc>,
        /// Claims in all; needs `member_years`.
        claims_yuan: Option<FigureDoc>,
    }
    check PublishedDoc::check
}

record! {
    /// A published figure; its `source` says where.
    pub struct FigureDoc {
        /// The figure.
        value: f64 [0.000_000_001..=1e15],
        /// How sure it is.
        sure: Sureness = Sureness::Medium,
        /// Whether it was printed, or derived by arithmetic from printed figures.
        made: Making = Making::Printed,
        /// On what it stands.
        basis: BasisDoc,
    }
    check FigureDoc::check
}

record! {
    /// On what a published figure stands.
    pub struct BasisDoc {
        /// The first months of each policy year whose bills it holds: 9 of 12 for figures of the end of September.
        months_seen: u32 [1..=12] = 12_u32,
        /// Whether it counts persons, or payments (人次), which are more and are shown without a score.
        counts: Counting = Counting::Persons,
    }
}

impl BacktestDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        let Some(years) = node.get("years") else { return };
        if self.years.is_empty() {
            problems.report(&years.place, ProblemKind::NothingInside);
        }
        let places: Vec<&Place> = match &years.value {
            Value::List(nodes) => nodes.iter().map(|node| &node.place).collect(),
            _ => Vec::new(),
        };
        for (pair, place) in self.years.windows(2).zip(places.into_iter().skip(1)) {
            let next = Year(pair[0].0 + 1);
            if pair[1] != next {
                let found = pair[1].to_string();
                let kind = ProblemKind::OutOfRange { found, low: next.to_string(), high: next.to_string() };
                problems.report(place, kind);
            }
        }
    }
}

impl GapDoc {
    /// What fills a gap is made up and says so.
    fn check(&self, node: &Node, problems: &mut Problems) {
        require(&self.notes, "synthetic", node, problems);
    }
}

impl FigureDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        require(&self.notes, "source", node, problems);
    }
}

/// Reports that a block does not say this of itself.
fn require(notes: &Notes, key: &str, node: &Node, problems: &mut Problems) {
    let there = match key {
        "source" => notes.source.is_some(),
        _ => notes.synthetic.is_some(),
    };
    if !there {
        problems.report(&node.place, ProblemKind::MissingKey { key: key.to_owned() });
    }
}

impl PublishedDoc {
    fn check(&self, node: &Node, problems: &mut Problems) {
        let figures = [
            &self.claims_yuan_per_member,
            &self.claimants_per_100_members,
            &self.loss_ratio,
            &self.claims_yuan_per_claimant,
            &self.claims_yuan,
        ];
        if figures.into_iter().all(Option::is_none) {
            problems.report(&node.place, ProblemKind::NothingInside);
        }
        if self.claims_yuan.is_some() && self.member_years.is_none() {
            problems.report(&node.place, ProblemKind::MissingKey { key: "member_years".to_owned() });
        }
    }
}

/// Whether a file is a back-test case: it holds something published.
pub fn is_backtest(node: &Node) -> bool {
    node.get("published").is_some()
}

/// A case that has been read.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// What it says.
    pub doc: BacktestDoc,
    root: Node,
    path: String,
}

/// The fund whose outcome was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComparedFund {
    /// Its id in the scenario.
    pub id: String,
    /// Whether it is the book of a city product; a contract of critical-illness insurance otherwise.
    pub is_book: bool,
    /// The payers whose payments are its claims.
    pub payers: Vec<String>,
}

impl Backtest {
    /// Reads a case by its path or library name.
    ///
    /// # Errors
    /// Every problem of the file.
    pub fn read(library: &Library, path: &str) -> Result<Backtest, Problems> {
        let root = library.read(path)?;
        let mut problems = Problems::new();
        match BacktestDoc::decode(&root, None, &mut problems) {
            Some(doc) if !problems.has_errors() => Ok(Backtest { doc, root, path: path.to_owned() }),
            _ => Err(problems.sorted()),
        }
    }

    /// The scenario of the case, patched, over its policy years; bills count as they were seen after so many
    /// months of each. `base` stands in place of the case's own.
    ///
    /// # Errors
    /// Every problem of scenario, base, patch and settings.
    pub fn scenario(
        &self,
        library: &Library,
        months_seen: u32,
        base: Option<&str>,
        settings: &[String],
    ) -> Result<Loaded, Problems> {
        let named = |key: &str, name: &str| {
            let name = self.beside(name);
            library.read(&name).map_err(|problems| problems.named_at(&name, &self.root.place_of(key)))
        };
        let mut root = named("scenario", &self.doc.scenario)?;
        match (base, &self.doc.base) {
            (Some(base), _) => root = on_base(root, &library.read(base)?),
            (None, Some(base)) => root = on_base(root, &named("base", base)?),
            (None, None) => {}
        }
        if let Some(Patch(patch)) = &self.doc.patch {
            root = merge_scenario(root, patch);
        }
        if let Some(insured) = self.doc.insured {
            root = scaled(root, insured);
        }
        root = self.as_known_then(root);
        root = merge_patch(root, &self.term(months_seen)).without(&VARIANTS).without(&["comparison"]);
        load_tree(&self.path, root, settings)
    }

    /// The fund that is compared.
    ///
    /// # Errors
    /// The fund that the case names is not there, or there is none at all.
    pub fn fund(&self, scenario: &Loaded) -> Result<ComparedFund, Problems> {
        let funds = &scenario.base().funds;
        let kind = |fund: &FundDoc| match fund {
            FundDoc::HmbBook(_) => Some(true),
            FundDoc::CiiContract(_) => Some(false),
            FundDoc::Ledger(_) => None,
        };
        let known: Vec<ComparedFund> = funds
            .iter()
            .filter_map(|(id, fund)| {
                Some(ComparedFund { id: id.to_owned(), is_book: kind(fund)?, payers: fund.payers().to_vec() })
            })
            .collect();
        let found = match &self.doc.fund {
            Some(id) => known.iter().find(|fund| fund.id == *id),
            None => known.iter().find(|fund| fund.is_book).or(known.first()),
        };
        found.cloned().ok_or_else(|| {
            let found = self.doc.fund.clone().unwrap_or_else(|| "hmb".to_owned());
            let names: Vec<&str> = known.iter().map(|fund| fund.id.as_str()).collect();
            let kind = ProblemKind::UnknownReference {
                suggestion: nearest(&found, names.iter().copied()),
                known: names.iter().map(|&name| name.to_owned()).collect(),
                found,
            };
            vec![Problem::new(self.root.place_of("fund"), kind)].into()
        })
    }

    /// Where a library finds what the case names: a path beside the case, or as written.
    fn beside(&self, name: &str) -> String {
        let beside = Path::new(&self.path).parent().map(|directory| directory.join(name));
        let found = beside.filter(|path| path.is_file()).and_then(|path| path.to_str().map(str::to_owned));
        found.unwrap_or_else(|| name.to_owned())
    }

    /// A scenario whose history of levels ends with what was known then.
    fn as_known_then(&self, scenario: Node) -> Node {
        let Some(history) = scenario.at(&["world", "history"]) else { return scenario };
        let before = self.doc.years.first().map_or(0, |first| first.0.saturating_sub(1));
        let known = self.doc.known_to.map_or(before, |year| year.0);
        let years = history.entries().iter().filter_map(|entry| entry.key.parse::<u16>().ok());
        let Some(last) = years.filter(|&year| year <= known).max() else { return scenario };
        let world = Node::object(vec![("known_to".to_owned(), Node::number(last))]);
        merge_patch(scenario, &Node::object(vec![("world".to_owned(), world)]))
    }

    /// The patch that sets the policy years and how much of each is seen.
    fn term(&self, months_seen: u32) -> Node {
        let first = self.doc.years.first().copied().unwrap_or(Year(1990));
        let mut term = vec![
            ("first_year".to_owned(), Node::number(first)),
            ("years".to_owned(), Node::number(self.doc.years.len())),
        ];
        if months_seen < 12 {
            // half up: the end of September is day 274 of 365 by twelfths
            term.push(("seen_days".to_owned(), Node::number((months_seen * 365 + 6) / 12)));
        }
        Node::object(vec![("term".to_owned(), Node::object(term))])
    }
}

/// A scenario with the people, illness, world and payers of another: what the base has of them is taken whole.
fn on_base(scenario: Node, base: &Node) -> Node {
    const BLOCKS: [&str; 4] = ["city", "illness", "world", "run"];
    let bare = scenario.without(&BLOCKS);
    let blocks = BLOCKS.iter().filter_map(|block| Some(((*block).to_owned(), base.get(block)?.clone())));
    let payers = base.get("payers").into_iter().flat_map(Node::entries);
    let payers: Vec<(String, Node)> =
        payers.map(|payer| (payer.key.to_string(), payer.node.clone())).collect();
    let own: Vec<&str> = payers.iter().map(|(id, _)| id.as_str()).collect();
    let rest = scenario.get("payers").map(|its| its.without(&own));
    let bare = bare.without(&["payers"]);
    let mut patch: Vec<(String, Node)> = blocks.collect();
    patch.push(("payers".to_owned(), Node::object(payers)));
    let mut root = merge_patch(bare, &Node::object(patch));
    if let Some(rest) = rest {
        root = merge_patch(root, &Node::object(vec![("payers".to_owned(), rest)]));
    }
    Node { place: scenario.place, value: root.value }
}

/// A scenario whose heads are scaled to so many insured, each cell rounded half up, or whose census is
/// taken for so many; as it is where it has neither.
fn scaled(scenario: Node, insured: Heads) -> Node {
    if scenario.at(&["city", "census"]).is_some() {
        let census = Node::object(vec![("insured".to_owned(), Node::number(insured))]);
        let city = Node::object(vec![("census".to_owned(), census)]);
        return merge_patch(scenario, &Node::object(vec![("city".to_owned(), city)]));
    }
    let Some(bands) = scenario.at(&["city", "heads"]) else { return scenario };
    let heads = |entry: &super::node::Entry| match &entry.node.value {
        Value::Number(text) | Value::Text(text) if !entry.key.ends_with("_age") => text.parse::<i128>().ok(),
        _ => None,
    };
    let total: i128 = bands.entries().iter().flat_map(|band| band.node.entries()).filter_map(heads).sum();
    if total <= 0 {
        return scenario;
    }
    let band = |band: &super::node::Entry| {
        let cells = band.node.entries().iter().filter_map(|cell| {
            let scaled = (heads(cell)? * i128::from(insured.0) + total / 2) / total;
            Some((cell.key.to_string(), Node::number(scaled)))
        });
        (band.key.to_string(), Node::object(cells.collect()))
    };
    let bands = Node::object(bands.entries().iter().map(band).collect());
    let city = Node::object(vec![("heads".to_owned(), bands)]);
    merge_patch(scenario, &Node::object(vec![("city".to_owned(), city)]))
}

/// All that is wrong with a case: with its file, or with the scenario that it makes, unknown cells included.
pub(super) fn check(library: &Library, name: &str) -> Problems {
    let checked = || -> Result<Problems, Problems> {
        let case = Backtest::read(library, name)?;
        let scenario = case.scenario(library, 12, None, &[])?;
        case.fund(&scenario)?;
        scenario.projection()?;
        Ok(scenario.warnings)
    };
    checked().unwrap_or_else(|problems| problems)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wording::Lang;

    const CASE: &str = r#"{
        "id": "town", "title": "town", "scenario": "cii/zhejiang", "place": "town", "years": [2019],
        "published": {"claims_yuan_per_member": {"value": 20, "source": "a page"}}
    }"#;

    /// The case with one merge patch, read from a file.
    fn read(patch: &str) -> Result<Backtest, Vec<String>> {
        let directory = tempfile::tempdir().unwrap();
        let tree = |text: &str| super::super::node::parse("case.json", text.as_bytes()).unwrap();
        let merged = merge_patch(tree(CASE), &tree(patch));
        let path = directory.path().join("case.json");
        std::fs::write(&path, merged.to_json()).unwrap();
        let read = Backtest::read(&Library::built_in(), path.to_str().unwrap());
        read.map_err(|problems| problems.iter().map(|problem| problem.message(Lang::En)).collect())
    }

    fn scenario(patch: &str, months: u32) -> Loaded {
        read(patch).unwrap().scenario(&Library::built_in(), months, None, &[]).unwrap()
    }

    #[test]
    fn a_case_runs_its_own_years_and_sees_so_many_months_of_each() {
        let term = |years: &str, months| scenario(years, months).base().term.clone().unwrap();
        let whole = term(r#"{"years": [2015, 2016]}"#, 12);
        assert_eq!((whole.first_year, whole.years, whole.seen_days), (Year(2015), 2, None));
        assert_eq!(term("{}", 9).seen_days, Some(274));
    }

    #[test]
    fn the_base_gives_people_illness_and_basic_insurance_and_the_terms_stay() {
        let on = scenario(r#"{"base": "cities/quzhou"}"#, 12);
        let [national, quzhou] = ["cii/zhejiang", "cities/quzhou"]
            .map(|name| super::super::load::load(&Library::built_in(), name, &[]).unwrap());
        assert_eq!(on.base().city, quzhou.base().city);
        assert_eq!(on.base().illness, quzhou.base().illness);
        assert_eq!(on.base().payers.get("bmi"), quzhou.base().payers.get("bmi"));
        assert_eq!(on.base().payers.get("cii"), national.base().payers.get("cii"));
        assert_ne!(on.base().city, national.base().city);
    }

    #[test]
    fn heads_are_scaled_to_the_insured_of_the_case() {
        let people = |patch: &str| {
            let heads = scenario(patch, 12).base().city.clone().unwrap().heads.clone().unwrap();
            heads
                .iter()
                .map(|(_, band)| {
                    band.employee_male.0
                        + band.employee_female.0
                        + band.resident_male.0
                        + band.resident_female.0
                })
                .sum::<i64>()
        };
        assert!((people(r#"{"insured": 250000}"#) - 250_000).abs() < 45, "each of 88 cells within a half");
        assert_eq!(people(r#"{"insured": 250000}"#) > 0, people("{}") > 0);
    }

    #[test]
    fn levels_of_the_history_are_those_known_before_the_first_policy_year() {
        let known = |years: &str, known_to: &str| {
            let case = read(&format!(r#"{{"years": {years}{known_to}}}"#)).unwrap();
            let world = r#"{"world": {"history": {"2019": {}, "2020": {}, "2021": {}}}}"#;
            let world = super::super::node::parse("world.json", world.as_bytes()).unwrap();
            case.as_known_then(world).at(&["world", "known_to"]).cloned()
        };
        assert_eq!(known("[2021, 2022]", ""), Some(Node::number(2020)));
        assert_eq!(known("[2030]", ""), Some(Node::number(2021)), "the last that there is");
        assert_eq!(known("[2015]", ""), None, "taken back from the first");
        assert_eq!(known("[2021]", r#", "known_to": 2021"#), Some(Node::number(2021)));
        assert_eq!(scenario("{}", 12).root().at(&["world", "known_to"]), None, "a base without a history");
    }

    #[test]
    fn what_is_wrong_with_a_case_is_named_where_it_stands() {
        let found = |patch: &str| read(patch).unwrap_err().join("\n");
        let gap = r#"{"gaps": {"ratio": {"missing": "the ratio", "filled": "75%"}}}"#;
        assert!(
            found(gap).contains("/gaps/ratio") && found(gap).contains("\"synthetic\" is missing"),
            "{}",
            found(gap)
        );
        let source = r#"{"published": {"loss_ratio": {"value": 0.9}}}"#;
        assert!(
            found(source).contains("/published/loss_ratio: error: key \"source\" is missing"),
            "{}",
            found(source)
        );
        assert!(found(r#"{"published": {"claims_yuan_per_member": null}}"#).contains("nothing inside"));
        let total = r#"{"published": {"claims_yuan": {"value": 1e9, "source": "a page"}}}"#;
        assert!(found(total).contains("\"member_years\" is missing"));
        let years = found(r#"{"years": [2019, 2021]}"#);
        assert!(
            years.contains("/years/1") && years.contains("2021 is out of range; allowed is 2020 to 2020"),
            "{years}"
        );
        assert!(found(r#"{"years": []}"#).contains("nothing inside"));
        let months = r#"{"published": {"claims_yuan_per_member": {"basis": {"months_seen": 13}}}}"#;
        assert!(found(months).contains("1 to 12"));
        assert!(found(r#"{"role": "holdot"}"#).contains("did you mean \"holdout\""));
    }

    #[test]
    fn a_fund_that_is_not_there_is_named_with_those_that_are() {
        let case = read(r#"{"fund": "hmb"}"#).unwrap();
        let scenario = case.scenario(&Library::built_in(), 12, None, &[]).unwrap();
        let problems = case.fund(&scenario).unwrap_err();
        let message = problems.iter().next().unwrap().message(Lang::En);
        assert!(message.contains("\"hmb\" does not exist") && message.contains("known: cii"), "{message}");
        assert_eq!(
            read("{}").unwrap().fund(&scenario).unwrap(),
            ComparedFund { id: "cii".into(), is_book: false, payers: vec!["cii".into()] }
        );
    }

    #[test]
    fn an_unknown_cell_of_the_terms_is_a_problem_of_the_case() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("case.json");
        std::fs::write(&path, CASE.replace("cii/zhejiang", "cii/tianjin")).unwrap();
        let problems = check(&Library::built_in(), path.to_str().unwrap());
        assert!(
            problems.iter().any(|problem| matches!(problem.kind, ProblemKind::UnknownValue { .. })),
            "{problems}"
        );
    }
}
