//! Scenarios that are wrong in one way each: the place, the line, and the words of the message; and
//! scenarios spoiled at random, none of which may panic.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use huimin::scenario::library::Library;
use huimin::scenario::load::load;
use huimin::scenario::merge::apply_settings;
use huimin::scenario::node::{MAX_BYTES, parse};
use huimin::scenario::problem::Problems;
use huimin::scenario::validate;
use huimin::wording::Lang;
use proptest::prelude::*;

/// File, pointer and line of the first problem (0: the whole file), words of its Chinese and English sentence.
type Case = (&'static str, &'static str, u32, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip] // one case a line
const CASES: &[Case] = &[
    ("empty", "", 0, &["没有 JSON 值"], &["no JSON value"]),
    ("only-spaces", "", 0, &["没有 JSON 值"], &["no JSON value"]),
    ("not-utf8", "", 2, &["0xd6", "UTF-8"], &["byte 0xd6", "UTF-8"]),
    ("deep", "", 1, &["64 层"], &["deeper than 64"]),
    ("unclosed-object", "", 1, &["没有闭合"], &["never closed"]),
    ("unclosed-list", "", 2, &["没有闭合"], &["never closed"]),
    ("unclosed-string", "", 2, &["控制字符"], &["control character"]),
    ("trailing-comma", "", 2, &["多余的逗号"], &["comma before a closing bracket"]),
    ("missing-comma", "", 2, &["缺少逗号"], &["comma is missing"]),
    ("missing-colon", "", 2, &["缺少冒号"], &["colon is missing"]),
    ("missing-value", "", 2, &["缺少值"], &["value is missing"]),
    ("comment", "", 2, &["不允许注释"], &["comments are not allowed"]),
    ("single-quotes", "", 2, &["双引号"], &["double quotes"]),
    ("bare-key", "", 2, &["双引号"], &["double quotes"]),
    ("two-values", "", 2, &["结束之后"], &["after the end"]),
    ("nan", "", 2, &["此处不应有"], &["does not belong here"]),
    ("infinity", "", 2, &["不是数"], &["no numbers"]),
    ("leading-zero", "", 2, &["缺少逗号"], &["comma is missing"]),
    ("hexadecimal", "", 2, &["不是 JSON 数"], &["not a JSON number"]),
    ("bad-escape", "", 2, &["转义有误"], &["wrong escape"]),
    ("full-width-comma", "", 2, &["此处不应有"], &["does not belong"]),
    ("duplicate-key", "/title", 4, &["重复出现", "第 2 行"], &["appears twice", "line 2"]),
    ("list-at-root", "", 1, &["列表", "对象"], &["a list", "an object"]),
    ("number-at-root", "", 1, &["对象"], &["an object"]),
    ("missing-base", "/extends", 2, &["没有这个情景", "god.json"], &["no such scenario", "god.json"]),
    ("extends-a-folder", "/extends", 2, &["文件夹", "请写明一个文件"], &["a folder", "name a file"]),
    ("extends-nothing", "/extends", 2, &["文字为空"], &["text is empty"]),
    ("circular-a", "/extends", 2, &["循环引用", "circular-a.json"], &["circle", "circular-a.json -> "]),
    ("circular-b", "/extends", 2, &["循环引用"], &["circle"]),
    ("extends-itself", "/extends", 2, &["循环引用"], &["circle"]),
    ("extends-number", "/extends", 2, &["这里是数"], &["found a number", "expected a text"]),
    ("broken-base", "", 2, &["多余的逗号"], &["comma before"]),
    ("missing-title", "", 1, &["缺少键 \"title\""], &["\"title\" is missing"]),
    ("unknown-key", "/payer", 3, &["未知的键", "payers"], &["unknown key", "did you mean \"payers\""]),
    ("unknown-key-deep", "/payers/cii/deductable_yuan", 4, &["deductible_yuan"], &["did you mean \"deductible_yuan\""]),
    ("wrong-unit", "/payers/cii/cap_fen", 3, &["单位不对", "cap_yuan"], &["wrong unit", "cap_yuan"]),
    ("no-unit", "/payers/cii/deductible", 3, &["单位不对", "deductible_yuan"], &["wrong unit", "deductible_yuan"]),
    ("wrong-type-number", "/payers/cii/deductible_yuan", 3, &["列表", "应为数"], &["found a list", "expected a number"]),
    ("wrong-type-text", "/title", 3, &["应为文字"], &["expected a text"]),
    ("wrong-type-object", "/payers", 3, &["这里是数", "应为对象"], &["found a number", "expected an object"]),
    ("wrong-type-list", "/funds/cii/payers", 3, &["应为列表"], &["expected a list"]),
    ("wrong-type-flag", "/payers/cii/listed_causes_only", 3, &["true 或 false"], &["expected true or false"]),
    ("not-a-number", "/run/trials", 3, &["不是十进制数"], &["not a decimal number"]),
    ("quoted-nan", "/payers/cii/cap_yuan", 3, &["NaN", "不是十进制数"], &["\"NaN\" is not a decimal number"]),
    ("huge-exponent", "/payers/cii/cap_yuan", 3, &["超出范围"], &["out of range"]),
    ("tiny-exponent", "/payers/cii/cap_yuan", 3, &["小数位过多"], &["too many decimals"]),
    ("thirty-digits", "/payers/cii/cap_yuan", 3, &["超出范围"], &["out of range"]),
    ("third-decimal", "/funds/cii/bid_yuan_per_head", 3, &["最多 2 位"], &["at most 2"]),
    ("half-a-trial", "/run/trials", 3, &["最多 0 位"], &["at most 0"]),
    ("no-trials", "/run/trials", 3, &["允许 1 至"], &["allowed is 1 to"]),
    ("absurd-trials", "/run/trials", 3, &["超出范围"], &["out of range"]),
    ("column-mistyped", "/run/columns/1", 3, &["hmb_clams_fen", "hmb_claims_fen"], &["\"hmb_clams_fen\" does not exist", "did you mean \"hmb_claims_fen\""]),
    ("no-columns", "/run/columns", 3, &["至少需要一项"], &["at least one"]),
    ("absurd-rows", "/run/trials", 3, &["1000000000 行"], &["1000000000 rows"]),
    ("negative-cap", "/payers/cii/cap_yuan", 3, &["超出范围", "允许 0 至"], &["out of range", "allowed is 0 to"]),
    ("ratio-above-one", "/payers/cii/tiers/high/ratio", 4, &["1.2", "允许 0 至 1"], &["1.2 is out of range", "0 to 1"]),
    ("ratio-in-percent", "/payers/hmb/pre_existing_ratio", 3, &["不是十进制数"], &["not a decimal number"]),
    ("year-out-of-range", "/term/first_year", 3, &["允许 1990 至"], &["allowed is 1990 to"]),
    ("too-many-years", "/term/years", 3, &["允许 1 至 50"], &["allowed is 1 to 50"]),
    ("not-a-choice", "/payers/cii/cap_on", 3, &["payment"], &["did you mean \"payment\""]),
    ("unknown-kind", "/payers/cii/kind", 3, &["per_year"], &["per_admission, per_year"]),
    ("missing-kind", "/payers/x", 3, &["\"kind\""], &["\"kind\" is missing"]),
    ("empty-grids", "/grids", 3, &["至少"], &["at least one"]),
    ("grid-without-axes", "/grids/g/axes", 3, &["至少"], &["at least one"]),
    ("grid-without-values", "/grids/g/axes/d/values", 4, &["至少"], &["at least one"]),
    ("grid-of-an-unknown-payer", "/grids/g/axes/d/paths/1", 4, &["\"hnb\" 不存在"], &["did you mean \"hmb\""]),
    ("grid-of-an-unknown-key", "/grids/g/axes/d/paths/0", 4, &["deductible_yuan"], &["did you mean \"deductible_yuan\""]),
    ("grid-through-a-number", "/grids/g/axes/d/paths/0", 4, &["没有数"], &["leads to no number"]),
    ("grid-of-the-term", "/grids/g/axes/d/paths/0", 4, &["term"], &["term"]),
    ("grid-of-one-path-twice", "/grids/g/axes/e/paths/0", 5, &["另一个参数"], &["another parameter"]),
    ("grid-with-equal-values", "/grids/g/axes/r/values/1", 4, &["都叫 \"g-0_4\""], &["two designs are named \"g-0_4\""]),
    ("grid-of-a-taken-name", "/grids/g", 4, &["都叫 \"g-0_45\""], &["two designs are named \"g-0_45\""]),
    ("grid-with-a-bad-ratio", "/grids/g/axes/r/values/1", 4, &["方案 g-1_4", "1.4"], &["design g-1_4", "1.4 is out of range"]),
    ("grid-with-a-list", "/grids/g/axes/r/values/1", 4, &["这里是列表"], &["found a list"]),
    ("grid-with-a-long-name", "/grids/a-grid-of-which-every-name-is-longer-than-any-one-name-may-be", 3, &["不能作名称"], &["cannot be a name"]),
    ("grid-of-too-many", "/grids", 3, &["22501 过多", "20000"], &["22501 are too many", "20000"]),
    ("bad-name", "/designs/My Design", 3, &["不能作名称"], &["cannot be a name"]),
    ("reserved-name", "/designs/base", 3, &["不带任何方案"], &["choose another name"]),
    ("empty-text", "/title/zh", 3, &["文字为空"], &["text is empty"]),
    ("one-language", "/designs/x/title/fr", 3, &["未知的键"], &["unknown key \"fr\""]),
    ("null-in-list", "/payers/cii/counts/0", 3, &["空值"], &["found null"]),
    ("unknown-where-needed", "/run/seed", 3, &["未知"], &["\"unknown\""]),
    ("tiers-not-rising", "/payers/cii/tiers/mid/up_to_yuan", 5, &["必须递增", "90000"], &["must rise", "90000"]),
    ("open-tier-first", "/payers/cii/tiers/low", 4, &["最后一段"], &["must be the last"]),
    ("no-tiers", "/payers/cii/tiers", 3, &["至少需要一项"], &["at least one"]),
    ("tiers-left-out", "/payers/hmb", 3, &["缺少键 \"tiers\""], &["\"tiers\" is missing"]),
    ("half-ordered-tiers", "/payers/cii/tiers/low", 16, &["缺少键 \"order\""], &["\"order\" is missing"]),
    ("bid-above-benchmark", "/funds/cii/bid_yuan_per_head", 4, &["中标价", "基准价", "30"], &["bid 31", "benchmark 30"]),
    ("reserve-share-above-30", "/funds/cii/reserve/share", 3, &["允许 0 至 0.3"], &["0 to 0.3"]),
    ("margin-missing", "/funds/cii", 3, &["margin_ratio"], &["\"margin_ratio\" is missing"]),
    ("shares-not-whole", "/funds/hmb/coinsurers", 3, &["0.9", "等于 1"], &["add up to 0.9"]),
    ("costs-eat-premium", "/funds/hmb/cost_ratio", 3, &["1.01"], &["1.01"]),
    ("commission-left-out", "/funds/hmb/kind", 31, &["警告", "commission_ratio", "按零计算"], &["warning", "commission_ratio", "taken as zero"]),
    ("premium-missing", "/funds/hmb", 3, &["缺少键 \"premium_yuan_per_year\""], &["\"premium_yuan_per_year\" is missing"]),
    ("two-premiums", "/funds/hmb/premium_yuan_per_year", 33, &["不能与", "premium_by_age"], &["cannot go with premium_by_age"]),
    ("age-without-price", "/funds/hmb/premium_by_age", 3, &["18 岁", "不重不漏"], &["age 18 has no price"]),
    ("late-joiners-without-a-day", "/funds/hmb", 3, &["late_joiner_mean_day"], &["\"late_joiner_mean_day\" is missing"]),
    ("enrolment-without-reference", "/funds/hmb/enrolment", 3, &["reference_yuan_per_year"], &["\"reference_yuan_per_year\" is missing"]),
    ("renewal-below-participation", "/funds/hmb/participation", 3, &["0.4"], &["participation 0.5 is above enrolment.renewal 0.4"]),
    ("survey-of-more-than-all", "/funds/hmb/enrolment/renewal/undecided_ratio", 4, &["0.7"], &["undecided_ratio 0.7 is above 1 - refuse_ratio 0.6"]),
    ("reference-twice", "/funds/hmb/enrolment/reference_yuan_per_year", 3, &["reference_by_age"], &["reference_by_age"]),
    ("reference-without-an-age", "/funds/hmb/enrolment/reference_by_age", 4, &["0"], &["age 0"]),
    ("no-day-of-the-year", "/funds/hmb/late_joiner_mean_day", 3, &["允许 1 至 365"], &["1 to 365"]),
    ("commission-eats-premium", "/funds/hmb", 3, &["1.01"], &["1.01"]),
    ("surplus-form-unknown", "/funds/hmb/surplus_form", 3, &["benefit"], &["did you mean \"benefit\""]),
    ("stop-loss-upside-down", "/funds/hmb/reinsurance/stop_loss/attach_loss_ratio", 3, &["1.2", "up_to_loss_ratio"], &["attach_loss_ratio 1.2 is above up_to_loss_ratio 1"]),
    ("more-ceded-than-whole", "/funds/hmb/reinsurance", 3, &["1.1"], &["1.1 is above premium 1"]),
    ("ledger-of-a-taken-payer", "/funds/aid/payers/1", 3, &["已计入基金 \"hmb\""], &["claims of fund \"hmb\" already"]),
    ("transfer-to-a-book", "/funds/bmi/transfers_to/0", 3, &["不存在", "cii"], &["\"hmb\" does not exist", "cii"]),
    ("transferred-twice", "/funds/bmi/transfers_to/1", 3, &["已由收支账 \"bmi\" 承担"], &["ledger \"bmi\" pays the transfer"]),
    ("aid-share-above-one", "/city/aid_share/resident", 3, &["超出范围"], &["out of range"]),
    ("same-order", "/payers/hmb/order", 3, &["次序 20", "cii"], &["order 20", "\"cii\""]),
    ("admission-payer-not-first", "/payers/bmi/order", 3, &["最前"], &["must be the first"]),
    ("unknown-payer", "/funds/cii/payers/0", 3, &["不存在", "cii"], &["does not exist", "did you mean \"cii\""]),
    ("fund-without-payers", "/funds/cii/payers", 3, &["至少需要一项"], &["at least one"]),
    ("payer-named-twice", "/funds/cii/payers/1", 3, &["已计入基金 \"cii\""], &["claims of fund \"cii\" already"]),
    ("payer-of-two-funds", "/funds/hmb/payers/1", 3, &["已计入基金 \"cii\""], &["claims of fund \"cii\" already"]),
    ("fund-of-the-basic-insurance", "/funds/cii/payers/0", 3, &["按次支付"], &["pays per admission"]),
    ("two-books", "/funds/second", 4, &["已有惠民保账本 \"hmb\""], &["\"hmb\" is a book"]),
    ("parallel-to-nobody", "/payers/hmb/parallel_to", 3, &["不存在"], &["does not exist"]),
    ("parallel-to-later", "/payers/cii/parallel_to", 3, &["之后"], &["must come after \"hmb\""]),
    ("cap-on-nothing", "/payers/hmb", 3, &["cap_yuan"], &["\"cap_yuan\" is missing"]),
    ("cap-on-cost-per-drug", "/payers/cii/cap_scope", 3, &["不能与"], &["cannot go with"]),
    ("pooled-cap-on-cost", "/payers/cii/cap_pool", 3, &["不能与"], &["cannot go with"]),
    ("nothing-counts", "/payers/cii/counts", 3, &["至少需要一项"], &["at least one"]),
    ("nothing-eligible", "/payers/cii/eligible", 3, &["至少需要一项"], &["at least one"]),
    ("empty-list", "/payers/cii/drugs", 3, &["至少需要一项"], &["at least one"]),
    ("members-reversed", "/funds/hmb/members/age_from", 3, &["70", "60"], &["70", "60"]),
    ("group-of-everybody", "/payers/cii/groups/all", 3, &["警告", "poor"], &["warning", "never applies"]),
    ("payer-of-no-year", "/payers/hmb", 3, &["警告", "2016—2018"], &["warning", "2016-2018"]),
    ("book-pays-for-all", "/funds/hmb/payers/0", 32, &["警告", "未参保"], &["warning", "enrolled"]),
    ("aid-after-the-product", "/payers/aid/order", 3, &["警告", "hmb_then_aid"], &["warning", "hmb_then_aid"]),
    ("shared-deductible-per-drug", "/payers/cii/deductible_pool", 3, &["不能与"], &["cannot go with"]),
    ("ages-reversed", "/payers/hmb/when/age_from", 3, &["65", "18"], &["65", "18"]),
    ("group-key-unknown", "/payers/cii/groups/topup/capp_yuan", 3, &["cap_yuan"], &["did you mean \"cap_yuan\""]),
    ("bad-group-name", "/payers/cii/groups/第一组", 3, &["不能作名称"], &["cannot be a name"]),
    ("group-ratio", "/payers/cii/groups/topup/tiers/all/ratio", 3, &["超出范围"], &["out of range"]),
    ("stacked-admission-group", "/payers/bmi/groups/x/mode", 3, &["不能与"], &["cannot go with"]),
    ("empty-designs", "/designs", 3, &["至少需要一项"], &["at least one"]),
    ("design-of-a-city", "/designs/x/patch/illness", 4, &["同一批账单"], &["same bills"]),
    ("design-of-illness-by-revision", "/designs/x/patch/revisions/sick/patch/illness", 4, &["illness", "同一批账单"], &["\"illness\""]),
    ("revision-of-a-city", "/revisions/x/patch/city", 4, &["\"city\"", "payers、payer_order、indices、funds、illness"], &["\"city\"", "payers, payer_order, indices, funds, illness"]),
    ("revision-of-another-payer", "/revisions/x", 4, &["from_year"], &["from_year"]),
    ("revision-with-a-bad-ratio", "/revisions/reform/patch/payers/cii/tiers/low/ratio", 4, &["（调整 reform）", "0 至 1"], &["(revision reform)", "0 to 1"]),
    ("revision-with-a-high-bid", "/funds/cii/bid_yuan_per_head", 27, &["（调整 cut）", "28.50"], &["(revision cut)", "28.50"]),
    ("revision-of-nothing", "/revisions/x", 4, &["警告", "没有改变"], &["warning", "changes nothing"]),
    ("revision-after-the-term", "/revisions/x", 4, &["警告", "2019", "2018"], &["warning", "2019", "2018"]),
    ("revision-of-an-opening", "/revisions/x", 4, &["期初"], &["start of the term"]),
    ("revision-without-a-year", "/revisions/x", 4, &["\"from\""], &["\"from\""]),
    ("empty-revisions", "/revisions", 3, &["至少需要一项"], &["at least one"]),
    ("payer-ends-before-it-begins", "/payers/hmb/from_year", 4, &["to_year"], &["from_year 2018", "to_year 2016"]),
    ("design-of-the-term", "/designs/x/patch/term", 3, &["同一批账单"], &["same bills"]),
    ("design-with-a-bad-ratio", "/designs/x/patch/payers/cii/tiers/low/ratio", 4, &["方案 x", "超出范围"], &["design x", "out of range"]),
    ("design-with-a-high-bid", "/designs/x/patch/funds/cii/bid_yuan_per_head", 3, &["方案 x", "中标价"], &["design x", "benchmark"]),
    ("design-of-another-payer", "/designs/x", 3, &["无法并列比较"], &["side by side"]),
    ("design-of-nothing", "/designs/x", 3, &["警告", "没有改变"], &["warning", "changes nothing"]),
    ("design-to-the-same", "/designs/x", 3, &["警告", "没有改变"], &["warning", "changes nothing"]),
    ("design-without-a-patch", "/designs/x", 3, &["缺少键 \"patch\""], &["\"patch\" is missing"]),
    ("stress-of-an-unknown-key", "/stresses/x/patch/wrld", 3, &["world"], &["did you mean \"world\""]),
    ("empty-population", "/city/heads", 3, &["参保人数为零"], &["nobody is insured"]),
    ("no-bands", "/city/heads", 3, &["参保人数为零"], &["nobody is insured"]),
    ("negative-heads", "/city/heads/old/employee_male", 5, &["-5", "允许 0 至"], &["-5 is out of range", "0 to"]),
    ("half-a-head", "/city/heads/all/employee_male", 4, &["最多 0 位"], &["at most 0"]),
    ("absurd-heads", "/city/heads/all/employee_male", 4, &["超出范围"], &["out of range"]),
    ("absurd-population", "/city/heads", 3, &["20亿"], &["2,000,000,000"]),
    ("bands-overlap", "/city/heads", 3, &["重复计入"], &["count twice"]),
    ("band-reversed", "/city/heads/all/to_age", 4, &["20", "60"], &["20 is not above 60"]),
    ("growth-in-percent", "/city/growth_per_year/resident", 3, &["超出范围"], &["out of range"]),
    ("census-and-heads", "/city/census", 3, &["二选一", "null"], &["both there", "null"]),
    ("no-people", "/city", 3, &["\"heads\" 或 \"census\""], &["\"heads\" or \"census\" is missing"]),
    ("census-area-mistyped", "/city/census/area", 3, &["不存在", "zhejiang"], &["does not exist", "did you mean \"zhejiang\""]),
    ("census-mix-not-whole", "/city/census/mix", 4, &["0.9", "等于 1"], &["add up to 0.9"]),
    ("census-mix-derived", "/city/census/mix", 4, &["警告", "江苏", "推算"], &["warning", "江苏", "derived"]),
    ("census-share-missing", "/city/census", 3, &["employee_share"], &["\"employee_share\" is missing"]),
    ("more-employees-than-people", "/city/census", 3, &["在职职工658人", "劳动年龄"], &["employees in service: 658", "working ages"]),
    ("vitality-of-a-still-city", "/city/vitality", 4, &["stationary"], &["dynamics \"stationary\""]),
    ("districts-not-whole", "/city/districts", 4, &["0.9", "等于 1"], &["add up to 0.9"]),
    ("dynamics-mistyped", "/city/dynamics", 3, &["cohort"], &["did you mean \"cohort\""]),
    ("target-of-nothing", "/comparison/x", 3, &["\"quantity\" 或 \"metric\""], &["\"quantity\" or \"metric\" is missing"]),
    ("target-of-two-things", "/comparison/x/metric", 3, &["二选一", "metric"], &["both there", "metric"]),
    ("target-weight", "/comparison/x/weight", 3, &["超出范围"], &["out of range"]),
    ("parameter-without-a-path", "/calibration/parameters/x/paths", 3, &["至少需要一项"], &["at least one"]),
    ("parameter-range-reversed", "/calibration/parameters/x/low", 3, &["30000", "10000"], &["low 30000 is above high 10000"]),
    ("parameter-log-from-zero", "/calibration/parameters/x/scale", 3, &["不能与"], &["cannot go with low"]),
    ("parameter-that-is-no-number", "/calibration/parameters/x", 3, &["payers.cii.kind", "没有数"], &["leads to no number"]),
    ("parameter-outside-its-range", "/calibration/parameters/x", 3, &["20000", "允许 1 至 100"], &["20000 is out of range"]),
    ("parameter-moved-twice", "/calibration/parameters/y", 5, &["已由另一个参数调整"], &["by another parameter already"]),
    ("design-of-the-calibration", "/designs/x/patch/calibration", 3, &["同一批账单"], &["same bills"]),
    ("path-of-a-ledger", "/paths/p/fund", 4, &["\"aid\" 是普通账户"], &["\"aid\" is a plain ledger"]),
    ("path-of-a-fund-mistyped", "/paths/p/fund", 3, &["\"cij\" 不存在", "cii"], &["did you mean \"cii\""]),
    ("path-of-an-unknown-design", "/paths/p/ladder/1", 4, &["\"cheep\" 不存在"], &["did you mean \"cheap\""]),
    ("path-of-one-design-twice", "/paths/p/ladder/2", 4, &["base"], &["base"]),
    ("path-without-steps", "/paths/p/ladder", 4, &["至少需要两个方案"], &["two designs or more"]),
    ("path-from-nowhere", "/paths/p/start", 4, &["\"cheap\" 不存在"], &["\"cheap\" does not exist", "base"]),
    ("path-with-too-few-twins", "/paths/p/without", 4, &["1 个方案", "2 个"], &["1 design for a ladder of 2"]),
    ("path-reviewed-at-once", "/paths/p/review/first_year", 4, &["2016", "允许 2017"], &["2016 is out of range", "2017"]),
    ("path-early-without-a-ratio", "/paths/p/review", 4, &["early_trigger_ratio"], &["\"early_trigger_ratio\" is missing"]),
    ("path-floor-above-cap", "/paths/p/review/floor_yuan", 4, &["40", "20"], &["floor_yuan", "cap_yuan"]),
    ("path-of-benefits-with-a-floor", "/paths/p/review/floor_yuan", 4, &["不能与", "floor_yuan"], &["cannot go with floor_yuan"]),
    ("design-of-the-paths", "/designs/x/patch/paths", 3, &["同一批账单"], &["same bills"]),
    ("world-too-stiff", "/world/frequency/autocorrelation", 3, &["允许 0 至 0.99"], &["0 to 0.99"]),
    ("world-factor-unknown", "/world/without/0", 3, &["epidemic"], &["did you mean \"epidemic\""]),
    ("history-gap", "/world/history", 3, &["历史年份不连续"], &["leave one out"]),
    ("history-without-its-base", "/world/base_year", 3, &["2018", "允许 2019 至 2019"], &["2018 is out of range", "2019 to 2019"]),
    ("history-of-no-year", "/world/history/year-2019", 4, &["year-2019", "1950"], &["year-2019 is out of range", "1950 to 2150"]),
    ("known-beyond-the-history", "/world/known_to", 3, &["2020", "允许 2019 至 2019"], &["2020 is out of range"]),
    ("demand-outside-its-interval", "/demand/share_elasticity", 3, &["-0.1", "允许 -0.5 至 -0.2"], &["-0.1 is out of range", "-0.5 to -0.2"]),
    ("event-that-ends-before-it-begins", "/world/events/new-drug/to_year", 4, &["2022", "2021"], &["from_year", "2022", "2021"]),
];

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/malformed")
}

