//! Syllables of a written word: groups of vowels, corrected by patterns and exceptions that are data.

use std::collections::BTreeMap;

use serde::Deserialize;

/// How one language spells its syllables (`[syllables]` of `data/lexicons/LANG/language.toml`).
///
/// Patterns are letters plus `^` (start), `$` (end), `C` (one consonant) and `V` (one vowel). Every match of a
/// pattern in `split` adds a syllable to the count of vowel groups, every match in `silent` takes one away.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SyllableRules {
    vowels: String,
    #[serde(default)]
    split: Vec<String>,
    #[serde(default)]
    silent: Vec<String>,
    #[serde(default)]
    exceptions: BTreeMap<String, usize>,
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
        let letters: Vec<char> = part.chars().collect();
        let digits = letters.iter().filter(|c| c.is_numeric()).count();
        let groups = letters.chunk_by(|a, b| self.is_vowel(*a) == self.is_vowel(*b)).filter(|g| self.is_vowel(g[0])).count();
        if groups == 0 {
            return digits.max(if digits == 0 { letters.iter().filter(|c| c.is_alphabetic()).count() } else { 0 });
        }
        let split: usize = self.split.iter().map(|pattern| self.matches(pattern, &letters)).sum();
        let silent: usize = self.silent.iter().map(|pattern| self.matches(pattern, &letters)).sum();
        (groups + split).saturating_sub(silent).max(1) + digits
    }

    fn is_vowel(&self, c: char) -> bool {
        self.vowels.contains(c)
    }

    /// How many places of `letters` the pattern fits.
    fn matches(&self, pattern: &str, letters: &[char]) -> usize {
        let at_start = pattern.starts_with('^');
        let at_end = pattern.ends_with('$');
        let shape: Vec<char> = pattern.chars().filter(|c| !matches!(c, '^' | '$')).collect();
        let fits = |window: &[char]| {
            shape.iter().zip(window).all(|(&wanted, &c)| match wanted {
                'C' => c.is_alphabetic() && !self.is_vowel(c),
                'V' => self.is_vowel(c),
                _ => wanted == c,
            })
        };
        let last = letters.len().checked_sub(shape.len());
        let Some(last) = last else { return 0 };
        let first = if at_end { last } else { 0 };
        let until = if at_start { 0 } else { last };
        (first..=until).filter(|&at| fits(&letters[at..at + shape.len()])).count()
    }
}
