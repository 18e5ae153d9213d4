//! `huimin curve`: what a city product would be at other prices and participations, over the same bills.

use clap::{ArgMatches, Command};

use super::simulation::{Simulation, only_plain, read};
use super::{CliError, Exit, Session, clock, options, output, published};
use crate::decide::{Curve, CurveBook, Design, SpiralYear, next_price};
use crate::engine::Outcome;
use crate::report::{self, CurveReport, Simulated, SpiralReport};
use crate::scenario::load::Loaded;
use crate::scenario::prices::Offer;
use crate::units::{Fen, Share};
use crate::wording::Lang;
use crate::wording::shell::Text;

/// How many prices, participations and finer points there are by default.
const PRICES: u64 = 20;
const PARTICIPATIONS: u64 = 9;
/// Points inside a bracket of the second run.
const FINER: u64 = 4;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let mut arguments =
        vec![options::operand("scenario", Text::ScenarioName, Text::Scenario, lang).required(true)];
    arguments.extend(options::curve(lang));
    arguments.extend(options::how_much(lang));
    arguments.extend(options::changes_of_one(lang));
    arguments.extend(options::where_to(lang));
    arguments.push(options::json(lang));
    options::verb("curve", Text::Curve, arguments, lang).after_help(Text::CurveExamples.text(lang))
}

/// Simulates the product at every price and participation, looks closer where the result passes zero, and
/// prices it anew year after year where asked.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let asked = Asked::read(matches)?;
    let scenario = read(matches, session)?;
    only_plain(&scenario, "curve")?;
    session.warn(&scenario);
    session.warn_of(&scenario.run_warnings());
    let (id, book, dearest) = scenario.product()?;
    let (book_id, by_law) = (id.to_owned(), book.enrolment.is_some());
    let payers = book.payers.clone();
    let looked_at = CurveBook { id: &book_id, payers: &payers };
    let mut folder = options::folder(matches, session)?;
    let started = clock::now();
    let mut took = std::time::Duration::ZERO;
    let mut run = |scenario: Loaded| -> Result<(Simulation, Outcome), CliError> {
        let simulation = Simulation::new(scenario)?;
        let plan = options::run_plan(matches, simulation.plan.trials(), options::BATCH);
        let (outcome, time) = simulation.run(&plan, session)?;
        took += time;
        Ok((simulation, outcome))
    };

    let offers = asked.offers(dearest);
    let (simulation, outcome) = run(scenario.with_offers(&offers)?)?;
    let [mut premium, mut participation] = curves(&outcome, &simulation.designs, &offers, looked_at);
    let finer = finer(&premium, &participation);
    if !finer.is_empty() {
        let (closer, outcome) = run(scenario.with_offers(&finer)?)?;
        let [of_premium, of_participation] = curves(&outcome, &closer.designs, &finer, looked_at);
        (premium, participation) = (premium.with(of_premium), participation.with(of_participation));
    }
    let target = asked.target.unwrap_or_else(|| left_for_claims(&scenario, &book_id));
    let spiral = match asked.spiral {
        0 => None,
        years => Some(SpiralReport {
            years: spiral(&scenario, (looked_at, dearest), years, (target, asked.max_change), &mut run)?,
            target_loss_ratio: target,
            max_change: asked.max_change,
        }),
    };
    let report = CurveReport {
        run: Simulated::new(&scenario, simulation.plan.seed(), outcome.n_trials() as u64),
        book: &book_id,
        present: dearest.to_string(),
        by_law,
        premium,
        participation,
        spiral,
    };
    if let Some(mut folder) = folder.take() {
        let plan = options::run_plan(matches, simulation.plan.trials(), options::BATCH);
        let made = (started, report::milliseconds(took));
        let manifest = published::manifest(&scenario, &simulation, &plan, made);
        let answer = ("curve.json", &report::curve_json(&report));
        published::write(&mut folder, &scenario, answer, report::curve_csv(&report, session.lang))?;
        published::publish(&mut folder, &manifest, session)?;
    }
    output::print_result(
        matches,
        || report::curve_json(&report),
        || report::curve_console(&report, session.lang),
    )?;
    Ok(Exit::Done)
}

/// What is asked for on the command line.
struct Asked {
    /// Prices of the dearest age in yuan, from and to; by default a fifth of the present one to four times it.
    premium: Option<(f64, f64)>,
    points: u64,
    participation: (f64, f64),
    spiral: u64,
    target: Option<f64>,
    max_change: f64,
}

impl Asked {
    fn read(matches: &ArgMatches) -> Result<Asked, CliError> {
        let range = |id: &'static str, most: f64| match options::text_of(matches, id) {
            None => Ok(None),
            Some(found) => {
                options::range(found, most).map(Some).ok_or(CliError::BadRange(id, found.to_owned()))
            }
        };
        let share = |id: &'static str, most: f64| match options::text_of(matches, id) {
            None => Ok(None),
            Some(found) => {
                let number = found.parse::<f64>().ok().filter(|it| *it > 0.0 && *it <= most);
                number.map(Some).ok_or(CliError::BadRange(id, found.to_owned()))
            }
        };
        let count = |id| matches.get_one::<u64>(id).copied();
        Ok(Asked {
            premium: range("premium", 1e6)?,
            points: count("points").unwrap_or(PRICES),
            participation: range("participation", 1.0)?.unwrap_or((0.1, 0.9)),
            spiral: count("spiral").unwrap_or(0),
            target: share("target-loss-ratio", 10.0)?,
            max_change: share("max-change", 0.99)?.unwrap_or(0.1),
        })
    }

    /// The offers of the first run, premiums first; the present price is among them.
    fn offers(&self, dearest: Fen) -> Vec<Offer> {
        let present = dearest.as_yuan_f64();
        let prices = self.premium.unwrap_or((0.2 * present, 4.0 * present));
        let mut offers: Vec<Offer> = even(prices, self.points).filter_map(premium).collect();
        if self.premium.is_none_or(|(from, to)| (from..=to).contains(&present)) {
            offers.push(Offer::Premium(dearest));
        }
        offers.extend(even(self.participation, PARTICIPATIONS).filter_map(participation));
        unique(offers)
    }
}

