//! The sentence of each problem in English.

use super::super::{Lang, plural};
use super::{JsonFault, JsonType, ModelFault, ProblemKind, did_you_mean, list, short};

#[expect(clippy::too_many_lines, reason = "one sentence a kind of problem")]
pub(super) fn sentence(kind: &ProblemKind) -> String {
    use ProblemKind as K;
    match kind {
        K::NotFound { name, suggestion } => {
            format!("no such scenario: {}{}", short(name), did_you_mean(suggestion.as_ref(), Lang::En))
        }
        K::NoFile { name } => {
            format!("{} is a folder, a pipe or a link to nothing; name a file", short(name))
        }
        K::Unreadable { reason } => format!("the file cannot be read: {reason}"),
        K::NotUtf8 { byte } => format!("byte 0x{byte:02x} is not UTF-8; save the file as UTF-8"),
        K::TooLarge { bytes, limit } => format!("the file has {bytes} bytes; at most {limit} are read"),
        K::TooDeep { limit } => format!("nested deeper than {limit} levels; flatten it"),
        K::TooManyValues { limit } => format!("more than {limit} values in one file; split it"),
        K::EmptyFile => "the file holds no JSON value; write an object { ... }".into(),
        K::BadJson(fault) => format!("not valid JSON: {}", json_fault(*fault)),
        K::DuplicateKey { key, first_line } => {
            format!("key \"{}\" appears twice (first on line {first_line}); keep one", short(key))
        }
        K::DesignOfTheSameName { name } => format!(
            "another design is called \"{}\" and has other terms (it is the scenario's own, or of an earlier --design); \
             a design has the name of its file: rename the file",
            short(name)
        ),
        K::CircularExtends { circle } => {
            format!("\"extends\" goes in a circle: {}; break it", circle.join(" -> "))
        }
        K::BadSetting { text } => {
            format!(
                "setting \"{}\" is not path=value with a path through objects, such as run.trials=100",
                short(text)
            )
        }
        K::WrongType { found, expected } => {
            format!("found {}, expected {}", json_type(*found), json_type(*expected))
        }
        K::NotANumber { found } => {
            format!("\"{}\" is not a decimal number; write one such as 0.55", short(found))
        }
        K::TooPrecise { found, decimals } => {
            format!("{} has too many decimals; at most {decimals} are allowed", short(found))
        }
        K::OutOfRange { found, low, high } => {
            format!("{} is out of range; allowed is {low} to {high}", short(found))
        }
        K::BoundOutOfRange { found, low, high } => {
            format!("{} is out of range; allowed is {low} to {high}, where 0.9 is 90%", short(found))
        }
        K::UnknownKey { key, suggestion, allowed } => format!(
            "unknown key \"{}\"{}; allowed here: {}",
            short(key),
            did_you_mean(suggestion.as_ref(), Lang::En),
            allowed.join(", ")
        ),
        K::WrongUnit { key, right } => {
            format!(
                "key \"{}\" has the wrong unit; write \"{right}\" and give the value in that unit",
                short(key)
            )
        }
        K::MissingKey { key } => format!("key \"{key}\" is missing; add it"),
        K::NotAChoice { found, suggestion, choices } => format!(
            "\"{}\" is none of the choices{}; allowed: {}",
            short(found),
            did_you_mean(suggestion.as_ref(), Lang::En),
            choices.join(", ")
        ),
        K::BadName { found } => format!(
            "\"{}\" cannot be a name; use up to 64 of a-z, 0-9, - and _, beginning with a letter or digit",
            short(found)
        ),
        K::ReservedName { found } => {
            format!("\"{found}\" is the scenario without any design; choose another name")
        }
        K::SameName { found } => {
            format!("two designs are named \"{}\"; change a name or a value", short(found))
        }
        K::SameId { found, first_line } => {
            format!("two cases have the id \"{}\" (first on line {first_line}); give each its own", short(found))
        }
        K::NothingExpected => "no figure is expected, so nothing is tested; state one that must come out".into(),
        K::EmptyText => "the text is empty; write something or leave the key out".into(),
        K::NothingInside => "nothing inside; at least one entry is needed".into(),
        K::UnknownValue { path } => {
            format!("the value is \"unknown\", but it is needed here; fill it in or use --set {path}=VALUE")
        }
        K::MissingBlock { block } => format!("block \"{block}\" is missing, but a run needs it; add it"),
        K::NotRising { found, before } => {
            format!("{found} is not above {before} before it; bounds of tiers must rise")
        }
        K::OpenTierBeforeLast => {
            "a tier without \"up_to_yuan\" must be the last; give it a bound or move it to the end".into()
        }
        K::BidAboveBenchmark { bid, benchmark } => {
            format!("bid {bid} is above the benchmark {benchmark}; a bid is at most the benchmark")
        }
        K::SharesNotWhole { sum } => format!("the shares add up to {sum}; they must add up to exactly 1"),
        K::SameOrder { order, other } => {
            format!("order {order} is also that of payer \"{other}\"; give each payer its own")
        }
        K::UnknownReference { found, suggestion, known } => format!(
            "\"{}\" does not exist{}; known: {}",
            short(found),
            did_you_mean(suggestion.as_ref(), Lang::En),
            list(known)
        ),
        K::DesignChangesBills { block } => format!(
            "a design must not change \"{block}\", because all designs settle the same bills; make it a stress or another scenario"
        ),
        K::PaidTwice { payer, fund } => {
            format!("the payments of \"{payer}\" are claims of fund \"{fund}\" already; name it once")
        }
        K::FundOfFirstPayer { payer } => {
            format!("\"{payer}\" pays per admission, from the basic funds; a fund takes payers per year")
        }
        K::SecondBook { first } => {
            format!("\"{first}\" is a book of a city product already; keep one book, with all liabilities")
        }
        K::TransferredTwice { contract, ledger } => {
            format!("ledger \"{ledger}\" pays the transfer to \"{contract}\" already; name it once")
        }
        K::AgeWithoutOnePrice { age } => {
            format!("age {age} has no price, or two; let the bands cover 0 to 100, each age once")
        }
        K::CommissionTakenAsZero => {
            "the book has no \"commission_ratio\" (commission, platform and sales fees, in parts of premium), so it is taken as zero; write it, even where it is 0"
                .into()
        }
        K::DesignOfOtherShape => {
            "the design has other payers or funds than the scenario, so they cannot stand side by side; change terms only, or write another scenario".into()
        }
        K::StepChangesNothing => "the step changes nothing; take it out, or name what it should change".into(),
        K::DesignTouchesNothing => "the design changes nothing; its differences will be zero".into(),
        K::NobodyDrawn { payer } => format!(
            "no bill of a run names what \"{payer}\" asks for here, so it pays nothing in a run; it settles bills from a file"
        ),
        K::GroupTakesEverybody { next } => {
            format!(
                "this group takes everybody, so group \"{next}\" after it never applies; give it conditions or move it \
                 to the end"
            )
        }
        K::OrderOverruled { product } => format!(
            "under \"payer_order\": \"aid_then_hmb\" medical aid pays before \"{product}\", whatever this says; set \
             \"hmb_then_aid\", or a lower order"
        ),
        K::PaysInNoYear { payer, first, last } => {
            format!("payer \"{payer}\" pays in no year of the term {first}-{last}; check from_year, to_year and the term")
        }
        K::BookPaysForAll { payer } => format!(
            "payer \"{payer}\" of this book pays for everybody, who pays no premium too; add \"when\": \
             {{\"enrolled\": true}}"
        ),
        K::NotADate { found } => format!("\"{}\" is no date; write it like 2026-01-31", short(found)),
        K::StatedTwice { at } => format!("\"{}\" is registered twice; make it one entry", short(at)),
        K::DayBeforeEarlier { day, earlier } => {
            format!("day {day} comes before day {earlier} of the claim above; put the claims in date order")
        }
        K::PayerMustKnow { payer, key } => {
            format!("payer \"{payer}\" asks for the \"{key}\" of this claim, which is not given; add it")
        }
        K::YearOutsideTerm { year, first, last } => {
            format!("{year} is outside the term {first}-{last} of the scenario; the terms nearest to it in time settle the bills")
        }
        K::SharedDeductibleOverlap { payer, other } => format!(
            "payers \"{payer}\" and \"{other}\" share a deductible and look at the same cost, which would fill it \
             twice; let each look at other care or parts of the bill"
        ),
        K::NobodyKnows { found, suggestion } => {
            let hint = suggestion.as_ref().map(|word| format!("; did you mean \"{word}\"?")).unwrap_or_default();
            format!("no payer of the scheme has \"{found}\" in its lists, so no liability that asks for a list pays it{hint}")
        }
        K::Breach(breach) => breach.say(Lang::En).into(),
        K::NoNumbers { path } => format!(
            "the scenario holds no number at \"{}\", so that the event does not apply to it; take another scenario, \
             or correct the path",
            short(path)
        ),
        K::RevisionOfBlock { block, allowed } => format!(
            "a revision may not change \"{block}\", which holds for all years as one; it may change {}",
            allowed.join(", ")
        ),
        K::RevisionOfOtherShape => "the revision makes other payers or funds than the scenario has; write all of them \
                                    in the scenario, and give from_year or to_year to a payer that begins or ends"
            .into(),
        K::RevisionOfOpening => "opening_balance_yuan is the reserve at the start of the term; leave it out of the \
                                 revision and set it in the scenario"
            .into(),
        K::NoBook => {
            "the scenario has no book of a city product (a fund of kind hmb_book); choose one that has".into()
        }
        K::PricesRevised { book } => {
            format!("revisions change the prices of {book}, so they cannot be varied; take these revisions out")
        }
        K::RevisionTouchesNothing => "the revision changes nothing".into(),
        K::RevisionAfterTerm { from, last } => {
            format!("the revision holds from {from}, after the last simulated year {last}, so it changes no figure")
        }
        K::NotBelow { key, found, other_key, other } => {
            format!("{key} {found} is above {other_key} {other}; it must not be")
        }
        K::TooMany { found, limit } => format!("{found} are too many; at most {limit} are allowed"),
        K::TooManyRows { rows, limit } => {
            format!("trials x designs x years make {rows} rows; at most {limit} are kept: lower one of them")
        }
        K::OneOfTwo { keys: [one, other], both: true } => {
            format!("\"{one}\" and \"{other}\" are both there; keep one, and set the other to null where a base has it")
        }
        K::OneOfTwo { keys: [one, other], both: false } => {
            format!("\"{one}\" or \"{other}\" is missing; add one of the two")
        }
        K::MixIsDerived { area } => format!(
            "the census tables do not tell city, town and village apart in {area}; its ages are adjusted by China's ratios of the three (derived, not counted)"
        ),
        K::MoreEmployeesThanPeople { retired, needed, people } => {
            let (who, ages) =
                if *retired { ("retired employees:", "from the age of retirement on") } else { ("employees in service:", "of working ages") };
            format!(
                "{who} {needed} are asked for, but only {people} of the insured are {ages}; change employee_share or retired_share"
            )
        }
        K::NotAYearOfTheTerm { year, first, last } => {
            format!("{year} is not in the term {first} to {last}; choose one of its years, or lengthen term.years")
        }
        K::NoNumberAt { path } => {
            format!("\"{}\" leads to no number; write the path as --set takes it", short(path))
        }
        K::SeveralToVary { word, choices } => format!(
            "\"{}\" stands at several places of this scenario; name one, or several together with commas: {}",
            short(word),
            choices.join(", ")
        ),
        K::NothingToVary { word } => format!(
            "this scenario has no \"{}\" to vary; give the path of the parameter as --set takes it",
            short(word)
        ),
        K::NotARange { found, step } => format!(
            "\"{}\" is no range; write A..B, rising, as 60..200 or 10%..90%, with at least two multiples of {step} in it",
            short(found)
        ),
        K::NoValues { found } => format!(
            "\"{}\" lists no values; write PATH=A..B:N (N values from A to B, N at least 2) or PATH=a,b,c, as premium=80..150:8",
            short(found)
        ),
        K::NoAxes { grids } if grids.is_empty() => {
            "nothing to vary: name at least one --vary PATH=A..B:N; the scenario has no `grids` of its own".into()
        }
        K::NoAxes { grids } => {
            format!("the scenario has several grids; name one with --grid, or give --vary: {}", grids.join(", "))
        }
        K::NotAnObjective { found } => format!(
            "\"{}\" is no objective; write METRIC:min or METRIC:max, with commas between several, as --objectives hmb.combined_ratio:min,city.patient_per_head:min",
            short(found)
        ),
        K::NotATarget { found, option } => format!(
            "\"{}\" is no target; write METRIC<=NUMBER or METRIC>=NUMBER in quotes, as {option} \"hmb.combined_ratio<=1\"",
            short(found)
        ),
        K::NotAPrecision { found } => format!(
            "\"{}\" says of no figure how precise it must be; write METRIC.se<NUMBER in quotes (or .half_width, .relative_se, .relative_half_width; NUMBER above 0), as --until \"cii.loss_ratio.se<0.001\", with @DESIGN or @YEAR before the < for another design or a year",
            short(found)
        ),
        K::RangeNeeded { word } => {
            format!("\"{}\" has no present value to take a range from; give --within A..B", short(word))
        }
        K::NoFigureToSolve { metric, trials } => format!(
            "with {} \"{metric}\" has no value at any value tried (too few trials, or it never occurs); raise --trials, or choose another metric",
            plural(trials, "trial")
        ),
        K::MovedTwice { path } => {
            format!("\"{}\" is moved by another parameter already; name it once", short(path))
        }
        K::NotTogether { key, value, other_key, other } => {
            format!("{key} \"{value}\" cannot go with {other_key} \"{other}\"; change one of them")
        }
        K::AdmissionPayerNotFirst => {
            "a payer per admission must be the first of all; give it the lowest order".into()
        }
        K::NotBefore { other } => format!("this payer must come after \"{other}\"; give it a higher order"),
        K::NotABaseline { path } => format!(
            "{path} holds no figures of that kind; name a run folder, or its summary.json or figures.csv"
        ),
        K::BaselineChanged { path } => format!(
            "{path} is not what the manifest.json beside it says: it was changed or damaged; restore it, or run the \
             baseline again"
        ),
        K::BaselineOfOtherRun { found: [trials, seed], ours: [own_trials, own_seed] } => format!(
            "the baseline has {} of seed {seed} and the gate draws {own_trials} of seed {own_seed}, so they \
             cannot be equal; set trials and seed to those of the baseline, or add within_standard_errors",
            plural(trials, "trial")
        ),
        K::Path(fault) => fault.sentence(Lang::En),
        K::Refused { reason } => format!("these terms cannot be: {reason}"),
        K::Model(fault) => model_fault(*fault).into(),
    }
}

