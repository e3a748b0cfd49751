//! Text to tokens.

use crate::text::Span;

use super::Mistake;

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token {
    Name(String),
    Int(i64),
    Float(f64),
    Text(String),
    /// One of the operators and brackets in [`SIGNS`].
    Sign(&'static str),
}

/// Longer ones first.
const SIGNS: [&str; 25] = [
    "==", "!=", "<=", ">=", "&&", "||", "??", "<", ">", "!", "(", ")", "[", "]", "{", "}", ",", ".", ":",
    "?", "+", "-", "*", "/", "%",
];

pub(super) fn lex(text: &str) -> Result<Vec<(Token, Span)>, Mistake> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if c.is_ascii_alphabetic() || c == '_' {
            let length = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
            tokens.push((Token::Name(rest[..length].to_owned()), Span::new(at, at + length)));
            length
        } else if c.is_ascii_digit() {
            let length = number(rest);
            let token = match (rest[..length].parse(), rest[..length].parse()) {
                (Ok(whole), _) => Token::Int(whole),
                (_, Ok(other)) => Token::Float(other),
                _ => return Err(Mistake::new(Span::new(at, at + length), "This number is too large.")),
            };
            tokens.push((token, Span::new(at, at + length)));
            length
        } else if c == '\'' || c == '"' {
            let Some((value, length)) = quoted(rest, c) else {
                let message = format!("The text that begins here has no closing {c}.");
                return Err(Mistake::new(Span::new(at, text.len()), message));
            };
            tokens.push((Token::Text(value), Span::new(at, at + length)));
            length
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            tokens.push((Token::Sign(sign), Span::new(at, at + sign.len())));
            sign.len()
        } else {
            let message = format!("'{c}' has no meaning in an expression.");
            return Err(Mistake::new(Span::new(at, at + c.len_utf8()), message));
        };
        at += length;
    }
    Ok(tokens)
}

fn number(rest: &str) -> usize {
    let digits = |text: &str| text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let whole = digits(rest);
    match rest[whole..].strip_prefix('.').map(digits) {
        Some(decimals) if decimals > 0 => whole + 1 + decimals,
        _ => whole,
    }
}

/// The text between the quotes with `\\`, `\'`, `\"` and `\n` resolved, and its length with the quotes.
fn quoted(rest: &str, quote: char) -> Option<(String, usize)> {
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => match chars.next()?.1 {
                'n' => value.push('\n'),
                other => value.push(other),
            },
            c if c == quote => return Some((value, at + 1)),
            c => value.push(c),
        }
    }
    None
}
