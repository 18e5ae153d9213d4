//! What is asked of one figure: its standard error or the half width of its interval, below a number.

use crate::scenario::node::Place;
use crate::scenario::problem::{ProblemKind, Problems};
use crate::stats::Estimate;
use crate::units::{Column, Year};

use super::super::gate::known;
use super::super::metrics::{Definition, Kind, Subject};
use super::super::summary::{Design, Period};

/// Where problems stand.
const PLACE: &str = "--until";
/// The half width of a normal 95% interval in standard errors.
const REACH: f64 = 1.959_963_984_540_054;

/// What is meant by how precisely a figure is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Its standard error.
    StandardError,
    /// How far the farther limit of its 95% interval lies from it.
    HalfWidth,
}

impl Width {
    /// The word that stands for it, and whether it is a part of the figure.
    const WORDS: [(&'static str, Width, bool); 4] = [
        ("relative_half_width", Width::HalfWidth, true),
        ("relative_se", Width::StandardError, true),
        ("half_width", Width::HalfWidth, false),
        ("se", Width::StandardError, false),
    ];

    /// The word that stands for it in files.
    pub const fn key(self) -> &'static str {
        match self {
            Width::StandardError => "se",
            Width::HalfWidth => "half_width",
        }
    }
}

/// How precisely a figure is to be known.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// As it was written.
    pub text: String,
    /// What the figure is about.
    pub subject: Subject,
    /// The figure.
    pub definition: &'static Definition,
    /// The number of its design.
    pub number: u32,
    /// The name of its design.
    pub design: String,
    /// The period.
    pub period: Period,
    /// What is meant by precise.
    pub width: Width,
    /// Whether as a part of the figure, or in its unit.
    pub relative: bool,
    /// What the width must be below.
    pub below: f64,
}

/// The figures that a run will have.
#[derive(Debug, Clone, Copy)]
pub struct Known<'a> {
    /// What they are about.
    pub subjects: &'a [Subject],
    /// Its columns.
    pub columns: &'a [Column],
    /// Its designs.
    pub designs: &'a [Design],
    /// Its years.
    pub years: &'a [Year],
}

impl Precision {
    /// Reads `METRIC.se<NUMBER`, with `.half_width`, `.relative_se` or `.relative_half_width` for `.se`, and
    /// `@DESIGN`, `@YEAR` or both behind it; `None` when a problem was reported.
    pub(super) fn read(text: &str, run: &Known<'_>, problems: &mut Problems) -> Option<Precision> {
        let place = Place::whole(PLACE);
        let Some((figure, where_it_is, (_, width, relative), below)) = parts(text) else {
            problems.report(&place, ProblemKind::NotAPrecision { found: text.to_owned() });
            return None;
        };
        let all = || {
            let there = |key: &str| run.columns.iter().any(|column| column.key == key);
            let all = run.subjects.iter();
            let all = all.flat_map(|subject| subject.definitions().iter().map(move |it| (subject, it)));
            all.filter(move |(subject, it)| it.reads_only(subject.id(), there))
        };
        let found = all().find(|(subject, it)| subject.key(it.metric) == figure);
        let Some((subject, definition)) = found else {
            let keys: Vec<String> = all().map(|(subject, it)| subject.key(it.metric)).collect();
            known(figure, &keys.iter().map(String::as_str).collect::<Vec<_>>(), &place, problems);
            return None;
        };
        let in_parts =
            relative || matches!(definition.kind, Kind::Ratio | Kind::SmallRatio | Kind::Probability);
        if let Some(refused) = Kind::Probability.refuses(below).filter(|_| in_parts) {
            problems.report(&place, refused);
            return None;
        }
        let (number, period) = asked_of(&where_it_is, definition, run, problems)?;
        let design = run.designs.get(number as usize)?.name.clone();
        let text = text.trim().to_owned();
        let subject = subject.clone();
        Some(Precision { text, subject, definition, number, design, period, width, relative, below })
    }

    /// The figure's name in files: `cii.deficit_probability`.
    pub fn key(&self) -> String {
        self.subject.key(self.definition.metric)
    }

    /// How wide an estimate is; `None` where nobody can say: all trials so far are alike and may be so for want of the
    /// rare one, or it is a part of nothing.
    ///
    /// A share that never or always occurred has the interval of the rule of three, and a standard error to match: its
    /// own 1/n would end a run that was to see something rare.
    pub(super) fn width_of(&self, estimate: &Estimate) -> Option<f64> {
        let Estimate { value, se, low, high, .. } = *estimate;
        let reach = (high - value).max(value - low);
        let unseen = self.definition.kind == Kind::Probability && (value <= 0.0 || value >= 1.0);
        let width = match self.width {
            Width::HalfWidth => reach,
            Width::StandardError if unseen => reach / REACH,
            Width::StandardError => se,
        };
        let width = if self.relative { width / value.abs() } else { width };
        (width > 0.0 && width.is_finite()).then_some(width)
    }
}

