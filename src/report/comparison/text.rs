//! One screen for people.

use std::io::{self, Write};

use super::{ComparisonRenderer, Scope, Shown, table, trend, two_sides};
use crate::report::FormatSpec;
use crate::report::terminal::WIDEST;

pub struct Text;

impl ComparisonRenderer for Text {
    fn spec(&self) -> &'static FormatSpec {
        &FormatSpec { id: "text", title: "one screen for people", one_document: true }
    }

    fn render(&self, shown: Shown<'_>, scope: &Scope, out: &mut dyn Write) -> io::Result<()> {
        let scope = Scope { width: scope.width.min(WIDEST), ..*scope };
        writeln!(out)?;
        match shown {
            Shown::Comparison(comparison) => two_sides::write(comparison, &scope, out),
            Shown::Table(table) => table::write(table, &scope, out),
            Shown::Trend(trend) => trend::write(trend, &scope, out),
        }
    }
}
