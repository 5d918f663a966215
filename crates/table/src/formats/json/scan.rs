//! The tokens of JSON text, found in place.
//!
//! Numbers stay as they are written, so that none loses digits; `NaN` and `Infinity`, which Python
//! writes, are understood. Nothing is kept of a value that is passed over.

/// Deepest nesting that is followed.
const DEEPEST: usize = 128;

/// What is wrong, and at which byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Broken {
    pub at: usize,
    pub what: &'static str,
}

/// A value, or how one begins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    Object,
    Array,
    /// What is between the quotes, as written.
    Text(&'a str),
    Number(&'a str),
    Truth(bool),
    Null,
}

/// A place in JSON text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scanner<'a> {
    pub text: &'a str,
    pub at: usize,
}

impl<'a> Scanner<'a> {
    /// A place.
    pub fn new(text: &'a str, at: usize) -> Self {
        Self { text, at }
    }

    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes()
    }

    pub fn broken<T>(&self, what: &'static str) -> Result<T, Broken> {
        Err(Broken { at: self.at.min(self.text.len()), what })
    }

    /// The next byte that is no blank.
    pub fn peek(&mut self) -> Option<u8> {
        let bytes = self.bytes();
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(self.at) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    /// Passes over a byte that has to come next.
    pub fn expect(&mut self, byte: u8, what: &'static str) -> Result<(), Broken> {
        if self.peek() != Some(byte) {
            return self.broken(what);
        }
        self.at += 1;
        Ok(())
    }

    /// In a list or an object whose bracket or last value was passed over: whether there is a
    /// further value, which is then next. Passes over the comma, or the closing bracket.
    pub fn further(&mut self, close: u8, first: bool) -> Result<bool, Broken> {
        match self.peek() {
            Some(byte) if byte == close => {
                self.at += 1;
                Ok(false)
            }
            Some(b',') if !first => {
                self.at += 1;
                if self.peek() == Some(close) {
                    return self.broken("a comma is followed by no value");
                }
                Ok(true)
            }
            Some(_) if first => Ok(true),
            Some(_) => self.broken("a comma or a closing bracket is expected"),
            None => self.broken("the text ends within a list or an object"),
        }
    }

    /// A key and its colon.
    pub fn key(&mut self) -> Result<&'a str, Broken> {
        if self.peek() != Some(b'"') {
            return self.broken("a key in double quotes is expected");
        }
        let key = self.string()?;
        self.expect(b':', "a colon is expected after the key")?;
        Ok(key)
    }

    /// The next value, or the begin of a list or an object.
    pub fn token(&mut self) -> Result<Token<'a>, Broken> {
        match self.peek() {
            Some(b'{') => self.one(Token::Object),
            Some(b'[') => self.one(Token::Array),
            Some(b'"') => Ok(Token::Text(self.string()?)),
            Some(b'-' | b'0'..=b'9') => self.number(),
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word(),
            Some(_) => self.broken("a value is expected"),
            None => self.broken("the text ends where a value is expected"),
        }
    }

    fn one(&mut self, token: Token<'a>) -> Result<Token<'a>, Broken> {
        self.at += 1;
        Ok(token)
    }

    fn string(&mut self) -> Result<&'a str, Broken> {
        let (bytes, start) = (self.bytes(), self.at + 1);
        let mut at = start;
        loop {
            match bytes.get(at) {
                Some(b'"') => break,
                Some(b'\\') => at += 2,
                Some(_) => at += 1,
                None => return self.broken("a quote is never closed"),
            }
        }
        self.at = at + 1;
        // The quotes are ASCII, so both places are boundaries of characters.
        Ok(&self.text[start..at])
    }

    fn number(&mut self) -> Result<Token<'a>, Broken> {
        let (bytes, start) = (self.bytes(), self.at);
        let mut at = start + usize::from(bytes[start] == b'-');
        if bytes[at..].starts_with(b"Infinity") {
            self.at = at + "Infinity".len();
            return Ok(Token::Number(if at > start { "-inf" } else { "inf" }));
        }
        let digits = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let whole = at;
        at = digits(at);
        let mut sound = at > whole;
        if bytes.get(at) == Some(&b'.') {
            let fraction = at + 1;
            at = digits(fraction);
            sound &= at > fraction;
        }
        if let Some(b'e' | b'E') = bytes.get(at) {
            let exponent = at + 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
            at = digits(exponent);
            sound &= at > exponent;
        }
        if !sound {
            return self.broken("a number is not written as JSON writes it");
        }
        self.at = at;
        Ok(Token::Number(&self.text[start..at]))
    }

    fn word(&mut self) -> Result<Token<'a>, Broken> {
        let known = [
            ("true", Token::Truth(true)),
            ("false", Token::Truth(false)),
            ("null", Token::Null),
            ("NaN", Token::Null),
            ("Infinity", Token::Number("inf")),
        ];
        let rest = &self.bytes()[self.at..];
        match known.iter().find(|(word, _)| rest.starts_with(word.as_bytes())) {
            Some((word, token)) => {
                self.at += word.len();
                Ok(*token)
            }
            None => self.broken("a word stands without double quotes"),
        }
    }

    /// Passes over a value.
    pub fn skip(&mut self) -> Result<(), Broken> {
        self.skip_within(DEEPEST)
    }

    fn skip_within(&mut self, deeper: usize) -> Result<(), Broken> {
        let token = self.token()?;
        let close = match token {
            Token::Object => b'}',
            Token::Array => b']',
            _ => return Ok(()),
        };
        if deeper == 0 {
            return self.broken("lists and objects are nested too deeply");
        }
        let mut first = true;
        while self.further(close, first)? {
            first = false;
            if close == b'}' {
                self.key()?;
            }
            self.skip_within(deeper - 1)?;
        }
        Ok(())
    }
}

