//! From words to a tree, by precedence climbing (Richards and Whitby-Strevens, *BCPL: The Language and its
//! Compiler*, 1979; Pratt, *Top down operator precedence*, 1973).

use super::check::Program;
use super::error::{FormulaError, Span};
use super::function::{Function, names};
use super::lex::{Token, tokens};
use crate::nearest;
use glasshouse_spec::ColumnType;
use std::collections::BTreeSet;
use std::ops::Range;

/// Characters of a formula at most.
pub const MOST_CHARACTERS: usize = 4000;
/// Brackets and signs inside each other at most.
const MOST_NESTED: usize = 64;
/// Depth of the tree at most: what goes through it calls itself so often.
const MOST_DEEP: usize = 200;

/// A formula that was parsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Formula {
    text: String,
    pub(super) root: Expression,
}

/// A part of a formula and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expression {
    pub node: Node,
    pub at: Span,
    depth: usize,
}

/// What a part of a formula is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Number(f64),
    Truth(bool),
    Text(String),
    Column(String),
    Call(Function, Vec<Expression>),
}

impl Formula {
    /// Reads a formula. O(length).
    ///
    /// # Errors
    /// The first thing that is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        let characters = text.chars().count();
        if characters > MOST_CHARACTERS {
            return Err(FormulaError::TooLong { characters });
        }
        let tokens = tokens(text)?;
        if tokens.is_empty() {
            return Err(FormulaError::Empty);
        }
        let mut parser = Parser { text, tokens, at: 0, nested: 0 };
        let root = parser.expression(0)?;
        match parser.peek() {
            None => Ok(Self { text: text.into(), root }),
            Some(_) => Err(parser.unexpected("an operator or the end")),
        }
    }

    /// As it is written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The columns that it names, each once, in the order of their names.
    pub fn columns(&self) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        let mut parts = vec![&self.root];
        while let Some(part) = parts.pop() {
            match &part.node {
                Node::Column(name) => {
                    found.insert(name.as_str());
                }
                Node::Call(_, arguments) => parts.extend(arguments),
                _ => {}
            }
        }
        found
    }

    /// Checks every part against the types of columns: `columns` are those that there are.
    ///
    /// # Errors
    /// A column that is not there, a value of the wrong kind, and where it stands.
    pub fn check(&self, columns: &[(&str, ColumnType)]) -> Result<Program, FormulaError> {
        Program::of(self, columns)
    }
}

