//! What one trial adds up: whole fen and heads, hence the same for any order of blocks.

use crate::fund::Joined;
use crate::projection::concentration::Concentration;
use crate::units::Fen;

/// Sums that no design can change: one settlement year of the city.
#[derive(Debug, Clone, Default)]
pub(super) struct CityYear {
    /// Admissions by scheme (employee, resident).
    pub(super) admissions: [i64; 2],
    /// Heads of employees (in service, retired).
    pub(super) employees: [i64; 2],
    /// Admissions of employees (in service, retired).
    pub(super) employee_admissions: [i64; 2],
    /// Bills of admissions at ages 60 and over.
    pub(super) cost_60_plus: Fen,
    /// Bills of admissions of those aged 18 and over, by person.
    pub(super) adults: Concentration,
    /// The bills of the dearest tenth of them; known when the trial ends.
    pub(super) top_tenth: Fen,
    /// Members admitted at least once.
    pub(super) persons_admitted: i64,
    /// Bills of admissions by scheme.
    pub(super) cost: [Fen; 2],
    /// Policy-range cost of admissions by scheme.
    pub(super) in_policy: [Fen; 2],
    /// Cost of special-disease outpatient care by scheme.
    pub(super) special_outpatient: [Fen; 2],
    /// Cost of care outside admissions: special-disease outpatient care and special drugs.
    pub(super) other_cost: Fen,
}

/// Steps of a year's self-pay (政策范围内自付) that decide a 大病保险: its usual deductible, the end of the
/// first tier and the point where the cap binds under [S1] Art. 6.
pub(super) const SELF_PAY_STEPS: [Fen; 3] = [Fen::yuan(20_000), Fen::yuan(120_000), Fen::yuan(278_333)];

/// What a first payer makes of a block's year.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct FirstPaid {
    /// Persons whose self-pay after it is above each of [`SELF_PAY_STEPS`].
    pub(super) above: [i64; 3],
    /// Paid for admissions.
    pub(super) inpatient: Fen,
    /// Paid for other care.
    pub(super) other: Fen,
}

impl CityYear {
    pub(super) fn clear(&mut self) {
        let mut adults = std::mem::take(&mut self.adults);
        adults.clear();
        *self = CityYear { adults, ..CityYear::default() };
    }
}

/// Sums of one design in one settlement year.
#[derive(Debug, Clone, Default)]
pub(super) struct DesignYear {
    /// Paid by the per-admission first payer (BMI) for admissions, by scheme.
    pub(super) first_payer: [Fen; 2],
    /// Paid by it for special-disease outpatient care.
    pub(super) first_payer_other: Fen,
    /// Persons whose self-pay after it is above each of [`SELF_PAY_STEPS`].
    pub(super) above: [i64; 3],
    /// Paid by each later payer.
    pub(super) paid: Vec<Fen>,
    /// Persons paid by each later payer.
    pub(super) persons_paid: Vec<i64>,
    /// Persons paid by each fund.
    pub(super) claimants: Vec<i64>,
    /// What each fund would have paid had nobody paid a top-up.
    pub(super) base_claims: Vec<Fen>,
    /// What of each fund's claims is recovered above its retention per person.
    pub(super) above_retention: Vec<Fen>,
    /// Heads whom the city product takes.
    pub(super) eligible: i64,
    /// Its paying members of last year who may still join.
    pub(super) renewable: i64,
    /// Those of them who do.
    pub(super) renewed: i64,
    /// Members of the city product with their prices.
    pub(super) joined: JoinedYear,
}

/// Members of the city product by who pays for them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct JoinedYear {
    /// Entitled to medical aid: local finance pays.
    pub(super) subsidised: Joined,
    /// Others, by scheme (employee, resident).
    pub(super) paying: [Joined; 2],
}

impl DesignYear {
    pub(super) fn new(payers: usize, funds: usize) -> DesignYear {
        DesignYear {
            paid: vec![Fen::ZERO; payers],
            persons_paid: vec![0; payers],
            claimants: vec![0; funds],
            base_claims: vec![Fen::ZERO; funds],
            above_retention: vec![Fen::ZERO; funds],
            ..DesignYear::default()
        }
    }

    pub(super) fn clear(&mut self) {
        self.first_payer = [Fen::ZERO; 2];
        self.first_payer_other = Fen::ZERO;
        self.above = [0; 3];
        self.paid.fill(Fen::ZERO);
        self.persons_paid.fill(0);
        self.claimants.fill(0);
        self.base_claims.fill(Fen::ZERO);
        self.above_retention.fill(Fen::ZERO);
        (self.eligible, self.renewable, self.renewed) = (0, 0, 0);
        self.joined = JoinedYear::default();
    }
}
