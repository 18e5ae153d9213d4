//! The other readings of a scenario's switches, each as a design over the same bills.

use super::candidate::with_design;
use super::document::VARIANTS;
use super::load::Loaded;
use super::merge::{apply_settings, difference};
use super::node::Node;
use super::problem::{Problem, ProblemKind, Problems};
use super::switches::Switch;

/// A switch read otherwise than the scenario reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherReading {
    /// The switch.
    pub switch: &'static Switch,
    /// The scenario's reading.
    pub used: String,
    /// The other one.
    pub other: &'static str,
}

impl OtherReading {
    /// The name of its design: `reserve-carry_over-release`.
    pub fn design(&self) -> String {
        format!("{}-{}", self.switch.name, self.other).replace('.', "-")
    }
}

impl Loaded {
    /// The scenario with one more design for every other reading of its switches, behind its own designs,
    /// and those readings in the order of their designs.
    ///
    /// Left out is a reading that would change the bills, that the scenario cannot take (another cell is
    /// missing for it), or that reads the scenario just as it is.
    ///
    /// # Errors
    /// More rows than a run may have.
    pub fn with_other_readings(&self) -> Result<(Loaded, Vec<OtherReading>), Problems> {
        let bare = self.root().without(&VARIANTS);
        let (mut root, mut taken) = (self.root().clone(), Vec::new());
        for reading in self.other_readings() {
            let name = reading.design();
            let Some(design) = design_of(&bare, &reading) else { continue };
            if self.base().designs.get(&name).is_none() && self.takes(&bare, &name, &design) {
                root = with_design(root, &name, design);
                taken.push(reading);
            }
        }
        let mut read = self.with_root(root)?;
        read.warnings = self.warnings.clone();
        Ok((read, taken))
    }

    /// Every reading that a switch of the scenario has beside the chosen one; of a range, its ends.
    fn other_readings(&self) -> Vec<OtherReading> {
        let all = self.readings().into_iter().flat_map(|reading| {
            let others = reading.switch.readings.iter().flat_map(|written| written.split(" to "));
            let used = reading.chosen;
            others
                .filter(|other| *other != used)
                .map(|other| OtherReading { switch: reading.switch, used: used.clone(), other })
                .collect::<Vec<_>>()
        });
        all.collect()
    }

    /// Whether the scenario can be paid and funded under the design, and is another one there.
    fn takes(&self, bare: &Node, name: &str, design: &Node) -> bool {
        let same = |it: &Problem| it.kind == ProblemKind::DesignTouchesNothing;
        self.alone_with(bare, name, design).is_some_and(|alone| !alone.warnings.iter().any(same))
    }
}

/// The design of a reading, written like one of a file; `None` where the setting cannot be applied.
fn design_of(bare: &Node, reading: &OtherReading) -> Option<Node> {
    let setting = format!("{}={}", reading.switch.name, reading.other);
    let title = Node::object(vec![
        ("zh".into(), Node::text(setting.as_str())),
        ("en".into(), Node::text(setting.as_str())),
    ]);
    let patch = difference(bare, &apply_settings(bare.clone(), &[setting]).ok()?);
    Some(Node::object(vec![("title".into(), title), ("patch".into(), patch)]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    fn of(name: &str, settings: &[&str]) -> (Loaded, Vec<String>) {
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        let scenario = load(&Library::built_in(), name, &settings).unwrap();
        let (read, others) = scenario.with_other_readings().unwrap();
        (read, others.iter().map(|it| format!("{}: {} not {}", it.switch.name, it.other, it.used)).collect())
    }

    #[test]
    fn every_other_reading_of_an_article_is_a_design_behind_those_of_the_file() {
        let (read, others) = of("cii/quzhou-2016", &[]);
        for expected in [
            "cii.tier_base: above_deductible not eligible_total",
            "cii.cap_on: eligible not payment",
            "cii.topup_mode: stack not replace",
            "fund.deficit_basis: with_expense not claims_only",
            "reserve.cap_by: balance not year_contribution",
            "reserve.share: 0 not 0.3",
        ] {
            assert!(others.contains(&expected.to_owned()), "{expected}: {others:?}");
        }
        let own = read.designs.len() - others.len();
        assert!(own >= 1 && read.designs[..own].iter().all(|design| !design.name.contains("tier_base")));
        assert!(read.projection().is_ok());
    }

    #[test]
    fn a_design_that_a_reading_makes_is_the_scenario_with_the_switch_set() {
        let (read, _) = of("cii/quzhou-2016", &[]);
        let design = read.design("cii-tier_base-above_deductible").unwrap();
        let (set, _) = of("cii/quzhou-2016", &["cii.tier_base=above_deductible"]);
        assert!(design.doc.payers == set.base().payers && design.doc.funds == set.base().funds);
    }

    #[test]
    fn a_reading_that_changes_the_bills_or_nothing_is_left_out() {
        let (_, others) = of("cii/quzhou-2016", &[]);
        assert!(!others.iter().any(|it| it.starts_with("fund.contract_term_years")), "{others:?}");
        assert!(!others.iter().any(|it| it.starts_with("reserve.share: 0.3")), "{others:?}");
        assert!(!others.iter().any(|it| it.starts_with("hmb.")), "no such payer: {others:?}");
    }

    #[test]
    fn a_reading_that_lacks_a_cell_is_left_out_and_comes_in_with_it() {
        let without = ["funds.cii.surplus_owner=insurer", "funds.cii.margin_ratio=null"];
        let split = |others: &[String]| others.iter().any(|it| it.contains("split_above_margin"));
        assert!(!split(&of("cii/quzhou-2016", &without).1));
        assert!(split(
            &of("cii/quzhou-2016", &["funds.cii.surplus_owner=insurer", "funds.cii.margin_ratio=0.03"]).1
        ));
    }
}
