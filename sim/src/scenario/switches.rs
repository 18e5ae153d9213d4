//! The switches of the documents' open readings: short names for `--set` and the assumptions table.
//!
//! Where a document can be read in two ways, the reading is data of the scheme. The table gives each
//! switch its name, the path of the scenario that holds it, its readings, the default where it is
//! the same for every scheme, and the article that leaves it open.

/// One open question of the documents and the readings that a scenario may choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Switch {
    /// The short name: `cii.tier_base`.
    pub name: &'static str,
    /// The dotted path in a scenario.
    pub path: &'static str,
    /// The readings, as they are written.
    pub readings: &'static [&'static str],
    /// What an omitted key means; `None` where each scheme must say.
    pub default: Option<&'static str>,
    /// The document and article that leave it open.
    pub article: &'static str,
}

const fn switch(
    name: &'static str,
    path: &'static str,
    readings: &'static [&'static str],
    default: Option<&'static str>,
    article: &'static str,
) -> Switch {
    Switch { name, path, readings, default, article }
}

const IN_OR_OUT: &[&str] = &["in", "out"];

/// All switches.
pub const SWITCHES: &[Switch] = &[
    switch(
        "cii.tier_base",
        "payers.cii.tier_base",
        &["eligible_total", "above_deductible"],
        Some("eligible_total"),
        "[S1] Art. 6; [S4] table B1",
    ),
    switch("cii.cap_on", "payers.cii.cap_on", &["payment", "eligible"], Some("payment"), "[S1] Art. 6"),
    switch(
        "cii.eligible.first_self_pay",
        "payers.cii.eligible.first_self_pay",
        IN_OR_OUT,
        Some("out"),
        "[S1] Art. 5; [S2] 三(四)1",
    ),
    switch(
        "cii.eligible.above_bmi_cap",
        "payers.cii.eligible.above_bmi_cap",
        IN_OR_OUT,
        Some("in"),
        "[S1] Art. 5; [S2] 三(四)1",
    ),
    switch(
        "cii.eligible.over_limit",
        "payers.cii.eligible.over_limit",
        IN_OR_OUT,
        Some("out"),
        "[S1] Art. 5",
    ),
    switch(
        "cii.tele_consult",
        "payers.cii.tele_consult",
        &["accumulate", "flat", "out"],
        Some("accumulate"),
        "[S1] Art. 5",
    ),
    switch(
        "cii.topup_mode",
        "payers.cii.groups.topup.mode",
        &["replace", "stack"],
        Some("replace"),
        "[S1] Art. 8",
    ),
    switch("cii.topup_pool", "funds.cii.topup_pool", &["pooled", "separate"], Some("pooled"), "[S1] Art. 8"),
    switch(
        "fund.deficit_basis",
        "funds.cii.deficit_basis",
        &["claims_only", "with_expense"],
        Some("claims_only"),
        "[S1] Art. 10",
    ),
    switch(
        "fund.surplus_owner",
        "funds.cii.surplus_owner",
        &["insurer", "fund", "split_above_margin", "refill_reserve"],
        Some("split_above_margin"),
        "[S1] Art. 10 (silent)",
    ),
    switch("fund.contract_term_years", "term.years", &["1 to 50"], Some("3"), "[S1] Art. 12; [S2] 三(六)3"),
    switch("reserve.share", "funds.cii.reserve.share", &["0 to 0.30"], Some("0.3"), "[S1] Art. 10"),
    switch(
        "reserve.cap_by",
        "funds.cii.reserve.cap_by",
        &["year_contribution", "balance"],
        Some("year_contribution"),
        "[S1] Art. 10",
    ),
    switch(
        "reserve.carry_over",
        "funds.cii.reserve.carry_over",
        &["carry", "release"],
        Some("carry"),
        "[S1] Art. 10",
    ),
    switch(
        "premium.exposure",
        "funds.cii.exposure",
        &["prior_year_end", "average"],
        Some("prior_year_end"),
        "[S1] Art. 4",
    ),
    switch(
        "premium.employee_true_up",
        "funds.cii.true_up",
        &["net_increase_only", "both_ways"],
        Some("net_increase_only"),
        "[S1] Art. 4",
    ),
    switch("hmb.cap_scope", "payers.hmb.cap_scope", &["person", "drug"], Some("person"), "[S3] ch. 3 §1(二)"),
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
    Assumed { name: "fund.incurred_basis", reading: "ultimate", article: "[S1] Art. 10" },
    Assumed { name: "fund.test_period", reading: "year", article: "[S1] Art. 10" },
    Assumed { name: "review.early_trigger", reading: "off", article: "[S1] Art. 12" },
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
