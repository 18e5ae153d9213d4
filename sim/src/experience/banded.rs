//! Tables by band of a document, checked.

use super::band::{Band, BandTable};
use super::defect::{Defect, Defects};
use super::document::{BandTableDoc, ClaimsDoc};
use crate::units::{Fen, Heads};
use crate::wording::claims::{Allowed, DefectKind};

/// The tables; what is wrong with them is noted.
pub(super) fn tables(doc: &ClaimsDoc, file: &str, defects: &mut Defects) -> Vec<BandTable> {
    doc.bands
        .iter()
        .map(|(key, table)| {
            let mut blame = |band: Option<usize>, kind, value: String, allowed| {
                let column = match band {
                    Some(band) => format!("bands.{key}.bands[{band}]"),
                    None => format!("bands.{key}"),
                };
                defects.push(Defect { kind, file: file.into(), line: 0, column, value, allowed });
            };
            check(table, &mut blame);
            made(key, table)
        })
        .collect()
}

fn made(key: &str, table: &BandTableDoc) -> BandTable {
    let band = |band: &super::document::BandDoc| Band {
        from: band.from_yuan,
        to: band.to_yuan,
        persons: band.persons,
        amount: band.amount_yuan,
    };
    BandTable {
        key: key.to_owned(),
        year: table.year,
        measure: table.measure,
        scheme: table.scheme,
        exposed: table.exposed,
        bands: table.bands.iter().map(band).collect(),
    }
}

fn check(table: &BandTableDoc, blame: &mut impl FnMut(Option<usize>, DefectKind, String, Allowed)) {
    for (at, band) in table.bands.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &table.bands[before]);
        let begins = before.map_or(Some(band.from_yuan), |before| before.to_yuan);
        if begins != Some(band.from_yuan) || band.to_yuan.is_some_and(|to| to <= band.from_yuan) {
            let allowed = begins.map_or(Allowed::Plain, |it| Allowed::Exactly(it.to_string()));
            blame(Some(at), DefectKind::BandGap, band.from_yuan.to_string(), allowed);
        }
        if let Some(amount) = band.amount_yuan {
            let least = band.from_yuan * band.persons;
            let most = band.to_yuan.map(|to| to * band.persons);
            if amount < least || most.is_some_and(|most| amount > most) {
                let most = most.unwrap_or(Fen::MAX_INPUT).to_string();
                let allowed = Allowed::Between(least.to_string(), most);
                blame(Some(at), DefectKind::BandAmount, amount.to_string(), allowed);
            }
        }
    }
    let persons: Heads = table.bands.iter().map(|band| band.persons).sum();
    if persons > table.exposed {
        let allowed = Allowed::Between("0".to_owned(), table.exposed.to_string());
        blame(None, DefectKind::BandPersons, persons.to_string(), allowed);
    }
}
