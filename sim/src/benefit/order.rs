//! The layers of protection, and which of them settles first where documents disagree.

use crate::units::keys;

keys! {
    /// Which of the layers of protection (多层次保障) a payer belongs to.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
    pub enum LayerName {
        /// 基本医疗保险
        Bmi = "bmi",
        /// 大病保险
        Cii = "cii",
        /// 医疗救助
        Aid = "aid",
        /// 惠民保
        Hmb = "hmb",
        /// 企业援助
        Enterprise = "enterprise",
        /// 慈善
        Charity = "charity",
    }
}

impl LayerName {
    /// The layer whose name a book begins with: `hmb`, `hmb-l1`.
    pub fn of_book(book: &str) -> Option<LayerName> {
        let name = book.split('-').next().unwrap_or(book);
        LayerName::ALL.into_iter().find(|layer| layer.key() == name)
    }
}

keys! {
    /// Whether medical aid settles before the city product ([S3] ch. 1 §1(三) against ch. 4 §1).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub enum PayerOrder {
        /// Aid comes before the city product, whatever their places: its base is defined after BMI and CII.
        #[default]
        AidThenHmb = "aid_then_hmb",
        /// Aid comes after the city product, whatever their places.
        HmbThenAid = "hmb_then_aid",
        /// The city product does not see what aid pays, and pays no more than is left.
        ParallelIndemnity = "parallel_indemnity",
    }
}
