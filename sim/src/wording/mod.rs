//! Every sentence that people read, in Chinese and English.
//!
//! The rest of the program carries data (an error is an enum with its values); only here does it
//! become language. Each `match` is exhaustive, so a sentence cannot exist in one language alone.
//! This module does not know how figures are made.

#[macro_use]
mod words;

pub mod as_if;
pub mod beside;
pub mod buckets;
pub mod calibration;
pub mod backtest;
pub mod book;
pub mod cases;
pub mod claims;
pub mod clauses;
pub mod contrast;
pub mod curve;
pub mod designs;
pub mod fit;
pub mod gate;
pub mod long_runs;
pub mod lookback;
pub mod metrics;
pub mod omission;
pub mod oracle;
pub mod page;
pub mod paths;
pub mod people;
pub mod problems;
pub mod quantities;
pub mod regulations;
pub mod said;
pub mod sampling;
pub mod shell;
pub mod sign_off;
pub mod solve;
pub mod stress;
pub mod sweep;
pub mod tables;
pub mod trouble;
pub mod until;
pub mod walk;

/// The language of what people read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl Lang {
    /// One of two texts.
    const fn of<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// A count before what it counts, in English: `1 trial`, `1,000 trials`.
fn plural(n: impl std::fmt::Display, noun: &str) -> String {
    let n = n.to_string();
    let end = if n == "1" { "" } else { "s" };
    format!("{n} {noun}{end}")
}

/// A text in both languages, as a scenario file writes it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Bilingual {
    /// 中文
    pub zh: String,
    /// English
    pub en: String,
}

impl Bilingual {
    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}
