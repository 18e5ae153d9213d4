//! `--claims`: a file's own members and bills in place of drawn ones, in every verb that has the option.

use std::sync::Arc;

use clap::ArgMatches;

use super::{CliError, Session, claims, options, output};
use crate::experience::CostTrend;
use crate::projection::OwnBills;
use crate::scenario::load::Loaded;
use crate::units::Year;
use crate::wording::as_if::{self, AsIfTrouble};

/// The scenario over the bills that are asked for; the scenario itself where none are.
pub(super) fn over_claims(
    scenario: Loaded,
    matches: &ArgMatches,
    session: &Session,
) -> Result<Loaded, CliError> {
    let Some(file) = matches.try_get_one::<String>("claims").ok().flatten() else { return Ok(scenario) };
    for drawn_only in ["variance", "buckets"] {
        let flag = options::is_set(matches, drawn_only);
        let text = matches.try_get_one::<String>(drawn_only).ok().flatten();
        if flag || text.is_some() {
            return Err(CliError::AsIf(AsIfTrouble::DrawnOnly(format!("--{drawn_only}"))));
        }
    }
    let read = claims::read(file)?;
    let least = claims::suppression(matches, &read).0;
    let Some(experience) = &read.experience else {
        return Err(CliError::AsIf(AsIfTrouble::NotReconciled(file.clone())));
    };
    let known = experience.years();
    let asked = matches.get_one::<u16>("claims-year").map(|&year| Year(year));
    let year = asked.or(known.last().copied()).unwrap_or(Year(0));
    let digests = read.reconciliation.files.iter().map(|(_, digest)| digest.as_str());
    let digest = digests.collect::<Vec<_>>().join(" ");
    let trend = trend(matches)?;
    let bills = |trend| OwnBills { least, ..experience.own_bills(year, trend, &digest) };
    let own = bills(trend);
    let untrended = (trend != CostTrend::NONE && options::is_set(matches, "beside"))
        .then(|| Arc::new(bills(CostTrend::NONE)));
    let heads: i64 = own.cells.iter().map(|cell| cell.heads.0).sum();
    if heads == 0 {
        let known = known.iter().map(ToString::to_string).collect();
        return Err(CliError::AsIf(AsIfTrouble::NoYear { year: year.to_string(), known }));
    }
    if !session.quiet {
        let trend = options::text_of(matches, "claims-trend").unwrap_or("1");
        let counts = [heads, own.patients.len() as i64];
        output::say(&as_if::trials(file, year, counts, trend, session.lang));
        if least > 0 {
            output::say(&as_if::small_cells(least, session.lang));
        }
    }
    Ok(scenario.over_own_bills(Arc::new(own), untrended)?)
}

/// The factor of cost that is asked for.
fn trend(matches: &ArgMatches) -> Result<CostTrend, CliError> {
    let Some(found) = options::text_of(matches, "claims-trend") else { return Ok(CostTrend::NONE) };
    CostTrend::parse(found).ok_or_else(|| CliError::NotBetween {
        option: "claims-trend",
        found: found.to_owned(),
        low: "0.5".to_owned(),
        high: "10".to_owned(),
    })
}
