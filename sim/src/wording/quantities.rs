//! The names of the public figures that the model is held against.

words! {
    /// The name of a figure that public statistics print too, so that the model can be held against them.
    pub enum Quantity {
        AdmissionsPerHeadEmployee "admissions_per_head_employee" "职工人均住院次数" "admissions per head, employees"
        AdmissionsPerHeadResident "admissions_per_head_resident" "居民人均住院次数" "admissions per head, residents"
        CostPerAdmissionEmployee "cost_per_admission_employee"
            "职工次均住院费用（元）"
            "cost per admission, employees (yuan)"
        CostPerAdmissionResident "cost_per_admission_resident"
            "居民次均住院费用（元）"
            "cost per admission, residents (yuan)"
        BmiInPolicyRatioEmployee "bmi_in_policy_ratio_employee"
            "职工政策范围内补偿比"
            "BMI share of in-policy cost, employees"
        BmiInPolicyRatioResident "bmi_in_policy_ratio_resident"
            "居民政策范围内补偿比"
            "BMI share of in-policy cost, residents"
        BmiActualRatioEmployee "bmi_actual_ratio_employee" "职工实际补偿比" "BMI share of total cost, employees"
        BmiActualRatioResident "bmi_actual_ratio_resident" "居民实际补偿比" "BMI share of total cost, residents"
        CiiTriggerRate "cii_trigger_rate" "大病保险获赔率" "persons paid by CII, share of insured"
        CiiCostPerHead "cii_cost_per_head" "大病保险人均赔付（元）" "CII benefits per head (yuan)"
        CiiTriggerRateResident "cii_trigger_rate_resident"
            "居民大病保险获赔率"
            "persons paid by CII, share of insured residents"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_quantity_has_its_own_key() {
        let mut keys = Quantity::ALL.map(Quantity::key).to_vec();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), Quantity::ALL.len());
    }
}
