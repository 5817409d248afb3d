//! Words from elsewhere: every form `--transcript` takes, the errors of bad ones, and real output of real programs.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use saywell::error::Error;
use saywell::transcription::import::{self, Imported, Sound};
use saywell::types::{Span, Word, WordTimes};

/// Reads a transcript of any sound.
fn read(path: &Path) -> Result<Imported, Error> {
    import::read(path, None, Sound::ANY)
}

fn fixture(name: &str) -> Imported {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/transcripts").join(name);
    let imported = read(&path).unwrap_or_else(|e| panic!("{e}"));
    assert_in_order(&imported);
    imported
}

/// Writes `content` to a file of its own and reads it as a transcript.
fn read_content(content: impl AsRef<[u8]>) -> Result<Imported, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("answer.json");
    std::fs::write(&path, content).unwrap();
    read(&path)
}

fn refusal(content: impl AsRef<[u8]>) -> String {
    let message = read_content(content).expect_err("should be refused").to_string();
    assert!(!message.contains('\n'), "{message:?}");
    message.split_once("answer.json: ").expect("names the file").1.to_owned()
}

fn assert_in_order(imported: &Imported) {
    assert!(!imported.words.is_empty());
    let mut before_s = 0.0;
    for word in &imported.words {
        assert!(word.text.contains(char::is_alphanumeric) && !word.text.contains(char::is_whitespace), "{word:?}");
        assert_eq!(word.span.is_none(), imported.word_times == WordTimes::None);
        let Some(span) = word.span else { continue };
        assert!(before_s <= span.start_s && span.start_s <= span.end_s, "{word:?} after {before_s}");
        before_s = span.end_s;
    }
}

fn texts(imported: &Imported) -> Vec<&str> {
    imported.words.iter().map(|w| w.text.as_str()).collect()
}

/// Start and end of each word in milliseconds.
fn times_ms(imported: &Imported) -> Vec<(i64, i64)> {
    let ms = |s: f64| (s * 1000.0).round() as i64;
    imported.words.iter().map(|w| w.span.map_or((-1, -1), |span| (ms(span.start_s), ms(span.end_s)))).collect()
}

// -- forms ---------------------------------------------------------------------------------------------------------------

#[test]
fn whisper_cpp_segments_share_their_time_by_length() {
    let imported = fixture("whisper-cpp.json");
    assert_eq!((imported.format, imported.language), ("whisper.cpp JSON", Some("en")));
    assert_eq!(imported.word_times, WordTimes::PerSegment);
    assert_eq!(texts(&imported), ["So,", "I", "led", "it.", "It", "took", "a", "year."]);
    // Two letters of eight are a quarter of two seconds; the comma counts nothing.
    assert_eq!(times_ms(&imported)[..3], [(0, 500), (500, 750), (750, 1500)]);
    assert_eq!(times_ms(&imported)[4].0, 4000, "[BLANK_AUDIO] is no word");
    assert!(imported.words.iter().all(|w| w.probability.is_none()));
}

#[test]
fn whisper_cpp_tokens_become_words() {
    let imported = fixture("whisper-cpp-full.json");
    assert_eq!((imported.format, imported.word_times), ("whisper.cpp full JSON", WordTimes::PerWord));
    assert_eq!(texts(&imported), ["So,", "I", "refactored", "it."]);
    assert_eq!(times_ms(&imported), [(100, 400), (700, 800), (800, 1500), (1500, 1700)], "punctuation has no time");
    let refactored = imported.words[2].probability.unwrap();
    assert!((refactored - 0.7).abs() < 1e-6, "{refactored}: mean of its tokens");
}

#[test]
fn a_character_cut_between_two_tokens_is_whole_again() {
    let imported = fixture("whisper-cpp-full-split.json");
    assert_eq!(imported.language, Some("ja"));
    assert_eq!(texts(&imported), ["パ", "ン", "屋。"]);
    assert_eq!(times_ms(&imported), [(0, 200), (200, 400), (400, 900)]);
}

#[test]
fn a_byte_that_stays_alone_is_left_out() {
    let json = b"{\"transcription\": [{\"text\": \" so\", \"offsets\": {\"from\": 0, \"to\": 500}},\
                 {\"text\": \"\xC3\", \"offsets\": {\"from\": 500, \"to\": 600}}]}";
    assert_eq!(texts(&read_content(json).unwrap()), ["so"]);
}

