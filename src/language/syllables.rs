//! Syllables of a written word: groups of vowels, corrected by patterns and exceptions that are data.

use std::collections::HashMap;

use serde::Deserialize;

/// How one language spells its syllables (`[syllables]` of `data/lexicons/LANG/language.toml`).
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "SyllablesData")]
pub struct SyllableRules {
    vowels: Vec<char>,
    split: Vec<Pattern>,
    silent: Vec<Pattern>,
    exceptions: HashMap<String, usize>,
}

/// The rules as written. Patterns are letters plus `^` (start), `$` (end), `C` (one consonant) and `V` (one vowel).
/// Every match of a pattern in `split` adds a syllable to the count of vowel groups, every match in `silent` takes one
/// away.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SyllablesData {
    vowels: String,
    #[serde(default)]
    split: Vec<String>,
    #[serde(default)]
    silent: Vec<String>,
    #[serde(default)]
    exceptions: HashMap<String, usize>,
}

#[derive(Debug, Clone)]
struct Pattern {
    at_start: bool,
    at_end: bool,
    shape: Vec<char>,
}

/// A letter, and whether it is a vowel.
type Letter = (char, bool);

impl From<SyllablesData> for SyllableRules {
    fn from(data: SyllablesData) -> SyllableRules {
        let patterns = |list: Vec<String>| list.iter().map(|pattern| Pattern::parse(pattern)).collect();
        SyllableRules {
            vowels: data.vowels.chars().collect(),
            split: patterns(data.split),
            silent: patterns(data.silent),
            exceptions: data.exceptions,
        }
    }
}

impl SyllableRules {
    /// Syllables of a normalised token, at least 1. Parts joined by a hyphen are counted one by one, each digit
    /// counts as one, and letters without a vowel ("sql") are taken as spelled out.
    pub fn count(&self, norm: &str) -> usize {
        norm.split('-').filter(|part| !part.is_empty()).map(|part| self.count_part(part)).sum::<usize>().max(1)
    }

    fn count_part(&self, part: &str) -> usize {
        if let Some(&known) = self.exceptions.get(part) {
            return known;
        }
        let letters: Vec<Letter> = part.chars().map(|c| (c, self.vowels.contains(&c))).collect();
        let digits = letters.iter().filter(|(c, _)| c.is_numeric()).count();
        let groups = letters.chunk_by(|a, b| a.1 == b.1).filter(|group| group[0].1).count();
        if groups == 0 && digits == 0 {
            return letters.iter().filter(|(c, _)| c.is_alphabetic()).count();
        }
        if groups == 0 {
            return digits;
        }
        let matches =
            |patterns: &[Pattern]| -> usize { patterns.iter().map(|pattern| pattern.matches(&letters)).sum() };
        (groups + matches(&self.split)).saturating_sub(matches(&self.silent)).max(1) + digits
    }
}

impl Pattern {
    fn parse(pattern: &str) -> Pattern {
        let shape = pattern.chars().filter(|c| !matches!(c, '^' | '$')).collect();
        Pattern { at_start: pattern.starts_with('^'), at_end: pattern.ends_with('$'), shape }
    }

    /// At how many places of `letters` the pattern fits.
    fn matches(&self, letters: &[Letter]) -> usize {
        let Some(last) = letters.len().checked_sub(self.shape.len()) else { return 0 };
        let first = if self.at_end { last } else { 0 };
        let until = if self.at_start { 0 } else { last };
        let fits = |at: usize| {
            self.shape.iter().zip(&letters[at..]).all(|(&wanted, &(c, is_vowel))| match wanted {
                'C' => c.is_alphabetic() && !is_vowel,
                'V' => is_vowel,
                _ => wanted == c,
            })
        };
        (first..=until).filter(|&at| fits(at)).count()
    }
}
