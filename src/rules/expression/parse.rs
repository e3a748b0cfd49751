//! Tokens to a tree, by precedence, loosest first: `? :`, `||`, `&&`, comparisons, `??`, `+ -`, `* / %`,
//! `! -`, then fields, items and calls. As in CEL, which has no `??`.

use crate::text::Span;

use super::Mistake;
use super::lex::{Token, lex};
use super::syntax::{Comparison, Expr, ExprKind, Literal, Macro, Name, Operation};

/// How deep an expression may nest, and how long it may be, so that reading and evaluating it is bounded.
const DEEPEST: u16 = 64;
const MOST_BRACKETS: usize = 32;
const LONGEST: usize = 4096;

/// Reads an expression. The error points at the token that could not be read, in bytes of `text`.
///
/// # Errors
/// The first mistake, with its span.
pub fn parse(text: &str) -> Result<Expr, Mistake> {
    if text.len() > LONGEST {
        return Err(Mistake::new(Span::new(0, first_line(text)), "This expression is too long."));
    }
    let mut parser = Parser { tokens: lex(text)?, next: 0, end: text.len(), brackets: 0 };
    let expr = parser.expression()?;
    match parser.peek() {
        None => Ok(expr),
        Some(_) => Err(parser.unexpected("the end, `&&` or `||`")),
    }
}

/// Enough to point at.
fn first_line(text: &str) -> usize {
    let end = text.find('\n').unwrap_or(text.len()).min(80);
    (0..=end).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0)
}

struct Parser {
    tokens: Vec<(Token, Span)>,
    next: usize,
    end: usize,
    brackets: usize,
}

