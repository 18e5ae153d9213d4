//! The answer to arguments that name no work: help, the version, or what is wrong with them.

use clap::error::{Error, ErrorKind};

use super::exit::Exit;
use super::misuse;
use super::output::{print, say};
use crate::wording::{Lang, said, trouble};

/// Answers arguments that could not be parsed to a verb, or that asked for help or the version.
pub fn answer(unparsed: &Error, lang: Lang) -> Exit {
    match unparsed.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => match print(&unparsed.to_string()) {
            Ok(()) => Exit::Done,
            Err(_) => Exit::Failed,
        },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say(unparsed.to_string().trim_end());
            Exit::BadInput
        }
        _ => {
            let misuse = trouble::misuse(&misuse::of_error(unparsed), lang);
            say(&format!("{}{misuse}", said::error_prefix(lang)));
            say(trouble::see_help(lang));
            Exit::BadInput
        }
    }
}