fn json_fault(fault: JsonFault) -> &'static str {
    match fault {
        JsonFault::Comment => "comments are not allowed; use a \"note\"",
        JsonFault::TrailingComma => "a comma before a closing bracket; remove it",
        JsonFault::MissingComma => "a comma is missing before this",
        JsonFault::MissingColon => "a colon is missing after the key",
        JsonFault::MissingValue => "a value is missing after the colon",
        JsonFault::KeyWithoutQuotes => "a key must stand in double quotes",
        JsonFault::SingleQuotes => "strings stand in double quotes, not in single ones",
        JsonFault::NotFinite => "NaN and Infinity are no numbers; write a decimal",
        JsonFault::BadNumber => "not a JSON number; write it like -12.5 or 1e6",
        JsonFault::BadString => "a string that does not end, or a wrong escape in it",
        JsonFault::ControlCharacter => "a control character; write it as an escape such as \\n",
        JsonFault::UnclosedObject => "this { is never closed; add }",
        JsonFault::UnclosedList => "this [ is never closed; add ]",
        JsonFault::TextAfterEnd => "text after the end of the value; remove it",
        JsonFault::UnexpectedText => "this does not belong here",
    }
}

fn json_type(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Null => "null",
        JsonType::Bool => "true or false",
        JsonType::Number => "a number",
        JsonType::Text => "a text",
        JsonType::List => "a list [ ... ]",
        JsonType::Object => "an object { ... }",
        JsonType::Bilingual => "a text or {\"zh\": ..., \"en\": ...}",
    }
}

