//! What a product departs from, where the rules of an authority ask for something else.

use super::Lang;

/// A rule of an authority from which a product departs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Breach {
    /// [S3] ch. 3 §1(二): Shandong's floor for rare-disease drugs of May 2022.
    ShandongFloor,
    /// [S2] 二(二): one premium, whatever the person's risk.
    OnePrice,
    /// [D] G-2025: premiums tiered by age, sex and health since July 2025.
    NotTiered,
}

impl Breach {
    /// The sentence.
    pub const fn say(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Breach::ShandongFloor, Lang::En) => {
                "below Shandong's floor of 2022-05 for rare-disease drugs: deductible at most 10,000, ratio at \
                 least 70%, cap at least 300,000 ([S3] ch. 3 §1(二)); products filed before it may stand"
            }
            (Breach::ShandongFloor, Lang::Zh) => {
                "低于山东省2022年5月对罕见病用药的底线：起付线不高于1万元、报销比例不低于70%、封顶线不低于30万元\
                 （[S3] 第三章§1(二)）；此前备案的产品可不受其约束"
            }
            (Breach::OnePrice, Lang::En) => {
                "a premium by age departs from the one price that [S2] 二(二) (2021-01) asks for; the regulator's \
                 notice of 2025-07 asks for tiers"
            }
            (Breach::OnePrice, Lang::Zh) => {
                "按年龄定价，与[S2] 二(二)（2021年1月）保费与个人疾病风险脱钩的要求不一致；2025年7月监管通知则要求分层定价"
            }
            (Breach::NotTiered, Lang::En) => {
                "one price for all ages departs from the regulator's notice of 2025-07 ([D] G-2025), which asks for \
                 premiums tiered by age, sex and health"
            }
            (Breach::NotTiered, Lang::Zh) => {
                "各年龄同一价格，与2025年7月监管通知（[D] G-2025）按年龄、性别、健康状况分层定价的要求不一致"
            }
        }
    }
}
