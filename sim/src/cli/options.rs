//! The options that verbs share: how they are written, and how they are read.

use std::num::{NonZeroU64, NonZeroUsize};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};
use serde_json::Value;

use super::misuse::NotWithin;
use super::output::say;
use super::{Session, published};
use crate::decide::fit::FORMS;
use crate::engine::RunPlan;
use crate::report::{Existing, FolderError, Format, RunFolder};
use crate::scenario::document::MAX_TRIALS;
use crate::scenario::sampling::SamplingKind;
use crate::stats::Form;
use crate::wording::shell::Text;
use crate::wording::{Lang, long_runs};

/// Options that every verb has stand after its own.
const COMMON: usize = 1000;
/// Help stands last.
const LAST: usize = 2000;

/// Trials a batch where the whole outcome stands in memory.
pub(super) const BATCH: NonZeroU64 = NonZeroU64::new(256).expect("a batch has trials");

/// More threads than any machine here has.
const MAX_THREADS: u64 = 4096;

/// A verb with its sentence and arguments; its usage, headings and help option are in the language too.
pub(super) fn verb(name: &'static str, about: Text, arguments: Vec<Arg>, lang: Lang) -> Command {
    let operands = arguments.iter().filter(|argument| argument.is_positional()).map(|operand| {
        let name = operand.get_value_names().and_then(<[_]>::first).map_or("", |name| name.as_str());
        let dots = if operand.get_num_args().is_some_and(|n| n.max_values() > 1) { "..." } else { "" };
        if operand.is_required_set() { format!(" <{name}>{dots}") } else { format!(" [{name}]{dots}") }
    });
    let usage =
        format!("huimin {name} [{}]{}", Text::OptionsName.text(lang), operands.collect::<Vec<_>>().concat());
    let in_order = arguments.into_iter().enumerate().map(|(place, argument)| argument.display_order(place));
    dressed(Command::new(name).about(about.text(lang)).args(in_order), lang).override_usage(usage)
}

/// A command whose help is in the language throughout.
pub(super) fn dressed(command: Command, lang: Lang) -> Command {
    let usage = Text::UsageHeading.text(lang);
    command
        .disable_help_flag(true)
        .help_template(format!("{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}{{after-help}}"))
        .arg(flag("help", Text::Help, lang).short('h').action(ArgAction::Help).display_order(LAST))
}

/// An argument by place.
pub(super) fn operand(id: &'static str, name: Text, help: Text, lang: Lang) -> Arg {
    Arg::new(id)
        .value_name(name.text(lang))
        .help(help.text(lang))
        .help_heading(Text::ArgumentsHeading.text(lang))
}

/// An option without a value.
pub(super) fn flag(id: &'static str, help: Text, lang: Lang) -> Arg {
    Arg::new(id)
        .long(id)
        .help(help.text(lang))
        .help_heading(Text::OptionsHeading.text(lang))
        .action(ArgAction::SetTrue)
}

fn option(id: &'static str, value: &'static str, help: Text, lang: Lang) -> Arg {
    Arg::new(id)
        .long(id)
        .value_name(value)
        .help(help.text(lang))
        .help_heading(Text::OptionsHeading.text(lang))
        .hide_possible_values(true)
        .allow_negative_numbers(true)
}

/// `--version`.
pub(super) fn version(lang: Lang) -> Arg {
    flag("version", Text::Version, lang).short('V').action(ArgAction::Version).display_order(LAST)
}

/// `--lang`, `--quiet`, `--library`: every verb has them.
pub(super) fn everywhere(lang: Lang) -> [Arg; 3] {
    [
        option("library", "DIR", Text::Library, lang).value_parser(value_parser!(PathBuf)),
        option("lang", "LANG", Text::Language, lang).value_parser(["zh", "en"]),
        flag("quiet", Text::Quiet, lang).short('q'),
    ]
    .map(|option| option.global(true).display_order(COMMON))
}