fn model_fault(fault: ModelFault) -> &'static str {
    match fault {
        ModelFault::EmptyPopulation => "nobody is insured; give at least one band heads above 0",
        ModelFault::AbsurdPopulation => {
            "more than 2,000,000,000 heads in all; give heads as persons, not as fen or 人次"
        }
        ModelFault::BandsOverlap => {
            "two age bands share an age, so its heads would count twice; give every age to one band, and set bands \
             taken over from a base to null"
        }
        ModelFault::AgeTable => {
            "the steps by age must start at age 0 and ascend without repeating an age; sort and complete them"
        }
        ModelFault::Split => {
            "the parts of a bill leave nothing inside the catalogue; keep own expense and over-limit together below 1, \
             also after the own-expense elasticity has raised the dearest bills"
        }
        ModelFault::YearlyCare => {
            "a yearly care cannot have more users than there are patients, nor share its random words with another; lower \
             users_per_1000_years, raise admissions, or give it another name"
        }
        ModelFault::TooFewAdults => {
            "there are more minors than seats beside an adult in households of that size; raise city.households.mean_size"
        }
        ModelFault::Severity => {
            "not a distribution with a finite mean; give exactly one of `law` and `mixture` with parameters in range \
             (generalised Pareto shape below 1, Pareto shape above 1, Burr XII with c k > 1, empirical points rising \
             from probability 0 to 1)"
        }
        ModelFault::HealthState => {
            "a state of health needs exactly one of `prevalence` and `onsets`, with ages that start at 0 and rise, and \
             no more onsets in a year than people"
        }
        ModelFault::Health => {
            "the states of health would hold everybody or more people than there are, or are more than 14; lower \
             prevalence, onsets or years, and see that each `state` of `yearly_care` stands in `health`"
        }
        ModelFault::HistoryGap => {
            "the years of a history leave one out; fill the gap, or take away the years on one side of it"
        }
    }
}
