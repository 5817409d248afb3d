//! The page before the interview, to print or to have beside the call.

use std::io::{self, Write};

use askama::Template;

use super::shell::Shell;
use super::words::Words as PageWords;
use crate::practice::words::Words;
use crate::report::practice::{BestTake, LISTS, Sheet};
use crate::report::terminal::text::printable;

#[derive(Template)]
#[template(path = "prepare.html")]
struct PrepareTemplate {
    shell: Shell,
    w: &'static Words,
    sheet: Sheet,
    /// A heading and what stands under it.
    lists: Vec<(&'static str, &'static [String])>,
}

/// Writes the whole page in `language`.
///
/// # Errors
/// Whatever writing to `out` reports.
pub fn prepare(sheet: &Sheet, language: &str, out: &mut dyn Write) -> io::Result<()> {
    let w = Words::of(language);
    let clean = |text: &String| printable(text);
    let sheet = Sheet {
        lengths: sheet.lengths.iter().map(clean).collect(),
        best: sheet
            .best
            .iter()
            .map(|BestTake { question, about, text }| BestTake {
                question: clean(question),
                about: clean(about),
                text: clean(text),
            })
            .collect(),
        habits: sheet.habits.iter().map(clean).collect(),
    };
    // There is no sound in it.
    let shell = Shell::new(PageWords::of(language), &[], &[], "'none'");
    let lists = LISTS.map(|list| (w.say(&format!("prepare_{list}")), w.list(list))).into();
    let page = PrepareTemplate { shell, w, sheet, lists }.render().map_err(io::Error::other)?;
    out.write_all(page.as_bytes())
}