/// So many numbers from the first to the second, evenly.
fn even((from, to): (f64, f64), points: u64) -> impl Iterator<Item = f64> {
    let steps = points.max(2) - 1;
    (0..=steps).map(move |i| from + (to - from) * i as f64 / steps as f64)
}

#[expect(clippy::cast_possible_truncation, reason = "a price in fen")]
fn premium(yuan: f64) -> Option<Offer> {
    let fen = (yuan * 100.0 + 0.5).floor() as i64;
    (fen > 0).then_some(Offer::Premium(Fen(fen)))
}

#[expect(clippy::cast_possible_truncation, reason = "a share")]
fn participation(share: f64) -> Option<Offer> {
    Share::from_millionths((share * 1e6 + 0.5).floor() as i64).map(Offer::Participation)
}

/// The offers without repetition, in their order.
fn unique(offers: Vec<Offer>) -> Vec<Offer> {
    let mut kept: Vec<Offer> = Vec::new();
    for offer in offers {
        if !kept.contains(&offer) {
            kept.push(offer);
        }
    }
    kept
}

/// The two curves of a run whose designs, after the base, are these offers.
fn curves(outcome: &Outcome, designs: &[Design], offers: &[Offer], book: CurveBook<'_>) -> [Curve; 2] {
    let (mut prices, mut participations) = (Vec::new(), Vec::new());
    for (design, offer) in (1_u32..).zip(offers) {
        match *offer {
            Offer::Premium(price) => prices.push((design, price.as_yuan_f64())),
            Offer::Participation(share) => {
                participations.push((design, share.millionths() as f64 / 1e6));
            }
        }
    }
    [prices, participations].map(|of| Curve::new(outcome, designs, &of, book))
}

/// Offers inside the brackets in which the mean result passes zero.
fn finer(premiums: &Curve, participations: &Curve) -> Vec<Offer> {
    let inside =
        |(from, to): (f64, f64)| (1..=FINER).map(move |i| from + (to - from) * i as f64 / (FINER + 1) as f64);
    let prices = premiums.brackets().into_iter().flat_map(inside).filter_map(premium);
    let shares = participations.brackets().into_iter().flat_map(inside).filter_map(participation);
    unique(prices.chain(shares).collect())
}

/// The loss ratio that leaves a book its cost ratios and its margin.
fn left_for_claims(scenario: &Loaded, book: &str) -> f64 {
    let projection = scenario.projection().ok();
    let base = projection.as_ref().and_then(|it| it.designs().first());
    let terms = base.and_then(|base| base.first().hmb.iter().find(|it| it.id == book));
    terms.map_or(1.0, |book| book.terms.left_millionths(true) as f64 / 1e6)
}

/// Year after year: the price of the next follows from the mean claims of this one. Each round runs one year
/// more, at the same addresses, so that earlier years come out as they were.
fn spiral(
    scenario: &Loaded,
    (book, dearest): (CurveBook<'_>, Fen),
    years: u64,
    (target, max_change): (f64, f64),
    run: &mut impl FnMut(Loaded) -> Result<(Simulation, Outcome), CliError>,
) -> Result<Vec<SpiralYear>, CliError> {
    let mut prices = Vec::new();
    let mut price = dearest;
    let mut reached: Vec<SpiralYear> = Vec::new();
    for length in 1..=u32::try_from(years).unwrap_or(u32::MAX) {
        let (simulation, outcome) = run(scenario.with_prices_over(length, &prices)?)?;
        let last = outcome.shape().years.len() - 1;
        let Some(year) = SpiralYear::new(&outcome, &simulation.designs, last, book, price.as_yuan_f64())
        else {
            break;
        };
        let next = next_price(&year.point, target, max_change);
        let from = crate::units::Year(year.year.0 + 1);
        reached.push(year);
        let Some(next) = next else { break };
        price = Fen::yuan(next);
        prices.push((from, price));
    }
    Ok(reached)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prices_are_even_and_the_present_one_is_among_them() {
        let asked = Asked {
            premium: Some((20.0, 400.0)),
            points: 20,
            participation: (0.1, 0.9),
            spiral: 0,
            target: None,
            max_change: 0.1,
        };
        let offers = asked.offers(Fen::yuan(99));
        let prices: Vec<Fen> = offers
            .iter()
            .filter_map(|it| if let Offer::Premium(price) = it { Some(*price) } else { None })
            .collect();
        assert_eq!(prices.len(), 21);
        assert_eq!((prices[0], prices[1], prices[19]), (Fen::yuan(20), Fen::yuan(40), Fen::yuan(400)));
        assert_eq!(offers.len(), 21 + 9);
        assert_eq!(asked.offers(Fen::yuan(100)).len(), 20 + 9, "the present price comes once");
    }
}
