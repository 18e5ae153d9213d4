//! `huimin settle`: one person's year through all layers, clause by clause.

use std::path::Path;

use clap::{ArgMatches, Command};

use super::error::read;
use super::{CliError, Exit, Session, complain, options, output};
use crate::report::Waterfall;
use crate::scenario::bill::{BillDoc, check_claims, terms_for};
use crate::scenario::vocabulary::check_words;
use crate::wording::Lang;
use crate::wording::shell::Text;

/// The verb with its options.
pub(super) fn command(lang: Lang) -> Command {
    let arguments = vec![
        options::operand("scenario", Text::ScenarioName, Text::Scenario, lang).required(true),
        options::operand("bill", Text::BillName, Text::Bill, lang).required(true),
        options::set(lang),
        options::json(lang),
    ];
    options::verb("settle", Text::Settle, arguments, lang)
}

/// Settles the bills and prints who pays what by which clause.
pub fn execute(matches: &ArgMatches, session: &Session) -> Result<Exit, CliError> {
    let (scenario, file) = (options::operand_of(matches, "scenario"), options::operand_of(matches, "bill"));
    let scenario = session.load(scenario, &options::texts_of(matches, "set"));
    let bill = read(Path::new(file)).and_then(|bytes| Ok(BillDoc::read(file, &bytes)?));
    let (scenario, bill) = match (scenario, bill) {
        (Err(one), Err(other)) => {
            complain(&one, session.lang);
            return Err(other);
        }
        (scenario, bill) => (scenario?, bill?),
    };
    session.warn(&scenario);
    session.warn_of(&check_words(&bill, file, &scenario.base().payers));
    let (scheme, claims) = (scenario.scheme_in(bill.year)?, bill.claims());
    session.warn_of(&scenario.outside_term(bill.year, file));
    let terms = terms_for(&scheme, bill.person.as_ref())?;
    check_claims(&bill, file, &scheme, &terms)?;
    let settlement = terms.settle(&claims);
    let waterfall = Waterfall { scheme: &scheme, terms: &terms, claims: &claims, settlement: &settlement };
    output::print_result(matches, || waterfall.json(session.lang), || waterfall.text(session.lang))?;
    Ok(Exit::Done)
}
