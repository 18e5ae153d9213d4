//! What a search moves: one number of a scenario, by a word of the field or by its path, on a grid of its own:
//! prices in whole fen, amounts of benefits in whole yuan, ratios in tenths of a point.

use std::str::FromStr;

use rust_decimal::Decimal;

use super::funds::FundDoc;
use super::load::Loaded;
use super::merge::lay_over;
use super::node::{Node, Place, Value};
use super::prices::Offer;
use super::problem::{Problem, ProblemKind, Problems};
use crate::units::{Fen, Share};
use crate::wording::Bilingual;
use crate::wording::solve::{ValueUnit, Varying};

/// Where problems of what is varied stand.
const PLACE: &str = "--vary";
/// Where those of its range stand.
const WITHIN: &str = "--within";
/// The most values of an axis.
const MOST_VALUES: u32 = 20_000;
/// Where those of its grid stand.
const STEP: &str = "--step";

/// One number of a scenario, and the grid on which it moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Varied {
    /// What it is.
    pub what: Varying,
    /// Where it stands, as `--set` writes it; for premium and participation, the book.
    pub paths: Vec<String>,
    /// The distance of two values on the grid.
    pub step: Decimal,
    /// Its present value, where it has one.
    pub present: Option<Decimal>,
    /// The highest value, where there is one.
    most: Option<Decimal>,
    /// Its unit.
    pub unit: ValueUnit,
}

impl Loaded {
    /// The number that some words name: `premium`, `participation`, `bid`, `deductible`, `cap`, `ratio` or
    /// `benefit` of what the target is about (`about`: the id of a fund or payer); `hmb-l1.deductible` of one
    /// payer; or paths as `--set` writes them, which take the value together.
    ///
    /// # Errors
    /// A word that names nothing here, or several numbers.
    pub fn varied(&self, words: &str, about: &str) -> Result<Varied, Problems> {
        let problem = |kind| Problems::from(vec![Problem::new(Place::whole(PLACE), kind)]);
        let parts: Vec<&str> = words.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        if let [word] = parts[..] {
            match Varying::of_word(word) {
                Some(what @ (Varying::Premium | Varying::Participation)) => return self.of_product(what),
                Some(what) => return self.of_word(what, word, about).map_err(problem),
                None => {}
            }
        }
        let mut paths = Vec::new();
        let mut kinds = Vec::new();
        for part in parts {
            let named = part.rsplit_once('.').and_then(|(payer, word)| {
                let what = Varying::of_word(word).filter(|what| what.is_of_payer())?;
                self.base().payers.get(payer).map(|_| (payer.to_owned(), what))
            });
            match named {
                Some((payer, what)) => {
                    let found = self.paths_of(what, &[payer]);
                    match found.len() {
                        0 => return Err(problem(ProblemKind::NothingToVary { word: part.to_owned() })),
                        1 => {}
                        _ => return Err(problem(several(part, found))),
                    }
                    paths.extend(found);
                    kinds.push(what);
                }
                None if Varying::of_word(part).is_some() || part.is_empty() => {
                    return Err(problem(ProblemKind::NothingToVary { word: part.to_owned() }));
                }
                None => {
                    paths.push(part.to_owned());
                    kinds.push(Varying::Path);
                }
            }
        }
        let Some(&what) = kinds.first() else {
            return Err(problem(ProblemKind::NothingToVary { word: words.to_owned() }));
        };
        let what = if kinds.iter().all(|it| *it == what) { what } else { Varying::Path };
        Ok(self.at_paths(what, paths))
    }

    /// A price or a participation of the city product.
    fn of_product(&self, what: Varying) -> Result<Varied, Problems> {
        let (id, book, dearest) = self.product()?;
        let share = |share: Share| Decimal::new(share.millionths(), 6).normalize();
        let of = vec![format!("funds.{id}")];
        Ok(if what == Varying::Participation {
            let present = book.participation.known().map(share);
            let (step, most) = (Decimal::new(1, 3), Some(Decimal::ONE));
            Varied { what, paths: of, step, present, most, unit: ValueUnit::Share }
        } else {
            let (step, present) = (Decimal::new(1, 2), Some(Decimal::new(dearest.0, 2).normalize()));
            Varied { what, paths: of, step, present, most: None, unit: ValueUnit::Yuan }
        })
    }

