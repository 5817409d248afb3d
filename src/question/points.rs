//! The speaker's own points (`--points`): notes, lines of a CV, keywords of an advert. Which were made, and when.

use std::collections::HashSet;

use super::Question;
use crate::speech::Speech;
use crate::thresholds::cutoffs;
use crate::types::PointCoverage;

/// One point with the stems of its content words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    pub text: String,
    pub stems: Vec<String>,
}

/// The points of a file, one a line, in order: bullets and numbers before them, headings and empty lines go.
///
/// # Errors
/// What is wrong with the file, with the remedy, to be read after its name.
pub fn parse(text: &str) -> Result<Vec<String>, String> {
    let bullets = |line: &str| {
        let line = line.trim().trim_start_matches(['-', '*', '•', '–', '·']).trim_start();
        let number = line.find(|c: char| !c.is_ascii_digit()).unwrap_or(0);
        let numbered = number > 0 && line[number..].starts_with(['.', ')']);
        (if numbered { &line[number + 1..] } else { line }).trim().to_owned()
    };
    let points: Vec<String> = text
        .trim_start_matches('\u{feff}')
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .map(bullets)
        .filter(|point| point.chars().any(char::is_alphanumeric))
        .collect();
    let most = cutoffs().content.points_max;
    match points.len() {
        0 => Err("holds no points; write one a line".to_owned()),
        n if n as f64 > most => Err(format!("holds {n} points; keep the {most} that matter, or name the right file")),
        _ => Ok(points),
    }
}

/// One per point of the question, in its order, with the earliest place where most of it was said.
pub fn place(speech: &Speech, question: &Question) -> Vec<PointCoverage> {
    let sentences: Vec<HashSet<&str>> =
        speech.sentences.iter().map(|sentence| speech.stems_in(&sentence.words).collect()).collect();
    let least = cutoffs().content.point_overlap_min;
    let nothing = HashSet::new();
    let place = |point: &Point| {
        let share = |at: usize| {
            let next = sentences.get(at + 1).unwrap_or(&nothing);
            let said = |stem: &&String| sentences[at].contains(stem.as_str()) || next.contains(stem.as_str());
            point.stems.iter().filter(said).count() as f64 / point.stems.len() as f64
        };
        // The sentence itself says something of it, the next may say the rest.
        let starts = |at: &usize| point.stems.iter().any(|stem| sentences[*at].contains(stem.as_str()));
        let best = (0..sentences.len()).filter(starts).rev().max_by(|a, b| share(*a).total_cmp(&share(*b)));
        let words = best.filter(|at| share(*at) >= least).map(|at| &speech.sentences[at].words);
        PointCoverage {
            point: point.text.clone(),
            covered: words.is_some(),
            span: words.and_then(|words| speech.span_of(words)),
            quote: words.map(|words| speech.quote_start(words)),
        }
    };
    question.points().iter().map(place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bullets_numbers_headings_and_blanks_are_no_part_of_a_point() {
        let text =
            "\u{feff}# My notes\n\n- payment systems\n * led five people\n3) Rust in production\n2 million a day\n--\n";
        let points = ["payment systems", "led five people", "Rust in production", "2 million a day"];
        assert_eq!(parse(text).unwrap(), points);
        assert!(parse("\n# nothing\n---\n").unwrap_err().contains("one a line"));
        assert!(parse(&"a point\n".repeat(101)).unwrap_err().contains("101 points"));
    }
}
