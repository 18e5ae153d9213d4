//! What the pack says to programs, and what made it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::report::folder::FileDigest;
use crate::report::manifest::{ENGINE, digests};

use super::{Pack, PackParts, sheets};

/// What the pack says to programs: counts of the register, of the sample, what is missing.
pub fn pack_json(pack: &Pack) -> Value {
    let made = &pack.made;
    let [all, expired, not_approved, synthetic] = pack.opinion.assumptions;
    let missing = pack.book.absent.iter().map(|it| it.table.key());
    json!({
        "as_of": pack.opinion.as_of,
        "assumptions": {
            "all": all, "expired": expired, "not_approved": not_approved, "synthetic": synthetic,
            "flawed": made.flawed,
        },
        "readings": pack.opinion.readings.is_some(),
        "sample": {
            "persons": made.persons, "bills": made.bills, "formulas": made.formulas,
            "different": made.different, "without_formula": made.without, "synthetic": true,
        },
        "missing": missing.collect::<Value>(),
    })
}

/// The digest of every file that a pack rests on, as `sha256sum -c` reads them where the pack was made.
pub fn input_sums(parts: &PackParts<'_>) -> String {
    let mut sums = String::new();
    for source in sheets::sources(parts) {
        for (file, digest) in source.files() {
            let path = source.folder.join(file);
            sums = sums + digest + "  " + &path.display().to_string() + "\n";
        }
    }
    if let Some((file, digest)) = parts.register {
        sums = sums + digest + "  " + file + "\n";
    }
    sums
}

/// What made the folder of a pack, with the digests of its files.
pub fn pack_manifest(
    parts: &PackParts<'_>,
    (command, started): (Vec<String>, String),
    files: &BTreeMap<String, FileDigest>,
) -> Value {
    let sources = sheets::sources(parts);
    let of = sources.iter().map(|it| json!({ "name": it.name, "manifest_sha256": it.manifest_digest }));
    json!({
        "engine": ENGINE,
        "version": env!("CARGO_PKG_VERSION"),
        "commit": option_env!("HUIMIN_COMMIT"),
        "signoff_of": of.collect::<Value>(),
        "register_sha256": parts.register.map(|(_, digest)| digest),
        "as_of": parts.as_of,
        "command": command,
        "started": started,
        "files": digests(files),
    })
}