impl Parser {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(token, _)| token)
    }

    fn span(&self) -> Span {
        self.tokens.get(self.next).map_or(Span::at(self.end), |(_, span)| *span)
    }

    /// The span of the token that was taken last.
    fn last(&self) -> Span {
        self.next.checked_sub(1).map_or(Span::at(0), |last| self.tokens[last].1)
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

    fn expect(&mut self, sign: &str) -> Result<(), Mistake> {
        if self.take(sign) { Ok(()) } else { Err(self.unexpected(&format!("`{sign}`"))) }
    }

    fn expression(&mut self) -> Result<Expr, Mistake> {
        self.brackets += 1;
        if self.brackets > MOST_BRACKETS {
            return Err(Mistake::new(self.span(), "This expression is nested too deep."));
        }
        let condition = self.or()?;
        let found = if self.take("?") {
            let yes = self.or()?;
            self.expect(":")?;
            let no = self.expression()?;
            let span = condition.span.cover(no.span);
            node(span, ExprKind::Conditional(Box::new([condition, yes, no])))?
        } else {
            condition
        };
        self.brackets -= 1;
        Ok(found)
    }

    fn or(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.and()?;
        while self.take("||") {
            left = join(left, self.and()?, ExprKind::Or)?;
        }
        Ok(left)
    }

    fn and(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.comparison()?;
        while self.take("&&") {
            left = join(left, self.comparison()?, ExprKind::And)?;
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.otherwise()?;
        loop {
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
            left = join(left, self.otherwise()?, |a, b| ExprKind::Compare(comparison, a, b))?;
        }
    }

    fn otherwise(&mut self) -> Result<Expr, Mistake> {
        let left = self.sum()?;
        if !self.take("??") {
            return Ok(left);
        }
        // To the right, so that `a ?? b ?? c` tries them in turn.
        self.brackets += 1;
        if self.brackets > MOST_BRACKETS {
            return Err(Mistake::new(self.span(), "This expression is nested too deep."));
        }
        let right = self.otherwise()?;
        self.brackets -= 1;
        join(left, right, ExprKind::Otherwise)
    }

    fn sum(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.product()?;
        loop {
            let operation = match self.peek() {
                Some(Token::Sign("+")) => Operation::Add,
                Some(Token::Sign("-")) => Operation::Subtract,
                _ => return Ok(left),
            };
            self.next += 1;
            left = join(left, self.product()?, |a, b| ExprKind::Arithmetic(operation, a, b))?;
        }
    }

    fn product(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.unary()?;
        loop {
            let operation = match self.peek() {
                Some(Token::Sign("*")) => Operation::Multiply,
                Some(Token::Sign("/")) => Operation::Divide,
                Some(Token::Sign("%")) => Operation::Remainder,
                _ => return Ok(left),
            };
            self.next += 1;
            left = join(left, self.unary()?, |a, b| ExprKind::Arithmetic(operation, a, b))?;
        }
    }

    fn unary(&mut self) -> Result<Expr, Mistake> {
        let start = self.span();
        let (sign, mut count) = if self.take("!") {
            ("!", 1)
        } else if self.take("-") {
            ("-", 1)
        } else {
            return self.postfix();
        };
        while self.take(sign) {
            count += 1;
        }
        let inner = self.postfix()?;
        let span = start.cover(inner.span);
        match (sign, count % 2, &inner.kind) {
            (_, 0, _) => Ok(inner),
            ("-", _, ExprKind::Literal(Literal::Int(n))) => node(span, ExprKind::Literal(Literal::Int(-n))),
            ("-", _, ExprKind::Literal(Literal::Float(n))) => {
                node(span, ExprKind::Literal(Literal::Float(-n)))
            }
            ("-", ..) => node(span, ExprKind::Negative(Box::new(inner))),
            _ => node(span, ExprKind::Not(Box::new(inner))),
        }
    }

    fn postfix(&mut self) -> Result<Expr, Mistake> {
        let mut left = self.primary()?;
        loop {
            if self.take("[") {
                let index = self.expression()?;
                self.expect("]")?;
                let span = left.span.cover(self.last());
                left = node(span, ExprKind::Index(Box::new(left), Box::new(index)))?;
            } else if self.take(".") {
                let at = self.span();
                let Some(Token::Name(name)) = self.peek().cloned() else {
                    return Err(self.unexpected("a field name"));
                };
                self.next += 1;
                left = if self.take("(") {
                    self.method(left, Name { text: name, span: at, method: true })?
                } else {
                    let span = left.span.cover(at);
                    node(span, ExprKind::Field(Box::new(left), name, at))?
                };
            } else {
                return Ok(left);
            }
        }
    }

    /// After `receiver.name(`.
    fn method(&mut self, receiver: Expr, name: Name) -> Result<Expr, Mistake> {
        let arguments = self.arguments(")")?;
        let span = receiver.span.cover(self.last());
        let Some((_, each)) = Macro::ALL.iter().find(|(known, _)| *known == name.text) else {
            let all = std::iter::once(receiver).chain(arguments).collect();
            return node(span, ExprKind::Call(name, all));
        };
        let wanted = || {
            let message =
                format!("Write `.{0}(x, ...)`: a name for each item, and what is asked of it.", name.text);
            Mistake::new(name.span, message)
        };
        let [variable, body] = <[Expr; 2]>::try_from(arguments).map_err(|_| wanted())?;
        let ExprKind::Name(text) = variable.kind else { return Err(wanted()) };
        let variable = Name { text, span: variable.span, method: false };
        node(span, ExprKind::Macro(*each, Box::new(receiver), variable, Box::new(body)))
    }

    fn primary(&mut self) -> Result<Expr, Mistake> {
        let span = self.span();
        let Some(token) = self.peek().cloned() else { return Err(self.unexpected("a value")) };
        let literal = |value| node(span, ExprKind::Literal(value));
        if !matches!(&token, Token::Sign(sign) if !["(", "[", "{"].contains(sign)) {
            self.next += 1;
        }
        match token {
            Token::Sign("(") => {
                let inner = self.expression()?;
                self.expect(")")?;
                Ok(inner)
            }
            Token::Sign("[") => {
                let items = self.arguments("]")?;
                node(span.cover(self.last()), ExprKind::List(items))
            }
            Token::Sign("{") => {
                let entries = self.entries()?;
                node(span.cover(self.last()), ExprKind::Map(entries))
            }
            Token::Sign(_) => Err(self.unexpected("a value")),
            Token::Int(n) => literal(Literal::Int(n)),
            Token::Float(n) => literal(Literal::Float(n)),
            Token::Text(text) => literal(Literal::Text(text)),
            Token::Name(name) => match name.as_str() {
                "true" => literal(Literal::Bool(true)),
                "false" => literal(Literal::Bool(false)),
                "null" => literal(Literal::Null),
                _ if self.take("(") => {
                    let arguments = self.arguments(")")?;
                    let name = Name { text: name, span, method: false };
                    node(span.cover(self.last()), ExprKind::Call(name, arguments))
                }
                _ => node(span, ExprKind::Name(name)),
            },
        }
    }

    /// Up to and including the closing bracket.
    fn arguments(&mut self, close: &str) -> Result<Vec<Expr>, Mistake> {
        let mut items = Vec::new();
        while !self.take(close) {
            if !items.is_empty() && !self.take(",") {
                return Err(self.unexpected(&format!("`,` or `{close}`")));
            }
            items.push(self.expression()?);
        }
        Ok(items)
    }

    /// After `{`, up to and including `}`. A bare word before the colon is a text.
    fn entries(&mut self) -> Result<Vec<(String, Expr)>, Mistake> {
        let mut entries: Vec<(String, Expr)> = Vec::new();
        while !self.take("}") {
            if !entries.is_empty() && !self.take(",") {
                return Err(self.unexpected("`,` or `}`"));
            }
            let (Some(Token::Name(key)) | Some(Token::Text(key))) = self.peek().cloned() else {
                return Err(self.unexpected("a key"));
            };
            self.next += 1;
            self.expect(":")?;
            entries.push((key, self.expression()?));
        }
        Ok(entries)
    }
}

fn join(
    left: Expr,
    right: Expr,
    kind: impl FnOnce(Box<Expr>, Box<Expr>) -> ExprKind,
) -> Result<Expr, Mistake> {
    node(left.span.cover(right.span), kind(Box::new(left), Box::new(right)))
}

fn node(span: Span, kind: ExprKind) -> Result<Expr, Mistake> {
    let expr = Expr::new(span, kind);
    if expr.depth > DEEPEST {
        return Err(Mistake::new(span, "This expression is nested too deep."));
    }
    Ok(expr)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_point_at_the_token() {
        for (text, at) in [
            ("a ==", ""),
            ("a b", "b"),
            ("a == 'x", "'x"),
            ("a # b", "#"),
            ("(a", ""),
            ("[a b]", "b"),
            ("a. == 2", "=="),
            ("a ? b", ""),
            ("{1: 2}", "1"),
            ("xs.filter(x)", "filter"),
            ("xs.all(1, true)", "all"),
        ] {
            let mistake = parse(text).expect_err(text);
            assert_eq!(mistake.span.of(text), at, "{text}: {}", mistake.message);
        }
    }

    #[test]
    fn nesting_is_bounded() {
        for text in ["(", "!(", "a[", "-(", "[", "a ?? ", "a ? b : "] {
            assert!(parse(&text.repeat(1000)).is_err(), "{text}");
        }
        for text in ["a.b".to_owned() + &".c".repeat(500), "1".to_owned() + &" + 1".repeat(500)] {
            assert_eq!(parse(&text).expect_err("is deep").message, "This expression is nested too deep.");
        }
        assert!(parse(&"a".repeat(1 << 20)).is_err());
    }

    #[test]
    fn precedence_is_that_of_cel() {
        let shape = |text: &str| match parse(text).expect("is sound").kind {
            ExprKind::Or(..) => "or",
            ExprKind::And(..) => "and",
            ExprKind::Not(..) => "not",
            ExprKind::Compare(..) => "compare",
            ExprKind::Arithmetic(operation, ..) => operation.sign(),
            ExprKind::Conditional(..) => "conditional",
            ExprKind::Otherwise(..) => "otherwise",
            ExprKind::Field(..) => "field",
            _ => "other",
        };
        for (text, wanted) in [
            ("a && b || c && d", "or"),
            ("a && (b || c)", "and"),
            ("!a && b", "and"),
            ("!(a && b)", "not"),
            ("a == -1", "compare"),
            ("!!a.b.c", "field"),
            ("a || b ? c : d", "conditional"),
            ("a + b * c", "+"),
            ("a * b + c", "+"),
            ("a - b == c", "compare"),
            ("a ?? b == c", "compare"),
            ("a ?? b + c", "otherwise"),
            ("a in b && c", "and"),
        ] {
            assert_eq!(shape(text), wanted, "{text}");
        }
    }
}
