//! The settlement of one person's year on paper: claim by claim who pays what by which clause, then
//! the year by payer. As text for people, as JSON for programs.

use comfy_table::{Cell, CellAlignment, Table, presets};
use serde_json::{Map, Value, json};

use crate::benefit::{
    AdmissionTerms, AdmissionWorking, AnnualTerms, AnnualWorking, Bound, Claim, FixedTerms, FixedWorking,
    Layer, Line, Part, Parts, Payer, Per, PersonTerms, RatioBy, Scheme, Settlement, Terms, Working,
};
use crate::units::{Fen, Share, round_millionths};
use crate::wording::Lang;
use crate::wording::clauses::{Clause, Heading, Limit, listed, money, name_of, payer_of_group};

/// A settlement with everything that explains it.
///
/// `settlement` must be what `terms` made of `claims`, and `terms` what `scheme` comes to for the person.
#[derive(Debug, Clone, Copy)]
pub struct Waterfall<'a> {
    /// The payers.
    pub scheme: &'a Scheme,
    /// What the scheme comes to for the person.
    pub terms: &'a PersonTerms,
    /// The year's claims, in date order.
    pub claims: &'a [Claim],
    /// The settlement.
    pub settlement: &'a Settlement,
}

impl Waterfall<'_> {
    /// The waterfall as text: a table for each claim, then one for the year; amounts in yuan.
    pub fn text(&self, lang: Lang) -> String {
        let mut text = String::new();
        for (number, claim) in self.claims.iter().enumerate() {
            text.push_str(&self.claim_heading(number, claim, lang));
            text.push('\n');
            text.push_str(&self.claim_table(number, lang).trim_fmt());
            text.push_str("\n\n");
        }
        text.push_str(&Heading::Year.say(lang));
        text.push('\n');
        text.push_str(&self.year_table(lang).trim_fmt());
        text.push('\n');
        text
    }

    /// The waterfall as JSON: amounts as decimal text in yuan, explanations in one language.
    pub fn json(&self, lang: Lang) -> Value {
        let claims: Vec<Value> = (0..self.claims.len()).map(|number| self.claim_json(number, lang)).collect();
        json!({ "claims": claims, "year": self.year_json() })
    }

    fn claim_heading(&self, number: usize, claim: &Claim, lang: Lang) -> String {
        let (kind, level) = (name_of(claim.kind.key(), lang), name_of(claim.level.key(), lang));
        let total = money(self.settlement.total_of(number));
        let (claim, cost) = (Heading::Claim(number + 1).say(lang), Heading::Total.say(lang));
        format!("{claim}  {kind} · {level}  {cost} {total}")
    }

    fn claim_table(&self, number: usize, lang: Lang) -> Table {
        let mut table = plain_table();
        for line in self.settlement.lines_of(number) {
            let how: Vec<String> = self.explain(line).iter().map(|clause| clause.say(lang)).collect();
            let source = self.source(line);
            let why = if source.is_empty() {
                listed(&how, lang)
            } else {
                format!("{source}  {}", listed(&how, lang))
            };
            add_row(&mut table, self.payer_name(line, lang), line.paid, why);
        }
        let left = self.settlement.left(number);
        add_row(&mut table, Heading::Patient.say(lang), left.total(), parts_text(left, lang));
        table
    }

    fn year_table(&self, lang: Lang) -> Table {
        let mut table = plain_table();
        for (place, payer) in self.scheme.payers().iter().enumerate() {
            let in_force = self.terms.layers().iter().any(|layer| layer.payer == place);
            let remark = if in_force { payer.source.clone() } else { Heading::NotInForce.say(lang) };
            add_row(&mut table, name(payer, lang), self.settlement.paid(place), remark);
        }
        let left = self.settlement.patient_parts();
        add_row(&mut table, Heading::Patient.say(lang), self.settlement.patient(), parts_text(&left, lang));
        add_row(&mut table, Heading::Total.say(lang), self.settlement.total(), String::new());
        table
    }

    fn claim_json(&self, number: usize, lang: Lang) -> Value {
        let claim = &self.claims[number];
        let lines = self.settlement.lines_of(number).iter();
        let payers: Vec<Value> = lines.map(|line| self.line_json(line, lang)).collect();
        let left = self.settlement.left(number);
        json!({
            "kind": claim.kind.key(),
            "level": claim.level.key(),
            "total_yuan": self.settlement.total_of(number).to_string(),
            "payers": payers,
            "patient_yuan": left.total().to_string(),
            "patient_parts_yuan": parts_json(left),
        })
    }

    fn line_json(&self, line: &Line, lang: Lang) -> Value {
        let layer = self.layer(line);
        let payer = &self.scheme.payers()[line.payer];
        let explanation: Vec<String> = self.explain(line).iter().map(|clause| clause.say(lang)).collect();
        json!({
            "payer": payer.id,
            "book": payer.book,
            "group": layer.group.map(|place| payer.groups[place].name.as_str()),
            "source": self.source(line),
            "paid_yuan": line.paid.to_string(),
            "beside_the_bill": !line.of_the_bill(),
            "bound": line.bound.key(),
            "working": working_json(line),
            "explanation": explanation,
        })
    }

    fn year_json(&self) -> Value {
        let payer = |(place, payer): (usize, &Payer)| {
            json!({
                "payer": payer.id,
                "book": payer.book,
                "source": payer.source,
                "in_force": self.terms.layers().iter().any(|layer| layer.payer == place),
                "paid_yuan": self.settlement.paid(place).to_string(),
            })
        };
        let payers: Vec<Value> = self.scheme.payers().iter().enumerate().map(payer).collect();
        json!({
            "total_yuan": self.settlement.total().to_string(),
            "payers": payers,
            "fixed_benefits_yuan": self.settlement.fixed().to_string(),
            "patient_yuan": self.settlement.patient().to_string(),
            "patient_parts_yuan": parts_json(&self.settlement.patient_parts()),
        })
    }

    /// Why a line is what it is, as clauses.
    pub(super) fn explain(&self, line: &Line) -> Vec<Clause> {
        let (layer, claim) = (self.layer(line), &self.claims[line.claim]);
        let counted = match &layer.terms {
            Terms::PerAdmission(terms) => terms.rules().counted_by_place[claim.place],
            Terms::PerYear(terms) => terms.rules().counted_by_place[claim.place],
            Terms::Fixed(_) => Share::ONE,
        };
        let mut clauses = explain(line, layer);
        if counted != Share::ONE && !matches!(line.bound, Bound::NotCounted | Bound::SettledElsewhere) {
            clauses.insert(0, Clause::CountedShare { place: claim.place.key(), share: counted });
        }
        clauses
    }

    fn layer(&self, line: &Line) -> &Layer {
        &self.terms.layers()[line.layer]
    }

    /// The clause by which the line is paid: the group's where a group's terms are in force.
    pub(super) fn source(&self, line: &Line) -> &str {
        let payer = &self.scheme.payers()[line.payer];
        let group = self.layer(line).group.map(|place| payer.groups[place].source.as_str());
        group.filter(|source| !source.is_empty()).unwrap_or(&payer.source)
    }

    pub(super) fn payer_name(&self, line: &Line, lang: Lang) -> String {
        let payer = &self.scheme.payers()[line.payer];
        match self.layer(line).group {
            Some(place) => payer_of_group(&name(payer, lang), &payer.groups[place].name, lang),
            None => name(payer, lang),
        }
    }
}

