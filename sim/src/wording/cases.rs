//! Lines about worked cases: what passed, and each figure that came out otherwise.

use super::Lang;
use crate::units::Fen;

/// One figure of a case that came out otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mismatch<'a> {
    /// The figure: `by_claim_yuan`.
    pub figure: &'a str,
    /// Its place in a list, from 0.
    pub place: Option<usize>,
    /// What the case expects; `None` where it expects no such entry.
    pub expected: Option<Fen>,
    /// What came out; `None` where there is no such entry.
    pub found: Option<Fen>,
}

/// `A09: by_claim_yuan[3]: expected 61050.00, found 61050.01 (0.01 too much)`.
pub fn mismatch(case: &str, mismatch: &Mismatch<'_>, lang: Lang) -> String {
    let Mismatch { figure, place, expected, found } = *mismatch;
    let place = place.map_or_else(String::new, |place| format!("[{}]", place + 1));
    match (lang, expected, found) {
        (Lang::Zh, Some(expected), Some(found)) => {
            let (word, by) =
                if found > expected { ("多", found - expected) } else { ("少", expected - found) };
            format!("{case}：{figure}{place} 应为 {expected}，算得 {found}（{word} {by}）")
        }
        (Lang::En, Some(expected), Some(found)) => {
            let (word, by) =
                if found > expected { ("much", found - expected) } else { ("little", expected - found) };
            format!("{case}: {figure}{place}: expected {expected}, found {found} ({by} too {word})")
        }
        (Lang::Zh, expected, found) => {
            format!("{case}：{figure}{place} 应为 {}，算得 {}", or_none(expected, "无"), or_none(found, "无"))
        }
        (Lang::En, expected, found) => {
            format!(
                "{case}: {figure}{place}: expected {}, found {}",
                or_none(expected, "none"),
                or_none(found, "none")
            )
        }
    }
}

fn or_none(amount: Option<Fen>, none: &str) -> String {
    amount.map_or_else(|| none.to_owned(), |amount| amount.to_string())
}

/// A case that could not be computed, and why.
pub fn not_computed(case: &str, reason: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{case}：无法计算：{reason}"),
        Lang::En => format!("{case}: cannot be computed: {reason}"),
    }
}

/// A case that names no single payer.
pub fn which_payer(asked: Option<&str>, known: &[&str], lang: Lang) -> String {
    let known = known.join(", ");
    match (lang, asked) {
        (Lang::Zh, Some(asked)) => format!("情景中没有支付方 \"{asked}\"；可选：{known}"),
        (Lang::En, Some(asked)) => format!("the scheme has no payer \"{asked}\"; it has {known}"),
        (Lang::Zh, None) => format!("基本医保之后不止一个支付方，请在 expect.payer 中写明其一：{known}"),
        (Lang::En, None) => {
            format!("several payers follow the basic insurance; name one in expect.payer: {known}")
        }
    }
}

/// The last line: how many passed and failed, and how many of these could not be computed.
pub fn totals((passed, failed, not_computed): (usize, usize, usize), lang: Lang) -> String {
    let all = passed + failed;
    let of_them = match (not_computed, lang) {
        (0, _) => String::new(),
        (n, Lang::Zh) => format!("（其中 {n} 个无法计算）"),
        (n, Lang::En) => format!(" ({n} of them not computed)"),
    };
    match lang {
        Lang::Zh => format!("算例 {all} 个：通过 {passed}，未通过 {failed}{of_them}"),
        Lang::En => {
            let cases = if all == 1 { "case" } else { "cases" };
            format!("{all} {cases}: {passed} passed, {failed} failed{of_them}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mismatch_says_what_was_expected_what_came_and_by_how_much() {
        let one_fen = Mismatch {
            figure: "by_claim_yuan",
            place: Some(2),
            expected: Some(Fen::yuan(550)),
            found: Some(Fen(54_999)),
        };
        assert_eq!(
            mismatch("A09", &one_fen, Lang::En),
            "A09: by_claim_yuan[3]: expected 550.00, found 549.99 (0.01 too little)"
        );
        assert_eq!(
            mismatch("A09", &one_fen, Lang::Zh),
            "A09：by_claim_yuan[3] 应为 550.00，算得 549.99（少 0.01）"
        );
        let extra = Mismatch { expected: None, place: None, ..one_fen };
        assert_eq!(mismatch("A09", &extra, Lang::En), "A09: by_claim_yuan: expected none, found 549.99");
    }
}
