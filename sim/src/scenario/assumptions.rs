//! What a scenario assumes, for whoever reads its figures: the readings of its switches, the blocks whose
//! figures were made up, and what its model leaves out.

use super::load::Loaded;
use super::node::{Node, Value};
use super::record::Field;
use super::switches::{SWITCHES, Switch};
use crate::wording::omission::Omission;

/// A switch and the reading that a scenario chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The switch.
    pub switch: &'static Switch,
    /// The reading, as it is written.
    pub chosen: String,
}

impl Reading {
    /// Whether it is what an omitted key means.
    pub fn is_default(&self) -> bool {
        self.switch.default == Some(&self.chosen)
    }
}

/// The blocks that only drawn bills depend on.
const DRAWN_BY: [&str; 4] = ["city", "illness", "world", "demand"];

impl Loaded {
    /// The reading of every switch whose block the scenario has.
    pub fn readings(&self) -> Vec<Reading> {
        let Some(document) = self.without_patches() else { return Vec::new() };
        let reading = |switch: &'static Switch| Some(Reading { switch, chosen: switch.chosen(&document)? });
        SWITCHES.iter().filter_map(reading).collect()
    }

    /// The dotted paths of the blocks that are marked as synthetic, outermost only. Over a file's bills, what bills
    /// are drawn by is not looked at, and `claims` stands for persons that the file itself says are made up.
    pub fn synthetic_blocks(&self) -> Vec<String> {
        let mut found = Vec::new();
        if let Some(document) = self.without_patches() {
            let looked_at = match self.own_bills() {
                Some(_) => document.without(&DRAWN_BY),
                None => document,
            };
            collect_synthetic(&looked_at, "", &mut found);
        }
        if self.own_bills().is_some_and(|own| own.source.synthetic) {
            found.push("claims".to_owned());
        }
        found
    }

    /// The base with every default written out, without the patches that it carries along.
    fn without_patches(&self) -> Option<Node> {
        self.base().encode().map(|node| node.without(&["designs", "grids", "stresses"]))
    }
}

impl Loaded {
    /// What the model of its runs leaves out: some scenarios have states of health, a law of enrolment or an
    /// error of the model, others not.
    pub fn omissions(&self) -> Vec<Omission> {
        let base = self.base();
        let books = || base.funds.iter().filter_map(|(_, fund)| fund.book());
        let there = |omission: &Omission| match omission {
            // nothing is drawn that could be ill, or live, together
            Omission::Persistence | Omission::Households | Omission::ModelError
                if self.own_bills().is_some() =>
            {
                false
            }
            Omission::Persistence => base.illness.as_ref().is_none_or(|illness| illness.health.is_empty()),
            Omission::Selection => books().next().is_some() && books().any(|book| book.enrolment.is_none()),
            Omission::Households => base.world.as_ref().is_none_or(|world| world.clusters.is_empty()),
            Omission::UndrawnCare => self.own_bills().is_none() && !self.run_warnings().is_empty(),
            Omission::ModelError => base.world.as_ref().is_none_or(|world| !world.knows_model_error()),
            _ => true,
        };
        Omission::ALL.into_iter().filter(there).collect()
    }
}

fn collect_synthetic(node: &Node, path: &str, found: &mut Vec<String>) {
    if node.get("synthetic").is_some_and(|mark| !matches!(mark.value, Value::Bool(false))) {
        found.push(path.to_owned());
        return;
    }
    for entry in node.entries() {
        let below = if path.is_empty() { entry.key.to_string() } else { format!("{path}.{}", entry.key) };
        collect_synthetic(&entry.node, &below, found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    fn quzhou(settings: &[&str]) -> Loaded {
        let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
        load(&Library::built_in(), "cii/quzhou-2016", &settings).unwrap()
    }

    #[test]
    fn a_switch_is_at_its_default_until_it_is_set() {
        let reading = |scenario: &Loaded, name: &str| {
            let found = scenario.readings().into_iter().find(|reading| reading.switch.name == name);
            found.map(|reading| (reading.is_default(), reading.chosen))
        };
        assert_eq!(reading(&quzhou(&[]), "reserve.share"), Some((true, "0.3".to_owned())));
        let set = quzhou(&["reserve.share=0.2"]);
        assert_eq!(reading(&set, "reserve.share"), Some((false, "0.2".to_owned())));
        assert_eq!(reading(&set, "hmb.cap_scope"), None, "no such payer");
    }

    #[test]
    fn what_a_scenario_has_in_its_model_is_not_said_to_be_left_out() {
        let library = Library::built_in();
        let omissions = |name: &str| load(&library, name, &[]).unwrap().omissions();
        let plain = omissions("hmb/wenzhou");
        assert_eq!(plain, Omission::ALL, "its rare drugs are not drawn");
        assert!(!quzhou(&[]).omissions().contains(&Omission::UndrawnCare));
        assert!(!omissions("cities/china").contains(&Omission::Persistence));
        assert!(!omissions("hmb/wenzhou-selection").contains(&Omission::Selection));
        let known = [r#"world.model={"severity_sd": 0.1}"#.to_owned()];
        let known = load(&library, "hmb/wenzhou", &known).unwrap().omissions();
        assert!(!known.contains(&Omission::ModelError));
    }

    #[test]
    fn a_synthetic_block_is_named_once_by_its_outermost_mark() {
        let blocks = quzhou(&["city.synthetic=true"]).synthetic_blocks();
        assert!(
            blocks.contains(&"city".to_owned()) && blocks.contains(&"funds.cii".to_owned()),
            "{blocks:?}"
        );
        assert!(!blocks.iter().any(|block| block.starts_with("city.")), "{blocks:?}");
        let unmarked = quzhou(&["city.synthetic=false"]).synthetic_blocks();
        assert!(!unmarked.contains(&"city".to_owned()), "{unmarked:?}");
    }
}
