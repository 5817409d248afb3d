//! `saywell explain MEASURE`: what a number means, how it is made, and on what evidence.

use anyhow::Result;

use super::args::ExplainArgs;
use super::output::{self, Output};
use crate::error::Error;
use crate::measures::{MEASURES, MeasureSpec, docs};

/// Similarity (Jaro-Winkler, 0 to 1) from which a name is taken for a misspelling.
const ALIKE: f64 = 0.6;

/// Prints one measure, or the list of all.
pub fn run(args: &ExplainArgs) -> Result<()> {
    let page = match &args.measure {
        Some(asked) => docs::plain(find(asked)?, output::terminal_width()),
        None => list(),
    };
    Output::open(None)?.write(|out| out.write_all(page.as_bytes()))?;
    Ok(())
}

fn list() -> String {
    let specs = MEASURES.iter().map(|measure| measure.spec());
    let width = specs.clone().map(|spec| spec.title.len()).max().unwrap_or(0);
    let lines: String = specs.map(|spec| format!("  {:width$}  {}\n", spec.title, spec.id)).collect();
    format!("\n{lines}\nsaywell explain MEASURE tells how one is made, by its title or its id.\n")
}

/// By id, else by title.
fn find(asked: &str) -> Result<&'static MeasureSpec, Error> {
    let same = asked.trim().to_lowercase();
    let specs = || MEASURES.iter().map(|measure| measure.spec());
    let named = specs().find(|spec| spec.id == same).or_else(|| specs().find(|spec| spec.title == same));
    named.ok_or_else(|| {
        let names = specs().flat_map(|spec| [spec.id, spec.title]);
        let alike = |name: &&str| strsim::jaro_winkler(name, &same);
        let nearest = names.max_by(|a, b| alike(a).total_cmp(&alike(b))).filter(|name| alike(name) > ALIKE);
        let hint = nearest.map(|name| format!("did you mean \"{name}\"? ")).unwrap_or_default();
        Error::UnknownMeasure { asked: asked.to_owned(), hint }
    })
}