/// The number of the design and the period: the base and the term where nothing else is written.
fn asked_of(
    words: &[&str],
    definition: &Definition,
    run: &Known<'_>,
    problems: &mut Problems,
) -> Option<(u32, Period)> {
    let place = Place::whole(PLACE);
    let periods = run.years.iter().map(|&year| Period::Year(year)).chain([Period::Term]);
    let periods: Vec<Period> = periods.filter(|it| definition.holds_in(*it)).collect();
    let (mut design, mut period) = (0, None);
    for word in words {
        let design_of = |name: &str| (0..).zip(run.designs).find(|(_, it)| it.name == name);
        if let Some(found) = periods.iter().find(|it| it.key() == *word) {
            period = Some(*found);
        } else if let Some((number, _)) = design_of(word) {
            design = number;
        } else {
            let designs = run.designs.iter().map(|it| it.name.clone());
            let names: Vec<String> = designs.chain(periods.iter().map(|it| it.key())).collect();
            known(word, &names.iter().map(String::as_str).collect::<Vec<_>>(), &place, problems);
            return None;
        }
    }
    let period = period.or_else(|| periods.last().copied().filter(|it| *it == Period::Term));
    if period.is_none() {
        let keys: Vec<String> = periods.iter().map(|it| it.key()).collect();
        known("term", &keys.iter().map(String::as_str).collect::<Vec<_>>(), &place, problems);
    }
    Some((design, period?))
}

/// A text taken apart.
type Parts<'a> = (&'a str, Vec<&'a str>, (&'static str, Width, bool), f64);

/// The figure, what stands behind `@`, what is meant by precise, and the number.
fn parts(text: &str) -> Option<Parts<'_>> {
    let text = text.trim().trim_matches(['"', '\'']);
    let (left, number) = text.split_once('<')?;
    let mut words = left.split('@').map(str::trim);
    let figure = words.next()?;
    let (figure, word) = figure.rsplit_once('.')?;
    let width = Width::WORDS.into_iter().find(|it| it.0 == word)?;
    let (number, part) = number.strip_suffix('%').map_or((number, 1.0), |number| (number, 100.0));
    let number: f64 = number.trim().parse().ok()?;
    let below = number / part;
    (below > 0.0 && below.is_finite()).then(|| (figure, words.collect(), width, below))
}

#[cfg(test)]
mod tests {
    use super::super::super::toy::{contract, designs};
    use super::*;
    use crate::units::Unit;
    use crate::wording::Lang;
    use crate::wording::metrics::Metric;

    fn read(text: &str) -> Result<Precision, String> {
        let column = |key: &str| Column { key: key.to_owned(), unit: Unit::Fen };
        let columns = ["cii_income_fen", "cii_claims_fen", "cii_deficit_fen"].map(column);
        let (subjects, designs) = ([Subject::Contract("cii".into())], designs(&[contract(), contract()]));
        let years = [Year(2016), Year(2017)];
        let run = Known { subjects: &subjects, columns: &columns, designs: &designs, years: &years };
        let mut problems = Problems::new();
        let message = |problems: &Problems| {
            problems.iter().map(|it| it.message(Lang::En)).collect::<Vec<_>>().join("\n")
        };
        Precision::read(text, &run, &mut problems).ok_or_else(|| message(&problems))
    }

    #[test]
    fn a_precision_names_a_figure_a_width_and_a_number() {
        let plain = read("cii.loss_ratio.se<0.001").unwrap();
        assert_eq!(
            (plain.definition.metric, plain.number, plain.period),
            (Metric::LossRatio, 0, Period::Term)
        );
        assert_eq!((plain.width, plain.relative, plain.below), (Width::StandardError, false, 0.001));
        let other = read(" cii.claims.relative_half_width@design-1@2017 < 2% ").unwrap();
        assert_eq!((&*other.design, other.number, other.period), ("design-1", 1, Period::Year(Year(2017))));
        assert_eq!((other.width, other.relative, other.below), (Width::HalfWidth, true, 0.02));
        assert_eq!(read("cii.claims.relative_half_width@2017@design-1<0.02").map(|it| it.number), Ok(1));
    }

    #[test]
    fn what_is_none_says_how_one_is_written_or_what_there_is() {
        for text in ["cii.loss_ratio<0.1", "cii.loss_ratio.se", "cii.loss_ratio.se<0", "cii.loss_ratio.se<x"]
        {
            let message = read(text).unwrap_err();
            assert!(message.contains("--until") && message.contains(".se<"), "{message}");
        }
        let message = read("cii.los_ratio.se<0.1").unwrap_err();
        assert!(message.contains("cii.loss_ratio"), "{message}");
        let message = read("cii.loss_ratio.se@2019<0.1").unwrap_err();
        assert!(message.contains("base, design-1, 2016, 2017, term"), "{message}");
        for in_per_cent in ["cii.loss_ratio.se<2", "cii.claims.relative_half_width<5"] {
            assert!(read(in_per_cent).unwrap_err().contains("allowed is 0 to 1"));
        }
        // a figure whose columns the run does not keep
        assert!(read("cii.draw.se<1").unwrap_err().contains("cii.draw"));
    }

    #[test]
    fn what_never_happened_is_as_precise_as_the_rule_of_three_and_what_never_moved_as_nothing() {
        let share = read("cii.deficit_probability.se<0.01").unwrap();
        let never = Estimate { value: 0.0, se: 0.01, low: 0.0, high: 0.03, n: 100 };
        assert!((share.width_of(&never).unwrap() - 0.03 / 1.96).abs() < 1e-5);
        let seen = Estimate { value: 0.1, se: 0.03, low: 0.05, high: 0.18, n: 100 };
        assert_eq!(share.width_of(&seen), Some(0.03));
        let half = read("cii.deficit_probability.half_width<0.01").unwrap();
        assert!((half.width_of(&seen).unwrap() - 0.08).abs() < 1e-12);
        let still = Estimate { value: 5.0, se: 0.0, low: 5.0, high: 5.0, n: 100 };
        assert_eq!(read("cii.claims.se<1").unwrap().width_of(&still), None);
        let nothing = Estimate { value: 0.0, se: 1.0, low: -2.0, high: 2.0, n: 100 };
        assert_eq!(read("cii.claims.relative_se<1").unwrap().width_of(&nothing), None);
    }
}
