//! Why a folder cannot be reported on.

use super::super::Lang;

/// Why a folder cannot be reported on.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "each variant is documented by its two texts below")]
pub enum FolderTrouble {
    NotThere { path: String },
    NoManifest { path: String },
    NoResults { path: String },
    NoEvidence { path: String },
    Missing { path: String },
    Changed { path: String },
    Unreadable { path: String, reason: String },
    Scenario { zh: String, en: String },
    NoFigures { path: String },
    Twice { path: String },
    UnknownFormat { found: String, known: String },
}

impl FolderTrouble {
    /// The trouble in one language, and what to do.
    pub fn text(&self, lang: Lang) -> String {
        match (self, lang) {
            (FolderTrouble::NotThere { path }, Lang::Zh) => {
                format!("{path} 不存在，或不是文件夹；应为 huimin run … --out 写出的结果文件夹")
            }
            (FolderTrouble::NotThere { path }, Lang::En) => {
                format!("{path} is not there or is no folder; name a folder written by huimin run … --out")
            }
            (FolderTrouble::NoManifest { path }, Lang::Zh) => {
                format!("{path} 不是本程序的结果文件夹：没有本程序写的 manifest.json")
            }
            (FolderTrouble::NoManifest { path }, Lang::En) => {
                format!("{path} is no folder of results: it has no manifest.json of this program")
            }
            (FolderTrouble::NoResults { path }, Lang::Zh) => {
                format!(
                    "{path} 中没有可出报告的结果；可用 run、recompute、compare、stress、curve、path、solve、sweep、calibrate、lookback、walk 的结果文件夹；gate、backtest、fit、claims 的结果请用 huimin signoff 的 --with 列入签字材料"
                )
            }
            (FolderTrouble::NoResults { path }, Lang::En) => {
                format!(
                    "{path} has no results to report; folders of run, recompute, compare, stress, curve, path, solve, sweep, calibrate, lookback and walk have; those of gate, backtest, fit and claims go into the pack of huimin signoff (--with)"
                )
            }
            (FolderTrouble::NoEvidence { path }, Lang::Zh) => {
                format!(
                    "{path} 中没有可列入签字材料的结果；除可出报告的结果文件夹外，还可用 gate、backtest、fit、claims 以 --out 写出的文件夹"
                )
            }
            (FolderTrouble::NoEvidence { path }, Lang::En) => {
                format!(
                    "{path} has no results for a pack; beside folders that can be reported on, those have that gate, backtest, fit and claims write with --out"
                )
            }
            (FolderTrouble::Missing { path }, Lang::Zh) => {
                format!("{path} 缺失，但 manifest.json 中列有此文件；结果文件夹不完整，请重新模拟")
            }
            (FolderTrouble::Missing { path }, Lang::En) => {
                format!("{path} is missing, though manifest.json lists it; the folder is damaged, run again")
            }
            (FolderTrouble::Changed { path }, Lang::Zh) => {
                format!("{path} 与 manifest.json 中的摘要不符：文件已被改动或损坏，请重新模拟或恢复原文件")
            }
            (FolderTrouble::Changed { path }, Lang::En) => {
                format!(
                    "{path} is not what manifest.json says: it was changed or damaged; run again or restore it"
                )
            }
            (FolderTrouble::Unreadable { path, reason }, Lang::Zh) => format!("{path} 无法读取：{reason}"),
            (FolderTrouble::Unreadable { path, reason }, Lang::En) => {
                format!("{path} cannot be read: {reason}")
            }
            (FolderTrouble::Scenario { zh, .. }, Lang::Zh) => zh.clone(),
            (FolderTrouble::Scenario { en, .. }, Lang::En) => en.clone(),
            (FolderTrouble::NoFigures { path }, _) => crate::wording::sign_off::no_figures(path, lang),
            (FolderTrouble::Twice { path }, Lang::Zh) => format!("{path} 重复给出；每个结果文件夹只列一次"),
            (FolderTrouble::Twice { path }, Lang::En) => format!("{path} is named twice; name it once"),
            (FolderTrouble::UnknownFormat { found, known }, Lang::Zh) => {
                format!("--format：没有“{found}”这种格式；可用：{known}")
            }
            (FolderTrouble::UnknownFormat { found, known }, Lang::En) => {
                format!("--format: there is no format \"{found}\"; known: {known}")
            }
        }
    }
}
