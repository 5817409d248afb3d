//! `saywell questions`: which there are, how they went, and adding one's own.

use std::path::Path;

use anyhow::Result;
use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use serde_json::json;

use super::known::{self, Known};
use super::language;
use crate::cli::output::{self, Output};
use crate::coaching::texts_for;
use crate::config::ConfigError;
use crate::config::{Layer, Settings};
use crate::error::Error;
use crate::history::Store;
use crate::personal::Personal;
use crate::practice::DeckError;
use crate::practice::schedule::Rating;
use crate::practice::words::Words;
use crate::practice::{Deck, DeckQuestion};
use crate::question::QuestionError;
use crate::report::practice::{self, Listed};

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct QuestionsArgs {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    list: ListArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Every question, when it was last practised, and how it went
    List(ListArgs),
    /// One question whole: what is listened for, what may be asked next
    Show {
        /// Id of the question
        #[arg(value_name = "ID")]
        id: String,

        /// Language of the interview: en, es, or auto
        #[arg(short, long, value_name = "LANG")]
        lang: Option<String>,
    },
    /// Put a question of your own into a deck called "own"
    Add(AddArgs),
}

#[derive(Debug, Args)]
struct ListArgs {
    /// Deck or topic; all when left out
    #[arg(value_name = "DECK")]
    deck: Option<String>,

    /// Language of the interview: en, es, or auto
    #[arg(short, long, value_name = "LANG")]
    lang: Option<String>,

    /// Form of the list
    #[arg(short, long, value_name = "FORMAT", default_value = "text", value_enum)]
    format: ListFormat,
}

#[derive(Debug, Args)]
struct AddArgs {
    /// The question, as an interviewer would ask it
    #[arg(value_name = "TEXT")]
    text: String,

    /// Id to find it by; letters, digits and -
    #[arg(long, value_name = "ID")]
    id: String,

    /// Kind of question, which sets the parts of a good answer
    #[arg(short, long, value_name = "KIND", default_value = "behavioural")]
    kind: String,

    /// Language of the interview: en, es, or auto
    #[arg(short, long, value_name = "LANG")]
    lang: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ListFormat {
    /// For people
    Text,
    /// For other programs
    Json,
}

impl QuestionsArgs {
    /// The settings these flags decide.
    pub fn layer(&self) -> Layer {
        let lang = match &self.command {
            None => &self.list.lang,
            Some(Command::List(list)) => &list.lang,
            Some(Command::Show { lang, .. }) => lang,
            Some(Command::Add(add)) => &add.lang,
        };
        Layer { language: lang.clone(), ..Layer::default() }
    }
}

/// Lists, shows or adds. `folder` is where the user's own files lie.
///
/// # Errors
/// [`DeckError::Unknown`], [`QuestionError::Unknown`], [`DeckError::Language`], [`DeckError::File`], those of the store and
/// of writing.
pub fn run(args: &QuestionsArgs, settings: &Settings, personal: &Personal, folder: Option<&Path>) -> Result<()> {
    let language = language(settings, personal);
    match &args.command {
        None => list(&args.list, &language, settings, personal),
        Some(Command::List(args)) => list(args, &language, settings, personal),
        Some(Command::Show { id, .. }) => show(id, &language, settings, personal),
        Some(Command::Add(args)) => add(args, &language, personal, folder),
    }
}

fn list(args: &ListArgs, language: &str, settings: &Settings, personal: &Personal) -> Result<()> {
    let chosen = personal.decks.choose(language, args.deck.as_deref())?;
    let store = Store::existing(&settings.data_dir)?;
    let known = known::of(store.as_ref(), &chosen, personal, language)?;
    let (now, words) = (Timestamp::now(), Words::of(language));
    let width = settings.width.unwrap_or_else(output::terminal_width);
    let mut output = Output::open(None)?;
    if args.format == ListFormat::Json {
        let rows: Vec<_> = chosen.iter().map(|question| row(question, known.get(question.id.as_str()))).collect();
        output.write(|out| {
            serde_json::to_writer_pretty(&mut *out, &rows)?;
            writeln!(out)
        })?;
        return Ok(());
    }
    output.write(|out| {
        for deck in personal.decks.of(language) {
            let wanted = |question: &&DeckQuestion| chosen.iter().any(|chosen| std::ptr::eq(*chosen, *question));
            let listed: Vec<Listed<'_>> = deck
                .questions
                .iter()
                .filter(wanted)
                .map(|question| Listed { question, state: state(known.get(question.id.as_str()), now, words) })
                .collect();
            if !listed.is_empty() {
                practice::list(deck, &listed, width, out)?;
            }
        }
        writeln!(out)
    })?;
    Ok(())
}

fn row(question: &DeckQuestion, known: Option<&Known>) -> serde_json::Value {
    let last = known.and_then(|known| known.takes.last());
    json!({
        "id": question.id,
        "topic": question.topic,
        "text": question.text,
        "kind": question.profile,
        "band_s": [question.low_s, question.high_s],
        "takes": known.map_or(0, |known| known.takes.len()),
        "last_taken_at": last.map(|(at, _)| at.to_string()),
        "last_rating": last.map(|(_, rating)| rating_name(*rating)),
        "due_at": known.and_then(|known| known.due).map(|due| due.to_string()),
    })
}

/// As FSRS names them.
fn rating_name(rating: Rating) -> &'static str {
    match rating {
        Rating::Again => "again",
        Rating::Hard => "hard",
        Rating::Good => "good",
        Rating::Easy => "easy",
    }
}

