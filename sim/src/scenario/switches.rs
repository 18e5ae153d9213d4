//! The switches of the documents' open readings: short names for `--set` and the assumptions table.
//!
//! Where a document can be read in two ways, the reading is data of the scheme. The table gives each
//! switch its name, where in a scenario a reading is written, its readings, the default where it is
//! the same for every scheme, and the article that leaves it open.

use super::node::Node;
use super::record::Field;
use crate::benefit::LayerName;

/// Where a scenario holds the reading of a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// At one dotted path; the value is the reading itself.
    At(&'static str),
    /// At one key (a dotted path below the payer) of every payer of a layer that has it.
    InLayer(LayerName, &'static str),
    /// At one key (a dotted path below the path) of every path of the scenario.
    InPaths(&'static str),
    /// Where each reading writes the values that stand beside it, at dotted paths; below every payer of
    /// the layer where one is named.
    Spread(Option<LayerName>, &'static [(&'static str, &'static [(&'static str, &'static str)])]),
}

/// One open question of the documents and the readings that a scenario may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Switch {
    /// The short name: `cii.tier_base`.
    pub name: &'static str,
    /// Where its reading is held.
    pub held: Held,
    /// The readings, as they are written.
    pub readings: &'static [&'static str],
    /// What an omitted key means; `None` where each scheme must say.
    pub default: Option<&'static str>,
    /// The document and article that leave it open.
    pub article: &'static str,
}

const fn at(
    name: &'static str,
    path: &'static str,
    readings: &'static [&'static str],
    default: Option<&'static str>,
    article: &'static str,
) -> Switch {
    Switch { name, held: Held::At(path), readings, default, article }
}

const IN_OR_OUT: &[&str] = &["in", "out"];

