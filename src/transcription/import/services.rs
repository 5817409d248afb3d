//! JSON of transcription services and of Vosk: each a list of utterances or words under names of its own.

use serde_json::Value;

use crate::types::Seconds;

use super::cues::{self, Parsed, Segment, TimedText, Times};
use super::json::{first, list, probability, seconds, speaker, text};
use super::words::punctuate;

const MS_PER_S: f64 = 1000.0;
/// Azure counts in steps of 100 ns.
const TICKS_PER_S: f64 = 10_000_000.0;

/// Every service has a reader, which knows its own outline and leaves the others' alone.
const READERS: [fn(&Value) -> Option<Parsed>; 9] =
    [deepgram, amazon, google, speechmatics, azure, assembly_ai, rev_ai, eleven_labs, vosk];

/// Reads what one of the services wrote; `None` for other JSON.
pub fn read(top: &Value) -> Option<Parsed> {
    READERS.iter().find_map(|reader| reader(top))
}

/// Names of the fields of a word.
struct Fields {
    text: &'static [&'static str],
    start: &'static [&'static str],
    end: &'static [&'static str],
    probability: &'static [&'static str],
    per_s: f64,
}

impl Fields {
    fn times(&self, item: &Value) -> Times {
        let at = |keys| seconds(first(item, keys)).map(|time: Seconds| time / self.per_s);
        Times { start_s: at(self.start), end_s: at(self.end) }
    }

    /// A word with its speaker; `None` when it has no text.
    fn word(&self, item: &Value) -> Option<(Option<String>, TimedText)> {
        let piece = TimedText {
            text: text(item, self.text)?.to_owned(),
            times: self.times(item),
            probability: probability(first(item, self.probability)),
            is_word: true,
        };
        Some((speaker(item), piece))
    }

    fn words(&self, items: &[Value]) -> Vec<(Option<String>, TimedText)> {
        items.iter().filter_map(|item| self.word(item)).collect()
    }

    /// Utterances with their words where they have them.
    fn segments(&self, items: &[Value], words: &str) -> Vec<Segment> {
        let mut segments = Vec::new();
        for item in items {
            let times = self.times(item);
            match list(item, words) {
                Some(words) => {
                    let named = speaker(item);
                    let words = self.words(words).into_iter().map(|(own, word)| (own.or_else(|| named.clone()), word));
                    segments.extend(cues::by_speaker(words, times));
                }
                None => {
                    let written = text(item, self.text).unwrap_or_default();
                    segments.push(Segment { speaker: speaker(item), ..Segment::of_text(written, times) });
                }
            }
        }
        segments
    }
}

fn parsed(format: &'static str, language: Option<&str>, segments: Vec<Segment>) -> Option<Parsed> {
    Some(Parsed { format, language: language.map(str::to_owned), segments })
}

/// A text without times, one segment a line.
fn untimed(text: &str) -> Vec<Segment> {
    text.lines().map(|line| Segment::of_text(line, Times::default())).collect()
}

/// Deepgram: `results.channels[].alternatives[] {transcript, words[] {word, punctuated_word, start, end, speaker}}`.
fn deepgram(top: &Value) -> Option<Parsed> {
    const WORD: Fields = Fields {
        text: &["punctuated_word", "word", "transcript"],
        start: &["start"],
        end: &["end"],
        probability: &["confidence"],
        per_s: 1.0,
    };
    let channels = top.pointer("/results/channels")?.as_array()?;
    let mut segments = Vec::new();
    for (index, channel) in channels.iter().enumerate() {
        let Some(best) = list(channel, "alternatives").and_then(|all| all.first()) else { continue };
        // Each channel is somebody of their own.
        let named = (channels.len() > 1).then(|| format!("channel {}", index + 1));
        match list(best, "words") {
            Some(words) => {
                let words = WORD.words(words).into_iter().map(|(own, word)| (named.clone().or(own), word));
                segments.extend(cues::by_speaker(words, Times::default()));
            }
            None => segments.extend(
                untimed(text(best, &["transcript"]).unwrap_or_default())
                    .into_iter()
                    .map(|segment| Segment { speaker: named.clone(), ..segment }),
            ),
        }
    }
    let detected = channels.first().and_then(|channel| text(channel, &["detected_language"]));
    parsed("Deepgram JSON", detected.or_else(|| text(top.get("metadata")?, &["language"])), segments)
}

