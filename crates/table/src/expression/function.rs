//! The operators and functions of formulas: what they take and what they give.

use super::check::Kind;

/// An operator or a function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is told of in `FUNCTIONS`")]
pub enum Function {
    Negative,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Equal,
    Different,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
    Not,
    If,
    IsMissing,
    Coalesce,
    Abs,
    Round,
    Floor,
    Ceil,
    Sqrt,
    Exp,
    Log,
    Log2,
    Log10,
    Log1p,
    Sin,
    Cos,
    Min,
    Max,
    Clip,
    Lower,
    Upper,
    Trim,
    Length,
    Contains,
    StartsWith,
    EndsWith,
    Replace,
    Substring,
    Concat,
    Year,
    Month,
    Day,
    Weekday,
    Hour,
    Minute,
    Second,
    DaysBetween,
    Date,
}

/// What a function takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Values of these kinds.
    These(&'static [Kind]),
    /// At least one value of this kind.
    Some(Kind),
    /// Two values of one kind, whichever.
    Pair,
    /// Two values of one kind that is in order: not truth.
    Ordered,
    /// A condition and two values of one kind.
    Choice,
    /// One value of any kind.
    Any,
    /// At least one value, all of one kind.
    Alike,
    /// A text that is written there.
    Written,
}

/// What a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gives {
    /// A value of this kind.
    This(Kind),
    /// A value of the kind that it takes last.
    Same,
}

/// What is to be known of an operator or a function.
#[derive(Debug, Clone, Copy)]
pub struct FunctionInfo {
    /// Which it is.
    pub function: Function,
    /// How it is written.
    pub name: &'static str,
    /// What stands between its brackets; empty of an operator.
    pub arguments: &'static str,
    /// What it gives, in a sentence.
    pub help: &'static str,
    pub(super) takes: Takes,
    pub(super) gives: Gives,
}

const N: Kind = Kind::Number;
const B: Kind = Kind::Truth;
const T: Kind = Kind::Text;
const D: Kind = Kind::Date;

macro_rules! functions {
    ($($function:ident $name:literal ($arguments:literal) $takes:expr => $gives:expr, $help:literal;)*) => {
        static FUNCTIONS: &[FunctionInfo] = &[$(FunctionInfo {
            function: Function::$function,
            name: $name,
            arguments: $arguments,
            help: $help,
            takes: $takes,
            gives: $gives,
        },)*];
    };
}

use Gives::{Same, This};
use Takes::{Alike, Any, Choice, Ordered, Pair, Some as Several, These, Written};