/// What is found in a file of the directory; the chain of `extends` and the designs included.
fn problems_of(name: &str) -> Problems {
    let path = directory().join(format!("{name}.json"));
    match load(&Library::built_in(), &path.display().to_string(), &[]) {
        Ok(loaded) => loaded.warnings,
        Err(problems) => problems,
    }
}

#[test]
fn what_the_malformed_files_spoil_is_good() {
    assert_eq!(problems_of("good"), Problems::new());
}

#[test]
fn every_file_of_the_directory_has_its_case() {
    let named: BTreeSet<String> =
        CASES.iter().map(|case| case.0).chain(["good"]).map(|name| format!("{name}.json")).collect();
    let found = fs::read_dir(directory()).unwrap().map(|entry| entry.unwrap().file_name());
    let found: BTreeSet<String> = found.map(|name| name.to_string_lossy().into_owned()).collect();
    assert_eq!(named, found);
}

#[test]
fn each_kind_is_named_with_its_place_in_both_languages() {
    let mut wrong = Vec::new();
    for (name, pointer, line, zh, en) in CASES {
        let problems = problems_of(name);
        let Some(problem) = problems.iter().next() else {
            wrong.push(format!("{name}: nothing found"));
            continue;
        };
        let messages = [(Lang::Zh, zh), (Lang::En, en)].map(|(lang, words)| (problem.message(lang), words));
        if problems.iter().count() > 1 {
            wrong.push(format!("{name}: more than one problem\n{problems}"));
        }
        if problem.place.pointer.to_string() != *pointer || problem.place.line != *line {
            wrong.push(format!("{name}: not at {pointer}, line {line}: {}", messages[1].0));
        }
        for (message, words) in &messages {
            if let Some(word) = words.iter().find(|word| !message.contains(**word)) {
                wrong.push(format!("{name}: no \"{word}\" in: {message}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_mistyped_kind_does_not_hide_what_stands_under_it() {
    let file = tempfile::NamedTempFile::with_suffix(".json").unwrap();
    let good = directory().join("good.json").display().to_string();
    let payer = serde_json::json!({ "kind": "per_yaer", "deductible_yuan": -1, "deductable": 3 });
    let spoiled = serde_json::json!({ "extends": good, "payers": { "cii": payer } });
    fs::write(file.path(), spoiled.to_string()).unwrap();
    let problems = load(&Library::built_in(), file.path().to_str().unwrap(), &[]).unwrap_err();
    let found: BTreeSet<String> = problems.iter().map(|it| it.place.pointer.to_string()).collect();
    let all = ["/payers/cii/deductable", "/payers/cii/deductible_yuan", "/payers/cii/kind"];
    assert_eq!(found, all.map(str::to_owned).into(), "{problems}");
}

#[test]
fn a_whole_directory_is_checked_in_one_go() {
    let reports = validate(&Library::built_in(), &[directory().display().to_string()]);
    let bad = reports.iter().filter(|report| !report.problems.is_empty()).count();
    assert_eq!((reports.len(), bad), (CASES.len() + 1, CASES.len()));
}

#[test]
fn a_file_that_is_not_there_is_told_with_its_nearest_name() {
    let problems = load(&Library::built_in(), "cii/zhejian", &[]).unwrap_err();
    let message = problems.iter().next().unwrap().message(Lang::En);
    assert_eq!(message, "cii/zhejian: error: no such scenario: cii/zhejian; did you mean \"cii/zhejiang\"?");
}

#[test]
fn a_file_beyond_the_limit_is_not_read() {
    let file = tempfile::NamedTempFile::with_suffix(".json").unwrap();
    file.as_file().set_len(MAX_BYTES as u64 * 4).unwrap();
    let problems = load(&Library::built_in(), file.path().to_str().unwrap(), &[]).unwrap_err();
    let message = problems.iter().next().unwrap().message(Lang::En);
    assert!(message.contains("at most 33554432"), "{message}");
}

#[test]
fn a_million_values_are_too_many() {
    let text = format!("[{}0]", "0,".repeat(1_000_000));
    let problems = Problems::from(parse("t.json", text.as_bytes()).unwrap_err());
    assert!(problems.iter().next().unwrap().message(Lang::En).contains("more than 1000000 values"));
}

#[test]
fn a_byte_order_mark_is_tolerated() {
    assert!(parse("t.json", b"\xef\xbb\xbf{\"a\": 1}").is_ok());
}

#[test]
fn a_wrong_setting_is_told_with_what_was_typed() {
    for (setting, words) in [
        ("run.trials", "path=value"),
        ("run.trials.x=1", "path=value"),
        (".=1", "path=value"),
        ("run.trials=zero", "--set run.trials=zero: /run/trials: error: \"zero\" is not a decimal number"),
        ("run.trails=5", "did you mean \"trials\""),
        ("cii.tier_base=total", "eligible_total, above_deductible"),
        ("reserve.share=0.4", "0 to 0.3"),
    ] {
        let good = directory().join("good.json");
        let settings = [setting.to_string()];
        let problems = load(&Library::built_in(), good.to_str().unwrap(), &settings).unwrap_err();
        let message = problems.iter().next().unwrap().message(Lang::En);
        assert!(message.contains(words), "{setting}: {message}");
    }
}

#[test]
fn a_file_that_is_no_scenario_is_told_so_whatever_is_set() {
    let list = directory().join("list-at-root.json");
    let settings = ["run.trials=5".to_string()];
    let problems = load(&Library::built_in(), list.to_str().unwrap(), &settings).unwrap_err();
    let message = problems.iter().next().unwrap().message(Lang::En);
    assert!(message.ends_with("found a list [ ... ], expected an object { ... }"), "{message}");
}

#[test]
fn an_unknown_design_or_stress_is_told_with_those_there_are() {
    let good = directory().join("good.json");
    let loaded = load(&Library::built_in(), good.to_str().unwrap(), &[]).unwrap();
    let unknown = loaded.design("cheep").unwrap_err();
    assert!(unknown.iter().next().unwrap().message(Lang::En).contains("did you mean \"cheap\""));
    assert!(loaded.under_stress("dear").is_ok());
    let unknown = loaded.under_stress("cheap").unwrap_err();
    assert!(unknown.iter().next().unwrap().message(Lang::Zh).contains("不存在"));
}

#[test]
fn settings_are_applied_before_designs() {
    let good = directory().join("good.json");
    let settings = ["payers.cii.deductible_yuan=9000".to_string(), "payers.cii.cap_yuan=1".to_string()];
    let loaded = load(&Library::built_in(), good.to_str().unwrap(), &settings).unwrap();
    let resolved = loaded.design("cheap").unwrap().doc.payers.get("cii").cloned().unwrap();
    let base = loaded.base().payers.get("cii").cloned().unwrap();
    assert_ne!(base.terms, resolved.terms);
    let written = format!("{:?}", resolved.terms);
    assert!(written.contains("Known(Fen(1500000))") && written.contains("Known(Fen(100))"), "{written}");
}

/// The good scenario with some bytes replaced, some stretches doubled, moved or cut.
fn spoiled() -> impl Strategy<Value = Vec<u8>> {
    let good = fs::read(directory().join("good.json")).expect("the good scenario");
    let length = good.len();
    let token = prop::sample::select(vec![
        "null",
        "-1",
        "1e400",
        "\"unknown\"",
        "{}",
        "[]",
        "\"\"",
        "{",
        "}",
        "\"",
        ",",
        "true",
        "0.5",
        "\\u0000",
        "é",
    ]);
    prop::collection::vec((0..length, 0..40_usize, token), 1..6).prop_map(move |changes| {
        let mut bytes = good.clone();
        for (at, cut, token) in changes {
            let at = at.min(bytes.len());
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, token.bytes());
        }
        bytes
    })
}

/// The good scenario with values replaced by others, so that it stays JSON.
fn another_value() -> impl Strategy<Value = (usize, &'static str)> {
    let values = vec![
        "null",
        "-1",
        "0",
        "1e18",
        "0.000001",
        "\"unknown\"",
        "{}",
        "[]",
        "\"\"",
        "true",
        "\"in\"",
        "\"eligible\"",
        "[\"cii\"]",
        "{\"x\": {}}",
        "\"per_year\"",
        "99999999999999999999",
    ];
    (0..80_usize, prop::sample::select(values))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn bytes_spoiled_at_random_never_panic(bytes in spoiled()) {
        let file = tempfile::NamedTempFile::with_suffix(".json").unwrap();
        fs::write(file.path(), &bytes).unwrap();
        if let Err(problems) = load(&Library::built_in(), file.path().to_str().unwrap(), &[]) {
            prop_assert!(problems.has_errors());
            for problem in problems.iter() {
                prop_assert!(!problem.message(Lang::Zh).is_empty());
            }
        }
    }

    #[test]
    fn values_exchanged_at_random_never_panic(changes in prop::collection::vec(another_value(), 1..4)) {
        let bytes = fs::read(directory().join("good.json")).unwrap();
        let root = parse("good.json", &bytes).unwrap();
        let mut paths = Vec::new();
        collect_paths(&root, "", &mut paths);
        let settings: Vec<String> =
            changes.iter().map(|(at, value)| format!("{}={value}", paths[at % paths.len()])).collect();
        let good = directory().join("good.json");
        match load(&Library::built_in(), good.to_str().unwrap(), &settings) {
            Err(problems) => prop_assert!(problems.has_errors()),
            // what validates either settles, or names the cell that it lacks
            Ok(loaded) => if let Err(problems) = loaded.scheme() {
                for problem in problems.iter() {
                    let message = problem.message(Lang::En);
                    prop_assert!(!message.contains("cannot be:"), "the rules refuse what validated: {message}");
                }
            },
        }
        let _ = apply_settings(root, &settings);
    }
}

fn collect_paths(node: &huimin::scenario::node::Node, path: &str, paths: &mut Vec<String>) {
    for entry in node.entries() {
        let below = if path.is_empty() { entry.key.to_string() } else { format!("{path}.{}", entry.key) };
        collect_paths(&entry.node, &below, paths);
        paths.push(below);
    }
}
