//! What is known of an expression's value before there is a document.

use std::sync::Arc;

use crate::facts::{CLAUSE_FIELDS, FieldType, FieldTypes, Kinds, SECTION_FIELDS, ScalarType, TypeId};

use super::syntax::Operation;

/// What is known of a value before there is a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Type {
    /// Nothing.
    #[default]
    Any,
    /// `true` or `false`.
    Truth,
    /// Whole or not.
    Number,
    /// Text; where its schema lists them, the only values it can have.
    Text(Arc<[String]>),
    /// A day.
    Date,
    /// A moment.
    Moment,
    /// A time of day.
    Time,
    /// A length of time.
    Amount,
    /// A run of days.
    Period,
    /// A list of one type.
    List(Arc<Type>),
    /// What stands in documents, by kind and its place in the kind's schema, where it is more than a scalar.
    Field(Arc<[(usize, TypeId)]>),
    /// A document of one of these kinds.
    Document(Arc<[usize]>),
    /// A map that was made.
    Record(Arc<[(String, Type)]>),
    /// What a document says about a concept.
    Section,
    /// A passage about a topic.
    Clause,
    /// The entries of a scale, lowest first.
    Scale,
}

impl Type {
    /// Any text.
    #[must_use]
    pub fn text() -> Self {
        Type::Text(Arc::from([]))
    }

    /// A list of a type.
    #[must_use]
    pub fn list(of: Type) -> Self {
        Type::List(Arc::new(of))
    }

    /// As a message names it.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Type::Any => "anything",
            Type::Truth => "a truth value",
            Type::Number => "a number",
            Type::Text(_) => "text",
            Type::Date => "a date",
            Type::Moment => "a moment",
            Type::Time => "a time of day",
            Type::Amount => "a length of time",
            Type::Period => "a period",
            Type::List(_) => "a list",
            Type::Field(_) => "a group of fields",
            Type::Document(_) => "a document",
            Type::Record(_) => "a map",
            Type::Section => "a section",
            Type::Clause => "a clause",
            Type::Scale => "a scale",
        }
    }
}

/// The type of what stands in documents.
pub(super) fn of_fields(kinds: &Kinds, mut ids: Vec<(usize, TypeId)>) -> Type {
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() || ids.iter().any(|(_, id)| *id == FieldTypes::ANY) {
        return Type::Any;
    }
    let types: Vec<&FieldType> = ids.iter().map(|(kind, id)| kinds.get(*kind).types.get(*id)).collect();
    if types.iter().any(|of| of.items.is_some() || of.fields.is_some()) {
        return Type::Field(ids.into());
    }
    let scalars: Vec<Type> = types.iter().map(|of| scalar(of)).collect();
    unite(&scalars)
}

fn scalar(of: &FieldType) -> Type {
    match of.scalar {
        Some(ScalarType::Truth) => Type::Truth,
        Some(ScalarType::Number) => Type::Number,
        Some(ScalarType::Text) => Type::Text(of.choices.as_slice().into()),
        Some(ScalarType::Date) => Type::Date,
        Some(ScalarType::Moment) => Type::Moment,
        Some(ScalarType::Time) => Type::Time,
        Some(ScalarType::Period) => Type::Period,
        Some(ScalarType::Any) | None => Type::Any,
    }
}

/// One type for several; `Any` where they differ.
pub(super) fn unite(types: &[Type]) -> Type {
    let Some((first, rest)) = types.split_first() else { return Type::Any };
    let mut united = first.clone();
    for other in rest {
        united = match (united, other) {
            (Type::Text(a), Type::Text(b)) if a.is_empty() || b.is_empty() => Type::text(),
            (Type::Text(a), Type::Text(b)) => {
                let more = b.iter().filter(|b| !a.contains(b));
                Type::Text(a.iter().chain(more).cloned().collect())
            }
            (Type::List(a), Type::List(b)) => Type::list(unite(&[(*a).clone(), (**b).clone()])),
            (Type::Field(a), Type::Field(b)) => {
                let mut ids: Vec<_> = a.iter().chain(b.iter()).copied().collect();
                ids.sort_unstable();
                ids.dedup();
                Type::Field(ids.into())
            }
            (a, b) if a == *b => a,
            _ => return Type::Any,
        };
    }
    united
}