    /// A quantity by its word alone, of what the target is about.
    fn of_word(&self, what: Varying, word: &str, about: &str) -> Result<Varied, ProblemKind> {
        let paths = match what {
            Varying::Bid => self.bids(about),
            _ => self.paths_of(what, &self.payers_about(about)),
        };
        match paths.len() {
            0 => Err(ProblemKind::NothingToVary { word: word.to_owned() }),
            // the part of every ratio that is paid is moved for all payers of a fund together
            n if n > 1 && what != Varying::Benefit => Err(several(word, paths)),
            _ => Ok(self.at_paths(what, paths)),
        }
    }

    /// The payers of what the target is about: those of a fund, one payer, or all.
    fn payers_about(&self, about: &str) -> Vec<String> {
        let of_fund = |fund: &FundDoc| match fund {
            FundDoc::CiiContract(doc) => doc.payers.clone(),
            FundDoc::HmbBook(doc) => doc.payers.clone(),
            FundDoc::Ledger(doc) => doc.payers.clone(),
        };
        match (self.base().funds.get(about), self.base().payers.get(about)) {
            (Some(fund), _) => of_fund(fund),
            (None, Some(_)) => vec![about.to_owned()],
            (None, None) => self.base().payers.names().map(str::to_owned).collect(),
        }
    }

    /// The bid of the contract that the target is about, or of all contracts.
    fn bids(&self, about: &str) -> Vec<String> {
        let is_contract = |id: &str| matches!(self.base().funds.get(id), Some(FundDoc::CiiContract(_)));
        let all =
            self.base().funds.names().filter(|id| is_contract(id) && (*id == about || !is_contract(about)));
        all.map(|id| format!("funds.{id}.bid_yuan_per_head")).collect()
    }

    /// Where a quantity stands among some payers.
    fn paths_of(&self, what: Varying, payers: &[String]) -> Vec<String> {
        let Some(document) = self.document() else { return Vec::new() };
        let mut paths = Vec::new();
        for payer in payers {
            let Some(node) = document.at(&["payers", payer]) else { continue };
            if what == Varying::Ratio {
                let tiers = node.get("tiers").map(Node::entries).unwrap_or_default();
                let ratios = tiers.iter().filter(|tier| tier.node.get("ratio").is_some());
                paths.extend(ratios.map(|tier| format!("payers.{payer}.tiers.{}.ratio", tier.key)));
            } else {
                let key = match what {
                    Varying::Deductible => "deductible_yuan",
                    Varying::Cap => "cap_yuan",
                    _ => "benefit_share",
                };
                paths.extend(node.get(key).map(|_| format!("payers.{payer}.{key}")));
            }
        }
        paths
    }

    /// A number at some paths; its unit is the last key's.
    fn at_paths(&self, what: Varying, paths: Vec<String>) -> Varied {
        let steps: Vec<&str> = paths.first().map(|path| path.split('.').collect()).unwrap_or_default();
        let key = steps.last().copied().unwrap_or_default();
        let unit = if ["ratio", "share", "participation"].iter().any(|word| key.contains(word)) {
            ValueUnit::Share
        } else if key.contains("yuan") {
            ValueUnit::Yuan
        } else {
            ValueUnit::Number
        };
        let step = match (unit, steps.first()) {
            (ValueUnit::Share, _) => Decimal::new(1, 3),
            (ValueUnit::Yuan, Some(&"funds")) => Decimal::new(1, 2),
            _ => Decimal::ONE,
        };
        let document = self.document();
        let number = |path: &[&str]| document.as_ref().and_then(|node| node.at(path)).and_then(decimal);
        let most = match what {
            Varying::Bid => {
                let fund = steps.get(1).copied().unwrap_or_default();
                number(&["funds", fund, "benchmark_yuan_per_head"])
            }
            _ => (unit == ValueUnit::Share).then_some(Decimal::ONE),
        };
        let present = number(&steps);
        Varied { what, paths, step, present, most, unit }
    }