/// All switches.
pub const SWITCHES: &[Switch] = &[
    at(
        "cii.tier_base",
        "payers.cii.tier_base",
        &["eligible_total", "above_deductible"],
        Some("eligible_total"),
        "[S1] Art. 6; [S4] table B1",
    ),
    at("cii.cap_on", "payers.cii.cap_on", &["payment", "eligible"], Some("payment"), "[S1] Art. 6"),
    at(
        "cii.eligible.first_self_pay",
        "payers.cii.eligible.first_self_pay",
        IN_OR_OUT,
        Some("out"),
        "[S1] Art. 5; [S2] 三(四)1",
    ),
    at(
        "cii.eligible.above_bmi_cap",
        "payers.cii.eligible.above_bmi_cap",
        IN_OR_OUT,
        Some("in"),
        "[S1] Art. 5; [S2] 三(四)1",
    ),
    at("cii.eligible.over_limit", "payers.cii.eligible.over_limit", IN_OR_OUT, Some("out"), "[S1] Art. 5"),
    at(
        "cii.tele_consult",
        "payers.cii.tele_consult",
        &["accumulate", "flat", "out"],
        Some("accumulate"),
        "[S1] Art. 5",
    ),
    Switch {
        name: "cii.special_drug_accumulator",
        held: Held::Spread(
            None,
            &[
                ("shared", &[("payers.cii.deductible_scope", "person")]),
                ("separate", &[("payers.cii.deductible_scope", "care")]),
            ],
        ),
        readings: &["shared", "separate"],
        default: Some("shared"),
        article: "[S1] Art. 5; [S3] ch. 3 §1(二)",
    },
    at(
        "cii.topup_mode",
        "payers.cii.groups.topup.mode",
        &["replace", "stack"],
        Some("replace"),
        "[S1] Art. 8",
    ),
    at("cii.topup_pool", "funds.cii.topup_pool", &["pooled", "separate"], Some("pooled"), "[S1] Art. 8"),
    at(
        "fund.deficit_basis",
        "funds.cii.deficit_basis",
        &["claims_only", "with_expense"],
        Some("claims_only"),
        "[S1] Art. 10",
    ),
    Switch {
        name: "fund.incurred_basis",
        held: Held::Spread(
            None,
            &[
                ("ultimate", &[("funds.cii.incurred_basis", "ultimate")]),
                // the 95% are synthetic: no document prints what is paid by then
                (
                    "paid_at_cutoff",
                    &[
                        ("funds.cii.incurred_basis", "paid_at_cutoff"),
                        ("funds.cii.paid_at_cutoff_ratio", "0.95"),
                    ],
                ),
            ],
        ),
        readings: &["ultimate", "paid_at_cutoff"],
        default: Some("ultimate"),
        article: "[S1] Art. 7, 10",
    },
    at("fund.test_period", "funds.cii.test_period", &["year", "term"], Some("year"), "[S1] Art. 10"),
    at(
        "fund.surplus_owner",
        "funds.cii.surplus_owner",
        &["insurer", "fund", "split_above_margin", "refill_reserve"],
        Some("split_above_margin"),
        "[S1] Art. 10 (silent)",
    ),
    at("fund.contract_term_years", "term.years", &["1 to 50"], Some("3"), "[S1] Art. 12; [S2] 三(六)3"),
    at("reserve.share", "funds.cii.reserve.share", &["0 to 0.30"], Some("0.3"), "[S1] Art. 10"),
    at(
        "reserve.cap_by",
        "funds.cii.reserve.cap_by",
        &["year_contribution", "balance"],
        Some("year_contribution"),
        "[S1] Art. 10",
    ),
    at(
        "reserve.carry_over",
        "funds.cii.reserve.carry_over",
        &["carry", "release"],
        Some("carry"),
        "[S1] Art. 10",
    ),
    at(
        "premium.exposure",
        "funds.cii.exposure",
        &["prior_year_end", "average"],
        Some("prior_year_end"),
        "[S1] Art. 4",
    ),
    at(
        "premium.employee_true_up",
        "funds.cii.true_up",
        &["net_increase_only", "both_ways"],
        Some("net_increase_only"),
        "[S1] Art. 4",
    ),
    at(
        "payer.order",
        "payer_order",
        &["aid_then_hmb", "hmb_then_aid", "parallel_indemnity"],
        Some("aid_then_hmb"),
        "[S3] ch. 1 §1(三), ch. 4 §1; [S2] 四(二)",
    ),
    Switch {
        name: "hmb.over_limit_bucket",
        held: Held::Spread(
            None,
            &[
                (
                    "L2",
                    &[
                        ("payers.hmb-l1.eligible.over_limit", "out"),
                        ("payers.hmb-l2.eligible.over_limit", "in"),
                    ],
                ),
                (
                    "L1",
                    &[
                        ("payers.hmb-l1.eligible.over_limit", "in"),
                        ("payers.hmb-l2.eligible.over_limit", "out"),
                    ],
                ),
                (
                    "none",
                    &[
                        ("payers.hmb-l1.eligible.over_limit", "out"),
                        ("payers.hmb-l2.eligible.over_limit", "out"),
                    ],
                ),
            ],
        ),
        readings: &["L1", "L2", "none"],
        default: None,
        article: "[S2] 三(四)",
    },
    Switch {
        name: "hmb.pec_rule",
        held: Held::InLayer(LayerName::Hmb, "pre_existing"),
        readings: &["none", "ratio", "exclude_same_disease"],
        default: None,
        article: "[S2] 二(二); [S3] ch. 3",
    },
    Switch {
        name: "hmb.deductible_scope",
        held: Held::Spread(
            Some(LayerName::Hmb),
            &[("per_liability", &[("deductible_pool", "null")]), ("shared", &[("deductible_pool", "hmb")])],
        ),
        readings: &["per_liability", "shared"],
        default: Some("per_liability"),
        article: "[S3] ch. 3",
    },
    Switch {
        name: "hmb.cap_scope",
        held: Held::Spread(
            Some(LayerName::Hmb),
            &[
                ("person", &[("cap_scope", "person"), ("cap_pool", "null")]),
                ("drug", &[("cap_scope", "drug"), ("cap_pool", "null")]),
                ("shared", &[("cap_scope", "person"), ("cap_pool", "hmb")]),
            ],
        ),
        readings: &["person", "drug", "shared"],
        default: None,
        article: "[S3] ch. 3 §1(二)",
    },
    Switch {
        name: "hmb.benefit_start",
        held: Held::Spread(
            None,
            &[("off", &[("funds.hmb.hindsight_days", "0")]), ("on", &[("funds.hmb.hindsight_days", "60")])],
        ),
        readings: &["on", "off"],
        default: Some("off"),
        article: "[S2] 六",
    },
    Switch {
        name: "hmb.screening_bonus",
        held: Held::InLayer(LayerName::Hmb, "screening_bonus_mode"),
        readings: &["additive", "multiplicative"],
        default: Some("additive"),
        article: "[S3] ch. 3 §2(一)",
    },
    Switch {
        name: "hmb.wait_day_inclusive",
        held: Held::InLayer(LayerName::Hmb, "waiting_ends"),
        readings: &["after", "on"],
        default: Some("after"),
        article: "[S3] ch. 3 §3(四)",
    },
    Switch {
        name: "aid.base",
        held: Held::Spread(
            Some(LayerName::Aid),
            &[
                ("printed", &[("eligible.first_self_pay", "in"), ("eligible.over_limit", "in")]),
                ("self_pay_only", &[("eligible.first_self_pay", "out"), ("eligible.over_limit", "out")]),
            ],
        ),
        readings: &["printed", "self_pay_only"],
        default: None,
        article: "[S3] ch. 1 §1(三)",
    },
    Switch {
        name: "aid.poor_tilt",
        held: Held::Spread(
            Some(LayerName::Cii),
            &[
                ("printed", &[("groups.poor.in_force", "true")]),
                ("none", &[("groups.poor.in_force", "false")]),
            ],
        ),
        readings: &["printed", "none"],
        default: Some("printed"),
        article: "[S4] table B1; [S3] ch. 1 §1(三)",
    },
    at(
        "renewal.undecided",
        "funds.hmb.enrolment.renewal.undecided",
        &["0.5", "0", "1"],
        Some("0.5"),
        "[S3] ch. 1 §2(三)",
    ),
    at("hmb.surplus_form", "funds.hmb.surplus_form", &["benefit", "premium"], Some("benefit"), "[S2] 四(四)"),
    Switch {
        name: "review.early_trigger",
        held: Held::InPaths("review.early_trigger"),
        readings: &["off", "on"],
        default: Some("off"),
        article: "[S1] Art. 12",
    },
];