/// Adds what a string between quotes means; an escape that means no character becomes U+FFFD.
pub(super) fn unescape(raw: &str, out: &mut String) {
    let mut parts = raw.split('\\');
    out.push_str(parts.next().unwrap_or_default());
    let mut high: Option<u32> = None;
    let mut verbatim = false;
    for part in parts {
        // A backslash that is escaped leaves an empty part, and what follows it is verbatim.
        if std::mem::take(&mut verbatim) {
            out.push_str(part);
            continue;
        }
        let (escaped, rest) = match part.chars().next() {
            None => {
                verbatim = true;
                (Some('\\'), "")
            }
            Some('u') => unicode(&part[1..], &mut high),
            Some(letter) => (Some(control(letter)), &part[letter.len_utf8()..]),
        };
        out.extend(escaped);
        if high.is_some() && !rest.is_empty() {
            high = None;
            out.push(char::REPLACEMENT_CHARACTER);
        }
        out.push_str(rest);
    }
    if high.is_some() {
        out.push(char::REPLACEMENT_CHARACTER);
    }
}

fn control(letter: char) -> char {
    match letter {
        'n' => '\n',
        't' => '\t',
        'r' => '\r',
        'b' => '\u{8}',
        'f' => '\u{c}',
        other => other,
    }
}

/// The character of four hexadecimal digits, and what follows them. The first half of a pair
/// waits in `high` for the second.
fn unicode<'a>(part: &'a str, high: &mut Option<u32>) -> (Option<char>, &'a str) {
    let digits = part.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
    let Some(code) = digits.and_then(|d| u32::from_str_radix(d, 16).ok()) else {
        return (Some(char::REPLACEMENT_CHARACTER), part);
    };
    let rest = &part[4..];
    match (high.take(), code) {
        (None, 0xd800..=0xdbff) => {
            *high = Some(code);
            (None, rest)
        }
        (Some(first), 0xdc00..=0xdfff) => {
            let whole = 0x10000 + ((first - 0xd800) << 10) + (code - 0xdc00);
            (Some(char::from_u32(whole).unwrap_or(char::REPLACEMENT_CHARACTER)), rest)
        }
        _ => (Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)), rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn escapes() {
        for (raw, expected) in [
            (r"plain", "plain"),
            (r#"a\"b\\c\/d\n\t"#, "a\"b\\c/d\n\t"),
            (r"\\\\n", "\\\\n"),
            (r"\u00e9\u20ac", "é€"),
            (r"\ud83d\ude00!", "😀!"),
            (r"\ud83d!", "\u{fffd}!"),
            (r"\ude00", "\u{fffd}"),
            (r"\ud83d", "\u{fffd}"),
            (r"\u12", "\u{fffd}12"),
            (r"\\u0041", r"\u0041"),
        ] {
            let mut out = String::new();
            unescape(raw, &mut out);
            assert_eq!(out, expected, "{raw}");
        }
    }

    #[test]
    fn what_is_wrong_is_found_where_it_is() {
        for (text, at) in [
            ("[1, 2", 5),
            ("[1 2]", 3),
            ("{\"a\" 1}", 5),
            ("{a:1}", 1),
            ("[1,]", 3),
            ("[01.]", 4),
            ("[tru]", 1),
            ("\"abc", 0),
            ("[-]", 1),
        ] {
            let found = Scanner::new(text, 0).skip();
            // A number is passed over as far as it is one.
            assert!(found.is_err_and(|broken| broken.at <= at), "{text}");
        }
        let deep = "[".repeat(100_000);
        assert!(Scanner::new(&deep, 0).skip().is_err());
    }

    proptest! {
        #[test]
        fn strings_mean_what_serde_json_says(text in "\\PC*|[\\x00-\\x7f\"\\\\]*") {
            let written = serde_json::to_string(&text).unwrap();
            let mut scanner = Scanner::new(&written, 0);
            let Ok(Token::Text(raw)) = scanner.token() else { panic!() };
            let mut read = String::new();
            unescape(raw, &mut read);
            prop_assert_eq!(read, text);
            prop_assert_eq!(scanner.at, written.len());
        }

        #[test]
        fn any_text_is_passed_over_or_refused(text in "[\\[\\]{}\",:0-9a-z\\\\.eE+-]*") {
            let _ = Scanner::new(&text, 0).skip();
        }
    }
}
