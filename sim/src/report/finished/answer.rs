//! What a finished folder says to programs, by name.

use crate::scenario::node::{Node, Value};
use crate::stats::Estimate;
use crate::wording::Bilingual;

/// The verb that made a folder, known by the file in which it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// `run`, `recompute`
    Run,
    /// `compare`
    Compare,
    /// `stress`
    Stress,
    /// `curve`
    Curve,
    /// `path`
    Path,
    /// `solve`
    Solve,
    /// `sweep`
    Sweep,
    /// `calibrate`
    Calibrate,
    /// `lookback`
    Lookback,
    /// `walk`
    Walk,
}

impl Verb {
    /// All whose folders a report is made of.
    pub const ALL: [Verb; 10] = [
        Verb::Run,
        Verb::Compare,
        Verb::Stress,
        Verb::Curve,
        Verb::Path,
        Verb::Solve,
        Verb::Sweep,
        Verb::Calibrate,
        Verb::Lookback,
        Verb::Walk,
    ];

    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Verb::Run => "run",
            Verb::Compare => "compare",
            Verb::Stress => "stress",
            Verb::Curve => "curve",
            Verb::Path => "path",
            Verb::Solve => "solve",
            Verb::Sweep => "sweep",
            Verb::Calibrate => "calibrate",
            Verb::Lookback => "lookback",
            Verb::Walk => "walk",
        }
    }

    /// The file in which it answers.
    pub(super) const fn file(self) -> &'static str {
        match self {
            Verb::Run => "summary.json",
            Verb::Compare => "compare.json",
            Verb::Stress => "stress.json",
            Verb::Curve => "curve.json",
            Verb::Path => "paths.json",
            Verb::Solve => "solve.json",
            Verb::Sweep => "sweep.json",
            Verb::Calibrate => "calibration.json",
            Verb::Lookback => "lookback.json",
            Verb::Walk => "walk.json",
        }
    }
}

/// The answer of a folder.
#[derive(Debug)]
pub struct Answer {
    /// Who gave it.
    pub verb: Verb,
    /// The whole file.
    pub node: Node,
}

/// A figure of a finished run.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptFigure {
    /// What simulation says about it; why there is none: `too_few_trials`.
    pub estimate: Result<Estimate, String>,
    /// The paired difference to the first design.
    pub difference: Option<Estimate>,
}

impl Answer {
    /// What stands under a name.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.node.get(key)
    }

    /// The entries of a list under a name.
    pub fn list(&self, key: &str) -> &[Node] {
        self.get(key).map(items).unwrap_or_default()
    }

    /// A figure of a run: its design, its period (`2016`, `term`), its name (`cii.loss_ratio`).
    pub fn figure(&self, design: &str, period: &str, key: &str) -> Option<KeptFigure> {
        let named = |it: &&Node| it.get("name").and_then(Node::as_text) == Some(design);
        let design = self.list("designs").iter().find(named)?;
        KeptFigure::of(design.at(&["periods", period, key])?)
    }

    /// The unit of a figure: `yuan`.
    pub fn unit(&self, key: &str) -> Option<&str> {
        self.node.at(&["metrics", key, "unit"])?.as_text()
    }

    /// What people call a figure.
    pub fn label(&self, key: &str) -> Option<Bilingual> {
        bilingual(self.node.at(&["metrics", key, "label"])?)
    }
}

impl KeptFigure {
    /// A figure as files hold it.
    pub fn of(node: &Node) -> Option<KeptFigure> {
        let missing = node.get("missing").and_then(Node::as_text).map(str::to_owned);
        let estimate = match (estimate(node), missing) {
            (Some(estimate), _) => Ok(estimate),
            (None, Some(why)) => Err(why),
            (None, None) => return None,
        };
        Some(KeptFigure { estimate, difference: node.get("difference").and_then(self::estimate) })
    }
}

/// The nodes of a list.
pub fn items(node: &Node) -> &[Node] {
    if let Value::List(nodes) = &node.value { nodes } else { &[] }
}

/// A number: the nearest float to what is written.
pub fn number(node: &Node) -> Option<f64> {
    if let Value::Number(text) = &node.value { text.parse().ok() } else { None }
}

/// A text in both languages.
pub fn bilingual(node: &Node) -> Option<Bilingual> {
    let text = |lang| Some(node.get(lang)?.as_text()?.to_owned());
    Some(Bilingual { zh: text("zh")?, en: text("en")? })
}

/// An estimate with its error.
pub fn estimate(node: &Node) -> Option<Estimate> {
    let of = |key| number(node.get(key)?);
    let Value::Number(n) = &node.get("n")?.value else { return None };
    Some(Estimate {
        value: of("value")?,
        se: of("se")?,
        low: of("low")?,
        high: of("high")?,
        n: n.parse().ok()?,
    })
}
