//! A triangle of cumulative amounts.

/// Cumulative amounts by origin, the oldest first, and age: a younger origin is known to no later age than an
/// older one, and the oldest to every age.
#[derive(Debug, Clone, PartialEq)]
pub struct Triangle {
    rows: Vec<Vec<f64>>,
}

impl Triangle {
    /// `None` without two origins and two ages, or where an origin is known to a later age than the one before,
    /// or to none, or an amount is not finite.
    pub fn new(rows: Vec<Vec<f64>>) -> Option<Triangle> {
        let falling = rows.windows(2).all(|pair| pair[1].len() <= pair[0].len());
        let known = rows.iter().all(|row| !row.is_empty() && row.iter().all(|it| it.is_finite()));
        (rows.len() >= 2 && rows[0].len() >= 2 && falling && known).then_some(Triangle { rows })
    }

    /// The origins, each with its known amounts.
    pub fn rows(&self) -> &[Vec<f64>] {
        &self.rows
    }

    /// The number of ages.
    pub fn n_ages(&self) -> usize {
        self.rows[0].len()
    }

    /// What is known last of each origin.
    pub fn latest(&self) -> impl Iterator<Item = f64> {
        self.rows.iter().map(|row| row[row.len() - 1])
    }

    /// The pairs of amounts at an age and the next, of the origins that are known at both.
    pub(super) fn steps(&self, age: usize) -> impl Iterator<Item = (f64, f64)> {
        self.rows.iter().filter(move |row| row.len() > age + 1).map(move |row| (row[age], row[age + 1]))
    }
}
