//! Tokens to a tree, by precedence: `||`, `&&`, comparison, `!`, then paths and calls.

use crate::facts::nearest;
use crate::text::Span;

use super::lex::{Token, lex};
use super::{Comparison, Data, Expr, ExprKind, Function, Mistake};

/// How deep brackets may nest, and how long an expression may be, so that reading one is bounded.
const MAX_DEPTH: usize = 32;
const MAX_BYTES: usize = 4096;

/// Reads an expression. The error points at the token that could not be read, in bytes of `text`.
///
/// # Errors
/// The first mistake, with its span.
pub fn parse(text: &str) -> Result<Expr, Mistake> {
    if text.len() > MAX_BYTES {
        return Err(Mistake::new(Span::new(0, text.len()), "This expression is too long."));
    }
    let mut parser = Parser { tokens: lex(text)?, next: 0, end: text.len(), depth: 0 };
    let expr = parser.or()?;
    match parser.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.unexpected("the end, `&&` or `||`")),
    }
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    next: usize,
    end: usize,
    depth: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.next).map_or(Span::at(self.end), |(_, span)| *span)
    }

    fn unexpected(&self, wanted: &str) -> Mistake {
        let message = match self.peek() {
            None => format!("The expression ends where {wanted} was expected."),
            Some(_) => format!("This was not expected here; {wanted} was."),
        };
        Mistake::new(self.span(), message)
    }

    fn take(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(found)) if *found == sign);
        self.next += usize::from(found);
        found
    }

    fn or(&mut self) -> Result<Expr, Mistake> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(Mistake::new(self.span(), "This expression is nested too deep."));
        }
        let mut left = self.and()?;
        while self.take("||") {
            left = join(left, self.and()?, ExprKind::Or);
        }
        self.depth -= 1;
        Ok(left)
    }

    fn and(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.comparison()?;
        while self.take("&&") {
            left = join(left, self.comparison()?, ExprKind::And);
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<Expr, Mistake> {
        let left = self.unary()?;
        let comparison = match self.peek() {
            Some(Token::Sign("==")) => Comparison::Equal,
            Some(Token::Sign("!=")) => Comparison::NotEqual,
            Some(Token::Sign("<")) => Comparison::Less,
            Some(Token::Sign("<=")) => Comparison::AtMost,
            Some(Token::Sign(">")) => Comparison::More,
            Some(Token::Sign(">=")) => Comparison::AtLeast,
            Some(Token::Name(name)) if name == "in" => Comparison::In,
            _ => return Ok(left),
        };
        self.next += 1;
        let right = self.unary()?;
        Ok(join(left, right, |a, b| ExprKind::Compare(comparison, a, b)))
    }

    fn unary(&mut self) -> Result<Expr, Mistake> {
        let start = self.span();
        let mut nots = 0;
        while self.take("!") {
            nots += 1;
        }
        let mut expr = self.primary()?;
        for _ in 0..nots % 2 {
            expr = Expr { span: start.cover(expr.span), kind: ExprKind::Not(Box::new(expr)) };
        }
        Ok(expr)
    }

    fn primary(&mut self) -> Result<Expr, Mistake> {
        let span = self.span();
        let Some(token) = self.peek().cloned() else { return Err(self.unexpected("a value")) };
        let literal = |data| Ok(Expr { span, kind: ExprKind::Literal(data) });
        match token {
            Token::Sign("(") => {
                self.next += 1;
                let inner = self.or()?;
                if !self.take(")") {
                    return Err(self.unexpected("`)`"));
                }
                Ok(inner)
            }
            Token::Sign("[") => {
                self.next += 1;
                let items = self.arguments("]")?;
                let end = self.tokens[self.next - 1].1;
                Ok(Expr { span: span.cover(end), kind: ExprKind::List(items) })
            }
            Token::Sign("-") => {
                self.next += 1;
                let number = self.primary()?;
                let data = match number.kind {
                    ExprKind::Literal(Data::Int(n)) => Data::Int(-n),
                    ExprKind::Literal(Data::Float(n)) => Data::Float(-n),
                    _ => return Err(Mistake::new(span, "`-` stands before a number only.")),
                };
                Ok(Expr { span: span.cover(number.span), kind: ExprKind::Literal(data) })
            }
            Token::Int(n) => {
                self.next += 1;
                literal(Data::Int(n))
            }
            Token::Float(n) => {
                self.next += 1;
                literal(Data::Float(n))
            }
            Token::Text(text) => {
                self.next += 1;
                literal(Data::Text(text))
            }
            Token::Name(name) => {
                self.next += 1;
                match name.as_str() {
                    "true" => literal(Data::Bool(true)),
                    "false" => literal(Data::Bool(false)),
                    "null" => literal(Data::Missing),
                    _ => self.path_or_call(name, span),
                }
            }
            Token::Sign(_) => Err(self.unexpected("a value")),
        }
    }

    fn path_or_call(&mut self, name: String, span: Span) -> Result<Expr, Mistake> {
        if self.take("(") {
            let known = Function::ALL.iter().find(|(known, _)| *known == name);
            let Some((_, function)) = known else {
                let names: Vec<_> = Function::ALL.iter().map(|(name, _)| *name).collect();
                let message = match nearest(&name, names.iter().copied()) {
                    Some(near) => format!("There is no function '{name}'. Did you mean '{near}'?"),
                    None => format!("There is no function '{name}'; there are {}.", names.join(", ")),
                };
                return Err(Mistake::new(span, message));
            };
            let arguments = self.arguments(")")?;
            let span = span.cover(self.tokens[self.next - 1].1);
            return Ok(Expr { span, kind: ExprKind::Call(*function, arguments) });
        }
        let mut path = vec![(name, span)];
        while self.take(".") {
            let at = self.span();
            let Some(Token::Name(field)) = self.peek().cloned() else {
                return Err(self.unexpected("a field name"));
            };
            self.next += 1;
            path.push((field, at));
        }
        let whole = span.cover(path[path.len() - 1].1);
        Ok(Expr { span: whole, kind: ExprKind::Path(path) })
    }

    /// Up to and including the closing bracket.
    fn arguments(&mut self, close: &str) -> Result<Vec<Expr>, Mistake> {
        let mut items = Vec::new();
        while !self.take(close) {
            if !items.is_empty() && !self.take(",") {
                return Err(self.unexpected(&format!("`,` or `{close}`")));
            }
            items.push(self.or()?);
        }
        Ok(items)
    }
}

fn join(left: Expr, right: Expr, kind: impl FnOnce(Box<Expr>, Box<Expr>) -> ExprKind) -> Expr {
    Expr { span: left.span.cover(right.span), kind: kind(Box::new(left), Box::new(right)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_point_at_the_token() {
        for (text, at) in [
            ("a ==", ""),
            ("a b", "b"),
            ("sizes(a)", "sizes"),
            ("a == 'x", "'x"),
            ("a # b", "#"),
            ("(a", ""),
            ("[a b]", "b"),
            ("a. == 2", "=="),
        ] {
            let mistake = parse(text).expect_err(text);
            assert_eq!(mistake.span.of(text), at, "{text}: {}", mistake.message);
        }
        assert!(parse(&"(".repeat(10_000)).is_err());
    }

    #[test]
    fn precedence_is_that_of_cel() {
        let shape = |text: &str| match parse(text).expect("is sound").kind {
            ExprKind::Or(..) => "or",
            ExprKind::And(..) => "and",
            ExprKind::Not(..) => "not",
            ExprKind::Compare(..) => "compare",
            _ => "other",
        };
        assert_eq!(shape("a && b || c && d"), "or");
        assert_eq!(shape("a && (b || c)"), "and");
        assert_eq!(shape("!a && b"), "and");
        assert_eq!(shape("!(a && b)"), "not");
        assert_eq!(shape("a == -1"), "compare");
        assert_eq!(shape("!!a.b.c"), "other");
    }
}
