//! What no analysis says: figures that contradict each other. Reports trust an analysis, so one out of a file or an archive
//! is asked first.

use super::analysis::Analysis;
use super::time::{Seconds, Series, Span};
use crate::printable::{is_obeyed, printable};

/// No measure of a recording comes near it; what is larger breaks every table.
const LARGEST: f64 = 1e12;
/// Transcripts made elsewhere may begin a moment before their sound.
const EARLIEST_S: Seconds = -1.0;

impl Analysis {
    /// What is wrong with it, when it is no analysis of a recording of at most `most_s` seconds; reads on after its name.
    pub fn flaw(&self, most_s: Seconds) -> Option<&'static str> {
        let is_time = |time_s: Seconds| time_s.is_finite() && (EARLIEST_S..=most_s).contains(&time_s);
        let is_span = |span: &Span| is_time(span.start_s) && is_time(span.end_s) && span.start_s <= span.end_s;
        if !(0.0..=most_s).contains(&self.recording.duration_s) {
            return Some("is of a recording longer than any");
        }
        if !self.spans().all(|span| is_span(&span)) {
            return Some("holds a time that no recording has");
        }
        if !self.series().all(|series| series.start_s.is_finite() && series.hop_s.is_finite() && series.hop_s > 0.0) {
            return Some("holds a curve without a step");
        }
        if !self.figures().all(|figure| figure.is_finite() && figure.abs() < LARGEST) {
            return Some("holds a figure that no recording has");
        }
        self.cuts_flaw()
    }

    /// Takes out of its sentences what a terminal would obey: saywell writes none such, but a file may. Words, quotes and
    /// names stay as they are; reports make them printable where they show them.
    pub fn tame(&mut self) {
        let advice = self.advice.iter_mut().flat_map(|advice| {
            [Some(&mut advice.title), advice.why.as_mut(), advice.next_take.as_mut()].into_iter().flatten()
        });
        let measured = self.measurements.iter_mut().flat_map(|measurement| {
            let label = measurement.band.as_mut().map(|band| &mut band.label);
            label.into_iter().chain(&mut measurement.undefined_because).chain(&mut measurement.missing)
        });
        let content = &mut self.content;
        let said = content.conciseness.iter_mut().filter_map(|part| part.said.as_mut());
        let parts = content.shape.iter_mut().map(|part| &mut part.part);
        let notices = self.notices.iter_mut().map(|notice| &mut notice.text);
        let others = [&mut self.verdict, &mut self.transcript.language, &mut self.recording.codec];
        for text in advice.chain(measured).chain(said).chain(parts).chain(notices).chain(others) {
            if text.chars().any(is_obeyed) {
                *text = printable(text);
            }
        }
    }

    /// Cuts lie within the words, one after the other, and save no more than there is.
    fn cuts_flaw(&self) -> Option<&'static str> {
        let tightened = &self.tightened;
        let words = self.transcript.words.len();
        let ends = |cut: &super::Cut| cut.first_word.checked_add(cut.word_count).filter(|end| *end <= words);
        if tightened.cuts.iter().any(|cut| ends(cut).is_none()) {
            return Some("holds a cut beyond its words");
        }
        let mut before = 0;
        for cut in tightened.cuts.iter().filter(|cut| cut.word_count > 0) {
            if cut.first_word < before {
                return Some("holds cuts that overlap");
            }
            before = cut.first_word + cut.word_count;
        }
        (tightened.words_saved > tightened.words).then_some("saves more words than it has")
    }

    fn spans(&self) -> impl Iterator<Item = Span> {
        let measured = self.measurements.iter().flat_map(|measurement| &measurement.evidence);
        let advised = self.advice.iter().flat_map(|advice| &advice.evidence);
        let content = &self.content;
        self.transcript
            .words
            .iter()
            .filter_map(|word| word.span)
            .chain(self.timeline.iter().map(|event| event.span))
            .chain(measured.chain(advised).filter_map(|evidence| evidence.span))
            .chain(content.shape.iter().filter_map(|part| part.span))
            .chain(content.points.iter().filter_map(|point| point.span))
            .chain(content.closing.iter().filter_map(|closing| closing.span))
            .chain(self.tightened.cuts.iter().filter_map(|cut| cut.span))
    }

    fn series(&self) -> impl Iterator<Item = &Series> {
        let tracks =
            self.tracks.iter().flat_map(|tracks| [&tracks.f0_hz, &tracks.voiced_probability, &tracks.rms_dbfs]);
        let measured = self.measurements.iter().filter_map(|measurement| measurement.series.as_ref());
        std::iter::once(&self.recording.envelope_dbfs).chain(tracks).chain(measured)
    }

    fn figures(&self) -> impl Iterator<Item = f64> {
        let measured = self.measurements.iter().flat_map(|measurement| {
            let band = measurement.band.iter().flat_map(|band| [band.low, band.high, band.flag_low, band.flag_high]);
            let range = measurement.range.iter().flat_map(|range| [Some(range.low), Some(range.high)]);
            band.chain(range).chain([measurement.value]).flatten()
        });
        let drawn = self.series().flat_map(|series| series.values.iter().flatten().map(|value| f64::from(*value)));
        let parts = self.content.conciseness.iter().flat_map(|part| [Some(part.weight), part.points]).flatten();
        measured.chain(drawn).chain(parts).chain(self.tightened.seconds_saved)
    }
}