#[test]
fn openai_whisper_words_keep_their_times_and_small_overlaps_are_clipped() {
    let imported = fixture("openai-whisper.json");
    assert_eq!((imported.format, imported.word_times), ("openai-whisper JSON", WordTimes::PerWord));
    assert_eq!(texts(&imported), ["So,", "my", "last", "project", "took", "2", "years."]);
    assert_eq!(times_ms(&imported)[3..5], [(1420, 1960), (1960, 2300)]);
    assert_eq!(imported.words[1].probability, Some(0.5));
}

#[test]
fn openai_whisper_segments_alone_are_read() {
    let imported = fixture("openai-whisper-segments.json");
    assert_eq!(imported.language, Some("en"), "named \"english\"");
    assert_eq!((imported.word_times, imported.words.len()), (WordTimes::PerSegment, 8));
}

#[test]
fn faster_whisper_objects_and_tuples_are_the_same() {
    let objects = fixture("faster-whisper.json");
    let tuples = fixture("faster-whisper-tuples.json");
    assert_eq!((objects.format, tuples.format), ("faster-whisper JSON", "faster-whisper JSON"));
    assert_eq!(texts(&objects), ["So,", "my", "last", "project."]);
    assert_eq!(objects.words, tuples.words);
    assert_eq!((objects.words[0].probability, objects.word_times), (Some(0.75), WordTimes::PerWord));
}

#[test]
fn tokens_listed_as_words_are_put_together() {
    let json = r#"{"text": "", "segments": [{"text": "", "words": [
        {"word": " that", "start": 1.0, "end": 1.1, "probability": 0.8}, {"word": "'s", "start": 1.1, "end": 1.3, "probability": 0.4},
        {"word": " 3", "start": 1.4, "end": 1.6}, {"word": ".5", "start": 1.6, "end": 1.8},
        {"word": " times", "start": 1.8, "end": 2.0}, {"word": " fine", "start": 2.0, "end": 2.4}]}]}"#;
    let imported = read_content(json).unwrap();
    assert_eq!(texts(&imported), ["that's", "3.5", "times", "fine"]);
    assert_eq!(times_ms(&imported)[..2], [(1000, 1300), (1400, 1800)]);
    assert!((imported.words[0].probability.unwrap() - 0.6).abs() < 1e-6);
}

#[test]
fn whisperx_numbers_get_the_room_between_their_neighbours() {
    let imported = fixture("whisperx.json");
    assert_eq!((imported.format, imported.word_times), ("WhisperX JSON", WordTimes::PerWord));
    assert_eq!(texts(&imported), ["It", "took", "2", "years,", "until", "2014.", "Fine."]);
    let times = times_ms(&imported);
    assert_eq!((times[2], times[5]), ((800, 1000), (2000, 2900)));
    assert_eq!((imported.words[1].probability, imported.words[2].probability), (Some(0.5), None));
}

#[test]
fn whisper_timestamped_marks_of_disfluency_are_no_words() {
    let imported = fixture("whisper-timestamped.words.json");
    assert_eq!((imported.format, imported.word_times), ("whisper-timestamped JSON", WordTimes::PerWord));
    assert_eq!(texts(&imported), ["So,", "my", "last", "project."]);
    assert_eq!((times_ms(&imported)[1], imported.words[0].probability), ((1200, 1400), Some(0.9)));
}

#[test]
fn srt_and_vtt_give_the_same_words() {
    let (srt, vtt) = (fixture("subtitles.srt"), fixture("subtitles.vtt"));
    assert_eq!((srt.format, vtt.format), ("SRT", "WebVTT"));
    assert_eq!((srt.language, vtt.language), (None, Some("en")));
    assert_eq!(vtt.word_times, WordTimes::PerSegment);
    assert_eq!(srt.words.len(), 8);
    assert_eq!(times_ms(&srt)[..4], times_ms(&vtt)[..4]);
    assert_eq!(srt.words[4].text, "It");
    assert_eq!(times_ms(&srt)[4].0, 4000);
}

#[test]
fn rolling_captions_are_read_once_with_their_word_times() {
    let imported = fixture("rolling.vtt");
    assert_eq!(texts(&imported), ["so", "my", "last", "project", "took", "a", "year", "right", "so"]);
    assert_eq!(imported.word_times, WordTimes::PerWord);
    assert_eq!(times_ms(&imported)[3..6], [(1100, 1500), (1510, 1900), (1900, 2200)]);
}

