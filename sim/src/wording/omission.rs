//! What the model of a run leaves out.

use super::Lang;

words! {
    /// Something that the model leaves out, in the order in which it is said.
    pub enum Omission {
        /// Care does not react to benefits.
        InducedDemand
            "待遇变化引起的就医行为变化（各方案结算同一批账单）"
            "care that reacts to benefits (all designs settle the same bills)"
        /// Claims are ultimate when the year closes.
        ReportingDelay
            "报案与结算延迟（按最终赔款计）"
            "delay of reports and settlements (claims are ultimate)"
        /// Rules stay for the whole term.
        RuleChanges
            "情景未写明的期内调整（目录、支付方式、待遇）"
            "changes within the term that the scenario does not state (catalogue, payment method, benefits)"
        /// Who joins depends neither on the price nor on health.
        Selection
            "价格与健康状况对参保的影响（逆选择）"
            "members who react to the price, and adverse selection"
        /// Who was ill last year is as healthy as others this year.
        Persistence "同一人跨年的患病延续" "illness that lasts from year to year"
        /// Members of a household fall ill independently.
        Households "同一家庭成员之间患病的关联" "illness that members of a household share"
        /// How the city differs from the nation whose tables it borrows.
        ModelError
            "本地与所借用的全国数据之间的差异（区间不含这一误差）"
            "how the city differs from the tables that it borrows (intervals do not hold that error)"
        /// Care of which no bill is drawn, although some payer pays for nothing else.
        UndrawnCare
            "部分责任所保障但未模拟的费用（赔付与保费中按0计，运行时的提示列明是哪项）"
            "care that a liability covers and the model does not draw (it counts as 0 in claims and price; the run's warning names it)"
    }
}

/// The sentence on everything that the model of a run leaves out.
pub fn not_in_model(omissions: &[Omission], lang: Lang) -> String {
    let all: Vec<&str> = omissions.iter().map(|omission| omission.text(lang)).collect();
    match lang {
        Lang::Zh => format!("模型未包含：{}。", all.join("；")),
        Lang::En => format!("Not in the model: {}.", all.join("; ")),
    }
}
