//! What a reverse stress moves: a number of the scenario, from what it is to as far as is looked.

use rust_decimal::Decimal;

use super::load::Loaded;
use super::merge::set_number;
use super::node::{Place, Value};
use super::numbers::change_numbers;
use super::problem::{Problem, ProblemKind, Problems};

/// How a driver moves its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moves {
    /// Each number is multiplied; 1 is the scenario as it is.
    Times,
    /// The number is set, whether it was written or not.
    Becomes,
}

/// A number of the scenario, or several, and the range over which it is moved.
#[derive(Debug, Clone, PartialEq)]
pub struct Driver {
    /// Its name; of a path that was typed, the path.
    pub name: String,
    /// The dotted path; `*` stands for every key.
    pub path: String,
    /// How it moves.
    pub moves: Moves,
    /// What the scenario has: 1 for a multiple.
    pub from: f64,
    /// How far it is looked.
    pub to: f64,
    /// Whether `from` is the scenario as it is, so that nothing has to be run for it.
    pub starts_as_it_is: bool,
}

/// Name, path, how it moves, from (0: what the scenario has), to.
const KNOWN: [(&str, &str, Moves, f64, f64); 6] = [
    ("cost-trend", "world.severity.trend_per_year", Moves::Becomes, 0.0, 0.3),
    ("frequency", "illness.factors.reverse-stress.frequency", Moves::Becomes, 1.0, 2.0),
    ("cost-level", "illness.factors.reverse-stress.cost", Moves::Becomes, 1.0, 2.0),
    ("participation", "funds.*.participation", Moves::Times, 1.0, 0.1),
    ("tail", "illness.severity.tail.scale", Moves::Times, 1.0, 5.0),
    ("drug-price", "illness.yearly_care.special-drugs.cost_yuan_per_user_year.*", Moves::Times, 1.0, 10.0),
];

impl Driver {
    /// The names of the drivers that every scenario is asked for.
    pub fn known() -> [&'static str; 6] {
        KNOWN.map(|(name, ..)| name)
    }

    /// The driver of a name, or of `PATH=FROM..TO`; `None` where the text is neither.
    pub fn read(text: &str, scenario: &Loaded) -> Option<Driver> {
        if let Some(&(name, path, moves, from, to)) = KNOWN.iter().find(|(name, ..)| *name == text) {
            let present = (name == "cost-trend").then(|| scenario.number_at(path)).flatten();
            let from = present.unwrap_or(from);
            let path = path.to_owned();
            return Some(Driver { name: name.to_owned(), path, moves, from, to, starts_as_it_is: true });
        }
        let (path, range) = text.split_once('=')?;
        let (from, to) = range.split_once("..")?;
        let (from, to): (f64, f64) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        let fits = from.is_finite() && to.is_finite() && from.total_cmp(&to).is_ne() && !path.is_empty();
        let (name, path) = (path.trim().to_owned(), path.trim().to_owned());
        let driver = Driver { name, path, moves: Moves::Becomes, from, to, starts_as_it_is: false };
        fits.then_some(driver)
    }
}

impl Loaded {
    /// The base alone with a driver at a value.
    ///
    /// # Errors
    /// A path that holds no number (of a multiple), or leads through no object; whatever the scenario fails in then.
    pub fn with_driver(&self, driver: &Driver, value: f64) -> Result<Loaded, Problems> {
        let changed = match driver.moves {
            Moves::Times => {
                let factor = Decimal::from_f64_retain(value).unwrap_or(Decimal::ONE);
                change_numbers(self.root(), &driver.path, &|old| old * factor)
            }
            Moves::Becomes => set_number(self.root(), &driver.path, value),
        };
        let missing =
            || Problem::new(Place::whole(&self.name), ProblemKind::NoNumbers { path: driver.path.clone() });
        self.with_root(changed.ok_or_else(|| Problems::from(vec![missing()]))?)?.base_alone()
    }

    fn number_at(&self, path: &str) -> Option<f64> {
        let steps: Vec<&str> = path.split('.').collect();
        match &self.root().at(&steps)?.value {
            Value::Number(text) | Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::library::Library;
    use super::super::load::load;
    use super::*;

    fn quzhou() -> Loaded {
        load(&Library::built_in(), "cii/quzhou-2016", &[]).unwrap()
    }

    #[test]
    fn a_driver_is_a_name_or_a_path_with_a_range() {
        let scenario = quzhou();
        let trend = Driver::read("cost-trend", &scenario).unwrap();
        assert!((trend.from - 0.016).abs() < 1e-12, "what the scenario has");
        let typed = Driver::read("payers.cii.deductible_yuan=20000..5000", &scenario).unwrap();
        assert!((typed.from, typed.to) == (20_000.0, 5_000.0) && !typed.starts_as_it_is);
        for neither in ["nothing", "payers.cii.deductible_yuan=5", "=1..2", "a=1..1", "a=x..2"] {
            assert_eq!(Driver::read(neither, &scenario), None, "{neither}");
        }
    }

    #[test]
    fn a_driver_where_the_scenario_is_changes_nothing_and_elsewhere_something() {
        let scenario = quzhou().base_alone().unwrap();
        for name in ["cost-trend", "frequency", "tail", "drug-price"] {
            let driver = Driver::read(name, &scenario).unwrap();
            let at = |value| scenario.with_driver(&driver, value).unwrap();
            let (as_it_is, moved) = (at(driver.from), at(driver.to));
            // a factor of 1 is a factor, so that the documents differ and the rates do not
            if !driver.path.contains("factors") {
                assert_eq!(as_it_is.resolved(), scenario.resolved(), "{name}");
            }
            assert_ne!(moved.resolved(), scenario.resolved(), "{name}");
        }
        // nobody joins a compulsory scheme
        let participation = Driver::read("participation", &scenario).unwrap();
        let refused = scenario.with_driver(&participation, 0.5).unwrap_err();
        assert!(matches!(refused.iter().next().unwrap().kind, ProblemKind::NoNumbers { .. }));
    }
}
