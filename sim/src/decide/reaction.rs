//! Care that reacts to what patients pay: how much oftener people are admitted under a design.
//!
//! ```text
//! factor(status) = (share paid under the design / share paid under the base) ^ elasticity
//! ```
//!
//! over the persons of the sample; all bills being the same, the ratio of shares is that of what is borne.

use super::gainers::Gainers;
use super::summary::DesignSummary;

/// A design under which care reacts, held against the base under which it does not.
#[derive(Debug, Clone, PartialEq)]
pub struct Reaction {
    /// The elasticity.
    pub elasticity: f64,
    /// How many times as often people are admitted: in service, retired, residents.
    pub factors: [f64; 3],
    /// The figures of the design, with their differences to the base.
    pub summary: DesignSummary,
}

/// How many times as often the members of each status (in service, retired, residents) are admitted.
pub fn use_factors(design: &Gainers, elasticity: f64) -> [f64; 3] {
    [&["in_service"][..], &["retired"], &["resident_adult", "student_or_child"]].map(|keys| {
        let of_status = design.groups.iter().filter(|it| keys.contains(&it.group.key.as_str()));
        let (borne, change) =
            of_status.fold((0, 0), |(borne, change), it| (borne + it.borne_fen, change + it.change_fen));
        let before = borne - change;
        if before <= 0 || borne <= 0 || change == 0 {
            return 1.0;
        }
        libm::pow(borne as f64 / before as f64, elasticity)
    })
}

#[cfg(test)]
mod tests {
    use super::super::gainers::GroupEffect;
    use super::*;
    use crate::scenario::groups::PersonGroup;
    use crate::wording::contrast::{Grouping, group_name};

    #[test]
    fn who_pays_a_fifth_less_of_his_bills_comes_oftener_by_the_elasticity() {
        let group = |nth, borne_fen, change_fen| {
            let (key, title) = group_name(Grouping::Status, nth);
            let group = PersonGroup { grouping: Grouping::Status, key, title };
            GroupEffect {
                group,
                heads: 10,
                billed: 5,
                borne_fen,
                change_fen,
                base_per_billed: None,
                per_billed: None,
                per_head: None,
                gain: None,
                lose: None,
            }
        };
        let groups = vec![group(0, 800, -200), group(1, 500, 0), group(2, 300, 60), group(3, 60, 0)];
        let [in_service, retired, resident] = use_factors(&Gainers { design: 1, groups }, -0.5);
        assert!((in_service - libm::sqrt(1.25)).abs() < 1e-12, "0.8 ^ -0.5");
        assert!((retired - 1.0).abs() < 1e-12);
        assert!((resident - libm::sqrt(300.0 / 360.0)).abs() < 1e-12, "adults and children together");
    }
}
