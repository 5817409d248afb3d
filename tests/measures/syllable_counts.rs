//! Syllables against counts made by hand.

use saywell::language::lexicons_for;

fn wrong(language: &str, counted: &[(usize, &str)]) -> Vec<String> {
    let lexicons = lexicons_for(language).unwrap();
    let words = counted.iter().flat_map(|(count, words)| words.split(' ').map(move |word| (*count, word)));
    let found = words.map(|(count, word)| (word, count, lexicons.syllables(word)));
    found
        .filter(|(_, count, found)| count != found)
        .map(|(w, count, found)| format!("{w}: {found}, not {count}"))
        .collect()
}

#[test]
fn english_words() {
    let wrong = wrong(
        "en",
        &[
            (
                1,
                "i the we team built led made changed asked worked whole time there there's here's they've you're queue um 5",
            ),
            (
                2,
                "table people payment didn't isn't started added something maybe being trying question patient client quiet",
            ),
            (3, "engineer database creative decision everyone deploying api sql 100 usa"),
            (4, "experience information technology society reality"),
            (5, "organization international particularly university self-introduction"),
        ],
    );
    assert!(wrong.is_empty(), "{}", wrong.join("; "));
}

#[test]
fn spanish_words() {
    let wrong = wrong(
        "es",
        &[
            (1, "y que qué yo soy muy bien pues buen dio fue quien ley más"),
            (2, "guía país día río maíz león caos aún cuando siempre después nueve cuatro guerra queso hielo aire"),
            (3, "equipo trabajo proyecto empresa ahora teatro oído leído leía poeta pingüino ciudades cigüeña"),
            (4, "experiencia desarrollo ingeniero realidad importante aéreo ahorrando estudiamos continúa"),
            (5, "universidad tecnología organizamos"),
        ],
    );
    assert!(wrong.is_empty(), "{}", wrong.join("; "));
}