    /// The scenario with one design a value, each so many steps of the grid, in their order.
    ///
    /// # Errors
    /// Whatever the scenario fails in under a value.
    pub fn at_steps(&self, varied: &Varied, values: &[i64]) -> Result<Loaded, Problems> {
        let offer = |&steps: &i64| match varied.what {
            Varying::Participation => Offer::Participation(
                Share::from_millionths(scaled(varied.value(steps), 6)).unwrap_or(Share::ONE),
            ),
            _ => Offer::Premium(Fen(scaled(varied.value(steps), 2))),
        };
        match varied.what {
            Varying::Premium | Varying::Participation => {
                self.with_offers(&values.iter().map(offer).collect::<Vec<_>>())
            }
            _ => {
                let values: Vec<String> = values.iter().map(|&it| varied.value(it).to_string()).collect();
                self.with_values(PLACE, &varied.paths, &values)
            }
        }
    }
}

impl Loaded {
    /// A value as a design that can be named on the command line, written as a file: `title` and `patch`.
    ///
    /// # Errors
    /// Whatever the scenario fails in under it.
    pub fn design_at(&self, varied: &Varied, steps: i64) -> Result<Node, Problems> {
        let at = self.at_steps(varied, &[steps])?;
        let title = at.designs.last().map(|it| it.title.clone()).unwrap_or_default();
        let patch = at.patches(varied, &[steps]).pop().unwrap_or_else(|| Node::object(Vec::new()));
        Ok(design_file(title, patch))
    }

    /// What each value changes, of the scenario that has a design for each (`at_steps`).
    pub(super) fn patches(&self, varied: &Varied, values: &[i64]) -> Vec<Node> {
        match varied.what {
            Varying::Premium | Varying::Participation => {
                let designs = self.root().get("designs").map(Node::entries).unwrap_or_default();
                designs.iter().filter_map(|entry| entry.node.get("patch")).cloned().collect()
            }
            _ => {
                let patch = |&steps: &i64| {
                    let of_paths = varied.paths.iter().map(|path| nested(path, varied.value(steps)));
                    of_paths.reduce(|a, b| lay_over(a, &b)).unwrap_or_else(|| Node::object(Vec::new()))
                };
                values.iter().map(patch).collect()
            }
        }
    }
}

/// A design as a file that can be named on the command line.
pub(super) fn design_file(title: Bilingual, patch: Node) -> Node {
    let title = vec![("zh".into(), Node::text(title.zh)), ("en".into(), Node::text(title.en))];
    Node::object(vec![("title".into(), Node::object(title)), ("patch".into(), patch)])
}

/// The settings that do what a patch does: `path=value`.
pub fn settings_of(patch: &Node) -> Vec<String> {
    let below = |key: &str, node: &Node| -> Vec<String> {
        match node.value {
            Value::Object(_) => settings_of(node).into_iter().map(|it| format!("{key}.{it}")).collect(),
            _ => vec![format!("{key}={}", node.to_json().trim().trim_matches('"'))],
        }
    };
    patch.entries().iter().flat_map(|entry| below(&entry.key, &entry.node)).collect()
}

/// The patch that sets a dotted path.
fn nested(path: &str, value: Decimal) -> Node {
    let within = |inner, step: &str| Node::object(vec![(step.to_owned(), inner)]);
    path.rsplit('.').fold(Node::number(value), within)
}

impl Varied {
    /// The same on another grid: the multiples of a number.
    ///
    /// # Errors
    /// Text that is no number above 0.
    pub fn on_multiples_of(self, step: &str) -> Result<Varied, Problems> {
        let sound = number(step).filter(|step| *step > Decimal::ZERO && step.normalize().scale() <= 6);
        let Some(sound) = sound else {
            let kind = ProblemKind::NotANumber { found: step.to_owned() };
            return Err(vec![Problem::new(Place::whole(STEP), kind)].into());
        };
        Ok(Varied { step: sound.normalize(), ..self })
    }

