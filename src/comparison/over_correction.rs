//! Not one filler any more, but slower and slower: the care has become the problem (SCIENCE: Christenfeld 1995 on why no
//! filler at all is not the aim).

use super::rules::Rules;
use crate::format;
use crate::thresholds::Thresholds;
use crate::types::Unit;

/// What one take shows of it; `None` where a value is undefined.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Care {
    pub fillers: Option<f64>,
    /// Words a minute.
    pub pace: Option<f64>,
}

/// A sentence when the newest takes (the last of `takes`) are without any filler and the pace falls from each to the
/// next, together by as much as a listener notices.
pub fn notice(takes: &[Care]) -> Option<String> {
    let rules = Rules::built_in();
    let count = rules.over_correction_takes as usize;
    let newest = &takes[takes.len().checked_sub(count)?..];
    let paces: Vec<f64> = newest.iter().filter(|take| take.fillers == Some(0.0)).filter_map(|take| take.pace).collect();
    let (first, last) = (*paces.first()?, *paces.last()?);
    let falls = paces.len() == count && paces.windows(2).all(|pair| pair[1] < pair[0]);
    let is_noticed = first - last >= Thresholds::built_in().difference("speech_rate_wpm").noticeable(first, last);
    (falls && is_noticed).then(|| {
        format!(
            "Not one filler in {count} takes, and the pace fell from {} to {} words a minute: that looks like \
             over-correction. An \"um\" now and then costs less than a slow answer.",
            format::value(first, Unit::WordsPerMinute),
            format::value(last, Unit::WordsPerMinute),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(all: &[(f64, f64)]) -> Vec<Care> {
        all.iter().map(|(fillers, pace)| Care { fillers: Some(*fillers), pace: Some(*pace) }).collect()
    }

    #[test]
    fn three_takes_without_a_filler_and_a_falling_pace_are_over_correction() {
        let said = notice(&takes(&[(4.0, 160.0), (0.0, 150.0), (0.0, 140.0), (0.0, 125.0)])).unwrap();
        assert!(said.contains("from 150 to 125"), "{said}");
        assert_eq!(notice(&takes(&[(0.0, 150.0), (1.0, 140.0), (0.0, 125.0)])), None);
        assert_eq!(notice(&takes(&[(0.0, 150.0), (0.0, 151.0), (0.0, 125.0)])), None, "it did not fall each time");
        assert_eq!(notice(&takes(&[(0.0, 150.0), (0.0, 149.0), (0.0, 148.0)])), None, "nobody notices that");
        assert_eq!(notice(&takes(&[(0.0, 150.0), (0.0, 125.0)])), None);
        assert_eq!(notice(&[Care { fillers: Some(0.0), pace: None }; 3]), None);
    }
}