/// "new", or "2 takes, went well, in 3 days".
fn state(known: Option<&Known>, now: Timestamp, words: &Words) -> String {
    let when = known::when(known, now, words);
    let Some((known, (_, rating))) = known.and_then(|known| Some((known, known.takes.last()?))) else { return when };
    let takes = words.fill("takes", &[("count", &known.takes.len().to_string())]);
    format!("{takes}, {}, {when}", words.say(&format!("rating_{}", rating_name(*rating))))
}

fn show(id: &str, language: &str, settings: &Settings, personal: &Personal) -> Result<()> {
    let all = personal.decks.choose(language, None)?;
    let question = personal.decks.question(language, id).ok_or_else(|| {
        Error::from(QuestionError::Unknown {
            asked: id.to_owned(),
            hint: crate::similar::hint(id, all.iter().map(|question| question.id.as_str())),
            known: personal.questions.kinds().map(str::to_owned).collect(),
        })
    })?;
    let store = Store::existing(&settings.data_dir)?;
    let known = known::of(store.as_ref(), &[question], personal, language)?;
    let words = Words::of(language);
    let state = state(known.get(question.id.as_str()), Timestamp::now(), words);
    let width = settings.width.unwrap_or_else(output::terminal_width);
    Output::open(None)?.write(|out| practice::show(question, &state, words, texts_for(language), width, out))?;
    Ok(())
}

/// The deck of those who add questions one by one.
const OWN_DECK: &str = "own";

/// Puts the question at the end of the user's own deck; the file is checked as a whole before it is written.
fn add(args: &AddArgs, language: &str, personal: &Personal, folder: Option<&Path>) -> Result<()> {
    let folder = folder.ok_or_else(|| Error::from(ConfigError::NoHome))?.join("decks").join(language);
    let path = folder.join(format!("{OWN_DECK}.toml"));
    if personal.decks.question(language, &args.id).is_some() {
        let reason = format!("the id {} is taken; choose another", args.id);
        return Err(Error::from(DeckError::File { file: path.display().to_string(), line: 1, reason }).into());
    }
    let title = Words::of(language).say("own_deck");
    let mut text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => format!("title = {}\n", quoted(title)),
        Err(e) => return Err(Error::reading(&path, &e).into()),
    };
    text.push_str(&format!(
        "\n[[question]]\nid = {}\ntext = {}\nprofile = {}\n",
        quoted(&args.id),
        quoted(args.text.trim()),
        quoted(&args.kind)
    ));
    Deck::parse(OWN_DECK, language, &path.display().to_string(), &text, &personal.questions)?;
    std::fs::create_dir_all(&folder).map_err(|e| Error::writing(&folder, &e))?;
    output::whole_file(&path, text.as_bytes())?;
    anstream::eprintln!(
        "saywell: {} is in {}; practise it with saywell practice --question {}",
        args.id,
        path.display(),
        args.id
    );
    Ok(())
}

/// `text` as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
