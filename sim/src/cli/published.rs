//! What a verb leaves in its folder beside its own tables: how it was made, and where it is.

use clap::ArgMatches;
use serde_json::Value;

use super::simulation::Simulation;
use super::{CliError, Session, output};
use crate::engine::{Experiment, RunPlan};
use crate::report::{self, Manifest, RunFolder};
use crate::scenario::load::Loaded;
use crate::wording::{Lang, said};

/// The manifest of a verb that simulated `scenario`; begun then, it took so many milliseconds.
pub(super) fn manifest(
    scenario: &Loaded,
    simulation: &Simulation,
    run: &RunPlan,
    (started, milliseconds): (String, u64),
) -> Manifest {
    Manifest {
        scenario: scenario.name.clone(),
        plan_digest: simulation.plan.digest().to_string(),
        scenario_digest: report::sha256(scenario.resolved().as_bytes()),
        seed: simulation.plan.seed(),
        trials: run.trials.get(),
        designs: simulation.names(),
        command: typed(),
        started,
        milliseconds,
        as_if: scenario.own_bills().map(|own| report::as_if_json(own)),
        threads: run.threads.map(Into::into),
        batch: run.batch.get(),
        ..Manifest::default()
    }
}

/// What was typed.
pub(super) fn typed() -> Vec<String> {
    std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect()
}

/// The verb that was typed.
pub(super) fn verb() -> Option<String> {
    verb_in(typed())
}

/// The verb that wrote a folder with this manifest.
pub(super) fn verb_of(manifest: &Value) -> Option<String> {
    verb_in(words_of(manifest)?)
}

/// What was asked of this verb when it wrote a folder with this manifest.
pub(super) fn asked_of(verb: &str, manifest: &Value) -> Option<ArgMatches> {
    let (wrote, asked) = read(words_of(manifest)?)?.remove_subcommand()?;
    (wrote == verb).then_some(asked)
}

fn words_of(manifest: &Value) -> Option<Vec<String>> {
    let words = manifest["command"].as_array()?.iter();
    Some(words.filter_map(|word| word.as_str().map(str::to_owned)).collect())
}

fn verb_in(command: Vec<String>) -> Option<String> {
    read(command)?.subcommand_name().map(str::to_owned)
}

/// Reads a command of this version or another, whose options may have been others.
fn read(command: Vec<String>) -> Option<ArgMatches> {
    super::command(Lang::En).ignore_errors(true).try_get_matches_from(command).ok()
}

/// Writes the scenario as it was used, the answer for programs under its name, and tables.
pub(super) fn write(
    folder: &mut RunFolder,
    scenario: &Loaded,
    (name, answer): (&str, &Value),
    tables: impl IntoIterator<Item = (impl AsRef<str>, Vec<u8>)>,
) -> Result<(), CliError> {
    folder.write("scenario.resolved.json", scenario.resolved().as_bytes())?;
    folder.write(name, &report::pretty_json(answer))?;
    for (name, bytes) in tables {
        folder.write(name.as_ref(), &bytes)?;
    }
    Ok(())
}

/// Puts a folder with its manifest in its place, and says where.
pub(super) fn publish(
    folder: &mut RunFolder,
    manifest: &Manifest,
    session: &Session,
) -> Result<(), CliError> {
    let manifest = manifest.to_json(folder.files());
    put_in_place(folder, &manifest, session)
}

/// Puts a folder that no run fills in its place: its manifest has these fields, what was typed, and when it began.
pub(super) fn publish_files<const N: usize>(
    folder: &mut RunFolder,
    fields: [(&str, Value); N],
    started: String,
    session: &Session,
) -> Result<(), CliError> {
    let made = [("command", typed().into()), ("started", started.into())];
    let fields = fields.into_iter().chain(made).map(|(key, value)| (key.to_owned(), value)).collect();
    put_in_place(folder, &report::manifest_of_files(fields, folder.files()), session)
}

/// [`publish`] with a manifest of another kind.
pub(super) fn put_in_place(
    folder: &mut RunFolder,
    manifest: &Value,
    session: &Session,
) -> Result<(), CliError> {
    let published = folder.publish(manifest)?;
    if !session.quiet {
        output::say(&said::written_to(&published.display().to_string(), session.lang));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::verb_in;

    #[test]
    fn the_verb_of_a_command_is_found_among_options_and_folders_that_are_called_like_one() {
        let verb = |words: &str| verb_in(words.split(' ').map(str::to_owned).collect());
        assert_eq!(verb("huimin run x --out report").as_deref(), Some("run"));
        assert_eq!(verb("huimin --lang en --library run report run --out solve").as_deref(), Some("report"));
        assert_eq!(verb("huimin signoff run --an-option-of-old 3 --out pack").as_deref(), Some("signoff"));
        assert_eq!(verb("huimin"), None);
    }
}