/// Amazon Transcribe: `results.items[] {type, alternatives[] {content, confidence}, start_time, end_time}`;
/// punctuation is an item of its own.
fn amazon(top: &Value) -> Option<Parsed> {
    let results = top.get("results")?;
    let items = results.get("items")?.as_array()?;
    results.get("transcripts").or_else(|| top.get("jobName"))?;
    // Older answers name the speakers beside the items, by the start of each word.
    let mut speaker_at = std::collections::HashMap::new();
    for segment in results.pointer("/speaker_labels/segments").and_then(Value::as_array).into_iter().flatten() {
        for item in list(segment, "items").into_iter().flatten() {
            if let (Some(start), Some(name)) = (text(item, &["start_time"]), speaker(item)) {
                speaker_at.insert(start, name);
            }
        }
    }
    let mut words: Vec<(Option<String>, TimedText)> = Vec::new();
    for item in items {
        let best = list(item, "alternatives").and_then(|all| all.first());
        let Some(content) = best.and_then(|best| text(best, &["content"])) else { continue };
        if text(item, &["type"]) == Some("punctuation") {
            if let Some((_, word)) = words.last_mut() {
                word.text.push_str(content);
            }
            continue;
        }
        let times = Times { start_s: seconds(item.get("start_time")), end_s: seconds(item.get("end_time")) };
        let probability = probability(best.and_then(|best| best.get("confidence")));
        let named = speaker(item).or_else(|| speaker_at.get(text(item, &["start_time"])?).cloned());
        words.push((named, TimedText { text: content.to_owned(), times, probability, is_word: true }));
    }
    let language = text(results, &["language_code"]);
    parsed("Amazon Transcribe JSON", language, cues::by_speaker(words, Times::default()))
}

/// Google Speech-to-Text, both versions: `results[].alternatives[] {transcript, words[] {word, startTime, endTime}}`.
/// With speakers told apart, the last result holds all words once more.
fn google(top: &Value) -> Option<Parsed> {
    let holder = top.get("response").unwrap_or(top);
    let results = holder.get("results")?.as_array()?;
    let best = |result: &Value| Some(list(result, "alternatives")?.first()?.clone());
    let alternatives: Vec<Value> = results.iter().filter_map(best).collect();
    if !alternatives.iter().any(|best| best.get("transcript").is_some()) {
        return None;
    }
    let time = |item: &Value, keys: &[&str]| {
        let value = first(item, keys)?;
        match value {
            // Written out by the client library.
            Value::Object(parts) => {
                let part = |key: &str| parts.get(key).and_then(|v| seconds(Some(v))).unwrap_or_default();
                Some(part("seconds") + part("nanos") / 1e9)
            }
            value => seconds(Some(value)),
        }
    };
    let word = |item: &Value| {
        let end_s = time(item, &["endTime", "endOffset", "end_time", "end_offset"]);
        // A start of zero is left out.
        let start_s = time(item, &["startTime", "startOffset", "start_time", "start_offset"]).or(end_s.map(|_| 0.0));
        let named = speaker(item).filter(|name| name != "0");
        let probability = probability(item.get("confidence")).filter(|p| *p > 0.0);
        let piece = TimedText {
            text: text(item, &["word"])?.to_owned(),
            times: Times { start_s, end_s },
            probability,
            is_word: true,
        };
        Some((named, piece))
    };
    let words_of = |best: &Value| -> Vec<_> {
        list(best, "words").map_or(&[][..], Vec::as_slice).iter().filter_map(word).collect()
    };
    let mut segments = Vec::new();
    let all_again = alternatives.last().map(&words_of).filter(|words| {
        alternatives.len() > 1
            && words.iter().any(|(named, _)| named.is_some())
            && !alternatives[..alternatives.len() - 1].iter().flat_map(words_of).any(|(named, _)| named.is_some())
    });
    if let Some(words) = all_again {
        segments.extend(cues::by_speaker(words, Times::default()));
    } else {
        for best in &alternatives {
            let mut words = words_of(best);
            let transcript = text(best, &["transcript"]).unwrap_or_default();
            if words.is_empty() {
                segments.extend(untimed(transcript));
            } else {
                punctuate(words.iter_mut().map(|(_, word)| word), transcript);
                segments.extend(cues::by_speaker(words, Times::default()));
            }
        }
    }
    let language = results.iter().find_map(|result| text(result, &["languageCode", "language_code"]));
    parsed("Google Speech-to-Text JSON", language, segments)
}