    /// The value of so many steps.
    pub fn value(&self, steps: i64) -> Decimal {
        (self.step * Decimal::from(steps)).normalize()
    }

    /// The range to look in, in steps: `A..B` with the ends rounded inwards; by default a fifth of the present value
    /// to four times it, not beyond what is possible.
    ///
    /// # Errors
    /// No range, one without two values of the grid, or none to take from the present value.
    pub fn range(&self, within: Option<&str>) -> Result<(i64, i64), Problems> {
        self.range_asked_by(WITHIN, within)
    }

    fn range_asked_by(&self, asked_by: &str, within: Option<&str>) -> Result<(i64, i64), Problems> {
        let problem = |kind| Problems::from(vec![Problem::new(Place::whole(asked_by), kind)]);
        let (low, high) = match (within, self.present.filter(|it| *it > Decimal::ZERO)) {
            (Some(text), _) => ends(text).ok_or_else(|| problem(self.not_a_range(text)))?,
            (None, Some(present)) => (present / Decimal::from(5), present * Decimal::from(4)),
            (None, None) => {
                return Err(problem(ProblemKind::RangeNeeded { word: self.paths.join(",") }));
            }
        };
        let most = self.most.unwrap_or(Decimal::MAX);
        let high = if within.is_none() { high.min(most) } else { high };
        let least = if self.what == Varying::Premium { self.step } else { Decimal::ZERO };
        if let Some(beyond) = [low, high].into_iter().find(|it| *it > most || *it < Decimal::ZERO) {
            let text = |it: Decimal| it.normalize().to_string();
            let high = self.most.map_or_else(|| "...".to_owned(), text);
            return Err(problem(ProblemKind::OutOfRange { found: text(beyond), low: text(least), high }));
        }
        let steps = |it: Option<Decimal>| it.and_then(|it| i64::try_from(it).ok());
        let from = steps(low.max(least).checked_div(self.step).map(|it| it.ceil()));
        let to = steps(high.checked_div(self.step).map(|it| it.floor()));
        let said =
            || within.map_or_else(|| format!("{}..{}", low.normalize(), high.normalize()), str::to_owned);
        match from.zip(to).filter(|(from, to)| from < to) {
            Some(range) => Ok(range),
            None => Err(problem(self.not_a_range(&said()))),
        }
    }

    /// The values that some text lists, rising, in steps of the grid that is returned: `A..B:N` of so many values
    /// evenly from end to end, each on the grid (11 without `:N`), or `a,b,c` as they are written.
    ///
    /// # Errors
    /// Text that is neither, values that cannot be, or more decimals than a price has.
    pub fn listed(self, text: &str) -> Result<(Varied, Vec<i64>), Problems> {
        if text.contains("..") {
            let values = self.spaced(text)?;
            return Ok((self, values));
        }
        let decimals = if self.what == Varying::Premium { 2 } else { 6 };
        let fine = Varied { step: Decimal::new(1, decimals), ..self };
        let most = fine.most.unwrap_or(Decimal::MAX);
        let least = if fine.what == Varying::Premium { fine.step } else { Decimal::ZERO };
        let steps = |part: &str| {
            let value = number(part).ok_or_else(|| ProblemKind::NoValues { found: text.to_owned() })?;
            if value < least || value > most {
                let high = fine.most.map_or_else(|| "...".to_owned(), |it| it.normalize().to_string());
                let (found, low) = (value.normalize().to_string(), least.normalize().to_string());
                return Err(ProblemKind::OutOfRange { found, low, high });
            }
            if value.normalize().scale() > decimals {
                return Err(ProblemKind::TooPrecise { found: part.to_owned(), decimals });
            }
            Ok(i64::try_from((value / fine.step).round()).unwrap_or(i64::MAX))
        };
        let values: Result<Vec<i64>, ProblemKind> = text.split(',').map(steps).collect();
        let mut values =
            values.map_err(|kind| Problems::from(vec![Problem::new(Place::whole(PLACE), kind)]))?;
        values.sort_unstable();
        values.dedup();
        Ok((fine, values))
    }

