//! One price for all ages (community rating): what each cohort costs, and what its leaving does, [S2] 二(二).

use rust_decimal::Decimal;

use super::reserving::ratio;
use crate::units::{Fen, Share};

/// Members of one kind in a book with one price: an age group, say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cohort {
    /// Their part of all members.
    pub share: Share,
    /// Claims per member and year.
    pub claims: Fen,
    /// The part of them that stays another year.
    pub retention: Share,
}

/// A book by cohort, before and after some have left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommunityRating {
    /// Loss ratio of each cohort at the price of all (交叉补贴: below 1 it gives, above 1 it takes).
    pub cohorts: Vec<Decimal>,
    /// Loss ratio of the book.
    pub before: Decimal,
    /// Loss ratio of those who stay.
    pub after: Decimal,
    /// The part of the members that stays.
    pub enrolment_after: Decimal,
}

/// What one price means for cohorts that cost differently and leave differently:
/// `sum of w c / (p sum of w)`, with `w` the share before, and share times retention after.
///
/// `None` without a price, or where nobody is in or stays. H08: at 100 yuan, cohorts of 20%, 55%, 25% with
/// claims of 20, 45, 190 have 76.25%; when 90%, 80%, 100% of them stay, 81.49%.
pub fn community_rating(premium: Fen, cohorts: &[Cohort]) -> Option<CommunityRating> {
    let weight = |cohort: &Cohort| Decimal::from(cohort.share.millionths());
    let staying = |cohort: &Cohort| weight(cohort) * cohort.retention.to_decimal();
    let loss_ratio = |weight: &dyn Fn(&Cohort) -> Decimal| {
        let claims: Decimal = cohorts.iter().map(|cohort| weight(cohort) * cohort.claims.to_decimal()).sum();
        let heads: Decimal = cohorts.iter().map(weight).sum();
        claims.checked_div(heads)?.checked_div(premium.to_decimal())
    };
    let all: Decimal = cohorts.iter().map(weight).sum();
    Some(CommunityRating {
        cohorts: cohorts.iter().map(|cohort| ratio(cohort.claims, premium)).collect::<Option<_>>()?,
        before: loss_ratio(&weight)?,
        after: loss_ratio(&staying)?,
        enrolment_after: cohorts.iter().map(staying).sum::<Decimal>().checked_div(all)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_book_that_nobody_leaves_keeps_its_loss_ratio() {
        let cohort = |points, claims| Cohort {
            share: Share::percent(points),
            claims: Fen::yuan(claims),
            retention: Share::percent(90),
        };
        let rated = community_rating(Fen::yuan(50), &[cohort(40, 10), cohort(60, 60)]).unwrap();
        assert_eq!((rated.before, rated.after), (Decimal::new(8, 1), Decimal::new(8, 1)));
        assert_eq!(rated.enrolment_after, Decimal::new(9, 1));
        assert_eq!(community_rating(Fen::ZERO, &[cohort(100, 1)]), None);
        assert_eq!(community_rating(Fen::yuan(50), &[]), None);
    }
}
