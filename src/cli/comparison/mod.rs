//! The commands on several takes: compare, trend, goal; and the limits and the last line of a report.

mod compare;
mod footer;
mod goal;
mod limits;
mod page;
mod takes;
mod trend;

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::report::comparison::RENDERERS;

pub use compare::{CompareArgs, run as compare};
pub use footer::Footer;
pub use goal::{GoalArgs, load as goals, run as goal};
pub use limits::{LimitArgs, crosses};
pub use takes::{info as take_info, past};
pub use trend::{TrendArgs, run as trend};

/// How takes side by side are shown.
#[derive(Debug, Args)]
pub struct ShownArgs {
    /// Form of the report
    #[arg(short, long, value_name = "FORMAT", default_value = RENDERERS[0].spec().id, value_parser = format_ids(), help_heading = "Report")]
    format: String,

    /// Write to FILE instead of the terminal
    #[arg(short, long, value_name = "FILE", help_heading = "Report")]
    output: Option<std::path::PathBuf>,

    /// Columns, instead of the terminal's own
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(40..=400), help_heading = "Report")]
    width: Option<u16>,
}

fn format_ids() -> PossibleValuesParser {
    PossibleValuesParser::new(RENDERERS.iter().map(|renderer| {
        let spec = renderer.spec();
        PossibleValue::new(spec.id).help(spec.title)
    }))
}

impl ShownArgs {
    /// Writes `shown` where and how it was asked for. Who asks for a page, and names no other place, gets the page alone.
    fn write(
        &self,
        shown: crate::report::comparison::Shown<'_>,
        all: bool,
        page: &super::page::PlaceArgs,
        settings: &crate::config::Settings,
    ) -> anyhow::Result<()> {
        if page.html.is_some() && self.output.is_none() {
            return Ok(());
        }
        use super::output::{Output, terminal_width};
        let renderer = crate::report::comparison::renderer(&self.format).expect("the command line offers only these");
        let width = self.width.map(usize::from).or(settings.width).unwrap_or_else(terminal_width);
        let scope = crate::report::comparison::Scope { width, all, language: &settings.ui_language };
        let mut output = Output::open(self.output.as_deref())?;
        output.write(|out| renderer.render(shown, &scope, out))?;
        output.finish()?;
        Ok(())
    }
}