/// `--json`.
pub(super) fn json(lang: Lang) -> Arg {
    flag("json", Text::Json, lang)
}

/// `--set`.
pub(super) fn set(lang: Lang) -> Arg {
    option("set", "PATH=VALUE", Text::Set, lang).action(ArgAction::Append)
}

/// `--base`.
pub(super) fn base(lang: Lang) -> Arg {
    option("base", "NAME", Text::Base, lang)
}

/// `--base`: the design against which others are held.
pub(super) fn against(lang: Lang) -> Arg {
    option("base", "NAME", Text::Against, lang)
}

/// `--base`, `--severity` and `--fund`: how claims are fitted.
pub(super) fn fit(lang: Lang) -> [Arg; 3] {
    [
        option("base", "SCENARIO", Text::FitBase, lang),
        option("severity", "FAMILY", Text::FitSeverity, lang)
            .action(ArgAction::Append)
            .value_delimiter(',')
            .value_parser(FORMS.map(Form::key)),
        option("fund", "FUND", Text::FitFund, lang),
    ]
}

/// `--persons`.
pub(super) fn persons(lang: Lang) -> Arg {
    option("persons", "N", Text::Persons, lang).value_parser(whole(0..=1_000_000_000))
}

/// `--of`.
pub(super) fn of(lang: Lang) -> Arg {
    option("of", "WHAT", Text::Of, lang)
}

/// `--set`, `--event`, `--design` and `--stress`: how a scenario is changed on the command line.
pub(super) fn changes(lang: Lang) -> [Arg; 4] {
    [
        set(lang),
        option("event", "NAME[@YEAR]", Text::Event, lang).action(ArgAction::Append),
        option("design", "A.json+B.json", Text::Design, lang).action(ArgAction::Append),
        option("stress", "NAME", Text::Stress, lang),
    ]
}

/// `--set`, `--event` and `--stress`: changes of one scenario, without candidates beside it.
pub(super) fn changes_of_one(lang: Lang) -> [Arg; 3] {
    let [set, event, _, stress] = changes(lang);
    [set, event, stress]
}

/// `--set` and `--event`: changes before any stress.
pub(super) fn changes_before_stress(lang: Lang) -> [Arg; 2] {
    let [set, event, ..] = changes(lang);
    [set, event]
}

/// What of a product's curves is asked for.
pub(super) fn curve(lang: Lang) -> [Arg; 6] {
    [
        option("premium", "A..B", Text::CurvePremium, lang),
        option("points", "N", Text::CurvePoints, lang).value_parser(whole(2..=200)),
        option("participation", "A..B", Text::CurveParticipation, lang),
        option("spiral", "N", Text::Spiral, lang).value_parser(whole(2..=20)),
        option("target-loss-ratio", "RATIO", Text::TargetLossRatio, lang).requires("spiral"),
        option("max-change", "RATIO", Text::MaxChange, lang).requires("spiral"),
    ]
}

/// As of which day is looked back, which payers stand for a liability, and how many persons the model looks at.
pub(super) fn lookback(lang: Lang) -> [Arg; 4] {
    [
        option("cost-to-come", "YUAN", Text::CostToCome, lang),
        option("as-of", "DATE", Text::AsOf, lang),
        option("map", "LIABILITY=PAYER+PAYER", Text::Map, lang).action(ArgAction::Append),
        option("persons", "N", Text::LookbackPersons, lang).value_parser(whole(1..=1_000_000_000)),
    ]
}

/// What a target is solved for.
pub(super) fn solve(lang: Lang) -> [Arg; 7] {
    [
        option("vary", "WHAT", Text::SolveVary, lang).required(true),
        option("target", "METRIC<=NUMBER", Text::SolveTarget, lang).required(true),
        option("within", "A..B", Text::SolveWithin, lang),
        option("step", "NUMBER", Text::SolveStep, lang),
        option("period", "Y|term", Text::SolvePeriod, lang),
        option("design", "A.json+B.json", Text::SolveDesign, lang),
        option("draws", "N", Text::SolveDraws, lang).value_parser(whole(0..=10_000)),
    ]
}