/// The type of an item of a list, or of a key of a map; `None` for what is neither.
pub(super) fn item(of: &Type, kinds: &Kinds) -> Option<Type> {
    Some(match of {
        Type::Any => Type::Any,
        Type::List(item) => (**item).clone(),
        Type::Record(_) => Type::text(),
        Type::Scale => Type::text(),
        Type::Field(ids) => {
            let types = |(kind, id): &(usize, TypeId)| (*kind, kinds.get(*kind).types.get(*id));
            let items: Vec<_> =
                ids.iter().map(types).filter_map(|(kind, of)| Some((kind, of.items?))).collect();
            let is_map = ids.iter().map(types).any(|(_, of)| of.fields.is_some());
            match (items.is_empty(), is_map) {
                (true, true) => Type::text(),
                (false, false) => of_fields(kinds, items),
                (false, true) => Type::Any,
                (true, false) => return None,
            }
        }
        _ => return None,
    })
}

/// The type of what `x[i]` gives.
pub(super) fn entry(of: &Type, kinds: &Kinds) -> Option<Type> {
    Some(match of {
        Type::Record(fields) => unite(&fields.iter().map(|(_, of)| of.clone()).collect::<Vec<_>>()),
        Type::Field(ids) => {
            let mut found = Vec::new();
            for (kind, id) in ids.iter() {
                let of = kinds.get(*kind).types.get(*id);
                let named = of.fields.iter().flatten().map(|(_, id)| *id);
                found.extend(of.items.into_iter().chain(of.rest).chain(named).map(|id| (*kind, id)));
            }
            of_fields(kinds, found)
        }
        other => return item(other, kinds),
    })
}

/// The type of a field, or the names that are known there.
pub(super) fn field(of: &Type, name: &str, kinds: &Kinds) -> Result<Type, Vec<String>> {
    let names = |names: &[&str]| Err(names.iter().map(|name| (*name).to_owned()).collect());
    match of {
        Type::Any => Ok(Type::Any),
        Type::Field(ids) => {
            let found: Vec<_> = ids
                .iter()
                .filter_map(|(kind, id)| Some((*kind, kinds.get(*kind).types.field(*id, name)?)))
                .collect();
            match (found.is_empty(), name) {
                (true, "parent") => Ok(Type::Document(ids.iter().map(|(kind, _)| *kind).collect())),
                (true, _) => Err(known(ids.iter().copied(), kinds)),
                (false, _) => Ok(of_fields(kinds, found)),
            }
        }
        Type::Document(of) => {
            if matches!(name, "kind" | "path") {
                return Ok(Type::text());
            }
            let roots = of.iter().map(|kind| (*kind, FieldTypes::ROOT));
            let found: Vec<_> = roots
                .clone()
                .filter_map(|(kind, id)| Some((kind, kinds.get(kind).types.field(id, name)?)))
                .collect();
            if found.is_empty() { Err(known(roots, kinds)) } else { Ok(of_fields(kinds, found)) }
        }
        Type::Record(fields) => match fields.iter().find(|(known, _)| known == name) {
            Some((_, of)) => Ok(of.clone()),
            None => Err(fields.iter().map(|(name, _)| name.clone()).collect()),
        },
        Type::Section => match SECTION_FIELDS.iter().find(|(known, ..)| *known == name) {
            Some(("durations", ..)) => Ok(Type::list(Type::Amount)),
            Some(("words", ..)) => Ok(Type::Number),
            Some(("outcome", ..)) => {
                Ok(Type::Text(["found", "misplaced", "not-found"].map(str::to_owned).into()))
            }
            Some((_, true, _)) => Ok(Type::list(Type::text())),
            Some(_) => Ok(Type::text()),
            None => names(&SECTION_FIELDS.map(|(name, ..)| name)),
        },
        Type::Clause => match CLAUSE_FIELDS.iter().find(|(known, _)| *known == name) {
            Some(("quantity", _)) => Ok(Type::Amount),
            Some(_) => Ok(Type::text()),
            None => names(&CLAUSE_FIELDS.map(|(name, _)| name)),
        },
        Type::Period => match name {
            "start" | "end" => Ok(Type::Date),
            "name" => Ok(Type::text()),
            _ => names(&["start", "end", "name"]),
        },
        Type::Amount => match name {
            "minutes" | "hours" | "days" => Ok(Type::Number),
            "business" => Ok(Type::Truth),
            "text" | "within" | "clause" => Ok(Type::text()),
            _ => names(&["minutes", "hours", "days", "business", "text", "within", "clause"]),
        },
        Type::Text(_) if name == "text" => Ok(Type::text()),
        Type::List(_) if name == "size" => Ok(Type::Number),
        _ => Err(Vec::new()),
    }
}

