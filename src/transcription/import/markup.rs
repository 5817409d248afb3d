//! What subtitle text holds besides the text: tags, entities, positions.

/// `line` without `<i>`, `<c.red>`, `<v Anna>`, `</b>`, `{\an8}`, with entities as characters.
pub fn plain(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{', '&']) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        let (shown, length) = tag(rest).map(|length| ("", length)).or_else(|| entity(rest)).unwrap_or((&rest[..1], 1));
        text.push_str(shown);
        rest = &rest[length..];
    }
    text.push_str(rest);
    text
}

/// Length in bytes of the tag that `text` starts with.
pub fn tag(text: &str) -> Option<usize> {
    const LONGEST: usize = 200;
    let (first, close) = match text.strip_prefix('<') {
        Some(first) => (first, '>'),
        None => (text.strip_prefix("{\\")?, '}'),
    };
    let names_tag = close == '}' || first.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/');
    let end = text.char_indices().take(LONGEST).find(|&(_, c)| c == close)?.0;
    names_tag.then_some(end + 1)
}

fn entity(text: &str) -> Option<(&'static str, usize)> {
    const ENTITIES: [(&str, &str); 9] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", " "),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&lrm;", ""),
        ("&rlm;", ""),
    ];
    ENTITIES.iter().find(|(name, _)| text.starts_with(name)).map(|(name, shown)| (*shown, name.len()))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn tags_go_and_entities_are_read() {
        assert_eq!(plain("<v Anna><i>R&amp;D</i>, <c.red>I said</c>"), "R&D, I said");
        assert_eq!(plain("{\\an8}<font color=\"#fff\">Don&#39;t</font>"), "Don't");
        assert_eq!(plain("5 < 6 & 7 > 3 <open"), "5 < 6 & 7 > 3 <open");
    }
}
