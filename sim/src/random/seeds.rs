//! A seed for each source of uncertainty, so that one can be drawn anew while all others stay.

use huimin_kernel::mix;

/// Where uncertainty comes from. Each has its own seed and, in a run, all have the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// Who falls ill, how dear a stay is, how a bill splits.
    Process,
    /// What the tables do not know: the level of frequency and of cost, the tail, the split.
    Parameter,
    /// How the levels move from year to year.
    Trend,
    /// Epidemics, new drugs, new catalogues.
    Event,
    /// Who joins.
    Enrolment,
    /// How one city differs from the nation whose tables it borrows.
    Model,
}

impl Source {
    /// All sources, in the order of tables.
    pub const ALL: [Source; 6] =
        [Source::Process, Source::Parameter, Source::Trend, Source::Event, Source::Enrolment, Source::Model];

    /// The word that stands for the source in files.
    pub const fn key(self) -> &'static str {
        match self {
            Source::Process => "process",
            Source::Parameter => "parameter",
            Source::Trend => "trend",
            Source::Event => "event",
            Source::Enrolment => "enrolment",
            Source::Model => "model",
        }
    }
}

/// The seed of each source.
///
/// ```
/// use huimin::random::{Seeds, Source};
/// let redrawn = Seeds::all(7).with(Source::Trend, 8);
/// assert_eq!((redrawn.of(Source::Trend), redrawn.of(Source::Process)), (8, 7));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seeds([u64; 6]);

impl Seeds {
    /// One seed for all sources: a run's.
    pub const fn all(seed: u64) -> Seeds {
        Seeds([seed; 6])
    }

    /// A seed that has nothing to do with `seed`, and is always the same.
    pub const fn another(seed: u64) -> u64 {
        // the fraction of the golden ratio, mixed in
        mix(seed ^ 0x9E37_79B9_7F4A_7C15)
    }

    /// The seed of one source.
    pub const fn of(&self, source: Source) -> u64 {
        self.0[source as usize]
    }

    /// The same with another seed for one source.
    #[must_use]
    pub const fn with(mut self, source: Source, seed: u64) -> Seeds {
        self.0[source as usize] = seed;
        self
    }
}