#[test]
fn a_line_said_twice_stays_twice() {
    let srt = "1\n00:00:00,000 --> 00:00:01,000\nNo.\n\n2\n00:00:01,000 --> 00:00:02,000\nNo.\n\n\
               3\n00:00:02,000 --> 00:00:03,000\nNever\nagain.\n";
    assert_eq!(texts(&read_content(srt).unwrap()), ["No.", "No.", "Never", "again."]);
}

#[test]
fn subtitles_that_highlight_words_give_each_once() {
    let srt = "1\n00:00:00,300 --> 00:00:00,600\n<u>No,</u> no\n\n2\n00:00:00,600 --> 00:00:00,900\nNo, no\n\n\
               3\n00:00:00,900 --> 00:00:01,200\nNo, <u>no</u>\n\n4\n00:00:01,500 --> 00:00:01,800\n<u>No,</u> no\n\n\
               5\n00:00:01,800 --> 00:00:02,000\nNo, <u>no</u>\n";
    let imported = read_content(srt).unwrap();
    assert_eq!(texts(&imported), ["No,", "no", "No,", "no"]);
    assert_eq!(times_ms(&imported), [(300, 600), (900, 1200), (1500, 1800), (1800, 2000)]);
    assert_eq!(imported.word_times, WordTimes::PerWord);
}

#[test]
fn tables_are_read() {
    let tsv = read_content("start\tend\ttext\n0\t2000\tSo, I led it.\n4000\t6000\tIt took a year.\n").unwrap();
    let csv = read_content("\"So, I led it.\",0.0,2.0\r\nIt took a year.,4.0,6.0\r\n").unwrap();
    assert_eq!((tsv.format, csv.format, tsv.word_times), ("TSV", "CSV", WordTimes::PerSegment));
    assert_eq!(tsv.words, csv.words);
    assert_eq!((texts(&tsv)[0], times_ms(&tsv)[0]), ("So,", (0, 500)));
    assert_eq!(read_content("one,2,3").unwrap().format, "plain text");
    let labels = read_content("0.380\t2.760\tSo my\n3.000\t4.000\tlast\n").unwrap();
    assert_eq!((texts(&labels), times_ms(&labels)[2]), (vec!["So", "my", "last"], (3000, 4000)));
}

#[test]
fn plain_text_has_no_times() {
    let imported = fixture("words.txt");
    assert_eq!((imported.format, imported.word_times), ("plain text", WordTimes::None));
    assert_eq!(texts(&imported), ["So,", "my", "last", "project–", "well,", "it", "took", "a", "year."]);
    assert_eq!(texts(&read_content("[Music] In 2019 12 of us left.").unwrap()).len(), 6, "a remark is no JSON");
}

#[test]
fn utf_16_is_read() {
    let utf16: Vec<u8> = "\u{FEFF}1\r\n00:00:00,000 --> 00:00:01,000\r\n¿Qué tal?\r\n"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(texts(&read_content(utf16).unwrap()), ["¿Qué", "tal?"]);
}

// -- refusals ------------------------------------------------------------------------------------------------------------

#[test]
fn each_refusal_names_place_and_remedy() {
    let cases: &[(&[u8], &[&str])] = &[
        (b"", &["holds no words", "--transcript"]),
        (b" \n\t", &["holds no words"]),
        (b"{\"text\": \"\", \"segments\": [], \"language\": \"en\"}", &["holds no words"]),
        (b"[]", &["holds no words"]),
        (b"1\n00:00:00,000 --> 00:00:01,000\n[Music]\n", &["holds no words"]),
        (b"WEBVTT\n", &["holds no words"]),
        (b"{\"segments\": [", &["line 1 column", "SRT", "JSON of the Whisper programs"]),
        (b"{\"results\": 3}", &["with results in it", "without segments", "plain text"]),
        (b"{\"segments\": [{\"start\": 0}]}", &["segment 1 has no text"]),
        (b"RIFF\x24\0\0\0WAVEfmt ", &["not text", "not the recording"]),
        (
            b"id\tkind\tnote\n1\ta\tSo\n2\tb\tmy\n",
            &["a table that begins with \"id, kind, note\"", "start, end and text"],
        ),
        (b"{'text': 'So'}", &["what Python prints", "json.dump"]),
        (b"{\\rtf1\\ansi So, my last project}", &["rich text"]),
        (b"<?xml version=\"1.0\"?><tt>hi</tt>", &["XML"]),
    ];
    for (content, expected) in cases {
        let message = refusal(content);
        for part in *expected {
            assert!(message.contains(part), "{message:?} lacks {part:?}");
        }
    }
}

