//! The old surplus that pays part of the employees' contributions, [S1] Art. 8.

use super::FundError;
use crate::units::Fen;

/// What a county's old supplementary fund had left before pooling (全市统筹前累计结余基金).
///
/// It stays with the county and pays employees' contributions for them until it is spent; how much a
/// year is left to the county. The account receives the same contributions either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OldSurplus {
    balance: Fen,
}

impl OldSurplus {
    /// A surplus of 0 or more.
    pub fn new(balance: Fen) -> Result<OldSurplus, FundError> {
        FundError::refuse_negative(balance)?;
        Ok(OldSurplus { balance })
    }

    /// What is left.
    pub const fn balance(&self) -> Fen {
        self.balance
    }

    /// Pays up to `granted` of the contributions due: `min(granted, balance)`; gives what it paid.
    ///
    /// 1,000,000 yuan pay the 600,000 of 10,000 payers for one year and 400,000 of the next: 1.67 years.
    pub fn pay(&mut self, granted: Fen) -> Fen {
        let paid = granted.positive_part().min(self.balance);
        self.balance -= paid;
        paid
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn q13_an_old_surplus_pays_contributions_until_it_is_spent() {
        let mut surplus = OldSurplus::new(Fen::yuan(1_000_000)).unwrap();
        let due = Fen::yuan(10_000 * 60);
        assert_eq!(surplus.pay(due), Fen::yuan(600_000));
        assert_eq!(surplus.pay(due), Fen::yuan(400_000));
        assert_eq!(surplus.pay(due), Fen::ZERO);
        assert_eq!(surplus.balance(), Fen::ZERO);
        assert_eq!(OldSurplus::new(Fen(-1)), Err(FundError::Negative { amount: Fen(-1) }));
    }
}
