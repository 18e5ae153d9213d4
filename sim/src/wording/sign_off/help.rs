//! The help of the verb that makes the pack.

/// A text of the help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is documented by its two texts below")]
pub enum SignOffText {
    About,
    Examples,
    Assumptions,
    AsOf,
    With,
}

impl SignOffText {
    /// The text in both languages.
    pub(in crate::wording) const fn both(self) -> (&'static str, &'static str) {
        match self {
            SignOffText::About => (
                "签字材料：参数与假设登记、口径影响、100名合成人员逐笔核对、精算意见书草稿与全部文件摘要",
                "The pack that an actuary signs: register of assumptions, open readings, 100 synthetic persons bill by bill, draft opinion, digests",
            ),
            SignOffText::Examples => (
                "例：\n  huimin run cii/quzhou-2016 --readings --variance --out 结果\n  huimin signoff 结果 --out 签字材料\n  huimin signoff 结果 --assumptions 假设登记.json --as-of 2026-12-31 --with 压力 门槛 回测 --out 签字材料\n  cd 签字材料 && sha256sum -c SHA256SUMS",
                "Examples:\n  huimin run cii/quzhou-2016 --readings --variance --out results\n  huimin signoff results --out pack\n  huimin signoff results --assumptions register.json --as-of 2026-12-31 --with stresses gates backtest --out pack\n  cd pack && sha256sum -c SHA256SUMS",
            ),
            SignOffText::Assumptions => (
                "假设登记文件：责任人、证据等级、批准与有效期（JSON）",
                "Register of assumptions: owner, evidence grade, approval, expiry (JSON)",
            ),
            SignOffText::AsOf => (
                "按哪一天判断批准与有效期，如 2026-12-31 [默认：模拟开始日期]",
                "The day on which approval and expiry are judged, like 2026-12-31 [default: the day of the run]",
            ),
            SignOffText::With => (
                "一并列入的其他结果文件夹：compare、stress、curve、path、solve、sweep、calibrate，以及 gate、backtest、lookback、walk、fit、claims",
                "Folders of other verbs to take in: compare, stress, curve, path, solve, sweep, calibrate; gate, backtest, lookback, walk, fit, claims",
            ),
        }
    }
}