    /// `A..B:N` in steps of the grid.
    fn spaced(&self, text: &str) -> Result<Vec<i64>, Problems> {
        let (ends, count) = text.split_once(':').unwrap_or((text, "11"));
        let Some(count) = count.trim().parse().ok().filter(|it| (2..=MOST_VALUES).contains(it)) else {
            let kind = ProblemKind::NoValues { found: text.to_owned() };
            return Err(Problems::from(vec![Problem::new(Place::whole(PLACE), kind)]));
        };
        let (from, to) = self.range_asked_by(PLACE, Some(ends))?;
        let (width, steps) = (i128::from(to) - i128::from(from), i128::from(count - 1));
        let nth = |i: i128| from + i64::try_from((2 * i * width + steps) / (2 * steps)).unwrap_or(0);
        let mut values: Vec<i64> = (0..=steps).map(nth).collect();
        values.dedup();
        Ok(values)
    }

    fn not_a_range(&self, found: &str) -> ProblemKind {
        ProblemKind::NotARange { found: found.to_owned(), step: self.step.normalize().to_string() }
    }
}

fn several(word: &str, paths: Vec<String>) -> ProblemKind {
    ProblemKind::SeveralToVary { word: word.to_owned(), choices: paths }
}

/// The number of a value, which may be written as text.
pub(super) fn decimal(node: &Node) -> Option<Decimal> {
    match &node.value {
        Value::Number(text) | Value::Text(text) => number(text),
        _ => None,
    }
}

/// `A..B` with A below B.
fn ends(text: &str) -> Option<(Decimal, Decimal)> {
    let (low, high) = text.split_once("..")?;
    let (low, high) = (number(low)?, number(high)?);
    (low < high).then_some((low, high))
}

/// A number, `20%` being 0.2.
fn number(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let (number, part) = text.strip_suffix('%').map_or((text, Decimal::ONE), |it| (it, Decimal::ONE_HUNDRED));
    let number = number.trim();
    let exact = Decimal::from_str(number).or_else(|_| Decimal::from_scientific(number)).ok()?;
    Some(exact / part)
}

