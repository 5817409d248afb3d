//! Sentences from data: `{name}` stands for a fact, `{name|one|many}` for words that agree with its number, and
//! `{name|none|one|many}` where nothing has words of its own; a `#` in them is the number.

/// A value to be put into a sentence.
#[derive(Debug, Clone)]
pub struct Fact {
    pub text: String,
    /// For words that agree with it.
    pub number: Option<f64>,
}

impl Fact {
    pub fn text(text: impl Into<String>) -> Fact {
        Fact { text: text.into(), number: None }
    }

    pub fn number(text: impl Into<String>, number: f64) -> Fact {
        Fact { text: text.into(), number: Some(number) }
    }
}

/// Fills `template`, first letter in upper case; `None` when a fact it names is unknown.
pub fn fill(template: &str, fact: &dyn Fn(&str) -> Option<Fact>) -> Option<String> {
    let mut filled = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((text, after)) = rest.split_once('{') {
        let (slot, after) = after.split_once('}')?;
        filled.push_str(text);
        let (name, forms) = slot.split_once('|').unwrap_or((slot, ""));
        let found = fact(name)?;
        match forms.split('|').collect::<Vec<_>>()[..] {
            [one, many] => filled.push_str(&agreeing(&found, &[many, one, many])?),
            [none, one, many] => filled.push_str(&agreeing(&found, &[none, one, many])?),
            _ => filled.push_str(&found.text),
        }
        rest = after;
    }
    filled.push_str(rest);
    Some(capitalised(&filled))
}

/// The form for none, one or many that the number asks for.
fn agreeing(fact: &Fact, [none, one, many]: &[&str; 3]) -> Option<String> {
    let number = fact.number?;
    let form = if number == 0.0 {
        none
    } else if number == 1.0 {
        one
    } else {
        many
    };
    Some(form.replace('#', &fact.text))
}

/// The first template whose facts are all known.
pub fn fill_first(templates: &[String], fact: &dyn Fn(&str) -> Option<Fact>) -> Option<String> {
    templates.iter().find_map(|template| fill(template, fact))
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_fill_slots_and_words_agree_with_numbers() {
        let fact = |name: &str| match name {
            "value" => Some(Fact::number("3", 3.0)),
            "one" => Some(Fact::number("1", 1.0)),
            "quote" => Some(Fact::text("the {odd} one")),
            _ => None,
        };
        assert_eq!(fill("{value} {value|pause|pauses}: {quote}", &fact).unwrap(), "3 pauses: the {odd} one");
        assert_eq!(fill("over {one} {one|pause|pauses}", &fact).unwrap(), "Over 1 pause");
        let fillers = "{value|no filler|one filler|# fillers}, {one|no filler|one filler|# fillers}";
        assert_eq!(fill(fillers, &fact).unwrap(), "3 fillers, one filler");
        assert_eq!(fill("{unknown}", &fact), None);
        assert_eq!(fill("{broken", &fact), None);
        assert_eq!(fill_first(&["{unknown}".into(), "plain".into()], &fact).unwrap(), "Plain");
    }
}
