//! `saywell config show | path | edit | set | unset`: the settings, and where each comes from.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::Value;
use toml_edit::DocumentMut;

use super::output::{self, Output, said};
use super::usage::UsageError;
use crate::cli::error::CommandError;
use crate::config::ConfigError;
use crate::config::{Layer, UI_LANGUAGES, default_file};
use crate::error::Error;
use crate::files;
use crate::language_code;
use crate::printable::printable;
use crate::similar;

#[derive(Debug, Args)]
pub struct ConfigArgs {
    #[command(subcommand)]
    command: Option<ConfigCommand>,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Every setting, its value, and where that comes from
    Show,
    /// Print where the settings file is, or would be
    Path,
    /// Open the settings file in $VISUAL or $EDITOR
    Edit,
    /// Write a setting into the file, such as `config set model base.en-q8_0`
    Set {
        /// One of the names that `config show` lists
        #[arg(value_name = "SETTING")]
        key: String,
        value: String,
    },
    /// Take a setting out of the file
    Unset {
        /// One of the names that `config show` lists
        #[arg(value_name = "SETTING")]
        key: String,
    },
}

/// The layers of settings, the strongest first, as `config show` names them.
const LAYERS: [&str; 3] = ["command line", "environment", "settings file"];
/// What a new settings file says.
const NEW_FILE: &str = "# Settings of saywell; `saywell config show` lists them all.\n";

impl ConfigArgs {
    /// Whether this works without the settings being read, which may be broken.
    pub fn mends(&self) -> bool {
        !matches!(self.command, None | Some(ConfigCommand::Show))
    }
}

/// Finds, opens or changes the settings file.
///
/// # Errors
/// [`ConfigError::NoHome`], [`ConfigError::Line`], [`UsageError::UnknownSetting`], [`UsageError::SettingValue`], those of reading and
/// writing; [`CommandError::Editor`].
pub fn mend(args: &ConfigArgs, named: Option<&Path>) -> Result<()> {
    let path = file(named)?;
    match &args.command {
        None | Some(ConfigCommand::Show) => {}
        Some(ConfigCommand::Path) => output::tell(&path.display().to_string())?,
        Some(ConfigCommand::Edit) => edit(&path)?,
        Some(ConfigCommand::Set { key, value }) => {
            let written = set(&path, &text(&path)?, known(key)?, value)?;
            keep(&path, &written)?;
            output::note(&format!("{key} is now {value}, in {}", path.display()));
        }
        Some(ConfigCommand::Unset { key }) => {
            let mut document = document(&path, &text(&path)?)?;
            if document.remove(known(key)?).is_some() {
                keep(&path, &document.to_string())?;
            }
            output::note(&format!("{key} is not set in {} any more", path.display()));
        }
    }
    Ok(())
}

fn file(named: Option<&Path>) -> Result<PathBuf, Error> {
    named.map(Path::to_owned).or_else(default_file).ok_or_else(|| ConfigError::NoHome.into())
}

/// What the file says; one that is not there says nothing.
fn text(path: &Path) -> Result<String, Error> {
    if path.exists() { files::text(path) } else { Ok(NEW_FILE.to_owned()) }
}

fn keep(path: &Path, text: &str) -> Result<(), Error> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(|e| Error::writing(folder, &e))?;
    }
    output::whole_file(path, text.as_bytes())
}

/// The names of all settings.
fn keys() -> Vec<String> {
    table(&Layer::default()).map(|(key, _)| key).collect()
}

fn known(key: &str) -> Result<&str> {
    let keys = keys();
    if keys.iter().any(|known| known == key) {
        return Ok(key);
    }
    let hint = similar::hint(key, keys.iter().map(String::as_str));
    Err(UsageError::UnknownSetting { asked: key.to_owned(), hint }.into())
}

fn document(path: &Path, text: &str) -> Result<DocumentMut, Error> {
    // What cannot be read is told with its line, as everywhere.
    Layer::parse(path, text)?;
    text.parse().map_err(|e: toml_edit::TomlError| {
        Error::from(ConfigError::Line { path: path.to_owned(), line: 1, reason: e.message().to_owned() })
    })
}