/// An open question of which the model knows one reading: a setting may say it, and changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Assumed {
    /// The short name: `rounding`.
    pub name: &'static str,
    /// The reading.
    pub reading: &'static str,
    /// The document and article that leave it open.
    pub article: &'static str,
}

/// The questions with one reading.
pub const ASSUMED: &[Assumed] = &[
    Assumed { name: "rounding", reading: "half_up", article: "四舍五入" },
    Assumed { name: "cii.topup_midyear", reading: "full_year", article: "[S1] Art. 8" },
    Assumed { name: "claim.year_by", reading: "discharge", article: "[S1] Art. 6" },
    Assumed { name: "trend.apply", reading: "before", article: "[S0] §2.4" },
];

/// The one reading of a question, if the name is that of such a question.
pub fn assumed(name: &str) -> Option<&'static Assumed> {
    ASSUMED.iter().find(|assumed| assumed.name == name)
}

/// The switch of that name.
pub fn find(name: &str) -> Option<&'static Switch> {
    SWITCHES.iter().find(|switch| switch.name == name)
}

impl Switch {
    /// The dotted paths and values that a reading stands for in a scenario; `None` where the switch has
    /// no such reading, empty where the scenario has nothing that it could change.
    pub fn settings(&self, root: &Node, reading: &str) -> Option<Vec<(String, String)>> {
        let below = |layer, key: &str, value: &str| -> Vec<(String, String)> {
            payers_of(root, layer)
                .into_iter()
                .filter(|(_, payer)| takes(payer, key))
                .map(|(id, _)| (format!("payers.{id}.{key}"), value.to_owned()))
                .collect()
        };
        match self.held {
            Held::At(path) => {
                let there = path.split_once('.').is_none() || half(root, path);
                Some(if there { vec![(path.to_owned(), reading.to_owned())] } else { Vec::new() })
            }
            // an omitted reading is an omitted key
            Held::InLayer(layer, key) => {
                (reading == "null" || self.readings.contains(&reading)).then(|| below(layer, key, reading))
            }
            Held::InPaths(key) => (reading == "null" || self.readings.contains(&reading)).then(|| {
                let paths = root.get("paths").map(Node::entries).unwrap_or_default();
                paths.iter().map(|it| (format!("paths.{}.{key}", it.key), reading.to_owned())).collect()
            }),
            Held::Spread(..) if reading == "null" => {
                let all = self.readings.iter().filter_map(|reading| self.settings(root, reading)).flatten();
                Some(all.map(|(path, _)| (path, "null".to_owned())).collect())
            }
            Held::Spread(layer, readings) => {
                let (_, values) = readings.iter().find(|(name, _)| *name == reading)?;
                let written = values.iter().flat_map(|(path, value)| match layer {
                    Some(layer) => below(layer, path, value),
                    None if half(root, path) => vec![((*path).to_owned(), (*value).to_owned())],
                    None => Vec::new(),
                });
                Some(written.collect())
            }
        }
    }