/// `--reverse` and `--breaks`: what a reverse stress moves, and what it looks for.
pub(super) fn reverse(lang: Lang) -> [Arg; 2] {
    [
        option("reverse", "DRIVER", Text::Reverse, lang).action(ArgAction::Append),
        option("breaks", "FIGURE>NUMBER", Text::Breaks, lang).action(ArgAction::Append).requires("reverse"),
    ]
}

/// The register, the day of expiry and the folders beside the run of a pack to be signed.
pub(super) fn sign_off(lang: Lang) -> [Arg; 3] {
    [
        option("assumptions", "FILE", Text::SignOffAssumptions, lang).value_parser(value_parser!(PathBuf)),
        option("as-of", "DATE", Text::SignOffAsOf, lang),
        option("with", "DIR", Text::SignOffWith, lang).action(ArgAction::Append).num_args(1..),
    ]
}

/// What is swept, and for what.
pub(super) fn sweep(lang: Lang) -> [Arg; 7] {
    [
        option("vary", "WHAT=A..B:N", Text::SweepVary, lang).action(ArgAction::Append),
        option("grid", "NAME", Text::SweepGrid, lang).conflicts_with("vary"),
        option("subject", "METRIC<=NUMBER", Text::SweepSubject, lang).action(ArgAction::Append),
        option("objectives", "METRIC:min,...", Text::SweepObjectives, lang),
        option("period", "Y|term", Text::SweepPeriod, lang),
        option("design", "A.json+B.json", Text::SolveDesign, lang),
        option("budget", "N", Text::SweepBudget, lang).value_parser(whole(1..=20_000)),
    ]
}

/// Reads a whole number in a range.
pub(super) fn whole(
    range: RangeInclusive<u64>,
) -> impl Fn(&str) -> Result<u64, NotWithin> + Clone + Send + Sync + 'static {
    let (least, most) = range.into_inner();
    move |text| match text.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(NotWithin { least, most }),
    }
}

/// Two numbers `A..B` with 0 < A < B, B at most `most`.
pub(super) fn range(text: &str, most: f64) -> Option<(f64, f64)> {
    let (from, to) = text.split_once("..")?;
    let (from, to): (f64, f64) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from > 0.0 && from < to && to <= most).then_some((from, to))
}

/// How much to run, and with what.
pub(super) fn how_much(lang: Lang) -> [Arg; 4] {
    [
        option("trials", "N", Text::Trials, lang).value_parser(whole(1..=MAX_TRIALS)),
        option("seed", "N", Text::Seed, lang).value_parser(whole(0..=u64::MAX)),
        option("threads", "N", Text::Threads, lang).value_parser(whole(1..=MAX_THREADS)),
        option("batch", "N", Text::Batch, lang).value_parser(whole(1..=u64::MAX)),
    ]
}

/// `--sampling`.
pub(super) fn sampling(lang: Lang) -> Arg {
    option("sampling", "HOW", Text::Sampling, lang).value_parser(SamplingKind::ALL.map(SamplingKind::key))
}

/// `--seed` alone, for verbs without trials.
pub(super) fn seed(lang: Lang) -> Arg {
    option("seed", "N", Text::Seed, lang).value_parser(whole(0..=u64::MAX))
}

/// Which people are exported, and in which form.
pub(super) fn which_people(lang: Lang) -> [Arg; 3] {
    [
        option("year", "Y", Text::Year, lang).value_parser(value_parser!(u16)),
        option("format", "FORMAT", Text::Format, lang).value_parser(Format::ALL.map(Format::ending)),
        option("limit", "N", Text::Limit, lang).value_parser(whole(1..=u64::MAX)),
    ]
}

