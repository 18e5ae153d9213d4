//! The charts of a report, as data: the native charts of Excel and the drawings of the page show the same numbers.

use crate::wording::Bilingual;
use crate::wording::book::{ChartKind, Table, Unit};

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub kind: ChartKind,
    /// A stable name, one of its kind in the book.
    pub key: String,
    /// The table beside which it stands.
    pub table: Table,
    /// Its title.
    pub title: Bilingual,
    /// What a reader learns who cannot see it.
    pub alternative: Bilingual,
    /// The horizontal axis.
    pub x: Axis,
    /// The vertical axis.
    pub y: Axis,
    /// Where on the horizontal axis the values of every series stand.
    pub places: Places,
    /// The series.
    pub series: Vec<Series>,
    /// Lines that are no data: break-even, the own premium.
    pub guides: Vec<Guide>,
}

/// An axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Axis {
    /// What it counts.
    pub title: Bilingual,
    /// In which unit.
    pub unit: Unit,
    /// Its scale.
    pub scale: Scale,
}

/// The scale of an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// Equal steps.
    Linear,
    /// Equal ratios.
    Logarithmic,
}

/// Where the values of every series stand.
#[derive(Debug, Clone, PartialEq)]
pub enum Places {
    /// Under names.
    Names(Vec<Bilingual>),
    /// At numbers, which rise.
    Numbers(Vec<f64>),
    /// Between each number and the next: one number more than values.
    Bins(Vec<f64>),
}

/// A series of values.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Its name.
    pub name: Bilingual,
    /// A value a place; nothing where there is none.
    pub values: Vec<Option<f64>>,
}

/// A line that is no data.
#[derive(Debug, Clone, PartialEq)]
pub struct Guide {
    /// What it says.
    pub label: Bilingual,
    /// Where it stands on the horizontal axis, or on the vertical one.
    pub at: GuideAt,
}

/// Where a guide stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum GuideAt {
    /// Upright, at a number of the horizontal axis.
    X(f64),
    /// Level, at a number of the vertical axis.
    Y(f64),
}
