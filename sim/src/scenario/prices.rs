//! One city product at many prices or participations: designs made in memory, over the same bills.

use super::candidate::with_design;
use super::document::{TermDoc, VARIANTS};
use super::field::Keyed;
use super::funds::FundDoc;
use super::hmb_book::HmbBookDoc;
use super::load::Loaded;
use super::node::{Node, Value};
use super::problem::{Problem, ProblemKind, Problems};
use crate::units::{Fen, Share, Year};

/// What of a product differs from design to design.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offer {
    /// The price of the dearest age; the prices of other ages move in proportion, half up to the fen.
    Premium(Fen),
    /// The participation; as many people keep their inclination from year to year as in the scenario, so that
    /// the renewal rate moves with the participation.
    Participation(Share),
}

impl Offer {
    fn name(self) -> String {
        match self {
            Offer::Premium(price) => format!("premium-{}-fen", price.0),
            Offer::Participation(share) => format!("participation-{}-millionths", share.millionths()),
        }
    }
}

/// Prices that a product takes from a year on.
pub type DatedPrice = (Year, Fen);

impl Loaded {
    /// The city product of the scenario: its id and its book.
    ///
    /// # Errors
    /// No book, or prices that a revision changes or that are not known.
    pub fn product(&self) -> Result<(&str, &HmbBookDoc, Fen), Problems> {
        let whole = |kind| Problems::from(vec![Problem::new(self.root().place.clone(), kind)]);
        let book = self.base().funds.iter().find_map(|(id, fund)| match fund {
            FundDoc::HmbBook(book) => Some((id, book)),
            _ => None,
        });
        let (id, book) = book.ok_or_else(|| whole(ProblemKind::NoBook))?;
        let mut problems = Problems::new();
        let dearest = book.dearest(&mut problems).ok_or(problems)?;
        let years = self.base().term.as_ref().map(TermDoc::years).unwrap_or_default();
        let base = &self.designs[0];
        let repriced = years.iter().any(|&year| match base.in_year(year).doc.funds.get(id) {
            Some(FundDoc::HmbBook(revised)) => !revised.has_prices_of(book),
            _ => true,
        });
        if repriced {
            return Err(whole(ProblemKind::PricesRevised { book: id.to_owned() }));
        }
        Ok((id, book, dearest))
    }

    /// The scenario without its own designs and stresses, with one design an offer, in their order.
    ///
    /// # Errors
    /// Whatever the scenario fails in under an offer.
    pub fn with_offers(&self, offers: &[Offer]) -> Result<Loaded, Problems> {
        let (id, book, dearest) = self.product()?;
        let mut root = self.root().without(&VARIANTS);
        let renews = book.enrolment.as_ref().is_some_and(|enrolment| enrolment.renewal.is_some());
        let varies = offers.iter().any(|offer| matches!(offer, Offer::Participation(_)));
        let kept = if renews && varies { Some(self.projection()?.inclination_kept(0)) } else { None };
        for &offer in offers {
            let change = match offer {
                Offer::Premium(price) => priced(book, dearest, price),
                Offer::Participation(share) => {
                    let mut change = vec![("participation".to_owned(), Node::number(share))];
                    change.extend(kept.map(|kept| ("enrolment".to_owned(), kept_by(kept))));
                    change
                }
            };
            let patch = funds_patch(id, change);
            root = with_design(root, &offer.name(), Node::object(vec![("patch".into(), patch)]));
        }
        self.with_root(root)
    }

    /// The scenario without its own designs and stresses, over `years` years, its product at these prices of
    /// the dearest age from these years on.
    ///
    /// # Errors
    /// Whatever the scenario fails in then.
    pub fn with_prices_over(&self, years: u32, prices: &[DatedPrice]) -> Result<Loaded, Problems> {
        let (id, book, dearest) = self.product()?;
        let mut changes =
            vec![("term".to_owned(), Node::object(vec![("years".into(), Node::number(years))]))];
        let revisions = prices.iter().map(|&(from, price)| {
            let patch = funds_patch(id, priced(book, dearest, price));
            let revision = vec![("from".to_owned(), Node::number(from)), ("patch".to_owned(), patch)];
            (format!("price-of-{from}"), Node::object(revision))
        });
        let revisions: Vec<(String, Node)> = revisions.collect();
        if !revisions.is_empty() {
            changes.push(("revisions".to_owned(), Node::object(revisions)));
        }
        let root = self.root().without(&VARIANTS);
        self.with_root(super::merge::merge_scenario(root, &Node::object(changes)))
    }
}

impl HmbBookDoc {
    /// The price of the dearest age, if every price is known.
    fn dearest(&self, problems: &mut Problems) -> Option<Fen> {
        if let Some(price) = &self.premium_yuan_per_year {
            return price.require(problems);
        }
        let bands = self.premium_by_age.iter().flat_map(Keyed::iter);
        let prices: Vec<Option<Fen>> = bands.map(|(_, band)| band.yuan.require(problems)).collect();
        prices.into_iter().collect::<Option<Vec<Fen>>>()?.into_iter().max()
    }