/// Speechmatics: `results[] {type, start_time, end_time, alternatives[] {content, confidence, speaker}}`.
fn speechmatics(top: &Value) -> Option<Parsed> {
    let results = top.get("results")?.as_array()?;
    results.first().filter(|item| item.get("type").is_some() && item.get("start_time").is_some())?;
    let mut words: Vec<(Option<String>, TimedText)> = Vec::new();
    for item in results {
        let Some(best) = list(item, "alternatives").and_then(|all| all.first()) else { continue };
        let Some(content) = text(best, &["content"]) else { continue };
        match (text(item, &["type"]), words.last_mut()) {
            (Some("punctuation"), Some((_, word))) => word.text.push_str(content),
            _ => {
                let times = Times { start_s: seconds(item.get("start_time")), end_s: seconds(item.get("end_time")) };
                let probability = probability(best.get("confidence"));
                words.push((speaker(best), TimedText { text: content.to_owned(), times, probability, is_word: true }));
            }
        }
    }
    let language = top.pointer("/metadata/transcription_config/language").and_then(Value::as_str);
    parsed("Speechmatics JSON", language, cues::by_speaker(words, Times::default()))
}

/// Azure Speech: batch (`recognizedPhrases`), fast (`phrases`) and one recognition (`NBest`), with times in ticks or
/// milliseconds.
fn azure(top: &Value) -> Option<Parsed> {
    let phrases = match (list(top, "recognizedPhrases").or(list(top, "phrases")), top) {
        (Some(phrases), _) => phrases.as_slice(),
        (None, Value::Array(items)) => items.as_slice(),
        (None, one) => std::slice::from_ref(one),
    };
    let is_azure = |phrase: &Value| {
        ["nBest", "NBest", "offsetMilliseconds", "offsetInTicks", "RecognitionStatus"]
            .iter()
            .any(|key| phrase.get(key).is_some())
    };
    if phrases.is_empty() || !phrases.iter().all(is_azure) {
        return None;
    }
    let times = |item: &Value| {
        let at = |in_ticks: &[&str], in_ms: &str| {
            let ticks = seconds(first(item, in_ticks)).map(|ticks: Seconds| ticks / TICKS_PER_S);
            ticks.or_else(|| seconds(item.get(in_ms)).map(|ms: Seconds| ms / MS_PER_S))
        };
        let start_s = at(&["offsetInTicks", "Offset"], "offsetMilliseconds");
        let length_s = at(&["durationInTicks", "Duration"], "durationMilliseconds");
        Times { start_s, end_s: start_s.zip(length_s).map(|(start_s, length_s)| start_s + length_s) }
    };
    let mut segments = Vec::new();
    for phrase in phrases {
        let best = list(phrase, "nBest").or(list(phrase, "NBest")).and_then(|all| all.first()).unwrap_or(phrase);
        let shown = text(best, &["display", "Display", "text", "lexical"]).or_else(|| text(phrase, &["DisplayText"]));
        let shown = shown.unwrap_or_default();
        let words = ["displayWords", "DisplayWords", "words", "Words"].iter().find_map(|key| list(best, key));
        let mut pieces: Vec<(Option<String>, TimedText)> = words
            .into_iter()
            .flatten()
            .filter_map(|item| {
                let written = text(item, &["displayText", "DisplayText", "word", "Word", "text"])?.to_owned();
                let probability = probability(first(item, &["confidence", "Confidence"]));
                Some((speaker(phrase), TimedText { text: written, times: times(item), probability, is_word: true }))
            })
            .collect();
        if pieces.is_empty() {
            segments.push(Segment { speaker: speaker(phrase), ..Segment::of_text(shown, times(phrase)) });
        } else {
            punctuate(pieces.iter_mut().map(|(_, piece)| piece), shown);
            segments.extend(cues::by_speaker(pieces, times(phrase)));
        }
    }
    let language = phrases.iter().find_map(|phrase| text(phrase, &["locale", "Locale"]));
    parsed("Azure Speech JSON", language, segments)
}

