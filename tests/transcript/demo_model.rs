//! Real inference with the bundled model: what it writes, when, and that it writes nothing where nobody speaks.

use crate::common::{analysis, noise, repository, write_wav};

struct Written {
    text: String,
    start_s: f64,
    end_s: f64,
}

/// Letters only: case and punctuation are not recognition.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
}

fn truth(sample: &str) -> Vec<Written> {
    let file = std::fs::read_to_string(repository(&format!("samples/{sample}.words.tsv"))).unwrap();
    file.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            Written { text: plain(cells[2]), start_s: cells[0].parse().unwrap(), end_s: cells[1].parse().unwrap() }
        })
        .collect()
}

fn heard(path: &str) -> Vec<Written> {
    let report = analysis(&[path, "--model", "models/demo.bin"]);
    let words = report["transcript"]["words"].as_array().unwrap();
    words
        .iter()
        .map(|word| Written {
            text: plain(word["text"].as_str().unwrap()),
            start_s: word["start_s"].as_f64().unwrap(),
            end_s: word["end_s"].as_f64().unwrap(),
        })
        .collect()
}

/// Word errors (Levenshtein), and the pairs of words that agree.
fn align(truth: &[Written], heard: &[Written]) -> (usize, Vec<(usize, usize)>) {
    let (rows, columns) = (truth.len(), heard.len());
    let mut cost = vec![vec![0usize; columns + 1]; rows + 1];
    for i in 0..=rows {
        for j in 0..=columns {
            cost[i][j] = match (i, j) {
                (0, _) | (_, 0) => i.max(j),
                _ => {
                    let other = usize::from(truth[i - 1].text != heard[j - 1].text);
                    (cost[i - 1][j - 1] + other).min(cost[i - 1][j] + 1).min(cost[i][j - 1] + 1)
                }
            };
        }
    }
    let (mut i, mut j, mut pairs) = (rows, columns, Vec::new());
    while i > 0 && j > 0 {
        let same = truth[i - 1].text == heard[j - 1].text;
        if cost[i][j] == cost[i - 1][j - 1] + usize::from(!same) {
            (i, j) = (i - 1, j - 1);
            if same {
                pairs.push((i, j));
            }
        } else if cost[i][j] == cost[i - 1][j] + 1 {
            i -= 1;
        } else {
            j -= 1;
        }
    }
    (cost[rows][columns], pairs)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

#[test]
fn the_samples_are_written_down_and_every_word_is_in_its_place() {
    let (mut errors, mut words, mut starts, mut ends) = (0, 0, Vec::new(), Vec::new());
    for sample in ["self-intro", "self-intro-take2", "project"] {
        let (truth, heard) = (truth(sample), heard(&format!("samples/{sample}.wav")));
        let (wrong, pairs) = align(&truth, &heard);
        errors += wrong;
        words += truth.len();
        for (i, j) in pairs {
            starts.push((heard[j].start_s - truth[i].start_s).abs());
            ends.push((heard[j].end_s - truth[i].end_s).abs());
        }
    }
    let rate = errors as f64 / words as f64;
    let (start_s, end_s) = (median(starts), median(ends));
    println!("{errors} of {words} words wrong; median error of starts {start_s:.3} s, of ends {end_s:.3} s");
    assert!(rate <= 0.06, "word error rate {rate:.3}");
    assert!(start_s <= 0.030 && end_s <= 0.030, "starts {start_s:.3} s, ends {end_s:.3} s");
}

#[test]
fn nothing_is_written_where_nobody_speaks() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("quiet.wav");
    let hum = |i: usize, hz: f32| (i as f32 * hz * std::f32::consts::TAU / 16_000.0).sin();
    for seconds in [1.5, 12.0, 40.0] {
        let length = (seconds * 16_000.0) as usize;
        let mut brown = 0.0;
        let sounds: [(&str, Vec<f32>); 6] = [
            ("digital silence", vec![0.0; length]),
            ("faint noise", noise().take(length).map(|x| x * 1e-3).collect()),
            ("loud white noise", noise().take(length).map(|x| x * 0.2).collect()),
            (
                "brown noise",
                noise()
                    .take(length)
                    .map(|x| {
                        brown = 0.995 * brown + 0.02 * x;
                        brown
                    })
                    .collect(),
            ),
            (
                "mains hum",
                (0..length).map(|i| 0.1 * hum(i, 50.0) + 0.05 * hum(i, 100.0) + 0.02 * hum(i, 150.0)).collect(),
            ),
            ("a tone", (0..length).map(|i| 0.3 * hum(i, 440.0)).collect()),
        ];
        for (name, samples) in sounds {
            write_wav(&path, 16_000, samples);
            let words: Vec<String> = heard(path.to_str().unwrap()).into_iter().map(|word| word.text).collect();
            assert!(words.is_empty(), "{seconds} s of {name}: {words:?}");
        }
    }
}
