//! The words of a search: what is varied, at which value the target holds, and how sure that is.

/// What a search moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Varying {
    /// The premium of the dearest age of a city product.
    Premium,
    /// How many join it.
    Participation,
    /// The bid of a CII contract.
    Bid,
    /// The deductible of a payer.
    Deductible,
    /// The cap of a payer.
    Cap,
    /// The ratio of a tier.
    Ratio,
    /// The part of every ratio that is paid.
    Benefit,
    /// Any other number, by its path.
    Path,
}

impl Varying {
    /// Those that have a word.
    pub const WORDS: [Varying; 7] = [
        Varying::Premium,
        Varying::Participation,
        Varying::Bid,
        Varying::Deductible,
        Varying::Cap,
        Varying::Ratio,
        Varying::Benefit,
    ];

    /// The word that stands for it on the command line and in files.
    pub const fn key(self) -> &'static str {
        match self {
            Varying::Premium => "premium",
            Varying::Participation => "participation",
            Varying::Bid => "bid",
            Varying::Deductible => "deductible",
            Varying::Cap => "cap",
            Varying::Ratio => "ratio",
            Varying::Benefit => "benefit",
            Varying::Path => "path",
        }
    }

    /// The quantity of a word.
    pub fn of_word(word: &str) -> Option<Varying> {
        Varying::WORDS.into_iter().find(|it| it.key() == word)
    }

    /// Whether it is one of a payer.
    pub const fn is_of_payer(self) -> bool {
        matches!(self, Varying::Deductible | Varying::Cap | Varying::Ratio | Varying::Benefit)
    }
}