functions! {
    Negative "-" ("") These(&[N]) => This(N), "The number with the other sign.";
    Add "+" ("") These(&[N, N]) => This(N), "The sum.";
    Subtract "-" ("") These(&[N, N]) => This(N), "The difference.";
    Multiply "*" ("") These(&[N, N]) => This(N), "The product.";
    Divide "/" ("") These(&[N, N]) => This(N), "The quotient; of a number by 0 it is infinite.";
    Remainder "%" ("") These(&[N, N]) => This(N), "What is left of a division, with the sign of the divisor.";
    Power "^" ("") These(&[N, N]) => This(N), "The power.";
    Equal "=" ("") Pair => This(B), "Whether both are equal.";
    Different "!=" ("") Pair => This(B), "Whether they differ.";
    Less "<" ("") Ordered => This(B), "Whether the first is less, earlier, or before in the order of letters.";
    LessOrEqual "<=" ("") Ordered => This(B), "Whether the first is less or equal.";
    Greater ">" ("") Ordered => This(B), "Whether the first is greater.";
    GreaterOrEqual ">=" ("") Ordered => This(B), "Whether the first is greater or equal.";
    And "and" ("") These(&[B, B]) => This(B), "Whether both are true.";
    Or "or" ("") These(&[B, B]) => This(B), "Whether one of them is true.";
    Not "not" ("") These(&[B]) => This(B), "Whether it is false.";
    If "if" ("condition, a, b") Choice => Same, "a where the condition is true, b where it is false, nothing where it is missing.";
    IsMissing "is_missing" ("x") Any => This(B), "Whether there is no value; never missing itself.";
    Coalesce "coalesce" ("a, b, …") Alike => Same, "The first of the values that is not missing.";
    Abs "abs" ("x") These(&[N]) => This(N), "The number without its sign.";
    Round "round" ("x") These(&[N]) => This(N), "The nearest whole number; of two the even one.";
    Floor "floor" ("x") These(&[N]) => This(N), "The next whole number below.";
    Ceil "ceil" ("x") These(&[N]) => This(N), "The next whole number above.";
    Sqrt "sqrt" ("x") These(&[N]) => This(N), "The square root; missing of a negative number.";
    Exp "exp" ("x") These(&[N]) => This(N), "e to the power of the number.";
    Log "log" ("x") These(&[N]) => This(N), "The natural logarithm; missing of a negative number.";
    Log2 "log2" ("x") These(&[N]) => This(N), "The logarithm to base 2.";
    Log10 "log10" ("x") These(&[N]) => This(N), "The logarithm to base 10.";
    Log1p "log1p" ("x") These(&[N]) => This(N), "The natural logarithm of 1 + x, exact for small numbers.";
    Sin "sin" ("x") These(&[N]) => This(N), "The sine of an angle in radians.";
    Cos "cos" ("x") These(&[N]) => This(N), "The cosine of an angle in radians.";
    Min "min" ("a, b, …") Several(N) => This(N), "The least of several numbers of the row.";
    Max "max" ("a, b, …") Several(N) => This(N), "The greatest of several numbers of the row.";
    Clip "clip" ("x, low, high") These(&[N, N, N]) => This(N), "The number, or the nearer of two limits where it is beyond them.";
    Lower "lower" ("text") These(&[T]) => This(T), "The text in small letters.";
    Upper "upper" ("text") These(&[T]) => This(T), "The text in capitals.";
    Trim "trim" ("text") These(&[T]) => This(T), "The text without spaces at its ends.";
    Length "length" ("text") These(&[T]) => This(N), "How many characters the text has.";
    Contains "contains" ("text, part") These(&[T, T]) => This(B), "Whether the part stands in the text, letter by letter.";
    StartsWith "starts_with" ("text, part") These(&[T, T]) => This(B), "Whether the text begins with the part.";
    EndsWith "ends_with" ("text, part") These(&[T, T]) => This(B), "Whether the text ends with the part.";
    Replace "replace" ("text, part, by") These(&[T, T, T]) => This(T), "The text with the part replaced wherever it stands.";
    Substring "substring" ("text, first, count") These(&[T, N, N]) => This(T), "So many characters of the text from the first on, which is 1.";
    Concat "concat" ("a, b, …") Several(T) => This(T), "The texts one after the other.";
    Year "year" ("date") These(&[D]) => This(N), "The year.";
    Month "month" ("date") These(&[D]) => This(N), "The month, 1 to 12.";
    Day "day" ("date") These(&[D]) => This(N), "The day of the month, 1 to 31.";
    Weekday "weekday" ("date") These(&[D]) => This(N), "The day of the week, 0 on Monday to 6 on Sunday.";
    Hour "hour" ("date") These(&[D]) => This(N), "The hour, 0 to 23.";
    Minute "minute" ("date") These(&[D]) => This(N), "The minute, 0 to 59.";
    Second "second" ("date") These(&[D]) => This(N), "The second, 0 to 59.";
    DaysBetween "days_between" ("from, to") These(&[D, D]) => This(N), "The days from one date to another, with their fraction.";
    Date "date" ("\"2024-01-31\"") Written => This(D), "The date that is written there.";
}

/// All operators and functions.
pub fn functions() -> &'static [FunctionInfo] {
    FUNCTIONS
}

impl Function {
    /// What is to be known of it.
    pub fn info(self) -> &'static FunctionInfo {
        // The order of the list is that of the kinds: a test says so.
        &FUNCTIONS[self as usize]
    }

    /// The function of a name; operators have none.
    pub(super) fn named(name: &str) -> Option<Self> {
        names().find(|info| info.name == name).map(|info| info.function)
    }

    /// How it is called in messages.
    pub(super) fn name(self) -> &'static str {
        self.info().name
    }
}

/// What is called by name.
pub(super) fn names() -> impl Iterator<Item = &'static FunctionInfo> {
    FUNCTIONS.iter().filter(|info| !info.arguments.is_empty())
}

impl Takes {
    /// In words.
    pub(super) fn words(self, arguments: &str) -> String {
        match self {
            Self::These([_]) | Self::Any | Self::Written => "one value".into(),
            Self::These(kinds) => format!("{} values ({arguments})", kinds.len()),
            Self::Pair | Self::Ordered => "two values".into(),
            Self::Choice => format!("three values ({arguments})"),
            Self::Some(_) | Self::Alike => "at least one value".into(),
        }
    }

    /// Whether it takes so many.
    pub(super) fn count(self, found: usize) -> bool {
        match self {
            Self::These(kinds) => found == kinds.len(),
            Self::Pair | Self::Ordered => found == 2,
            Self::Choice => found == 3,
            Self::Any | Self::Written => found == 1,
            Self::Some(_) | Self::Alike => found > 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_the_order_of_the_kinds() {
        for (at, info) in FUNCTIONS.iter().enumerate() {
            assert_eq!(info.function as usize, at, "{}", info.name);
        }
        assert_eq!(Function::Date.info().name, "date");
    }

    #[test]
    fn no_name_is_there_twice() {
        let mut all: Vec<&str> = names().map(|info| info.name).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), names().count());
    }
}