/// So many of the smallest unit with these decimals.
fn scaled(value: Decimal, decimals: u32) -> i64 {
    i64::try_from((value * Decimal::from(10_i64.pow(decimals))).round()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;
    use crate::wording::Lang;

    fn scenario(name: &str) -> Loaded {
        load(&Library::built_in(), name, &[]).unwrap()
    }

    fn message(problems: &Problems) -> String {
        problems.iter().map(|it| it.message(Lang::En)).collect::<Vec<_>>().join("\n")
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_word_names_the_number_of_what_the_target_is_about_on_its_own_grid() {
        let (wenzhou, quzhou) = (scenario("hmb/wenzhou"), scenario("cii/quzhou-2016"));
        let of = |scenario: &Loaded, words: &str, about: &str| {
            let it = scenario.varied(words, about).unwrap();
            (it.paths.join(","), it.step.to_string(), it.present.unwrap().to_string())
        };
        let owned = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(of(&quzhou, "bid", "cii"), owned("funds.cii.bid_yuan_per_head", "0.01", "18.50"));
        assert_eq!(of(&quzhou, "deductible", "cii"), owned("payers.cii.deductible_yuan", "1", "20000"));
        assert_eq!(of(&wenzhou, "bid", "city").0, "funds.cii.bid_yuan_per_head");
        assert_eq!(of(&wenzhou, "premium", "hmb"), owned("funds.hmb", "0.01", "100"));
        assert_eq!(of(&wenzhou, "participation", "hmb"), owned("funds.hmb", "0.001", "0.5881"));
        assert_eq!(of(&wenzhou, "hmb-l1.deductible", "hmb").0, "payers.hmb-l1.deductible_yuan");
        assert_eq!(
            of(&wenzhou, "hmb-l2.ratio", "hmb"),
            owned("payers.hmb-l2.tiers.all.ratio", "0.001", "0.6")
        );
        let both = of(&wenzhou, "hmb-l2.deductible,hmb-l2-rare.deductible", "hmb");
        assert_eq!(both.0, "payers.hmb-l2.deductible_yuan,payers.hmb-l2-rare.deductible_yuan");
        let benefit = of(&wenzhou, "benefit", "hmb");
        assert_eq!(benefit.0.matches("benefit_share").count(), 3, "all liabilities together");
    }

    #[test]
    fn what_stands_at_several_places_or_nowhere_is_refused_with_the_choices() {
        let wenzhou = scenario("hmb/wenzhou");
        let refused = |words: &str| message(&wenzhou.varied(words, "hmb").unwrap_err());
        let several = refused("deductible");
        assert!(
            several.starts_with("--vary") && several.contains("payers.hmb-l1.deductible_yuan"),
            "{several}"
        );
        assert!(refused("hmb-l1.ratio").contains("payers.hmb-l1.tiers.to-30000.ratio"));
        assert!(refused("premium,bid").contains("premium"));
        assert!(refused(",").contains("no \",\" to vary"));
        let without = message(&scenario("cii/quzhou-2016").varied("premium", "cii").unwrap_err());
        assert!(without.contains("hmb_book"), "{without}");
    }

    #[test]
    fn the_range_is_rounded_to_the_grid_and_by_default_taken_from_the_present_value() {
        let wenzhou = scenario("hmb/wenzhou");
        let premium = wenzhou.varied("premium", "hmb").unwrap();
        assert_eq!(premium.range(None).unwrap(), (2_000, 40_000));
        assert_eq!(premium.range(Some("60.001..80")).unwrap(), (6_001, 8_000));
        assert_eq!(premium.range(Some("0..1")).unwrap(), (1, 100), "no premium is 0");
        let whole = premium.clone().on_multiples_of("5").unwrap();
        assert_eq!((whole.range(None).unwrap(), whole.value(13)), ((4, 80), decimal("65")));
        let participation = wenzhou.varied("participation", "hmb").unwrap();
        assert_eq!(participation.range(None).unwrap(), (118, 1_000));
        assert_eq!(participation.range(Some("10%..90%")).unwrap(), (100, 900));
        let refused = |varied: &Varied, text: &str| message(&varied.range(Some(text)).unwrap_err());
        for text in ["90..60", "60", "a..b", "60.001..60.009"] {
            assert!(refused(&premium, text).contains("A..B"), "{text}");
        }
        assert!(refused(&participation, "0.5..1.2").contains("1.2 is out of range"));
        let bid = scenario("cii/quzhou-2016").varied("bid", "cii").unwrap();
        assert_eq!(bid.range(None).unwrap(), (370, 2_000), "up to the benchmark");
        assert!(bid.on_multiples_of("0").is_err());
    }

    #[test]
    fn a_value_becomes_a_design_whatever_it_is_a_value_of() {
        let wenzhou = scenario("hmb/wenzhou");
        let names = |words: &str, values: &[i64]| {
            let varied = wenzhou.varied(words, "hmb").unwrap();
            let at = wenzhou.at_steps(&varied, values).unwrap();
            at.designs.iter().map(|it| it.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names("premium", &[8_050]), ["base", "premium-8050-fen"]);
        assert_eq!(names("participation", &[501]), ["base", "participation-501000-millionths"]);
        assert_eq!(names("hmb-l2.ratio", &[600, 455]), ["base", "at-0_6", "at-0_455"]);
        let settings = |words: &str, steps: i64| {
            let varied = wenzhou.varied(words, "hmb").unwrap();
            settings_of(wenzhou.design_at(&varied, steps).unwrap().get("patch").unwrap())
        };
        assert_eq!(settings("hmb-l2.ratio", 455), ["payers.hmb-l2.tiers.all.ratio=0.455"]);
        assert_eq!(
            settings("premium", 8_051),
            ["funds.hmb.premium_by_age.minors.yuan=40.26", "funds.hmb.premium_by_age.adults.yuan=80.51"]
        );
    }
}
