//! report
mod folder;
mod manifest;
mod trials;
mod waterfall;

pub use folder::{Existing, FileDigest, FolderError, FolderFile, MANIFEST, RunFolder, pretty_json, sha256};
pub use manifest::Manifest;
pub use trials::{TRIALS_PER_PART, TrialsError, TrialsFile};
pub use waterfall::Waterfall;