/// What is known of a synthetic insurer.
pub(super) fn insurer(lang: Lang) -> [Arg; 9] {
    [
        option("share", "SHARE", Text::InsurerShare, lang),
        option("notice-days", "DAYS", Text::NoticeDays, lang),
        option("payment-days", "DAYS", Text::PaymentDays, lang),
        option("reversals", "RATE", Text::Reversals, lang),
        option("valued-at", "DATE", Text::ValuedAt, lang),
        flag("paid-only", Text::PaidOnly, lang),
        option("trial", "N", Text::InsurerTrial, lang).value_parser(whole(0..=u64::from(u32::MAX))),
        option("format", "FORMAT", Text::InsurerFormat, lang).value_parser(Format::ALL.map(Format::ending)),
        suppress(lang),
    ]
}

/// Whose bills stand in place of drawn ones.
pub(super) fn claims(lang: Lang) -> [Arg; 4] {
    [
        option("claims", "FILE", Text::ClaimsOption, lang),
        option("claims-year", "Y", Text::ClaimsYear, lang)
            .value_parser(value_parser!(u16))
            .requires("claims"),
        option("claims-trend", "FACTOR", Text::ClaimsTrend, lang).requires("claims"),
        suppress(lang).requires("claims"),
    ]
}

/// `--suppress`.
pub(super) fn suppress(lang: Lang) -> Arg {
    option("suppress", "N", Text::Suppress, lang).value_parser(whole(0..=1_000))
}

/// The whole number of an option, when it was given.
pub(super) fn number(matches: &ArgMatches, id: &str) -> Option<u64> {
    matches.get_one::<u64>(id).copied()
}

/// Where results go.
pub(super) fn where_to(lang: Lang) -> [Arg; 2] {
    [
        option("out", "DIR", Text::Out, lang).value_parser(value_parser!(PathBuf)),
        flag("force", Text::Force, lang).requires("out"),
    ]
}

/// The finished folders of a report, and its formats.
pub(super) fn report(lang: Lang) -> [Arg; 2] {
    [
        operand("runs", Text::RunFoldersName, Text::RunFolders, lang).required(true).num_args(1..),
        option("format", "LIST", Text::ReportFormats, lang),
    ]
}

/// [`where_to`], where there is no other place for results.
pub(super) fn where_to_for_certain(lang: Lang) -> [Arg; 2] {
    let [out, force] = where_to(lang);
    [out.required(true), force]
}

/// `--resume`, for a verb that keeps its finished trials.
pub(super) fn resume(lang: Lang) -> Arg {
    flag("resume", Text::Resume, lang).requires("out")
}

/// `--until` and `--convergence`: when a run knows enough, and how its figures settle.
pub(super) fn until(lang: Lang) -> [Arg; 2] {
    [
        option("until", "METRIC.se<NUMBER", Text::Until, lang).action(ArgAction::Append).value_delimiter(','),
        flag("convergence", Text::Convergence, lang),
    ]
}

/// `--columns`.
pub(super) fn columns(lang: Lang) -> Arg {
    option("columns", "WORDS", Text::Columns, lang).value_delimiter(',')
}

/// `--buckets` and `--bucket-grid`.
pub(super) fn buckets(lang: Lang) -> [Arg; 2] {
    [
        option("buckets", "PAYER", Text::Buckets, lang).requires("out"),
        option("bucket-grid", "A..B/STEP", Text::BucketGrid, lang).requires("buckets"),
    ]
}

/// Whether an option without a value was given, to a verb that has it.
pub(super) fn is_set(matches: &ArgMatches, id: &str) -> bool {
    matches.try_get_one::<bool>(id).ok().flatten().is_some_and(|set| *set)
}

/// `--junit` and `--annotations`: what a gate leaves for those who run it unattended.
pub(super) fn gate_outputs(lang: Lang) -> [Arg; 2] {
    [
        option("junit", "FILE", Text::Junit, lang).value_parser(value_parser!(PathBuf)),
        flag("annotations", Text::Annotations, lang).conflicts_with("json"),
    ]
}