/// The names of the fields in some places of schemas.
fn known(ids: impl Iterator<Item = (usize, TypeId)>, kinds: &Kinds) -> Vec<String> {
    let fields = ids.flat_map(|(kind, id)| kinds.get(kind).types.get(id).fields.iter().flatten());
    let mut names: Vec<_> = fields.map(|(name, _)| name.clone()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Whether a value of one type can be one of the other.
pub(super) fn fits(a: &Type, b: &Type, kinds: &Kinds) -> bool {
    match (a, b) {
        (Type::Any, _) | (_, Type::Any) | (Type::Text(_), Type::Text(_)) => true,
        (Type::Field(a), Type::Field(b)) => {
            a.iter().any(|a| b.iter().any(|b| overlap(get(kinds, *a), get(kinds, *b))))
        }
        (Type::Field(ids), other) | (other, Type::Field(ids)) => ids.iter().any(|id| {
            let of = get(kinds, *id);
            match other {
                Type::List(_) => of.items.is_some(),
                Type::Record(_) => of.fields.is_some(),
                other => of.scalar.is_some() && fits(&scalar(of), other, kinds),
            }
        }),
        (Type::List(a), Type::List(b)) => fits(a, b, kinds),
        (Type::Record(_), Type::Record(_)) | (Type::Document(_), Type::Document(_)) => true,
        (a, b) => a == b,
    }
}

fn get(kinds: &Kinds, (kind, id): (usize, TypeId)) -> &FieldType {
    kinds.get(kind).types.get(id)
}

fn overlap(a: &FieldType, b: &FieldType) -> bool {
    let scalars = match (a.scalar, b.scalar) {
        (Some(ScalarType::Any), Some(_)) | (Some(_), Some(ScalarType::Any)) => true,
        (a, b) => a.is_some() && a == b,
    };
    scalars || (a.items.is_some() && b.items.is_some()) || (a.fields.is_some() && b.fields.is_some())
}

/// Whether what stands in documents may be a scalar.
pub(super) fn is_scalar(of: &Type, kinds: &Kinds) -> bool {
    matches!(of, Type::Field(ids) if ids.iter().any(|id| get(kinds, *id).scalar.is_some()))
}

/// Whether two values can be compared: of the same type, or a date with a moment.
pub(super) fn comparable(a: &Type, b: &Type, kinds: &Kinds) -> bool {
    matches!((a, b), (Type::Date, Type::Moment) | (Type::Moment, Type::Date)) || fits(a, b, kinds)
}

/// What an operation gives; `None` where it has no meaning.
pub(super) fn arithmetic(operation: Operation, a: &Type, b: &Type) -> Option<Type> {
    use Operation::{Add, Subtract};
    Some(match (operation, a, b) {
        (_, Type::Number, Type::Number) => Type::Number,
        (Add, Type::Text(_), Type::Text(_)) => Type::text(),
        (Add | Subtract, Type::Date | Type::Moment, Type::Amount) => a.clone(),
        (Subtract, Type::Date | Type::Moment, Type::Date | Type::Moment) => Type::Amount,
        (Add | Subtract, Type::Amount, Type::Amount) => Type::Amount,
        (_, Type::Any, _) | (_, _, Type::Any) => Type::Any,
        (_, Type::Field(_), _) | (_, _, Type::Field(_)) => Type::Any,
        _ => return None,
    })
}
