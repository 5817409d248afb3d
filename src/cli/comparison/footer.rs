//! What stands under a report: the user's goals, and this take against the last comparable one.

use super::goal;
use super::takes::{info, past, saved};
use anyhow::Result;

use crate::cli::output;
use crate::comparison::cautions::same_making;
use crate::comparison::compare::{Take, compare};
use crate::comparison::goals::Goals;
use crate::comparison::since_last;
use crate::config::Settings;
use crate::history::{AnswerTo, Filter, RunId, Store};
use crate::language::Library;
use crate::report::Below;
use crate::types::Analysis;

/// Runs among which the last comparable one is looked for.
const LOOKED_AT: usize = 50;

/// What a report needs besides its analysis.
pub struct Footer<'a> {
    settings: &'a Settings,
    goals: Goals,
}

impl<'a> Footer<'a> {
    /// Reads the goals.
    ///
    /// # Errors
    /// [`crate::cli::error::CommandError::Goals`] and [`crate::error::Error::Unreadable`].
    pub fn load(settings: &'a Settings) -> Result<Footer<'a>> {
        Ok(Footer { settings, goals: goal::load(settings)? })
    }

    /// The lines under the report of `analysis`, which was saved as `run` if it was. A history that cannot be read keeps
    /// nobody from their report: saving has already said so.
    pub fn lines(&self, analysis: &Analysis, run: Option<RunId>, library: &Library) -> Below {
        let store = run.and_then(|_| Store::existing(&self.settings.data_dir).ok().flatten());
        let against = run.zip(store).and_then(|(run, store)| since_last_line(&store, run, analysis, library).ok());
        let said = |line: String| output::said(&line);
        Below { goals: self.goals.line(analysis).map(said), against: against.flatten().map(said), ..Below::default() }
    }
}

/// Run `id`, whose `analysis` was just saved, against the take of the same question before it whose numbers were made in
/// the same way; `None` when there is none.
///
/// # Errors
/// Those of the store, and of the comparison.
fn since_last_line(store: &Store, id: RunId, analysis: &Analysis, library: &Library) -> Result<Option<String>> {
    let run = store.info(id)?;
    let filter = Filter { question: AnswerTo::same_as(&run), limit: Some(LOOKED_AT), ..Filter::default() };
    let earlier = store
        .list(&filter)?
        .into_iter()
        .find(|other| other.id != id && same_making(&other.provenance, &run.provenance));
    let Some(earlier) = earlier else { return Ok(None) };
    let before = saved(store, &earlier)?;
    let now = Take { info: info(&run, analysis), analysis: analysis.clone() };
    let past = past(store, AnswerTo::same_as(&run), &run.provenance.language, &[id.0, earlier.id.0])?;
    let comparison = compare(std::slice::from_ref(&before), std::slice::from_ref(&now), &past, library)?;
    Ok(Some(since_last::line(&comparison)))
}