#[test]
fn files_that_are_none_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let message = |path: &Path| read(path).unwrap_err().to_string();
    assert!(message(folder.path()).contains("is a folder; name the transcript inside it"));
    assert!(message(&folder.path().join("gone.srt")).contains("no such file"));
    let large = folder.path().join("large.json");
    std::fs::File::create(&large).unwrap().set_len(64 * 1024 * 1024 + 1).unwrap();
    assert!(message(&large).contains("larger than 64 MiB"));
}

#[test]
fn a_transcript_longer_than_the_audio_is_refused() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/transcripts/subtitles.srt");
    let within = |duration_s| import::read(&path, None, Sound { duration_s, speech: &[] });
    within(6.0).unwrap();
    assert_eq!(within(4.5).unwrap().words.last().unwrap().span.unwrap().end_s, 4.5, "subtitles linger");
    let message = within(1.0).unwrap_err().to_string();
    assert!(message.contains("its words go on until 6.0 s but the recording ends at 1.0 s"), "{message}");
}

// -- bad times -----------------------------------------------------------------------------------------------------------

#[test]
fn one_bad_time_is_one_bad_time() {
    for (content, bad) in [
        ("1\n00:00:00,000 --> 00:00:1x,000\nhi there\n", 1),
        ("1\n00:00:02,000 --> 00:00:01,000\nhi there\n", 1),
        ("1\n-00:00:02,000 --> 00:00:01,000\nhi there\n", 1),
        (r#"[{"word": "hi", "start": NaN, "end": 1}, {"word": "there", "start": 1, "end": 2}]"#, 1),
        (r#"[{"word": "hi", "start": 0, "end": Infinity}, {"word": "there", "start": -1, "end": -1}]"#, 2),
        (r#"[{"word": "hi", "start": 3, "end": 4}, {"word": "there", "start": 1.5, "end": 2}]"#, 1),
        (r#"{"segments": [{"text": "hi there", "start": {}, "end": 2}]}"#, 1),
        ("start\tend\ttext\n380\tx\thi there\n", 1),
        (r#"[{"word": "hi", "start": -0.02, "end": 1}, {"word": "there", "start": 0.95, "end": 2}]"#, 0),
    ] {
        let imported = read_content(content).unwrap();
        assert_in_order(&imported);
        assert_eq!(texts(&imported), ["hi", "there"], "{content}");
        let notices: Vec<&str> = imported.notices.iter().map(|notice| notice.text.as_str()).collect();
        match bad {
            0 => assert!(notices.is_empty(), "{content}: {notices:?}"),
            1 => assert!(notices[0].contains("one impossible time"), "{content}: {notices:?}"),
            _ => assert!(notices[0].contains(&format!("{bad} impossible times")), "{content}: {notices:?}"),
        }
    }
}

// -- properties ----------------------------------------------------------------------------------------------------------

/// Words with times in whole milliseconds, in order, apart, none longer than a second.
fn some_words() -> impl Strategy<Value = Vec<Word>> {
    let word = ("[A-Za-zñéß][a-z']{0,8}[,.?!]?", 0_u32..2000, 1_u32..1000, 0_u8..=100);
    prop::collection::vec(word, 1..30).prop_map(|words| {
        let mut now_ms = 0;
        words
            .into_iter()
            .map(|(text, gap_ms, length_ms, percent)| {
                let start_ms = now_ms + gap_ms;
                now_ms = start_ms + length_ms;
                let span = Some(Span::new(f64::from(start_ms) / 1000.0, f64::from(now_ms) / 1000.0));
                Word { text, span, probability: Some(f32::from(percent) / 100.0) }
            })
            .collect()
    })
}

fn clock(seconds: f64, mark: char) -> String {
    let ms = (seconds * 1000.0).round() as u64;
    format!("{:02}:{:02}:{:02}{mark}{:03}", ms / 3_600_000, ms / 60_000 % 60, ms / 1000 % 60, ms % 1000)
}

fn render(words: &[Word], form: &str) -> String {
    let json_words = |text: &str, probability: &str| {
        let word = |w: &Word| {
            let span = w.span.unwrap();
            serde_json::json!({text: format!(" {}", w.text), "start": span.start_s, "end": span.end_s, probability: w.probability})
        };
        words.iter().map(word).collect::<Vec<_>>()
    };
    let segment =
        |words: Vec<serde_json::Value>| serde_json::json!({"text": "…", "start": 0, "end": 9000, "words": words});
    let mut out = String::new();
    match form {
        "openai" => {
            out = serde_json::json!({"text": "…", "segments": [segment(json_words("word", "probability"))]}).to_string()
        }
        "faster" => out = serde_json::json!([segment(json_words("word", "probability"))]).to_string(),
        "whisperx" => out = serde_json::json!({"word_segments": json_words("word", "score")}).to_string(),
        "timestamped" => out = serde_json::json!({"segments": [segment(json_words("text", "confidence"))]}).to_string(),
        "cpp" => {
            let token = |w: &Word| {
                let (from, to) = times_of(w);
                serde_json::json!({"text": format!(" {}", w.text), "p": w.probability, "offsets": {"from": from, "to": to}})
            };
            let tokens: Vec<_> = words.iter().map(token).collect();
            out = serde_json::json!({"transcription": [{"text": "…", "tokens": tokens}]}).to_string();
        }
        _ => {
            let mark = if form == "vtt" { '.' } else { ',' };
            out.push_str(if form == "vtt" { "WEBVTT\r\n\r\n" } else { "" });
            for (i, w) in words.iter().enumerate() {
                let span = w.span.unwrap();
                let (start, end) = (clock(span.start_s, mark), clock(span.end_s, mark));
                write!(out, "{}\r\n{start} --> {end}\r\n{}\r\n\r\n", i + 1, w.text).unwrap();
            }
        }
    }
    out
}

fn times_of(word: &Word) -> (u64, u64) {
    let span = word.span.unwrap();
    ((span.start_s * 1000.0).round() as u64, (span.end_s * 1000.0).round() as u64)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn words_survive_the_way_through_every_form(words in some_words()) {
        for form in ["openai", "faster", "whisperx", "timestamped", "cpp", "srt", "vtt"] {
            let imported = read_content(render(&words, form)).unwrap();
            assert_in_order(&imported);
            prop_assert_eq!(imported.word_times, WordTimes::PerWord);
            prop_assert_eq!(imported.words.len(), words.len(), "{}", form);
            for (read, written) in imported.words.iter().zip(&words) {
                prop_assert_eq!(&read.text, &written.text);
                prop_assert_eq!(times_of(read), times_of(written), "{}", form);
                if !["srt", "vtt"].contains(&form) {
                    prop_assert_eq!(read.probability, written.probability);
                }
            }
        }
    }

    #[test]
    fn text_survives_as_text(words in some_words()) {
        let text = words.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" ");
        let imported = read_content(&text).unwrap();
        prop_assert_eq!(texts(&imported).join(" "), text);
    }
}

// -- real output ---------------------------------------------------------------------------------------------------------

/// The corpus beside the checkout, when there is one.
fn corpus() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    if !folder.is_dir() {
        println!("skipped: no corpus");
        return None;
    }
    Some(folder)
}

#[test]
fn real_outputs_of_whisper_load_and_fit_their_recordings() {
    let Some(corpus) = corpus() else { return };
    let table = std::fs::read_to_string(corpus.join("speech.tsv")).unwrap();
    let mut durations = std::collections::HashMap::new();
    for line in table.lines().skip(1) {
        let fields: Vec<&str> = line.split('\t').collect();
        durations.insert(fields[0], fields[6].parse::<f64>().unwrap_or(f64::NAN));
    }
    let mut loaded = 0;
    for entry in std::fs::read_dir(corpus.join("whisper")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let duration_s = durations.get(name.split('.').next().unwrap()).copied().unwrap_or(f64::INFINITY);
        let sound = Sound { duration_s, speech: &[] };
        let imported = import::read(&path, None, sound).unwrap_or_else(|e| panic!("{e}"));
        assert_in_order(&imported);
        println!(
            "{name}: {} {:?} {:?}, {} words",
            imported.format,
            imported.language,
            imported.word_times,
            imported.words.len()
        );
        loaded += 1;
    }
    assert!(loaded >= 16, "{loaded}");
}

#[test]
fn real_texts_load_with_their_words() {
    let Some(corpus) = corpus() else { return };
    for entry in std::fs::read_dir(corpus.join("text")).unwrap() {
        let path = entry.unwrap().path();
        let written = std::fs::read_to_string(&path).unwrap();
        let imported = read(&path).unwrap_or_else(|e| panic!("{e}"));
        let plain = written.split_whitespace().filter(|w| w.contains(char::is_alphanumeric)).count();
        println!("{}: {} of {plain}", path.display(), imported.words.len());
        assert!(imported.words.len() <= plain);
    }
}
