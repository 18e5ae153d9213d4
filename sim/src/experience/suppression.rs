//! Small cells are not shown (小单元抑制): neither themselves, nor by what is left when the others are taken off
//! their total.

/// Cells of fewer persons than this are not shown.
///
/// ```
/// use huimin::experience::Suppression;
/// let ten = Suppression(10);
/// // 4 persons are too few, and the total would give them away: the next smallest goes with them
/// assert_eq!(ten.shown(&[4, 30, 50]), ([false, false, true].to_vec(), true));
/// assert_eq!(ten.shown(&[12, 30, 50]), ([true, true, true].to_vec(), true));
/// assert_eq!(ten.shown(&[0, 30]), ([true, true].to_vec(), true));
/// // nothing is left to hide behind
/// assert_eq!(ten.shown(&[4, 0]), ([false, true].to_vec(), false));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Suppression(pub u64);

impl Suppression {
    /// The threshold where nobody says another.
    pub const USUAL: Suppression = Suppression(10);
    /// Shows everything: of persons who are made up.
    pub const NONE: Suppression = Suppression(0);

    /// Whether so many persons are too few to be shown; nobody is not.
    pub const fn hides(self, persons: u64) -> bool {
        persons > 0 && persons < self.0
    }

    /// Which of the cells that add up to a total are shown, by their persons, and whether the total is: the cells
    /// that are not shown are of so many persons together that the difference to the total gives nobody away.
    pub fn shown(self, persons: &[u64]) -> (Vec<bool>, bool) {
        let mut shown: Vec<bool> = persons.iter().map(|&it| !self.hides(it)).collect();
        loop {
            let hidden = || persons.iter().zip(&shown).filter(|(_, shown)| !**shown).map(|(it, _)| *it);
            let (n, together) = (hidden().count(), hidden().sum::<u64>());
            if n == 0 || n > 1 && together >= self.0 {
                return (shown, true);
            }
            let next = persons.iter().zip(&shown).enumerate().filter(|(_, (it, shown))| **it > 0 && **shown);
            match next.min_by_key(|(_, (it, _))| **it).map(|(at, _)| at) {
                Some(at) => shown[at] = false,
                None => return (shown, false),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Whoever knows the total and all shown cells learns of at least as many persons as the threshold says.
        #[test]
        fn what_is_hidden_is_of_enough_persons(persons in prop::collection::vec(0_u64..40, 1..8), least in 2_u64..20) {
            let (shown, total) = Suppression(least).shown(&persons);
            let hidden: Vec<u64> = persons.iter().zip(&shown).filter(|(_, it)| !**it).map(|(it, _)| *it).collect();
            prop_assert!(persons.iter().zip(&shown).all(|(it, shown)| !shown || *it == 0 || *it >= least));
            if total {
                prop_assert!(hidden.is_empty() || hidden.len() > 1 && hidden.iter().sum::<u64>() >= least);
            }
        }
    }

    #[test]
    fn two_small_cells_that_are_too_few_together_hide_behind_a_third() {
        assert_eq!(Suppression(10).shown(&[3, 4, 25, 80]), (vec![false, false, false, true], true));
        assert_eq!(Suppression(10).shown(&[6, 7, 25]), (vec![false, false, true], true));
    }
}