/// The path of an option, when it was given.
pub(super) fn path<'a>(matches: &'a ArgMatches, id: &str) -> Option<&'a Path> {
    matches.get_one::<PathBuf>(id).map(PathBuf::as_path)
}

/// The text of an operand that clap requires.
pub(super) fn operand_of<'a>(matches: &'a ArgMatches, id: &str) -> &'a str {
    text_of(matches, id).unwrap_or_default()
}

/// The text of an operand or option, when it was given.
pub(super) fn text_of<'a>(matches: &'a ArgMatches, id: &str) -> Option<&'a str> {
    matches.get_one::<String>(id).map(String::as_str)
}

/// The texts of a repeatable operand or option.
pub(super) fn texts_of(matches: &ArgMatches, id: &str) -> Vec<String> {
    matches.get_many::<String>(id).into_iter().flatten().cloned().collect()
}

/// Every change of the scenario's values: `--set` in turn, then `--trials`, `--seed`, `--sampling` and
/// `--columns`, which are settings with names of their own.
pub(super) fn settings(matches: &ArgMatches) -> Vec<String> {
    let set = matches.try_get_many::<String>("set").ok().flatten();
    let mut settings: Vec<String> = set.into_iter().flatten().cloned().collect();
    for id in ["trials", "seed"] {
        let number = matches.try_get_one::<u64>(id).ok().flatten();
        settings.extend(number.map(|number| format!("run.{id}={number}")));
    }
    let sampling = matches.try_get_one::<String>("sampling").ok().flatten();
    settings.extend(sampling.map(|how| format!("run.sampling={how}")));
    let columns = matches.try_get_many::<String>("columns").ok().flatten();
    settings.extend(columns.map(|words| format!("run.columns={}", words.cloned().collect::<Value>())));
    settings
}

/// What the engine is told to run: so many trials, in the batches (at most `batch` where none is asked for, and one
/// trial a thread at least) and on the threads asked for.
pub(super) fn run_plan(matches: &ArgMatches, trials: NonZeroU64, batch: NonZeroU64) -> RunPlan {
    let count = |id| matches.get_one::<u64>(id).copied().and_then(NonZeroU64::new);
    // more threads than trials have nothing to do
    let threads = count("threads").and_then(|n| NonZeroUsize::try_from(n.min(trials)).ok());
    let at_once = threads.or_else(|| std::thread::available_parallelism().ok());
    let one_each = at_once.and_then(|n| NonZeroU64::try_from(n).ok()).unwrap_or(NonZeroU64::MIN);
    RunPlan { trials, batch: count("batch").unwrap_or(batch.max(one_each)), threads }
}

/// What to do with a folder that is there already. With `--force` it is replaced, but not that of another verb.
pub(super) fn existing(matches: &ArgMatches) -> Result<Existing, FolderError> {
    if !matches.get_flag("force") {
        return Ok(Existing::Keep);
    }
    let target = path(matches, "out").unwrap_or_else(|| Path::new(""));
    let made_by = RunFolder::manifest_of(target).and_then(|manifest| published::verb_of(&manifest));
    match made_by {
        Some(verb) if published::verb().as_ref() != Some(&verb) => {
            Err(FolderError::OfAnotherVerb { path: target.to_owned(), verb })
        }
        _ => Ok(Existing::Replace),
    }
}

/// The run folder, when one was asked for: everything that can forbid it is found out now. Says what unfinished
/// runs have left there.
pub(super) fn folder(matches: &ArgMatches, session: &Session) -> Result<Option<RunFolder>, FolderError> {
    let Some(target) = path(matches, "out") else { return Ok(None) };
    let folder = RunFolder::create(target, existing(matches)?)?;
    let resumable = matches.try_get_one::<bool>("resume").is_ok_and(|it| it.is_some());
    for left in folder.others() {
        say(&long_runs::left_alone(&left.display().to_string(), resumable, session.lang));
    }
    Ok(Some(folder))
}
