//! The words of a report that leaves the program: titles of its tables, heads of its columns, units, notes.

mod charts;
mod heads;
mod kept;
mod sentences;
mod tables;
mod trouble;
mod units;

pub use charts::{ChartKind, chart_title, of_run};
pub use heads::{ErrorPart, Head, error_head, of_folder, paid_a_head};
pub use kept::{kept_head, kept_word};
pub use sentences::*;
pub use tables::Table;
pub use trouble::FolderTrouble;
pub use units::{Unit, unit_of_key, unit_of_path};

use super::{Bilingual, Lang};

/// A text in both languages.
pub fn both(text: impl Fn(Lang) -> String) -> Bilingual {
    Bilingual { zh: text(Lang::Zh), en: text(Lang::En) }
}
