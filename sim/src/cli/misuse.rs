//! What clap says is wrong with the arguments, as data that `wording` turns into a sentence.

use std::error::Error as _;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::wording::trouble::{Allowed, Misuse};

/// No whole number from `least` to `most`.
#[derive(Debug, thiserror::Error)]
#[error("not a whole number from {least} to {most}")]
pub(super) struct NotWithin {
    pub(super) least: u64,
    pub(super) most: u64,
}

/// The misuse that an error of clap stands for.
pub(super) fn of_error(error: &Error) -> Misuse {
    let text = |kind| error.get(kind).map(ContextValue::to_string);
    let argument = || text(ContextKind::InvalidArg).unwrap_or_default();
    match error.kind() {
        ErrorKind::UnknownArgument => {
            Misuse::UnknownArgument { argument: argument(), suggestion: text(ContextKind::SuggestedArg) }
        }
        ErrorKind::InvalidSubcommand => Misuse::UnknownVerb {
            verb: text(ContextKind::InvalidSubcommand).unwrap_or_default(),
            suggestion: text(ContextKind::SuggestedSubcommand),
        },
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = text(ContextKind::InvalidValue).unwrap_or_default();
            if value.is_empty() {
                return Misuse::NoValue { argument: argument() };
            }
            let range = error.source().and_then(|source| source.downcast_ref::<NotWithin>());
            let allowed = match (error.get(ContextKind::ValidValue), range) {
                (Some(ContextValue::Strings(words)), _) if !words.is_empty() => Allowed::Words(words.clone()),
                (_, Some(NotWithin { least, most })) => Allowed::WholeNumbers { least: *least, most: *most },
                _ => Allowed::WholeNumber,
            };
            Misuse::BadValue { argument: argument(), value, allowed }
        }
        ErrorKind::MissingRequiredArgument => Misuse::Missing { arguments: argument() },
        ErrorKind::ArgumentConflict => Misuse::Conflict { argument: argument() },
        ErrorKind::MissingSubcommand => Misuse::NoVerb,
        ErrorKind::TooManyValues => Misuse::UnwantedValue { argument: argument() },
        ErrorKind::InvalidUtf8 => Misuse::NotUtf8,
        _ => Misuse::Other(error.kind().to_string()),
    }
}
