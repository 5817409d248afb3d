//! What must hold of every report, whatever was measured: verdict, praise, advice, labels and numbers say one thing.

use saywell::coaching::{advise, texts_for, verdict};
use saywell::measures::by_id;
use saywell::question::Question;
use saywell::types::{Advice, AdviceKind, Measurement, Position, Unit};

/// Changes that may rest on one place, since there is only one: an end, a start, the length.
const ONE_PLACE: [&str; 12] = [
    "duration_s",
    "speech_rate_wpm",
    "articulation_rate_syll_per_s",
    "phonation_ratio_pct",
    "pitch_variation_st",
    "trailing_close_count",
    "time_to_point_s",
    "first_fact_s",
    "shape_coverage_pct",
    "points_covered_pct",
    // A cluster is three fillers and more.
    "filler_cluster_count",
    // The evidence names both places of a pair.
    "repeated_content_pct",
];

/// What the report on `measurements` contradicts itself in; empty when all is well.
pub fn contradictions(measurements: &[Measurement], question: &Question, language: &str) -> Vec<String> {
    let advice = advise(measurements, question, language);
    let said = verdict(measurements, question, language);
    let mut found = Vec::new();
    let (changes, worked): (Vec<&Advice>, Vec<&Advice>) = advice.iter().partition(|a| a.kind == AdviceKind::Change);
    let of = |id: &str| measurements.iter().find(|m| m.id.0 == id).unwrap();
    let topic = |id: &str| by_id(id).unwrap().topic;
    let is_within = |m: &Measurement| m.band.as_ref().is_none_or(|band| band.position == Position::Within);
    let value = |id: &str| of(id).value;

    for praise in &worked {
        let of_topic = measurements.iter().filter(|m| topic(&m.id.0) == topic(&praise.measure.0));
        for other in of_topic.filter(|m| !is_within(m)) {
            found.push(format!("{} is praised, {} is out of its band", praise.rule, other.id));
        }
        for change in changes.iter().filter(|change| topic(&change.measure.0) == topic(&praise.measure.0)) {
            found.push(format!("{} is praised and {} criticised", praise.rule, change.rule));
        }
        let (measurement, band) = (of(&praise.measure.0), of(&praise.measure.0).band.as_ref().unwrap());
        if measurement.range.zip(band.high).is_some_and(|(range, high)| measurement.unit.rounded(range.high) > high) {
            found.push(format!("{} is praised and may be out of its band", praise.rule));
        }
    }
    let is_praised = |id: &str| worked.iter().any(|praise| praise.measure.0 == id);
    if is_praised("overhead_pct") && !is_within(of("filler_rate_per_min")) {
        found.push("few empty words are praised beside many fillers".to_owned());
    }
    let uneven = of("pace_variation_pct").value.is_none() || !is_within(of("pace_variation_pct"));
    let steady = ["steady", "constante", "throughout", "de principio a fin"];
    let texts: Vec<&str> = worked.iter().map(|praise| praise.observed.as_str()).chain([said.as_str()]).collect();
    for word in steady.iter().filter(|word| uneven && texts.iter().any(|text| text.contains(**word))) {
        found.push(format!("\"{word}\" of a pace that is not known to be: {said}"));
    }
    for change in &changes {
        let band = of(&change.measure.0).band.as_ref().unwrap();
        if band.position == Position::Within {
            found.push(format!("{} criticises what is in its band", change.rule));
        }
        let least = if ONE_PLACE.contains(&&*change.measure.0) { 0 } else { 2 };
        if of(&change.measure.0).evidence.len() < least {
            found.push(format!("{} follows from one event", change.rule));
        }
        if &*change.measure.0 == "shape_coverage_pct" && value("word_count") < Some(50.0) {
            found.push("parts are missed in an answer too short to judge them".to_owned());
        }
    }
    found.extend(implied(&said, &advice, language));
    advice.iter().for_each(|one| found.extend(wording(one, of(&one.measure.0))));
    found
}

/// The verdict implies nothing that is not said below it.
fn implied(said: &str, advice: &[Advice], language: &str) -> Vec<String> {
    let rules = &texts_for(language).rules;
    let told = |brief: &str| {
        rules.iter().filter(|rule| rule.brief == brief).any(|rule| advice.iter().any(|a| a.title == rule.title))
    };
    let lower = said.to_lowercase();
    let briefs = rules.iter().map(|rule| rule.brief.as_str());
    // A brief may be part of another one.
    let longest = |brief: &&str| {
        !rules.iter().any(|rule| rule.brief != *brief && rule.brief.contains(*brief) && lower.contains(&rule.brief))
    };
    let untold = briefs.filter(longest).filter(|brief| lower.contains(*brief) && !told(brief));
    untold.map(|brief| format!("the verdict says \"{brief}\", nothing else does: {said}")).collect()
}

/// As a player shows it.
fn clock(seconds: f64) -> String {
    let (hours, minutes, seconds) = (seconds as u64 / 3600, seconds as u64 / 60 % 60, seconds as u64 % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

/// No hole, no id, no empty quote, no time that its proof does not have.
fn wording(advice: &Advice, measurement: &Measurement) -> Vec<String> {
    let mut found = Vec::new();
    let texts = [Some(&advice.title), Some(&advice.observed), advice.why.as_ref(), advice.next_take.as_ref()];
    for text in texts.into_iter().flatten() {
        let own_words = text.split('"').step_by(2).collect::<Vec<_>>().join("quote");
        // Points are the user's own words.
        let shows_id = own_words.contains('_') && advice.measure.0 != "points_covered_pct";
        if ["{", "}", "\"\"", "“”", " ,", ": ."].iter().any(|hole| own_words.contains(hole)) || shows_id {
            found.push(format!("{}: {text}", advice.rule));
        }
    }
    for evidence in &advice.evidence {
        if evidence.quote.as_ref().is_some_and(|quote| !quote.chars().any(char::is_alphanumeric)) {
            found.push(format!("{} quotes nothing", advice.rule));
        }
    }
    let starts = measurement.evidence.iter().filter_map(|e| Some(clock(e.span?.start_s)));
    let ends = measurement.evidence.iter().filter_map(|e| Some(clock(e.span?.end_s)));
    let edges = measurement.band.as_ref().map_or([None, None], |band| [band.low, band.high]);
    let lengths = edges.into_iter().chain([measurement.value]).flatten();
    let mut known: Vec<String> = starts.chain(ends).collect();
    if measurement.unit == Unit::Seconds {
        known.extend(lengths.map(|length| clock(length.round())));
    }
    let unquoted: String = advice.observed.split('"').step_by(2).collect();
    let clocks = unquoted.split(|c: char| !(c.is_ascii_digit() || c == ':')).map(|word| word.trim_matches(':'));
    // Of fillers and silences the sentence names stretches and lengths of other measures too.
    let of_others = ["filler_rate_per_min", "phonation_ratio_pct"].contains(&&*advice.measure.0);
    for clock in clocks.filter(|word| word.contains(':') && !of_others && !known.iter().any(|known| known == word)) {
        found.push(format!("{} names {clock}, its proof {known:?}: {}", advice.rule, advice.observed));
    }
    found
}
