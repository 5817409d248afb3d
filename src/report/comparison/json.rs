//! For other programs.

use std::io::{self, Write};

use super::{ComparisonRenderer, Scope, Shown};
use crate::report::FormatSpec;

pub struct Json;

impl ComparisonRenderer for Json {
    fn spec(&self) -> &'static FormatSpec {
        &FormatSpec { id: "json", title: "JSON for other programs (docs/comparing.schema.json)", one_document: true }
    }

    fn render(&self, shown: Shown<'_>, _scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
        match shown {
            Shown::Comparison(comparison) => serde_json::to_writer_pretty(&mut *out, comparison)?,
            Shown::Table(table) => serde_json::to_writer_pretty(&mut *out, table)?,
            Shown::Trend(trend) => serde_json::to_writer_pretty(&mut *out, trend)?,
        }
        writeln!(out)
    }
}
