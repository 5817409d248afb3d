//! Spanish is Spanish everywhere: no English sentence in what a Spanish user sees.

use std::path::Path;

use crate::common::{repository, run_in, saywell, true_words};
use saywell::measures::{BandFrom, MEASURES};
use saywell::thresholds::Thresholds;
use saywell::wording::wording;

const INTRO: &str = "samples/self-intro.wav";

/// Words that every English sentence has one of, and that no Spanish one has.
const ENGLISH: [&str; 40] = [
    "the", "of", "and", "is", "are", "was", "were", "with", "that", "this", "for", "from", "than", "which", "there",
    "what", "when", "where", "not", "too", "you", "your", "they", "it", "its", "words", "fillers", "pauses", "take",
    "takes", "target", "about", "same", "better", "worse", "seconds", "minute", "speech", "level", "run",
];

/// What `text` says in English: the lines that hold such words, quotes and code left out.
fn english(text: &str) -> Vec<String> {
    let is_english = |line: &&str| {
        let unquoted: String = line.split(['"', '“', '”', '«', '»']).step_by(2).collect();
        let plain: String = unquoted.split('`').step_by(2).collect();
        let words = plain.split(|c: char| !c.is_alphabetic()).map(str::to_lowercase);
        let found: Vec<String> = words.filter(|word| ENGLISH.contains(&word.as_str())).collect();
        // "it" alone may be a name or a tail of a command.
        found.len() >= 2 || (found.len() == 1 && plain.split_whitespace().count() <= 4)
    };
    // A quote may go on in the next line.
    let mut whole = String::new();
    for line in text.lines() {
        whole.push_str(if line.starts_with("    ") { " " } else { "\n" });
        whole.push_str(line.trim());
    }
    // What follows is the answer itself.
    let said = whole.split("## Lo que se dijo").next().unwrap_or(&whole);
    said.lines().filter(is_english).map(str::to_owned).collect()
}

/// The text of a page, without scripts, styles and what is in the language of the answer.
fn visible(html: &str) -> String {
    let mut text = String::new();
    let body = html.split("<body>").nth(1).unwrap_or(html);
    let body = body.split("<script").next().unwrap_or(body);
    let without_answer: String = match body.split_once("<div class=\"text\"") {
        Some((before, after)) => format!("{before}{}", after.split_once("</section>").map_or("", |(_, rest)| rest)),
        None => body.to_owned(),
    };
    let mut rest = without_answer.as_str();
    let mut is_title = false;
    while let Some((before, after)) = rest.split_once('<') {
        // Behind a name stand the words of the answer.
        text.push_str(if is_title { before.split(':').next().unwrap_or(before) } else { before });
        let (tag, behind) = after.split_once('>').unwrap_or((after, ""));
        is_title = tag == "title";
        // Quotes and names are those of the answer.
        if tag.starts_with("q") || tag.starts_with("bdi") || tag.starts_with("code") {
            rest = behind.split_once("</").map_or("", |(_, rest)| rest);
            rest = rest.split_once('>').map_or("", |(_, rest)| rest);
        } else {
            rest = behind;
        }
        for label in ["aria-label=\"", "title=\""] {
            if let Some(value) = tag.split(label).nth(1).and_then(|value| value.split('"').next()) {
                text.push('\n');
                text.push_str(value.split(':').next().unwrap_or(value));
                text.push('\n');
            }
        }
        text.push('\n');
    }
    text.push_str(rest);
    text.replace("&quot;", "\"").replace("&#34;", "\"").replace("&#x27;", "'").replace("&#39;", "'")
}