pub(super) fn name(payer: &Payer, lang: Lang) -> String {
    let titled = payer.title.as_ref().map(|title| title.get(lang)).filter(|title| !title.is_empty());
    titled.unwrap_or_else(|| name_of(&payer.id, lang)).to_owned()
}

/// Three columns without lines: who, how much, why.
fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

fn add_row(table: &mut Table, who: String, amount: Fen, why: String) {
    let amount = Cell::new(money(amount)).set_alignment(CellAlignment::Right);
    table.add_row([Cell::new(who), amount, Cell::new(why)]);
}

fn parts_text(parts: &Parts, lang: Lang) -> String {
    let some = Part::ALL.into_iter().filter(|&part| parts[part] > Fen::ZERO);
    let named = some.map(|part| format!("{} {}", name_of(part.key(), lang), money(parts[part])));
    listed(&named.collect::<Vec<_>>(), lang)
}

fn parts_json(parts: &Parts) -> Value {
    let some = Part::ALL.into_iter().filter(|&part| parts[part] > Fen::ZERO);
    Value::Object(some.map(|part| (part.key().to_owned(), parts[part].to_string().into())).collect())
}

/// The figures behind an amount: the accumulators before and after the claim among them.
fn working_json(line: &Line) -> Value {
    let mut figures = Map::new();
    let mut put = |key: &str, amount: Fen| {
        figures.insert(key.to_owned(), amount.to_string().into());
    };
    let ratio = match &line.working {
        Working::Admission(working) => {
            put("in_policy_yuan", working.in_policy);
            put("deductible_yuan", working.deductible);
            put("above_cap_yuan", working.above_cap);
            put("paid_before_yuan", working.used_before);
            put("paid_after_yuan", working.used_before + line.paid);
            Some(working.ratio)
        }
        Working::Annual(working) => {
            put("eligible_before_yuan", working.eligible_before);
            put("eligible_yuan", working.eligible);
            put("eligible_after_yuan", working.eligible_before + working.eligible);
            put("deductible_borne_yuan", working.absorbed);
            put("flat_yuan", working.flat);
            put("entitled_yuan", working.entitled);
            put("paid_before_yuan", working.paid_before);
            put("paid_after_yuan", working.paid_before + line.paid);
            match working.ratio_by {
                RatioBy::Instead(ratio) => Some(ratio),
                RatioBy::Tiers | RatioBy::TiersPreExisting => None,
            }
        }
        Working::Fixed(working) => {
            put("sum_yuan", working.sum);
            put("allowance_yuan", working.allowance);
            put("paid_before_yuan", working.paid_before);
            put("paid_after_yuan", working.paid_before + line.paid);
            None
        }
    };
    if let Some(ratio) = ratio {
        figures.insert("ratio".to_owned(), ratio.to_string().into());
    }
    Value::Object(figures)
}

