//! T15: what the model leaves out, what is made up, what the intervals hold.

use super::super::Row;
use super::Filled;
use super::draft::{Draft, row, texts, words};
use crate::report::finished::Finished;
use crate::wording::Lang;
use crate::wording::book::{
    Head, Note, Table, both, omission, people_of_a_file, sampling_error, synthetic_block, synthetic_people,
};
use crate::wording::omission::Omission;
use crate::wording::tables;

pub(super) fn sheet(runs: &[Finished]) -> Filled {
    let columns = texts([Head::Matter, Head::Impact, Head::Treatment]);
    let mut draft = Draft::new(Table::Limits, None, columns, runs);
    for run in runs {
        let people = if run.is_as_if() { people_of_a_file } else { synthetic_people };
        let mut rows = vec![three(|lang| owned(people(lang))), three(|lang| owned(sampling_error(lang)))];
        let drawn_alone = [Omission::Persistence, Omission::Households, Omission::ModelError];
        let omissions = run.scenario.omissions().into_iter();
        let omissions = omissions.filter(|it| !(run.is_as_if() && drawn_alone.contains(it)));
        rows.extend(omissions.map(|left_out| {
            three(|lang| {
                let (impact, treatment) = omission(left_out, lang);
                owned((left_out.text(lang), impact, treatment))
            })
        }));
        rows.extend(run.synthetic_blocks().into_iter().map(|block| {
            three(|lang| {
                let (matter, impact, treatment) = synthetic_block(&block, lang);
                [matter, impact.to_owned(), treatment.to_owned()]
            })
        }));
        draft.add(run, rows);
    }
    let mut sheet = draft.finished(&[], Note::NoAssumptions)?;
    let of_a_file = runs.iter().all(Finished::is_as_if);
    sheet.notes.push(both(|lang| tables::disclaimer(of_a_file, lang).to_owned()));
    Ok(sheet)
}

fn owned((matter, impact, treatment): (&str, &str, &str)) -> [String; 3] {
    [matter, impact, treatment].map(str::to_owned)
}

/// A row of three texts.
fn three(text: impl Fn(Lang) -> [String; 3]) -> Row {
    row((0..3).map(|nth| words(both(|lang| text(lang)[nth].clone()))).collect())
}