fn transcript(home: &Path, sample: &str) -> String {
    let path = home.join(format!("{sample}.json"));
    std::fs::write(&path, true_words(sample)).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn nothing_that_a_spanish_user_sees_is_english() {
    let home = tempfile::tempdir().unwrap();
    let words = [("self-intro", "uno"), ("self-intro-take2", "dos")].map(|(sample, name)| {
        let path = transcript(home.path(), sample);
        let named = home.path().join(format!("{name}.json"));
        std::fs::rename(path, &named).unwrap();
        named.to_str().unwrap().to_owned()
    });
    let page = home.path().join("page.html");
    let page = page.to_str().unwrap();
    let second = home.path().join("dos.wav");
    std::fs::copy(repository("samples/self-intro-take2.wav"), &second).unwrap();
    let second = second.to_str().unwrap();
    let spanish = |args: &[&str]| run_in(home.path(), &[args, &["--ui-lang", "es"]].concat());
    let mut found = Vec::new();
    let analyze = |file: &str, words: &str, more: &[&str]| {
        let args = ["analyze", file, "-q", "self-intro", "--transcript", words, "--width", "100"];
        run_in(home.path(), &[&args[..], more, &["--ui-lang", "es"]].concat())
    };
    assert_eq!(spanish(&["goal", "set", "fillers-per-minute", "2"]).status, 0);
    for run in [
        analyze(INTRO, &words[0], &["--save"]),
        analyze(second, &words[1], &["--save"]),
        analyze(INTRO, &words[0], &["--full"]),
        analyze(INTRO, &words[0], &["-f", "markdown"]),
        analyze(INTRO, &words[0], &["--html", page]),
        spanish(&["analyze", INTRO, "--no-transcript", "--full"]),
        spanish(&["analyze", INTRO]),
        spanish(&["analyze", "samples/nowhere.wav"]),
        spanish(&["show", "1", "--full"]),
        spanish(&["compare", "1", "2"]),
        spanish(&["compare", "1", "2", "-f", "markdown"]),
        spanish(&["trend"]),
        spanish(&["history"]),
        spanish(&["history", "--tag", "nunca"]),
        spanish(&["goal", "list"]),
        spanish(&["show", "77"]),
    ] {
        found.extend(english(&run.out));
        found.extend(english(&run.err));
    }
    found.extend(english(&visible(&std::fs::read_to_string(page).unwrap())));
    let compared = spanish(&["compare", "1", "2", "--html", page]);
    assert_eq!(compared.status, 0, "{}", compared.err);
    found.extend(english(&visible(&std::fs::read_to_string(page).unwrap())));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// A heading that is longer than the figures under it takes their column along.
#[test]
fn the_list_of_runs_has_spanish_months_under_spanish_headings() {
    const MONTHS: [&str; 12] = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];
    let home = tempfile::tempdir().unwrap();
    assert_eq!(run_in(home.path(), &["analyze", INTRO, "--no-transcript", "--save"]).status, 0);
    for width in ["60", "80", "120"] {
        let list =
            saywell(home.path()).args(["history", "--ui-lang", "es"]).env("SAYWELL_WIDTH", width).output().unwrap();
        let list = String::from_utf8(list.stdout).unwrap();
        let [head, row] = <[&str; 2]>::try_from(list.lines().skip(1).take(2).collect::<Vec<_>>()).unwrap();
        assert!(MONTHS.contains(&row.split_whitespace().nth(2).unwrap()), "day, then month: {list}");
        let end = |line: &str, text: &str| line[..line.find(text).unwrap() + text.len()].chars().count();
        assert_eq!(end(head, "duración"), end(row, "1:08"), "{list}");
        let whole = head.contains("muletillas") || width == "60";
        assert!(whole && list.lines().all(|line| line.chars().count() <= width.parse().unwrap()), "{list}");
    }
}

#[test]
fn every_measure_is_explained_in_spanish() {
    let spanish = wording("es").unwrap();
    let mut sentences: Vec<&str> = Vec::new();
    for measure in MEASURES.iter() {
        sentences.extend([measure.title, measure.definition, measure.formula, measure.source]);
        sentences.extend(measure.no_advice_because);
        if let BandFrom::Nowhere(reason) = measure.band {
            sentences.push(reason);
        }
        sentences.push(&Thresholds::built_in().difference(measure.id).source);
    }
    sentences.extend(Thresholds::built_in().bands.values().map(|band| band.source.as_str()));
    let english: Vec<&&str> = sentences.iter().filter(|sentence| !spanish.knows(sentence)).collect();
    assert!(english.is_empty(), "{english:#?}");
}

#[test]
fn the_measure_of_it_finds_english() {
    assert_eq!(english("Nothing changed beyond your usual spread of takes.").len(), 1);
    assert_eq!(english("Nada cambió más de lo que sueles variar.").len(), 0);
    assert_eq!(english("Haz una pausa: 0:06 \"from the start of it\".").len(), 0);
}

#[test]
fn numbers_have_a_comma() {
    let home = tempfile::tempdir().unwrap();
    let words = transcript(home.path(), "self-intro");
    let args = ["analyze", INTRO, "--transcript", &words, "--ui-lang", "es"];
    let shown = run_in(home.path(), &args).out;
    assert!(shown.contains("6,2 muletillas por minuto") && shown.contains("6,2/min"), "{shown}");
}

/// Every error has its Spanish sentence, wherever it is declared.
#[test]
fn errors_are_spanish_too() {
    let spanish = wording("es").unwrap();
    let mut sources = vec![repository("src")];
    let (mut found, mut missing) = (0, Vec::new());
    while let Some(path) = sources.pop() {
        if path.is_dir() {
            sources.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        for declared in text.split("#[error(").skip(1).filter_map(sentence) {
            found += 1;
            // What a transcript has wrong is said behind its name; what only joins two others is no sentence.
            let is_known = [declared.clone(), format!("x: {declared}")].iter().any(|said| spanish.knows(said));
            if !is_known && declared != "x: x" {
                missing.push(declared);
            }
        }
    }
    assert!(found > 100 && missing.is_empty(), "{found} errors, without Spanish:\n{}", missing.join("\n"));
}

/// The sentence that begins `code`, with an x for each of its slots.
fn sentence(code: &str) -> Option<String> {
    let mut letters = code.trim_start().strip_prefix('"')?.chars();
    let mut said = String::new();
    loop {
        match letters.next()? {
            '"' => return Some(said),
            '\\' => match letters.next()? {
                // A line that goes on in the next.
                '\n' => letters = letters.as_str().trim_start().chars(),
                letter => said.push(letter),
            },
            '{' => {
                said.push('x');
                letters.by_ref().find(|letter| *letter == '}');
            }
            letter => said.push(letter),
        }
    }
}