/// Why a line is what it is, as clauses.
fn explain(line: &Line, layer: &Layer) -> Vec<Clause> {
    match (&line.working, &layer.terms) {
        _ if line.bound == Bound::NotCounted => vec![Clause::NotCounted],
        _ if line.bound == Bound::SettledElsewhere => vec![Clause::SettledElsewhere],
        (Working::Admission(working), Terms::PerAdmission(terms)) => explain_admission(line, working, terms),
        (Working::Annual(working), Terms::PerYear(terms)) => explain_year(line, working, terms),
        (Working::Fixed(working), Terms::Fixed(terms)) => explain_fixed(line, working, terms),
        _ => Vec::new(),
    }
}

fn explain_admission(line: &Line, working: &AdmissionWorking, terms: &AdmissionTerms) -> Vec<Clause> {
    let AdmissionWorking { in_policy, deductible, ratio, used_before, above_cap } = *working;
    if line.bound == Bound::BelowDeductible {
        return vec![Clause::AdmissionBelow { in_policy, deductible }];
    }
    let mut clauses = vec![Clause::AdmissionRatio { in_policy, deductible, ratio }];
    if let (Bound::Cap, Some(cap)) = (line.bound, terms.rules().cap) {
        clauses.push(Clause::Limited { limit: Limit::Year, cap, used: used_before, paid: line.paid });
        clauses.push(Clause::AboveCap { cost: above_cap });
    }
    clauses
}