/// Words that stand between two values, with how strongly they bind to the left and to the right.
const BETWEEN: [(&str, Function, u8, u8); 16] = [
    ("or", Function::Or, 1, 2),
    ("and", Function::And, 3, 4),
    ("=", Function::Equal, 7, 8),
    ("==", Function::Equal, 7, 8),
    ("!=", Function::Different, 7, 8),
    ("<>", Function::Different, 7, 8),
    ("<", Function::Less, 7, 8),
    ("<=", Function::LessOrEqual, 7, 8),
    (">", Function::Greater, 7, 8),
    (">=", Function::GreaterOrEqual, 7, 8),
    ("+", Function::Add, 9, 10),
    ("-", Function::Subtract, 9, 10),
    ("*", Function::Multiply, 11, 12),
    ("/", Function::Divide, 11, 12),
    ("%", Function::Remainder, 11, 12),
    // From the right, and more strongly than the sign before it.
    ("^", Function::Power, 16, 15),
];
const AFTER_NOT: u8 = 5;
const AFTER_SIGN: u8 = 13;

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<(Token, Range<usize>)>,
    at: usize,
    nested: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(token, _)| token)
    }

    fn span(&self, at: usize) -> Span {
        let end = self.text.len();
        Span::of(self.text, self.tokens.get(at).map_or(&(end..end), |(_, bytes)| bytes))
    }

    /// The place of the word that was taken last.
    fn taken(&self) -> Span {
        self.span(self.at.saturating_sub(1))
    }

    fn unexpected(&self, wanted: &'static str) -> FormulaError {
        let found = self.tokens.get(self.at).map_or("", |(_, bytes)| &self.text[bytes.clone()]);
        FormulaError::Unexpected { wanted, found: found.into(), at: self.span(self.at) }
    }

    fn is_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Some(Token::Sign(found)) if *found == sign)
    }

    fn takes(&mut self, sign: &str) -> bool {
        let found = self.is_sign(sign);
        self.at += usize::from(found);
        found
    }

    /// A value and the operators behind it that bind at least so strongly.
    fn expression(&mut self, least: u8) -> Result<Expression, FormulaError> {
        self.nested += 1;
        if self.nested > MOST_NESTED {
            return Err(FormulaError::TooDeep { at: self.span(self.at) });
        }
        let mut left = self.value()?;
        while let Some((function, right)) = self.between(least) {
            self.at += 1;
            let right = self.expression(right)?;
            let at = left.at.to(right.at);
            left = made(Node::Call(function, vec![left, right]), at)?;
        }
        self.nested -= 1;
        Ok(left)
    }

    /// The operator that comes next, if it binds so strongly.
    fn between(&self, least: u8) -> Option<(Function, u8)> {
        let written = match self.peek()? {
            Token::Sign(sign) => *sign,
            Token::Word(word) => ["or", "and"].into_iter().find(|known| word.eq_ignore_ascii_case(known))?,
            _ => return None,
        };
        let (_, function, left, right) = BETWEEN.iter().find(|(sign, ..)| *sign == written)?;
        (*left >= least).then_some((*function, *right))
    }

    fn value(&mut self) -> Result<Expression, FormulaError> {
        let Some(token) = self.peek().cloned() else { return Err(self.unexpected("a value")) };
        let at = self.span(self.at);
        self.at += 1;
        match token {
            Token::Number(number) => made(Node::Number(number), at),
            Token::Text(text) => made(Node::Text(text), at),
            Token::Column(name) => made(Node::Column(name), at),
            Token::Word(word) => self.named(word, at),
            Token::Sign("-") => self.prefixed(Function::Negative, AFTER_SIGN, at),
            Token::Sign("+") => self.expression(AFTER_SIGN),
            Token::Sign("(") => {
                let inside = self.expression(0)?;
                if !self.takes(")") {
                    return Err(self.unexpected("a closing bracket"));
                }
                Ok(inside)
            }
            Token::Sign(_) => {
                self.at -= 1;
                Err(self.unexpected("a value"))
            }
        }
    }

    fn prefixed(&mut self, function: Function, binds: u8, at: Span) -> Result<Expression, FormulaError> {
        let of = self.expression(binds)?;
        let at = at.to(of.at);
        made(Node::Call(function, vec![of]), at)
    }

    /// A plain word: a function where a bracket follows, else `not`, `true`, `false` or a column.
    fn named(&mut self, word: String, at: Span) -> Result<Expression, FormulaError> {
        let is = |known: &str| word.eq_ignore_ascii_case(known);
        if is("not") {
            return self.prefixed(Function::Not, AFTER_NOT, at);
        }
        if ["and", "or"].into_iter().any(is) {
            self.at -= 1;
            return Err(self.unexpected("a value"));
        }
        if self.takes("(") {
            return self.call(&word, at);
        }
        match (is("true"), is("false")) {
            (true, _) => made(Node::Truth(true), at),
            (_, true) => made(Node::Truth(false), at),
            _ => made(Node::Column(word), at),
        }
    }

    /// The values of a function, up to the closing bracket.
    fn call(&mut self, name: &str, at: Span) -> Result<Expression, FormulaError> {
        let Some(function) = Function::named(name) else {
            let nearest = nearest(name, names().map(|info| info.name)).map(Into::into);
            return Err(FormulaError::NoFunction { name: name.into(), nearest, at });
        };
        let mut arguments = Vec::new();
        if !self.takes(")") {
            loop {
                arguments.push(self.expression(0)?);
                if self.takes(")") {
                    break;
                }
                if !self.takes(",") {
                    return Err(self.unexpected("a comma or a closing bracket"));
                }
            }
        }
        let at = at.to(self.taken());
        let (found, info) = (arguments.len(), function.info());
        if !info.takes.count(found) {
            let takes = info.takes.words(info.arguments);
            return Err(FormulaError::Count { function: info.name, takes, found, at });
        }
        made(Node::Call(function, arguments), at)
    }
}

/// A part of a tree that is not too deep.
fn made(node: Node, at: Span) -> Result<Expression, FormulaError> {
    let beneath = match &node {
        Node::Call(_, arguments) => arguments.iter().map(|part| part.depth).max().unwrap_or_default(),
        _ => 0,
    };
    match beneath < MOST_DEEP {
        true => Ok(Expression { node, at, depth: beneath + 1 }),
        false => Err(FormulaError::TooDeep { at }),
    }
}
