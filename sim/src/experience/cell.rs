//! The text of one cell becomes an amount, a date, a code, an age; or a defect.

use super::day::Day;
use super::document::{Currency, DateForm};
use crate::units::{Age, Fen, UnitError, Year};
use crate::wording::claims::{Allowed, DefectKind};

/// Why a cell says nothing.
pub(super) type Fault = (DefectKind, Allowed);

/// The oldest anybody is.
const OLDEST: u8 = 120;

const fn plain(kind: DefectKind) -> Fault {
    (kind, Allowed::Plain)
}

/// An amount in whole fen.
pub(super) fn amount(text: &str, unit: Currency) -> Result<Fen, Fault> {
    check_width(text)?;
    if text.contains([',', '\'', ' ', '，']) {
        return Err(plain(DefectKind::Thousands));
    }
    let fault = |error| {
        plain(match error {
            UnitError::NotANumber => DefectKind::NotANumber,
            UnitError::TooPrecise(_) => DefectKind::FractionOfFen,
            UnitError::OutOfRange => DefectKind::TooLarge,
        })
    };
    match unit {
        Currency::Yuan => Fen::parse_yuan(text).map_err(fault),
        Currency::Fen => match Fen::parse_yuan(text).map_err(fault)? {
            Fen(hundredfold) if hundredfold % 100 == 0 => Ok(Fen(hundredfold / 100)),
            _ => Err(plain(DefectKind::FractionOfFen)),
        },
    }
}

/// A day in the stated form; a time of day behind it is ignored.
pub(super) fn day(text: &str, form: DateForm) -> Result<Day, Fault> {
    check_width(text)?;
    let date = text.split([' ', 'T']).next().unwrap_or_default();
    let parts: Option<[&str; 3]> = match form {
        DateForm::Iso => three(date, ['-', '-']).filter(|[y, m, d]| (y.len(), m.len(), d.len()) == (4, 2, 2)),
        DateForm::Slash => three(date, ['/', '/']),
        DateForm::Chinese => date.strip_suffix('日').and_then(|date| three(date, ['年', '月'])),
        DateForm::Compact if date.len() == 8 && date.is_ascii() => {
            Some([&date[..4], &date[4..6], &date[6..]])
        }
        DateForm::Compact => None,
    };
    let read = |[year, month, day]: [&str; 3]| {
        let digits = [year, month, day].iter().all(|it| it.bytes().all(|byte| byte.is_ascii_digit()));
        Day::from_civil(year.parse().ok().filter(|_| digits)?, month.parse().ok()?, day.parse().ok()?)
    };
    parts.and_then(read).ok_or(plain(DefectKind::NotADate))
}

fn three(date: &str, between: [char; 2]) -> Option<[&str; 3]> {
    let (year, rest) = date.split_once(between[0])?;
    let (month, day) = rest.split_once(between[1])?;
    Some([year, month, day])
}

/// An id, as it is written.
pub(super) fn id(text: &str) -> Result<&str, Fault> {
    let mantissa = text.split_once(['E', 'e']).filter(|(before, after)| {
        let sign = after.strip_prefix(['+', '-']);
        let digits = |it: &str| !it.is_empty() && it.bytes().all(|byte| byte.is_ascii_digit());
        sign.is_some_and(digits) && before.contains('.') && before.split('.').all(digits)
    });
    if mantissa.is_some() { Err(plain(DefectKind::MangledId)) } else { Ok(text) }
}

/// Completed years of life.
pub(super) fn age(text: &str) -> Result<Age, Fault> {
    check_width(text)?;
    let fault = || (DefectKind::ImpossibleAge, Allowed::Between("0".to_owned(), OLDEST.to_string()));
    match text.parse::<i64>() {
        Err(_) => Err(plain(DefectKind::NotANumber)),
        Ok(years) => u8::try_from(years).ok().filter(|&it| it <= OLDEST).map(Age).ok_or_else(fault),
    }
}

