//! The words of a formula: numbers, text, names and signs, each with its place.
//!
//! The words are read by winnow, which is in the program anyway (TOML is read with it); what they mean together
//! is decided in `parse`, which has to say what is missing where.

use super::error::{FormulaError, Span};
use std::ops::Range;
use winnow::combinator::{alt, delimited, opt, repeat};
use winnow::error::EmptyError;
use winnow::prelude::*;
use winnow::stream::{AsChar, LocatingSlice};
use winnow::token::{literal, one_of, take_while};

/// A word of a formula.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    Number(f64),
    Text(String),
    /// A name in backticks.
    Column(String),
    /// A plain word: a column, a function, or `and`.
    Word(String),
    Sign(&'static str),
}

/// Two-character signs first.
const SIGNS: [&str; 17] =
    ["<=", ">=", "==", "!=", "<>", "<", ">", "=", "+", "-", "*", "/", "%", "^", "(", ")", ","];

type Input<'a> = LocatingSlice<&'a str>;

/// The words of a text, each with its bytes.
pub fn tokens(text: &str) -> Result<Vec<(Token, Range<usize>)>, FormulaError> {
    let mut input = LocatingSlice::new(text);
    let mut all = Vec::new();
    loop {
        let _ = take_while::<_, _, EmptyError>(0.., char::is_whitespace).parse_next(&mut input);
        let Some(next) = input.chars().next() else { return Ok(all) };
        match token.with_span().parse_next(&mut input) {
            Ok((Token::Number(number), bytes)) if !number.is_finite() => {
                let at = Span::of(text, &bytes);
                return Err(FormulaError::Number { number: text[bytes].into(), at });
            }
            Ok(found) => all.push(found),
            Err(EmptyError) => {
                let offset = text.len() - input.len();
                let at = Span::of(text, &(offset..offset + next.len_utf8()));
                return Err(match next {
                    '"' | '\'' | '`' => FormulaError::Unclosed { quote: next, at },
                    found => FormulaError::Character { found, at },
                });
            }
        }
    }
}

fn token(input: &mut Input<'_>) -> Result<Token, EmptyError> {
    alt((
        number.map(Token::Number),
        word.map(|word: &str| Token::Word(word.into())),
        quoted('"').map(Token::Text),
        quoted('\'').map(Token::Text),
        quoted('`').map(Token::Column),
        sign.map(Token::Sign),
    ))
    .parse_next(input)
}

/// `12`, `1.5`, `.5`, `2e-3`.
fn number(input: &mut Input<'_>) -> Result<f64, EmptyError> {
    let digits = |least: usize| take_while(least.., AsChar::is_dec_digit);
    let whole = (digits(1), opt(('.', digits(0)))).void();
    let fraction = ('.', digits(1)).void();
    let exponent = opt((one_of(['e', 'E']), opt(one_of(['+', '-'])), digits(1)));
    (alt((whole, fraction)), exponent).take().try_map(str::parse).parse_next(input)
}

fn word<'a>(input: &mut Input<'a>) -> Result<&'a str, EmptyError> {
    let begins = |c: char| c.is_alphabetic() || c == '_';
    let goes_on = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    (one_of(begins), take_while(0.., goes_on)).take().parse_next(input)
}

/// What stands between two quotes; a quote inside is written twice.
fn quoted<'a>(quote: char) -> impl Parser<Input<'a>, String, EmptyError> {
    move |input: &mut Input<'a>| {
        let letter = alt((
            take_while(1.., move |c| c != quote),
            (quote, quote).take().map(move |twice: &str| &twice[..1]),
        ));
        let letters = repeat(0.., letter).fold(String::new, |mut all: String, part| {
            all.push_str(part);
            all
        });
        delimited(quote, letters, quote).parse_next(input)
    }
}

fn sign(input: &mut Input<'_>) -> Result<&'static str, EmptyError> {
    let found = SIGNS.into_iter().find(|sign| input.starts_with(*sign)).ok_or(EmptyError)?;
    literal(found).value(found).parse_next(input)
}