fn explain_fixed(line: &Line, working: &FixedWorking, terms: &FixedTerms) -> Vec<Clause> {
    let FixedWorking { sum, allowance, paid_before } = *working;
    let mut clauses = vec![Clause::Fixed { sum, allowance }];
    if let (Bound::Cap, Some(cap)) = (line.bound, terms.rules().cap) {
        clauses.push(Clause::Limited { limit: Limit::Year, cap, used: paid_before, paid: line.paid });
    }
    clauses
}

fn explain_year(line: &Line, working: &AnnualWorking, terms: &AnnualTerms) -> Vec<Clause> {
    let rules = terms.rules();
    let after = working.eligible_before + working.eligible;
    let mut clauses =
        vec![Clause::Accumulated { before: working.eligible_before, claim: working.eligible, after }];
    if working.absorbed > Fen::ZERO {
        clauses.push(Clause::Deductible { borne: working.absorbed, of: rules.tiers.deductible() });
    }
    let slices: Vec<_> = terms.slices(working.from, working.to, working.ratio_by).collect();
    if let Some(cap) = rules.cap.filter(|_| line.bound == Bound::CapOnEligible) {
        clauses.push(Clause::CapOnCost { cap });
    }
    if !slices.is_empty() || working.flat > Fen::ZERO {
        let exact: i128 =
            slices.iter().map(|s| i128::from(s.cost.0) * i128::from(s.ratio.millionths())).sum();
        let alone = round_millionths(exact) + working.flat;
        clauses.push(Clause::Ratios {
            steps: slices.iter().map(|slice| (slice.cost, slice.ratio)).collect::<Vec<(Fen, Share)>>(),
            flat: working.flat,
            entitled: working.entitled,
            by_difference: alone != working.entitled,
        });
    }
    let limited = |limit, cap: Option<Fen>| {
        cap.map(|cap| Clause::Limited { limit, cap, used: working.paid_before, paid: line.paid })
    };
    clauses.extend(match line.bound {
        Bound::Cap => limited(Limit::Year, rules.cap),
        Bound::CapPerDrug => limited(Limit::Drug, rules.cap),
        Bound::Sublimit(per) => working.sublimit.map(|(used, cap)| Clause::Limited {
            limit: limit_of(per),
            cap,
            used,
            paid: line.paid,
        }),
        Bound::SublimitOnCost(per) => working.sublimit.map(|(cost, cap)| Clause::LimitedCost {
            limit: limit_of(per),
            cap,
            cost,
            counted: working.eligible,
        }),
        Bound::NothingLeft => Some(Clause::NothingLeft { paid: line.paid }),
        Bound::NotCounted
        | Bound::SettledElsewhere
        | Bound::BelowDeductible
        | Bound::Ratio
        | Bound::Sum
        | Bound::CapOnEligible => None,
    });
    clauses
}