/// Completed years of life on a day.
pub(super) fn age_on(birth: Day, on: Day) -> Result<Age, Fault> {
    let ((born, month, day), (year, now_month, now_day)) = (birth.civil(), on.civil());
    let years = i64::from(year.0) - i64::from(born.0) - i64::from((now_month, now_day) < (month, day));
    age(&years.to_string())
}

/// A year.
pub(super) fn year(text: &str) -> Result<Year, Fault> {
    check_width(text)?;
    text.parse().map(Year).map_err(|_| plain(DefectKind::NotANumber))
}

/// Yes or no.
pub(super) fn flag(text: &str) -> Result<bool, Fault> {
    match text {
        "1" | "true" | "TRUE" | "True" | "是" | "Y" | "y" | "yes" => Ok(true),
        "" | "0" | "false" | "FALSE" | "False" | "否" | "N" | "n" | "no" => Ok(false),
        _ => Err((DefectKind::UnknownCode, words(&["1", "0", "true", "false", "是", "否"]))),
    }
}

pub(super) fn words(words: &[&str]) -> Allowed {
    Allowed::Words(words.iter().map(|&word| word.to_owned()).collect())
}

fn check_width(text: &str) -> Result<(), Fault> {
    let wide = |it| matches!(it, '０'..='９' | '－' | '．' | '／' | '\u{3000}' | '＋');
    if text.contains(wide) { Err(plain(DefectKind::FullWidth)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_to_the_fen_or_not_at_all() {
        let fault = |text| amount(text, Currency::Yuan).unwrap_err().0;
        assert_eq!(amount("1234.50", Currency::Yuan), Ok(Fen(123_450)));
        assert_eq!(amount("-0.01", Currency::Yuan), Ok(Fen(-1)));
        assert_eq!(amount("123450", Currency::Fen), Ok(Fen(123_450)));
        assert_eq!(amount("1.5", Currency::Fen).unwrap_err().0, DefectKind::FractionOfFen);
        assert_eq!(fault("1,234.50"), DefectKind::Thousands);
        assert_eq!(fault("１２"), DefectKind::FullWidth);
        assert_eq!(fault("1.005"), DefectKind::FractionOfFen);
        assert_eq!(fault("约3000"), DefectKind::NotANumber);
        assert_eq!(fault("99999999999999999"), DefectKind::TooLarge);
    }

    #[test]
    fn a_date_is_of_the_stated_form_alone() {
        let leap = Day::from_civil(2024, 2, 29);
        for (form, text) in [
            (DateForm::Iso, "2024-02-29"),
            (DateForm::Iso, "2024-02-29 10:20:30"),
            (DateForm::Iso, "2024-02-29T10:20:30"),
            (DateForm::Compact, "20240229"),
            (DateForm::Slash, "2024/2/29"),
            (DateForm::Chinese, "2024年2月29日"),
        ] {
            assert_eq!(day(text, form).ok(), leap, "{text}");
        }
        for text in ["2023-02-29", "20240229", "2024-2-9", "45351", "2024-13-01", "", "+024-02-29"] {
            assert_eq!(day(text, DateForm::Iso).unwrap_err().0, DefectKind::NotADate, "{text}");
        }
    }

    #[test]
    fn an_id_that_a_spreadsheet_rounded_is_refused_and_one_with_an_e_is_not() {
        assert_eq!(id("3.30304E+17").unwrap_err().0, DefectKind::MangledId);
        for good in ["E12", "1E5", "330304199001011234", "a.b", "12.5"] {
            assert_eq!(id(good), Ok(good));
        }
    }

    #[test]
    fn ages_are_completed_years() {
        let day = |year, month, day| Day::from_civil(year, month, day).unwrap();
        assert_eq!(age_on(day(1990, 6, 15), day(2024, 6, 14)), Ok(Age(33)));
        assert_eq!(age_on(day(1990, 6, 15), day(2024, 6, 15)), Ok(Age(34)));
        assert_eq!(age("200").unwrap_err().0, DefectKind::ImpossibleAge);
        assert_eq!(age_on(day(2025, 1, 1), day(2024, 1, 1)).unwrap_err().0, DefectKind::ImpossibleAge);
    }
}
