//! Where a row stands, and how it is refused.

use std::sync::Arc;

use crate::wording::claims::{Allowed, DefectKind};

/// A row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// The file as the document names it.
    pub(super) file: Arc<str>,
    /// The line, from 1.
    pub(super) line: u64,
}

/// A row that others refuse: its place in a list, why, our name of the column, the value found, what is allowed.
pub(super) type Refused = (usize, DefectKind, &'static str, String, Allowed);
