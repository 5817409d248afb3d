//! Documents made from code stay what the code says. `SAYWELL_UPDATE_DOCS=1 cargo test --test measures` writes them anew.

use crate::common::repository;
use saywell::types::{Analysis, Comparison, ComparisonTable, Trend};

fn compare(path: &str, current: &str) {
    let path = repository(path);
    if std::env::var_os("SAYWELL_UPDATE_DOCS").is_some() {
        std::fs::write(&path, current).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == current,
        "{} is not what the code says: run SAYWELL_UPDATE_DOCS=1 cargo test --test measures",
        path.display()
    );
}

#[test]
fn measures() {
    compare("docs/measures.md", &saywell::measures::docs::markdown());
}

#[test]
fn schema() {
    let schema = serde_json::to_string_pretty(&schemars::schema_for!(Analysis)).unwrap();
    compare("docs/analysis.schema.json", &format!("{schema}\n"));
}

#[test]
fn comparing_schema() {
    let forms = serde_json::json!({
        "compare A B": schemars::schema_for!(Comparison),
        "compare A B C": schemars::schema_for!(ComparisonTable),
        "trend": schemars::schema_for!(Trend),
    });
    compare("docs/comparing.schema.json", &format!("{}\n", serde_json::to_string_pretty(&forms).unwrap()));
}

#[test]
fn an_analysis_survives_its_json() {
    let report =
        crate::common::analysis(&["samples/project.wav", "--model", "models/demo.bin", "--question", "project"]);
    let analysis: Analysis = serde_json::from_value(report.clone()).unwrap();
    let again: serde_json::Value = serde_json::from_str(&serde_json::to_string(&analysis).unwrap()).unwrap();
    assert_eq!(report, again);
}