/// `text` with `key` set to `value`: a word where the setting takes words, else a number, or true or false.
fn set(path: &Path, text: &str, key: &str, value: &str) -> Result<String> {
    let wrong = |reason: String| UsageError::SettingValue { key: key.to_owned(), value: value.to_owned(), reason };
    match key {
        "ui_language" if !UI_LANGUAGES.contains(&value) => return Err(wrong(UI_LANGUAGES.join(", ")).into()),
        "language" => drop(language_code::asked(value)?),
        _ => {}
    }
    let document = document(path, text)?;
    let mut reason = None;
    for item in [Some(toml_edit::value(value)), value.parse::<toml_edit::Value>().ok().map(toml_edit::value)] {
        let Some(item) = item else { continue };
        let written = if document.contains_key(key) {
            let mut changed = document.clone();
            changed[key] = item;
            changed.to_string()
        } else {
            // What is new goes to the end, behind every comment.
            format!("{}\n{key} = {item}\n", text.trim_end()).trim_start().to_owned()
        };
        match Layer::parse(path, &written) {
            Ok(_) => return Ok(written),
            Err(Error::Config(ConfigError::Line { reason: said, .. })) => reason = reason.or(Some(said)),
            Err(error) => return Err(error.into()),
        }
    }
    Err(wrong(reason.unwrap_or_default()).into())
}

/// Opens the file where its owner edits texts, and says at once what is wrong with what was saved.
fn edit(path: &Path) -> Result<()> {
    if !path.exists() {
        keep(path, NEW_FILE)?;
    }
    let named =
        ["VISUAL", "EDITOR"].iter().find_map(|name| std::env::var(name).ok().filter(|editor| !editor.is_empty()));
    let usual = if cfg!(windows) { "notepad" } else { "vi" };
    let editor = named.unwrap_or_else(|| usual.to_owned());
    // The variable may hold a program with its flags, such as "code --wait".
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(usual));
    command.args(words).arg(path);
    let failed = |reason: String| CommandError::Editor { editor: editor.clone(), reason, path: path.to_owned() };
    let status = command.status().map_err(|e| failed(crate::error::plain(&e)))?;
    if !status.success() {
        return Err(failed(status.to_string()).into());
    }
    Layer::parse(path, &files::text(path)?)?;
    Ok(())
}

/// Prints every setting; `layers` are those of [`LAYERS`].
///
/// # Errors
/// [`ConfigError::NoHome`], and those of standard output.
pub fn show(layers: &[Layer; 3], named: Option<&Path>) -> Result<()> {
    let settled = layers.iter().cloned().reduce(Layer::over).unwrap_or_default().settle()?;
    let settled = serde_json::to_value(&settled).expect("plain data");
    let rows: Vec<[String; 3]> = keys()
        .into_iter()
        .map(|key| {
            let from = layers.iter().zip(LAYERS).find(|(layer, _)| table(layer).any(|(k, v)| k == key && !v.is_null()));
            let from = from.map_or("built in", |(_, name)| name);
            let value = match &settled[&key] {
                Value::Null => "–".to_owned(),
                Value::String(text) => printable(text),
                other => other.to_string(),
            };
            [key, value, said(from)]
        })
        .collect();
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let (key, value) = (width(0), width(1));
    let path = file(named)?;
    let state = match path.exists() {
        true => format!("settings file: {}", path.display()),
        false => format!("no settings file yet; `saywell config set` makes {}", path.display()),
    };
    Output::open(None)?.write(|out| {
        rows.iter().try_for_each(|row| writeln!(out, "  {:key$}  {:value$}  {}", row[0], row[1], row[2]))?;
        writeln!(out, "\n{}", printable(&said(&state)))
    })?;
    Ok(())
}

fn table(layer: &Layer) -> impl Iterator<Item = (String, Value)> {
    match serde_json::to_value(layer).expect("plain data") {
        Value::Object(table) => table.into_iter(),
        _ => serde_json::Map::new().into_iter(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, key: &str, value: &str) -> Result<String> {
        set(Path::new("config.toml"), text, key, value)
    }

    #[test]
    fn a_setting_is_written_as_its_kind_and_the_rest_of_the_file_stays() {
        let text = "# mine\nmodel = \"base\" # small is slow\n";
        for (key, value, line) in [
            ("threads", "4", "threads = 4"),
            ("keep_audio", "false", "keep_audio = false"),
            ("question", "4", "question = \"4\""),
            ("language", "es", "language = \"es\""),
        ] {
            assert_eq!(changed(text, key, value).unwrap(), format!("{text}{line}\n"));
        }
        assert_eq!(changed(text, "model", "tiny").unwrap().lines().next(), Some("# mine"));
    }

    #[test]
    fn what_the_program_could_not_read_is_not_written() {
        for (key, value, why) in
            [("threads", "many", "threads"), ("ui_language", "de", "en, es"), ("language", "klingon", "klingon")]
        {
            let error = changed("", key, value).unwrap_err().to_string();
            assert!(error.contains(why), "{error}");
        }
        assert!(known("modle").unwrap_err().to_string().contains("model"));
        assert!(changed("modle = 1\n", "model", "x").unwrap_err().to_string().contains("line 1"));
    }
}
