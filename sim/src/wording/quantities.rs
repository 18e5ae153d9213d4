//! The names of the public figures that the model is held against.

use super::Lang;

/// The name of a figure that public statistics print too, so that the model can be held against them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// 职工住院率
    AdmissionsPerHeadEmployee,
    /// 居民住院率
    AdmissionsPerHeadResident,
    /// 职工次均住院费用
    CostPerAdmissionEmployee,
    /// 居民次均住院费用
    CostPerAdmissionResident,
    /// 职工政策范围内补偿比
    BmiInPolicyRatioEmployee,
    /// 居民政策范围内补偿比
    BmiInPolicyRatioResident,
    /// 职工实际补偿比
    BmiActualRatioEmployee,
    /// 居民实际补偿比
    BmiActualRatioResident,
    /// 大病保险获赔率
    CiiTriggerRate,
    /// 大病保险人均赔付
    CiiCostPerHead,
    /// 居民大病保险获赔率
    CiiTriggerRateResident,
}

impl Quantity {
    /// Every quantity, in the order of the table.
    pub const ALL: [Quantity; 11] = {
        #[allow(clippy::enum_glob_use, reason = "the list names every variant")]
        use Quantity::*;
        [
            AdmissionsPerHeadEmployee,
            AdmissionsPerHeadResident,
            CostPerAdmissionEmployee,
            CostPerAdmissionResident,
            BmiInPolicyRatioEmployee,
            BmiInPolicyRatioResident,
            BmiActualRatioEmployee,
            BmiActualRatioResident,
            CiiTriggerRate,
            CiiCostPerHead,
            CiiTriggerRateResident,
        ]
    };

    /// The word that stands for the quantity in files.
    pub const fn key(self) -> &'static str {
        self.names().0
    }

    /// The label in tables, with its unit.
    pub const fn label(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => self.names().1,
            Lang::En => self.names().2,
        }
    }

    /// Key, Chinese label, English label.
    const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Quantity::AdmissionsPerHeadEmployee => {
                ("admissions_per_head_employee", "职工人均住院次数", "admissions per head, employees")
            }
            Quantity::AdmissionsPerHeadResident => {
                ("admissions_per_head_resident", "居民人均住院次数", "admissions per head, residents")
            }
            Quantity::CostPerAdmissionEmployee => (
                "cost_per_admission_employee",
                "职工次均住院费用（元）",
                "cost per admission, employees (yuan)",
            ),
            Quantity::CostPerAdmissionResident => (
                "cost_per_admission_resident",
                "居民次均住院费用（元）",
                "cost per admission, residents (yuan)",
            ),
            Quantity::BmiInPolicyRatioEmployee => (
                "bmi_in_policy_ratio_employee",
                "职工政策范围内补偿比",
                "BMI share of in-policy cost, employees",
            ),
            Quantity::BmiInPolicyRatioResident => (
                "bmi_in_policy_ratio_resident",
                "居民政策范围内补偿比",
                "BMI share of in-policy cost, residents",
            ),
            Quantity::BmiActualRatioEmployee => {
                ("bmi_actual_ratio_employee", "职工实际补偿比", "BMI share of total cost, employees")
            }
            Quantity::BmiActualRatioResident => {
                ("bmi_actual_ratio_resident", "居民实际补偿比", "BMI share of total cost, residents")
            }
            Quantity::CiiTriggerRate => {
                ("cii_trigger_rate", "大病保险获赔率", "persons paid by CII, share of insured")
            }
            Quantity::CiiCostPerHead => {
                ("cii_cost_per_head", "大病保险人均赔付（元）", "CII benefits per head (yuan)")
            }
            Quantity::CiiTriggerRateResident => (
                "cii_trigger_rate_resident",
                "居民大病保险获赔率",
                "persons paid by CII, share of insured residents",
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quantity_has_its_own_key_and_is_listed_in_order() {
        let mut keys = Quantity::ALL.map(Quantity::key).to_vec();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Quantity::ALL.len());
        assert!(Quantity::ALL.is_sorted());
    }
}
