//! "Did you mean …?": names that look like a mistyped one.

use crate::thresholds::cutoffs;

/// Up to three of `names` that look like `wanted`, the most similar first. Empty when nothing comes close.
pub fn similar<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let least = cutoffs().names.similar_name;
    let wanted = wanted.trim().to_lowercase();
    let mut scored: Vec<(f64, &str)> = names
        .into_iter()
        .map(|name| (strsim::jaro_winkler(&wanted, &name.to_lowercase()), name))
        .filter(|(similarity, _)| *similarity >= least)
        .collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

/// [`similar()`] as the beginning of a remedy: "did you mean a, b? ", or nothing.
pub fn hint<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    let similar = similar(wanted, names);
    if similar.is_empty() { String::new() } else { format!("did you mean {}? ", similar.join(", ")) }
}
