//! The form other programs build on: `docs/analysis.schema.json`.

use std::io::{self, Write};

use super::{FormatSpec, Renderer, ReportOptions};
use crate::types::Analysis;

pub struct Json;

impl Renderer for Json {
    fn spec(&self) -> &'static FormatSpec {
        &FormatSpec { id: "json", title: "JSON for other programs (docs/analysis.schema.json)", one_document: true }
    }

    /// One object for one analysis, an array for several.
    fn render(&self, analyses: &[Analysis], _options: &ReportOptions, out: &mut dyn Write) -> io::Result<()> {
        match analyses {
            [one] => serde_json::to_writer_pretty(&mut *out, one)?,
            several => serde_json::to_writer_pretty(&mut *out, several)?,
        }
        writeln!(out)
    }
}
