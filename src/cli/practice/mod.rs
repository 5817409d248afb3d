//! `saywell practice`, and what belongs to it: `plan`, `prepare`, `questions`.

mod answers;
mod interview;
mod known;
mod listen;
mod pane;
mod plan;
mod prepare;
mod progress;
mod put;
mod questions;
mod voice;

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Args, ValueEnum};
use jiff::{Timestamp, ZonedDateTime};

pub use plan::{PlanArgs, run as plan};
pub use prepare::{PrepareArgs, run as prepare};
pub use questions::{QuestionsArgs, run as questions};

use super::flags::{WordsArgs, parse_seconds};
use super::record::{recover, screen};
use super::words;
use crate::audio::takes::TakeFolder;
use crate::cli::usage::UsageError;
use crate::config::{Layer, Settings};
use crate::error::Error;
use crate::history::Store;
use crate::interrupt::Interrupt;
use crate::personal::Personal;
use crate::practice::Deck;
use crate::practice::order::{self, Order};
use crate::practice::rules::Rules;
use answers::Answers;
use interview::Interview;
use progress::Progress;

const KEYS: &str = "\
After each answer: a again, n next, f the follow-up, p play the moment, q quit. A take is kept as `saywell record` keeps it, \
and all takes of a session carry its tag. Decks of your own: docs/practice.md.";

/// The language of those who name none, or one without questions.
const USUAL_LANGUAGE: &str = "en";

#[derive(Debug, Args)]
#[command(after_help = KEYS)]
pub struct PracticeArgs {
    /// Deck, topic, or a deck file of your own (.toml); all decks when left out
    #[arg(long, value_name = "NAME|FILE", help_heading = "Session")]
    deck: Option<String>,

    /// How many questions; 5 when left out
    #[arg(short = 'n', long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=50), help_heading = "Session")]
    questions: Option<u16>,

    /// Only these questions: one of `saywell questions`, a kind, or any other in your own words
    #[arg(short = 'q', long = "question", value_name = "QUESTION", conflicts_with_all = ["deck", "order", "questions"], help_heading = "Session")]
    ids: Vec<String>,

    /// Which questions come first
    #[arg(long, value_name = "ORDER", default_value = "spaced", help_heading = "Session")]
    order: OrderArg,

    /// Time to prepare, such as 45s; 0 for none
    #[arg(long, value_name = "TIME", value_parser = parse_prepare, help_heading = "Session")]
    prepare: Option<f64>,

    /// Show the questions without speaking them
    #[arg(long, help_heading = "Session")]
    silent: bool,

    /// Hear every answer once more and press a key at each filler, before they are shown
    #[arg(long, help_heading = "Session")]
    listen: bool,

    /// Go on with the session that was left in the middle
    #[arg(long, conflicts_with_all = ["deck", "questions", "ids", "order"], help_heading = "Session")]
    resume: bool,

    /// Take the answers from the recordings in FOLDER, in the order of their names
    #[arg(long, value_name = "FOLDER", help_heading = "Recording")]
    from: Option<PathBuf>,

    /// Microphone by name, part of a name or id; see `saywell devices`
    #[arg(short, long, value_name = "NAME", help_heading = "Recording")]
    device: Option<String>,

    /// Stop an answer after TIME, such as 10m
    #[arg(long, value_name = "TIME", value_parser = parse_seconds, help_heading = "Recording")]
    max: Option<f64>,

    /// Model by name or path
    #[arg(short, long, value_name = "NAME|PATH", conflicts_with = "no_transcript", help_heading = "Words")]
    model: Option<String>,

    /// Language of the interview: en, es, or auto
    #[arg(short, long, value_name = "LANG", help_heading = "Words")]
    lang: Option<String>,

    /// No words: measure the sound alone
    #[arg(long, help_heading = "Words")]
    no_transcript: bool,

    /// Processor threads for Whisper
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256), help_heading = "Words")]
    threads: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OrderArg {
    /// What is due, then what was never asked, one of each topic
    Spaced,
    /// As the deck has them
    Deck,
    /// By chance
    Random,
}

impl From<OrderArg> for Order {
    fn from(order: OrderArg) -> Order {
        match order {
            OrderArg::Spaced => Order::Spaced,
            OrderArg::Deck => Order::Deck,
            OrderArg::Random => Order::Random,
        }
    }
}

impl PracticeArgs {
    /// The settings these flags decide.
    pub fn layer(&self) -> Layer {
        Layer { device: self.device.clone(), ..Layer::default() }.over(self.words().layer())
    }

    fn words(&self) -> WordsArgs {
        WordsArgs {
            speaker: None,
            model: self.model.clone(),
            lang: self.lang.clone(),
            transcript: None,
            no_transcript: self.no_transcript,
            no_verbatim: false,
            threads: self.threads,
        }
    }
}

