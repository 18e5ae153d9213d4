//! The columns that files of policies and claims may have: our names, and the national ones that need no mapping.

use super::document::{ClaimColumnsDoc, Names, PolicyColumnsDoc};

/// What stands in a column, so how a cell is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    Id,
    Year,
    Date,
    Age,
    Code,
    Flag,
    Amount,
    /// An amount that may stand in several columns.
    Sum,
}

/// A column of a file.
pub(super) trait Field: Copy + 'static {
    /// All of them.
    const ALL: &'static [Self];
    /// Its place in `ALL`.
    fn place(self) -> usize;
    /// Our name.
    fn key(self) -> &'static str;
    /// The names under which it is found where the document maps none; amounts under several are summed.
    fn known_as(self) -> &'static [&'static str];
    /// What stands in it.
    fn holds(self) -> Holds;
    /// Whether a file cannot do without.
    fn is_needed(self) -> bool;
}

macro_rules! fields {
    ($(#[doc = $doc:literal])* $name:ident of $columns:ident {
        $($variant:ident $key:ident $holds:ident $needed:literal [$($known:literal),*];)*
    }) => {
        $(#[doc = $doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum $name { $($variant),* }

        impl Field for $name {
            const ALL: &'static [$name] = &[$($name::$variant),*];
            fn place(self) -> usize { self as usize }
            fn key(self) -> &'static str { match self { $($name::$variant => stringify!($key)),* } }
            fn known_as(self) -> &'static [&'static str] {
                match self { $($name::$variant => &[stringify!($key), $($known),*]),* }
            }
            fn holds(self) -> Holds { match self { $($name::$variant => Holds::$holds),* } }
            fn is_needed(self) -> bool { match self { $($name::$variant => $needed),* } }
        }

        impl $columns {
            /// What the document says of each column, in the order of the fields.
            pub(super) fn mapped(&self) -> Vec<Option<&Names>> { vec![$(self.$key.as_ref()),*] }
        }
    };
}

fields! {
    /// The columns of policies.
    PolicyField of PolicyColumnsDoc {
        Policy policy Id false ["保单号"];
        Person person Id true ["psn_no", "人员编号"];
        Year year Year false ["policy_year", "保单年度"];
        Age age Age false ["年龄"];
        Birth birth Date false ["brdy", "出生日期"];
        Sex sex Code true ["gend", "性别"];
        Scheme scheme Code true ["insutype", "险种类型"];
        Retired retired Flag false ["退休"];
        PreExisting pre_existing Flag false ["既往症"];
        MedicalAid medical_aid Flag false ["医疗救助对象"];
        Premium premium Amount false ["保费"];
        From from Date false ["保险起期"];
        To to Date false ["保险止期"];
    }
}

fields! {
    /// The columns of claims and settlements.
    ClaimField of ClaimColumnsDoc {
        Id id Id true ["setl_id", "结算ID", "赔案号"];
        Bill bill Id false [];
        Person person Id true ["psn_no", "人员编号"];
        Year year Year false ["policy_year", "保单年度"];
        Service service Date true ["enddate", "出院日期", "出险日期"];
        Notified notified Date false ["报案日期"];
        Paid paid Date false ["赔付日期"];
        ReversalOf reversal_of Id false ["冲销原单号"];
        Liability liability Code false ["责任"];
        Kind kind Code true ["med_type", "医疗类别"];
        Level level Code false ["hosp_lv", "医院等级"];
        Place place Code false ["就医地"];
        ListedCause listed_cause Flag false ["既往症所致"];
        Total total Amount true ["medfee_sumamt", "医疗费总额"];
        InScope in_scope Amount true ["inscp_scp_amt", "符合政策范围金额"];
        FirstSelfPay first_self_pay Amount true ["preselfpay_amt", "先行自付金额"];
        OverLimit over_limit Amount true ["overlmt_selfpay", "超限价自费费用"];
        OwnExpense own_expense Amount true ["fulamt_ownpay_amt", "全自费金额"];
        Listed listed Amount false ["合理自费"];
        Bmi bmi Amount true ["hifp_pay", "基本医疗保险统筹基金支出"];
        Cii cii Sum true ["hifmi_pay", "hifob_pay"];
        Aid aid Amount true ["maf_pay", "医疗救助基金支出"];
        Payment payment Amount false ["赔付金额"];
    }
}