    /// The reading that a resolved scenario chooses; `None` where it has nothing that the switch governs,
    /// or payers that differ in it.
    pub fn chosen(&self, document: &Node) -> Option<String> {
        if let Held::At(path) = self.held {
            let node = document.at(&path.split('.').collect::<Vec<_>>())?;
            return Some(node.as_text().map_or_else(|| node.to_json().trim().to_owned(), str::to_owned));
        }
        let holds = |reading: &&&str| {
            let settings = self.settings(document, reading).unwrap_or_default();
            !settings.is_empty() && settings.iter().all(|(path, value)| stands(document, path, value))
        };
        let found = self.readings.iter().find(holds).map(|reading| (*reading).to_owned());
        found.or_else(|| self.default.filter(|_| self.governs(document)).map(str::to_owned))
    }

    /// Whether the scenario has something that a reading could change.
    fn governs(&self, document: &Node) -> bool {
        self.readings.iter().any(|reading| {
            let settings = self.settings(document, reading).unwrap_or_default();
            settings.iter().any(|(path, _)| document.at(&path.split('.').collect::<Vec<_>>()).is_some())
        })
    }
}

/// Whether a dotted path holds a value; `null` is an absent key.
fn stands(document: &Node, path: &str, value: &str) -> bool {
    match document.at(&path.split('.').collect::<Vec<_>>()) {
        None => value == "null",
        Some(node) => node.as_text().map_or_else(|| node.to_json().trim() == value, |text| text == value),
    }
}

/// Whether the block of a path is there: a switch of a payer or fund that the scenario does not have
/// would only make half a block.
fn half(root: &Node, path: &str) -> bool {
    root.at(&path.split('.').take(2).collect::<Vec<_>>()).is_some()
}

/// The payers of a layer as they are written.
fn payers_of(root: &Node, layer: LayerName) -> Vec<(String, &Node)> {
    let entries = root.get("payers").map(Node::entries).unwrap_or_default();
    let of = |id: &str, payer: &Node| {
        let named = payer
            .get("layer")
            .and_then(|node| LayerName::decode(node, None, &mut super::problem::Problems::new()));
        let book = payer.get("book").and_then(Node::as_text).unwrap_or(id);
        named.or_else(|| LayerName::of_book(book))
    };
    let belong = entries.iter().filter(|entry| of(&entry.key, &entry.node) == Some(layer));
    belong.map(|entry| (entry.key.to_string(), &entry.node)).collect()
}

/// Whether a payer's kind has a key of that name, and the payer the group that it is of.
fn takes(payer: &Node, key: &str) -> bool {
    let mut steps = key.split('.');
    if steps.next() == Some("groups")
        && steps.next().is_none_or(|group| payer.at(&["groups", group]).is_none())
    {
        return false;
    }
    match payer.get("kind").and_then(Node::as_text) {
        Some("per_year") => true,
        Some("fixed") => matches!(key, "pre_existing" | "waiting_ends" | "cap_pool"),
        _ => false,
    }
}