    fn has_prices_of(&self, other: &HmbBookDoc) -> bool {
        self.premium_yuan_per_year == other.premium_yuan_per_year
            && self.premium_by_age == other.premium_by_age
    }
}

/// The prices of a book when the dearest age pays `price` in place of `dearest`.
fn priced(book: &HmbBookDoc, dearest: Fen, price: Fen) -> Vec<(String, Node)> {
    let Some(bands) = &book.premium_by_age else {
        return vec![("premium_yuan_per_year".to_owned(), Node::number(price))];
    };
    let bands = bands.iter().map(|(name, band)| {
        let own = band.yuan.known().unwrap_or(dearest);
        let moved = (2 * i128::from(own.0) * i128::from(price.0) + i128::from(dearest.0.max(1)))
            / (2 * i128::from(dearest.0.max(1)));
        let moved = Fen(i64::try_from(moved).unwrap_or(i64::MAX));
        (name.to_owned(), Node::object(vec![("yuan".into(), Node::number(moved))]))
    });
    vec![("premium_by_age".to_owned(), Node::object(bands.collect()))]
}

/// The patch of a law of enrolment in which so many keep their inclination, however renewal was given.
fn kept_by(kept: f64) -> Node {
    let nothing = || Node::made(Value::Null);
    let renewal = Node::object(vec![
        ("kind".into(), Node::text("inclination")),
        ("ratio".into(), Node::number(format!("{kept:.6}"))),
        ("refuse_ratio".into(), nothing()),
        ("undecided_ratio".into(), nothing()),
        ("undecided".into(), nothing()),
    ]);
    Node::object(vec![("renewal".into(), renewal)])
}

fn funds_patch(id: &str, change: Vec<(String, Node)>) -> Node {
    let book = Node::object(vec![(id.to_owned(), Node::object(change))]);
    Node::object(vec![("funds".to_owned(), book)])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::library::Library;
    use crate::scenario::load::load;

    fn wenzhou() -> Loaded {
        load(&Library::built_in(), "hmb/wenzhou", &[]).unwrap()
    }

    #[test]
    fn other_ages_move_in_proportion_and_nothing_else_does() {
        let offers = [Offer::Premium(Fen::yuan(125)), Offer::Participation(Share::percent(30))];
        let offered = wenzhou().with_offers(&offers).unwrap();
        let projection = offered.projection().unwrap();
        let book = |design: usize| &projection.designs()[design].first().hmb[0];
        assert_eq!(book(0).terms.premium.to_string(), "50.00–100.00");
        assert_eq!(book(1).terms.premium.to_string(), "62.50–125.00");
        assert_eq!(
            (book(1).participation, book(2).participation),
            (book(0).participation, Share::percent(30))
        );
        assert_eq!(projection.designs().len(), 3, "the designs of the file are left out");
    }

    #[test]
    fn however_many_join_as_many_keep_their_minds() {
        let survey = r#"funds.hmb.enrolment={"renewal":{"kind":"survey","refuse_ratio":0.066,"undecided_ratio":0.258}}"#;
        let scenario = load(&Library::built_in(), "hmb/wenzhou", &[survey.to_owned()]).unwrap();
        let offers = [10, 90].map(Share::percent);
        let projection =
            scenario.with_offers(&offers.map(Offer::Participation)).unwrap().projection().unwrap();
        // 80.5% renew where 58.81% join: (0.805 - 0.5881) / 0.4119 keep their minds
        for design in 0..3 {
            let kept = projection.inclination_kept(design);
            assert!((kept - (0.805 - 0.5881) / 0.4119).abs() < 1e-6, "{design}: {kept}");
        }
    }

    #[test]
    fn dated_prices_hold_from_their_years_on() {
        let prices = [(Year(2025), Fen::yuan(110)), (Year(2027), Fen::yuan(130))];
        let projection = wenzhou().with_prices_over(4, &prices).unwrap().projection().unwrap();
        let of = |year| projection.designs()[0].in_year(Year(year)).hmb[0].terms.premium.to_string();
        assert_eq!(
            [2024, 2025, 2026, 2027].map(of),
            ["50.00–100.00", "55.00–110.00", "55.00–110.00", "65.00–130.00"]
        );
    }

    #[test]
    fn a_scenario_without_a_product_or_with_dated_prices_of_its_own_is_refused() {
        let quzhou = load(&Library::built_in(), "cii/quzhou-2016", &[]).unwrap();
        assert!(quzhou.with_offers(&[]).is_err());
        let dated = wenzhou().with_prices_over(2, &[(Year(2025), Fen::yuan(110))]).unwrap();
        assert!(dated.with_offers(&[]).is_err());
    }
}