/// AssemblyAI: `words[] {text, start, end, confidence, speaker}` in milliseconds, also below `utterances[]`.
fn assembly_ai(top: &Value) -> Option<Parsed> {
    const WORD: Fields =
        Fields { text: &["text"], start: &["start"], end: &["end"], probability: &["confidence"], per_s: MS_PER_S };
    let is_word = |item: &Value| {
        let whole = |key: &str| item.get(key).is_some_and(Value::is_u64);
        item.get("text").is_some_and(Value::is_string) && whole("start") && whole("end")
    };
    let utterances = list(top, "utterances").filter(|items| items.iter().all(is_word));
    let words = list(top, "words").filter(|items| items.iter().all(is_word));
    if top.get("segments").is_some() || (utterances.is_none() && words.is_none()) {
        return None;
    }
    let segments = match (utterances, words) {
        (Some(utterances), _) => WORD.segments(utterances, "words"),
        (None, words) => cues::by_speaker(WORD.words(words?), Times::default()),
    };
    parsed("AssemblyAI JSON", text(top, &["language_code"]), segments)
}

/// Rev.ai: `monologues[] {speaker, elements[] {type, value, ts, end_ts, confidence}}`, punctuation an element.
fn rev_ai(top: &Value) -> Option<Parsed> {
    let mut segments = Vec::new();
    for monologue in top.get("monologues")?.as_array()? {
        let mut pieces: Vec<TimedText> = Vec::new();
        for element in list(monologue, "elements").into_iter().flatten() {
            let Some(value) = text(element, &["value"]) else { continue };
            match (text(element, &["type"]), pieces.last_mut()) {
                (Some("text"), _) => {
                    let times = Times { start_s: seconds(element.get("ts")), end_s: seconds(element.get("end_ts")) };
                    let probability = probability(element.get("confidence"));
                    pieces.push(TimedText { text: value.to_owned(), times, probability, is_word: true });
                }
                (Some("punct"), Some(word)) => word.text.push_str(value.trim()),
                _ => {}
            }
        }
        segments.push(Segment { times: Times::default(), speaker: speaker(monologue), pieces });
    }
    parsed("Rev.ai JSON", text(top, &["language"]), segments)
}

/// ElevenLabs: `words[] {text, start, end, type, speaker_id}`, where spaces are words and sounds are events.
fn eleven_labs(top: &Value) -> Option<Parsed> {
    const WORD: Fields = Fields { text: &["text"], start: &["start"], end: &["end"], probability: &[], per_s: 1.0 };
    let items = list(top, "words").filter(|items| items.iter().all(|item| item.get("type").is_some()))?;
    let words: Vec<Value> = items.iter().filter(|item| text(item, &["type"]) == Some("word")).cloned().collect();
    parsed("ElevenLabs JSON", text(top, &["language_code"]), cues::by_speaker(WORD.words(&words), Times::default()))
}

/// Vosk: `result[] {word, start, end, conf}` and `text`, one object an utterance, partial ones between.
fn vosk(top: &Value) -> Option<Parsed> {
    const WORD: Fields =
        Fields { text: &["word"], start: &["start"], end: &["end"], probability: &["conf"], per_s: 1.0 };
    let utterances = match top {
        Value::Array(items) => items.as_slice(),
        one => std::slice::from_ref(one),
    };
    let best = |utterance: &Value| -> Option<Vec<Value>> {
        let holder = list(utterance, "alternatives").and_then(|all| all.first()).unwrap_or(utterance);
        let result = list(holder, "result")?;
        result.iter().all(|word| word.get("word").is_some()).then(|| result.clone())
    };
    let found: Vec<Vec<Value>> = utterances.iter().filter_map(best).collect();
    if found.is_empty() {
        return None;
    }
    let segments = found.iter().flat_map(|words| cues::by_speaker(WORD.words(words), Times::default())).collect();
    parsed("Vosk JSON", None, segments)
}
