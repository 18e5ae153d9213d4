//! The layers of protection, and which of them settles first where documents disagree.

/// Which of the layers of protection (多层次保障) a payer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LayerName {
    /// 基本医疗保险
    Bmi,
    /// 大病保险
    Cii,
    /// 医疗救助
    Aid,
    /// 惠民保
    Hmb,
    /// 企业援助
    Enterprise,
    /// 慈善
    Charity,
}

impl LayerName {
    /// All layers, in the order of [S3] ch. 1.
    pub const ALL: [LayerName; 6] = [
        LayerName::Bmi,
        LayerName::Cii,
        LayerName::Aid,
        LayerName::Hmb,
        LayerName::Enterprise,
        LayerName::Charity,
    ];

    /// The name in scenario files.
    pub const fn key(self) -> &'static str {
        match self {
            LayerName::Bmi => "bmi",
            LayerName::Cii => "cii",
            LayerName::Aid => "aid",
            LayerName::Hmb => "hmb",
            LayerName::Enterprise => "enterprise",
            LayerName::Charity => "charity",
        }
    }

    /// The layer whose name a book begins with: `hmb`, `hmb-l1`.
    pub fn of_book(book: &str) -> Option<LayerName> {
        let name = book.split('-').next().unwrap_or(book);
        LayerName::ALL.into_iter().find(|layer| layer.key() == name)
    }
}

/// Whether medical aid settles before the city product ([S3] ch. 1 §1(三) against ch. 4 §1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PayerOrder {
    /// Aid comes before the city product, whatever their places: its base is defined after BMI and CII.
    #[default]
    AidThenHmb,
    /// Aid comes after the city product, whatever their places.
    HmbThenAid,
    /// The city product does not see what aid pays, and pays no more than is left.
    ParallelIndemnity,
}

impl PayerOrder {
    /// The three readings.
    pub const ALL: [PayerOrder; 3] =
        [PayerOrder::AidThenHmb, PayerOrder::HmbThenAid, PayerOrder::ParallelIndemnity];

    /// The name in scenario files.
    pub const fn key(self) -> &'static str {
        match self {
            PayerOrder::AidThenHmb => "aid_then_hmb",
            PayerOrder::HmbThenAid => "hmb_then_aid",
            PayerOrder::ParallelIndemnity => "parallel_indemnity",
        }
    }
}
