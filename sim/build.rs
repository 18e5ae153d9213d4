//! Notes the commit that the program is built from, when it is built from a checkout: the manifest of
//! a run names it. `-modified` when a tracked file differs from the commit.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=../Cargo.lock");
    println!("cargo::rerun-if-changed=../scenarios"); // the built-in library
    let Some(commit) = git(&["rev-parse", "HEAD"]) else { return };
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo::rerun-if-changed={log}");
    }
    let modified =
        git(&["status", "--porcelain", "--untracked-files=no"]).is_none_or(|files| !files.is_empty());
    let suffix = if modified { "-modified" } else { "" };
    println!("cargo::rustc-env=HUIMIN_COMMIT={commit}{suffix}");
}

/// What git says, when there is a git and a checkout.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
