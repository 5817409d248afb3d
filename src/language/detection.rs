//! Which language a text is in, when nobody says.

use crate::language::lexicons_for;
use crate::language_code;
use crate::thresholds::cutoffs;

/// Whisper's code of the language of `text`; `None` when it is too short or too mixed to be sure.
///
/// What the letters alone leave in doubt, the little words decide where saywell knows those of the likeliest language:
/// half of a spoken English sentence is "I", "the", "was".
pub fn detect(text: &str) -> Option<&'static str> {
    let found = whatlang::detect(text)?;
    let code = language_code::code(found.lang().code())?;
    let little_words = || lexicons_for(code)?.stop_word_share(text);
    let is_sure = found.confidence() > cutoffs().import.transcript_language_confidence_min
        || little_words().is_some_and(|share| share >= cutoffs().import.transcript_language_stop_words_min);
    is_sure.then_some(code)
}

#[cfg(test)]
mod tests {
    use super::detect;

    #[test]
    fn a_few_sentences_tell_their_language_and_a_few_words_do_not() {
        for (code, text) in [
            ("en", "So, um, I started as a nurse in a small clinic, and then I wrote a tool that booked the rooms."),
            ("en", "so yeah i think we refactored the kafka pipeline and latency went down to twelve milliseconds"),
            ("en", "I started as a nurse in a small clinic."),
            ("es", "Bueno, eh, trabajé tres años en la cafetería de la universidad y aprendí mucho."),
            ("pt", "Eu comecei como enfermeira, e depois escrevi um programa que reservava as salas para nós."),
            ("de", "Ich ging um acht Uhr los, um den Bus zu erreichen. Er sagte, er kommt um neun."),
            ("ja", "私は小さな診療所で看護師として働き始めました。"),
        ] {
            assert_eq!(detect(text), Some(code), "{text}");
        }
        for text in ["", "So, yes.", "API, Rust, 2014.", "Bueno, um, er, so."] {
            assert_eq!(detect(text), None, "{text}");
        }
    }
}