/// A time, or none at all.
fn parse_prepare(text: &str) -> Result<f64, String> {
    if matches!(text, "0" | "0s") { Ok(0.0) } else { parse_seconds(text) }
}

/// Asks, records, answers, until the session is over.
///
/// # Errors
/// What the decks, the microphone, the analysis and the history refuse. Takes that were kept stay.
pub fn run(args: &PracticeArgs, settings: &Settings, personal: Personal, interrupt: &Interrupt) -> Result<()> {
    let left = args.resume.then(|| Progress::load(&settings.data_dir)).transpose()?;
    let language = match &left {
        Some(left) => left.language.clone(),
        None => language(settings, &personal),
    };
    let deck_file = left.as_ref().and_then(|left| left.deck_file.clone()).or_else(|| deck_file(args.deck.as_deref()));
    let (personal, deck) = match &deck_file {
        Some(path) => {
            let deck = own_deck(path, &language, &personal)?;
            let name = deck.name.clone();
            (personal.with_deck(deck), Some(name))
        }
        None => (personal, args.deck.clone()),
    };
    let progress = match left {
        Some(left) => left,
        None => {
            let ids = choose(args, &language, deck.as_deref(), settings, &personal)?;
            Progress::new(&ZonedDateTime::now(), &language, ids, deck_file)
        }
    };
    let personal = personal.with_own_questions(&progress.questions, &language);
    // Everything that can be refused is refused before the first question.
    let is_watched = screen::is_there();
    if !is_watched && args.from.is_none() {
        return Err(UsageError::NobodyToInterview.into());
    }
    let answers = Answers::open(args.from.as_deref(), settings, args.max)?;
    let folder = TakeFolder::open(&settings.data_dir)?;
    recover::offer(&folder, false, interrupt)?;
    let settings = Settings { language: language.clone(), ..settings.clone() };
    let words = words::choose(&args.words(), &settings, interrupt)?;
    let prepare_s = args.prepare.unwrap_or(Rules::built_in().prepare_s);
    let means = interview::Means { settings: &settings, personal: &personal, folder: &folder, interrupt };
    let manner = interview::Manner { is_watched, prepare_s, listen: args.listen, silent: args.silent };
    Interview::new(means, manner, &language, words, answers)?.run(progress)
}

/// The language of the interview, and of the screens around it: the one that was named; else the program's, where that is
/// not English for want of the user's own; else the user's own, if there are questions in it.
fn language(settings: &Settings, personal: &Personal) -> String {
    if settings.language != "auto" {
        return settings.language.clone();
    }
    let of_the_program = Some(&settings.ui_language).filter(|language| *language != USUAL_LANGUAGE).cloned();
    let mut languages = of_the_program.into_iter().chain(words::own_language());
    let asked_in = |language: &String| personal.decks.languages().contains(&language.as_str());
    languages.find(asked_in).unwrap_or_else(|| USUAL_LANGUAGE.to_owned())
}

/// The file that `--deck` means, if it means one.
fn deck_file(asked: Option<&str>) -> Option<PathBuf> {
    let path = PathBuf::from(asked?);
    let is_file = path.extension().is_some_and(|extension| extension == "toml");
    is_file.then(|| std::path::absolute(&path).unwrap_or(path))
}

/// Reads a deck from a file of the user's.
fn own_deck(path: &Path, language: &str, personal: &Personal) -> Result<Deck, Error> {
    let text = std::fs::read_to_string(path).map_err(|e| Error::reading(path, &e))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    Deck::parse(&name, language, &path.display().to_string(), &text, &personal.questions)
}

/// Ids of the questions of a session, in their order.
fn choose(
    args: &PracticeArgs,
    language: &str,
    deck: Option<&str>,
    settings: &Settings,
    personal: &Personal,
) -> Result<Vec<String>, Error> {
    let all = personal.decks.choose(language, deck)?;
    if !args.ids.is_empty() {
        let known = |asked: &String| match personal.decks.question(language, asked) {
            Some(question) => Ok(question.id.clone()),
            None => personal.questions.question(asked).map(|own| own.info().id.clone().unwrap_or_default()),
        };
        return args.ids.iter().map(known).collect();
    }
    let store = Store::existing(&settings.data_dir)?;
    let known = known::of(store.as_ref(), &all, personal, language)?;
    let due: HashMap<&str, Timestamp> = known.iter().filter_map(|(id, known)| Some((*id, known.due?))).collect();
    let count = args.questions.map_or(Rules::built_in().questions as usize, usize::from);
    let chosen =
        order::choose(&all, args.order.into(), &due, Timestamp::now(), count, |below| fastrand::usize(..below));
    Ok(chosen.into_iter().map(|question| question.id.clone()).collect())
}