fn limit_of(per: Per) -> Limit {
    match per {
        Per::Claim => Limit::Claim,
        Per::Day => Limit::Day,
        Per::Drug => Limit::Drug,
        Per::Item => Limit::Item,
        Per::Disease => Limit::Disease,
        Per::Lifetime => Limit::Lifetime,
        Per::PreExisting => Limit::PreExisting,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::benefit::{
        AdmissionRules, AnnualRules, Bill, ByLevel, CareKind, Cover, FixedRules, Group, GroupMode,
        HospitalLevel, KindSet, Label, PartSet, Person, Tier, TierBase, Tiers, When,
    };

    /// Quzhou's rules behind a synthetic basic insurance.
    fn quzhou() -> Scheme {
        let (deductible, ratio) = (ByLevel::all(Fen::yuan(1_000)), ByLevel::all(Share::percent(65)));
        let bmi = AdmissionTerms::new(AdmissionRules {
            repeat_deductible_ratio: Share::percent(50),
            ..AdmissionRules::new(deductible, ratio, Some(Fen::yuan(250_000)))
        });
        let cii = |steps: Vec<Tier>, cap| {
            let tiers = Tiers::new(TierBase::EligibleTotal, Fen::yuan(20_000), steps).unwrap();
            let parts = PartSet::of(&[Part::SelfPay, Part::AboveBmiCap]);
            let rules = AnnualRules { cap: Some(Fen::yuan(cap)), ..AnnualRules::new(parts, tiers) };
            Terms::PerYear(AnnualTerms::new(rules).unwrap())
        };
        let tier = |up_to, points| Tier::new(up_to, Share::percent(points));
        let topup = Group {
            name: "topup".to_owned(),
            when: When { topup_paid: Some(true), ..When::default() },
            mode: GroupMode::Replace,
            source: "[S1] Art. 8".to_owned(),
            terms: cii(vec![tier(None, 90)], 350_000),
        };
        let base = cii(vec![tier(Some(Fen::yuan(120_000)), 55), tier(None, 60)], 150_000);
        Scheme::new(vec![
            Payer::new("bmi", "synthetic", Terms::PerAdmission(bmi.unwrap())),
            Payer { groups: vec![topup], ..Payer::new("cii", "[S1] Art. 6", base) },
        ])
        .unwrap()
    }

    fn bill() -> Bill {
        Bill {
            class_a: Fen::yuan(90_000),
            class_b: Fen::yuan(50_000),
            first_self_pay: Fen::yuan(5_000),
            over_limit: Fen::yuan(4_000),
            ..Bill::default()
        }
    }

    fn with_waterfall<T>(person: &Person, claims: &[Claim], read: impl Fn(Waterfall) -> T) -> T {
        let scheme = quzhou();
        let terms = scheme.terms_for(person);
        let settlement = terms.settle(claims);
        read(Waterfall { scheme: &scheme, terms: &terms, claims, settlement: &settlement })
    }

    #[test]
    fn the_text_says_who_pays_what_of_each_claim_and_by_which_clause() {
        let text = with_waterfall(&Person::default(), &[Claim::inpatient(bill())], |w| w.text(Lang::Zh));
        let expected = "\
第 1 笔  住院 · 三级医院  总费用 144,000.00
 基本医保  87,100.00  synthetic  （政策范围内费用 135,000.00 − 起付标准 1,000.00）× 65%
 大病保险  15,345.00  [S1] Art. 6  年度累计 0.00 + 本笔 47,900.00 = 47,900.00；起付线 20,000.00 扣除 20,000.00；\
27,900.00 × 55% = 15,345.00
 个人负担  41,555.00  自付 32,555.00；乙类先行自付 5,000.00；超限价 4,000.00

全年（元）
 基本医保   87,100.00  synthetic
 大病保险   15,345.00  [S1] Art. 6
 个人负担   41,555.00  自付 32,555.00；乙类先行自付 5,000.00；超限价 4,000.00
 总费用    144,000.00
";
        assert_eq!(text, expected);
    }

    #[test]
    fn the_english_text_says_the_same() {
        let text = with_waterfall(&Person::default(), &[Claim::inpatient(bill())], |w| w.text(Lang::En));
        assert!(text.contains("Claim 1  inpatient · tertiary hospital  total cost 144,000.00\n"), "{text}");
        assert!(
            text.contains("deductible 20,000.00 takes 20,000.00; 27,900.00 × 55% = 15,345.00\n"),
            "{text}"
        );
    }

    #[test]
    fn a_group_is_named_with_its_own_clause() {
        let person = Person { topup_paid: true, ..Person::default() };
        let claims = [Claim::eligible(CareKind::Inpatient, Fen::yuan(420_000))];
        let text = with_waterfall(&person, &claims, |w| w.text(Lang::En));
        assert!(text.contains("critical illness insurance (top-up)"), "{text}");
        assert!(text.contains("[S1] Art. 8"), "{text}");
        assert!(
            text.contains(
                "400,000.00 × 90% = 360,000.00; cap of the year 350,000.00, paid before 0.00, pays 350,000.00"
            ),
            "{text}"
        );
        assert!(text.contains("the basic insurance was settled elsewhere"), "{text}");
    }

    #[test]
    fn a_difference_of_rounded_sums_is_called_so() {
        let claims = ["20000.05", "0.05", "0.05"]
            .map(|yuan| Claim::eligible(CareKind::Inpatient, Fen::parse_yuan(yuan).unwrap()));
        let text = with_waterfall(&Person::default(), &claims, |w| w.text(Lang::En));
        assert_eq!(text.matches("0.05 × 55% = 0.03\n").count(), 2, "{text}");
        assert!(text.contains("0.05 × 55% = 0.02 (difference of rounded sums)\n"), "{text}");
    }

    #[test]
    fn the_json_carries_amounts_as_text_and_the_accumulators() {
        let claims = [Claim::inpatient(bill()), Claim::inpatient(bill())];
        let json = with_waterfall(&Person::default(), &claims, |w| w.json(Lang::En));
        let second = &json["claims"][1]["payers"][1];
        assert_eq!(second["payer"], "cii");
        assert_eq!(second["bound"], "ratio");
        assert_eq!(second["working"]["eligible_before_yuan"], "47900.00");
        assert_eq!(second["working"]["eligible_after_yuan"], "95475.00"); // 135,000 - 134,500 * 65%
        assert_eq!(second["working"]["paid_before_yuan"], "15345.00");
        assert_eq!(second["paid_yuan"], "26166.25"); // 47,575 * 55%
        assert_eq!(json["year"]["payers"][1]["paid_yuan"], "41511.25");
        assert_eq!(json["claims"][0]["patient_parts_yuan"]["first_self_pay"], "5000.00");
        assert_eq!(json["year"]["total_yuan"], "288000.00");
    }

    #[test]
    fn a_fixed_benefit_stands_beside_the_bill() {
        let rules = FixedRules {
            sums: vec![(Label::of("diagnosis"), Fen::yuan(10_000))],
            per_day: Fen::yuan(100),
            cap: Some(Fen::yuan(10_500)),
            ..FixedRules::new(Cover::of(KindSet::ALL))
        };
        let fixed = Payer::new("diagnosis", "", Terms::Fixed(FixedTerms::new(rules).unwrap()));
        let scheme = Scheme::new(vec![fixed]).unwrap();
        let terms = scheme.terms_for(&Person::default());
        let stay = Claim::eligible(CareKind::Inpatient, Fen::yuan(5_000));
        let claims = [Claim { event: Some(Label::of("diagnosis")), days: 9, ..stay }];
        let settlement = terms.settle(&claims);
        let waterfall =
            Waterfall { scheme: &scheme, terms: &terms, claims: &claims, settlement: &settlement };
        let text = waterfall.text(Lang::En);
        assert!(
            text.contains("10,500.00  fixed benefit beside the bill: 10,000.00 + allowance 900.00; cap"),
            "{text}"
        );
        let json = waterfall.json(Lang::En);
        assert_eq!(json["claims"][0]["payers"][0]["beside_the_bill"], true);
        assert_eq!(json["claims"][0]["payers"][0]["working"]["allowance_yuan"], "900.00");
        assert_eq!(json["year"]["fixed_benefits_yuan"], "10500.00");
        assert_eq!(json["year"]["patient_yuan"], "5000.00");
    }

    #[test]
    fn every_part_kind_and_level_has_a_name_in_both_languages() {
        let keys = Part::ALL
            .map(Part::key)
            .into_iter()
            .chain(CareKind::ALL.map(CareKind::key))
            .chain(HospitalLevel::ALL.map(HospitalLevel::key));
        for key in keys {
            assert!(!name_of(key, Lang::Zh).is_ascii(), "{key}");
            assert!(name_of(key, Lang::En).is_ascii(), "{key}");
        }
    }
}
