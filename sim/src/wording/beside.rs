//! The words of a file's own bills beside the model's answer.

words! {
    /// A heading, a column or a sentence without data.
    pub enum BesideWord {
        Heading "实际账单与模型对照（同一批参保人、同一方案）" "Own bills beside the model (same members, same designs)"
        Design "方案" "design"
        Figure "指标" "figure"
        Bills "实际账单" "bills as they are"
        Trended "加趋势" "at the trend"
        Resampled "重抽样（±抽样误差）" "resampled (± error of the sample)"
        Model "模型（±标准误）" "model (± standard error)"
        Difference "差（±标准误）" "difference (± standard error)"
        Score "差/标准误" "in standard errors"
        SampleError "抽样误差" "error of the sample"
        ModelError "模型标准误" "standard error of the model"
        DifferenceError "差的标准误" "standard error of the difference"
        Year "模型单年标准差" "deviation of one year of the model"
        Note
            "差＝重抽样均值－模型均值；其标准误由抽样误差与模型标准误合成，不含文件所在年度的系统性偏离（疫情、价格等），该项见模型单年标准差。模型按文件的年龄、性别、险种抽取同样人数，不含参保选择。"
            "The difference is the resampled mean less the model's; its standard error joins that of the sample and that of the model, and holds nothing that moved the file's whole year (for which see the deviation of one year of the model). The model draws as many members of the same age, sex and scheme, without selection."
    }
}
