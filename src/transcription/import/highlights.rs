//! Subtitles that repeat one text and underline each word while it is spoken, as openai-whisper and WhisperX write
//! them with `--highlight_words True`: the underlined words are the transcript, with exact times.

use super::markup::plain;
use super::segments::{Piece, Segment, Times};
use super::subtitles::Cue;

/// The cues of one text, and how far into it the highlight has come.
struct Group {
    text: String,
    position: Option<usize>,
    segment: Segment,
}

/// The words of highlighting subtitles, a segment per text; `None` when these are ordinary subtitles.
pub fn words(cues: &[Cue]) -> Option<Vec<Segment>> {
    let shown: Vec<(String, Option<(usize, String)>)> = cues
        .iter()
        .map(|cue| {
            let text = cue.lines.join(" ");
            (plain(&text).trim().to_owned(), underlined(&text))
        })
        .collect();
    let same_text_other_word =
        |pair: &[(String, Option<(usize, String)>)]| pair[0].0 == pair[1].0 && pair[0].1 != pair[1].1;
    if !shown.windows(2).any(same_text_other_word) {
        return None;
    }
    let mut groups: Vec<Group> = Vec::new();
    for (cue, (text, mark)) in cues.iter().zip(shown) {
        let goes_on = groups.last().is_some_and(|group| {
            group.text == text && mark.as_ref().is_none_or(|(at, _)| group.position.is_none_or(|before| *at > before))
        });
        if !goes_on {
            groups.push(Group { text, position: None, segment: Segment::default() });
        }
        let Some(group) = groups.last_mut() else { continue };
        let times = &mut group.segment.times;
        times.start_s = times.start_s.or(Some(cue.start_s));
        times.end_s = Some(cue.end_s);
        if let Some((at, word)) = mark {
            let place = format!("line {}", cue.number);
            let times = Times::new(cue.start_s, cue.end_s);
            group.position = Some(at);
            group.segment.pieces.push(Piece { text: word, times, is_word: true, place, ..Piece::default() });
        }
    }
    Some(groups.into_iter().map(Group::finish).collect())
}

impl Group {
    /// A text that nothing was underlined in is an ordinary subtitle.
    fn finish(mut self) -> Segment {
        if self.segment.pieces.is_empty() {
            let times = self.segment.times;
            self.segment.pieces.push(Piece { text: self.text, times, ..Piece::default() });
        }
        self.segment
    }
}

/// The one underlined stretch of `text` and where it stands.
fn underlined(text: &str) -> Option<(usize, String)> {
    let (before, rest) = text.split_once("<u>")?;
    let (word, after) = rest.split_once("</u>")?;
    (!after.contains("<u>")).then(|| (before.len(), plain(word)))
}
