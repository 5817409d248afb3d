//! `saywell completions SHELL` and `saywell man`: what packages install beside the program, made from the declaration.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, Command};
use clap_complete::Shell;

use super::output::{self, Output};
use crate::error::Error;

pub const COMPLETIONS_HELP: &str = "\
For bash:  saywell completions bash > ~/.local/share/bash-completion/completions/saywell
For zsh:   saywell completions zsh > \"${fpath[1]}/_saywell\"
For fish:  saywell completions fish > ~/.config/fish/completions/saywell.fish
Packages bring them along.";

#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell that is to complete
    #[arg(value_name = "SHELL", value_enum)]
    shell: Shell,
}

#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write saywell.1 and a page for each command into FOLDER, instead of printing the one of saywell
    #[arg(long, value_name = "FOLDER")]
    into: Option<PathBuf>,
}

/// Prints the completions of `command`, which is all of saywell.
///
/// # Errors
/// Those of standard output.
pub fn completions(args: &CompletionsArgs, mut command: Command) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "saywell", &mut script);
    Output::open(None)?.write(|out| out.write_all(&script))?;
    Ok(())
}

/// Prints the manual page of `command`, or writes those of its commands too.
///
/// # Errors
/// [`Error::Unwritable`].
pub fn man(args: &ManArgs, mut command: Command) -> Result<()> {
    command.build();
    match &args.into {
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|e| Error::writing(folder, &e))?;
            pages(command, "saywell", folder)?;
        }
        None => {
            let page = page(command, "saywell").map_err(|e| Error::writing("standard output", &e))?;
            Output::open(None)?.write(|out| out.write_all(&page))?;
        }
    }
    Ok(())
}

/// The pages of a command and of all below it: `saywell.1`, `saywell-models.1`, `saywell-models-add.1`.
fn pages(command: Command, name: &str, folder: &Path) -> Result<(), Error> {
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        pages(below.clone(), &format!("{name}-{}", below.get_name()), folder)?;
    }
    let path = folder.join(format!("{name}.1"));
    let page = page(command, name).map_err(|e| Error::writing(&path, &e))?;
    output::whole_file(&path, &page)
}

fn page(command: Command, name: &str) -> io::Result<Vec<u8>> {
    let mut page = Vec::new();
    // clap wants names that live as long as the program, which ends after this.
    clap_mangen::Man::new(command.name(&*name.to_owned().leak())).render(&mut page)?;
    Ok(page)
}
