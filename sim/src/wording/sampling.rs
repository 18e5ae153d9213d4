//! How a run says in which way its futures were drawn, and where the errors come from.

use super::{Lang, plural};

/// World factors as scrambled Sobol points.
pub fn sobol(replicates: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "抽样方式：系统性因素取加扰Sobol点，分{replicates}组独立重复（第k次模拟属第k mod {replicates}组）"
        ),
        Lang::En => format!(
            "Sampling: what moves the whole city is drawn as scrambled Sobol points in {replicates} independent replicates (trial k belongs to replicate k mod {replicates})"
        ),
    }
}

/// Importance sampling: how many trials from the nominal law, what is shifted, how many trials they are worth.
pub fn importance(nominal: &str, shifts: &[(String, String)], effective: &str, lang: Lang) -> String {
    let list = |equals: &str, comma: &str| {
        let each = shifts.iter().map(|(name, shift)| format!("{name}{equals}{shift}"));
        each.collect::<Vec<_>>().join(comma)
    };
    match lang {
        Lang::Zh if shifts.is_empty() => "抽样方式：重要性抽样，但没有因素可以平移，等同普通抽样".to_owned(),
        Lang::Zh => format!(
            "抽样方式：重要性抽样，{nominal}的模拟按原分布，其余把系统性因素平移若干标准差（{}）；各次模拟按似然比加权，有效样本量{effective}",
            list(" ", "，")
        ),
        Lang::En if shifts.is_empty() => {
            "Sampling: importance sampling, but nothing moves that could be shifted: plain sampling"
                .to_owned()
        }
        Lang::En => format!(
            "Sampling: importance sampling; {nominal} of the trials from the model's own law, the others with the world shifted (in standard deviations: {}); trials are weighted by the likelihood ratio, effective sample size {effective}",
            list(" ", ", ")
        ),
    }
}

/// Where the errors come from with replicates: `degrees` of Student's t.
pub fn errors_of_replicates(degrees: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("标准误与区间由各组之间的差异得出（t分布，{degrees}个自由度）"),
        Lang::En => format!(
            "Errors and intervals come from the spread between the replicates (Student's t, {} of freedom)",
            plural(degrees, "degree")
        ),
    }
}

/// Where the errors come from with weights alone.
pub fn errors_of_weights(lang: Lang) -> String {
    match lang {
        Lang::Zh => "估计为加权（自归一化）估计，标准误由各次模拟的加权影响函数得出".to_owned(),
        Lang::En => {
            "Estimates are those of the weighted trials (self-normalised); errors come from each trial's weighted influence"
                .to_owned()
        }
    }
}

/// What stands over the table of a sampling.
pub const fn heading(lang: Lang) -> [&'static str; 2] {
    match lang {
        Lang::Zh => ["项目", "取值"],
        Lang::En => ["Item", "Value"],
    }
}
