//! What the texts of a document say in so many words: of Markdown its body, of YAML the texts of its fields.
//!
//! The fields of a YAML document are read as nested lists: a key introduces what stands below it, so that
//! `vendor_must_not:` over a list makes prohibitions of its items, and what stands below `superseded_terms:` obliges
//! nobody. A key itself obliges nobody either. A text is Markdown, as in `terms: |`, so that what is struck out or in
//! code does not count there.

use crate::syntax::markdown::{self, BlockId, BlockKind, Markdown};
use crate::syntax::yaml::{self, Node, Value};
use crate::text::{Prose, Span};

use super::asked::Asked;
use super::clause::{Clause, clauses};
use super::drift::Drift;
use super::passage::Passage;
use super::reader::Reader;
use super::reading::Reading;
use super::verdict::Force;
use super::vocabulary::{Owner, Vocabulary};
use super::{Polarity, Weighed, passage};

/// What a document says in so many words.
#[derive(Debug, Default)]
pub struct Wording {
    /// By topic and place.
    pub clauses: Vec<Clause>,
    /// For each wording that the vocabulary keeps: the nearest passage, if the document is held against it.
    pub drifts: Vec<Option<Drift>>,
    /// Every passage that counted for or against something, by place.
    pub weighed: Vec<Weighed>,
    /// How many sentences and rows had to be held against rules of evidence: what it costs to read them.
    pub held: usize,
}

impl Wording {
    /// Of a body that was read.
    pub(super) fn of(
        reading: &Reading<'_>,
        passages: &[Passage],
        held: usize,
        kind: Option<&str>,
        sections_at: impl Fn(Span) -> Vec<usize>,
    ) -> Self {
        let vocabulary = reading.vocabulary;
        let weighed = passages.iter().map(|passage| Weighed {
            owner: passage.owner,
            rule: passage.rule,
            span: passage.span,
            polarity: Polarity::of(passage.force.0),
        });
        let kept = vocabulary.kept().iter();
        let nearest = kept.map(|kept| {
            kept.concerns(kind).then(|| vocabulary.nearest(&kept.wording, reading.markdown)).flatten()
        });
        Self {
            clauses: clauses(reading, passages, sections_at),
            drifts: nearest.collect(),
            weighed: weighed.collect(),
            held,
        }
    }

    /// Of the texts of fields. `asked` says which clauses are wanted; `None`: all.
    pub(super) fn of_fields(
        source: &str,
        root: &Node,
        reader: &Reader,
        kind: Option<&str>,
        asked: Option<&Asked>,
    ) -> Self {
        let vocabulary: &Vocabulary = reader;
        let is_read =
            asked.is_none_or(Asked::any_topic) || vocabulary.kept().iter().any(|kept| kept.concerns(kind));
        if !is_read {
            return Self::default();
        }
        let mut fields = Fields { source, body: Markdown::default(), keys: Vec::new() };
        let list = fields.list(root.span, None);
        if says_something(root) {
            fields.value(root, list);
        }
        fields.body.close(list);
        let Fields { body, keys, .. } = fields;
        let of_use = |owner: Owner| match owner {
            Owner::Topic(topic) => asked.is_none_or(|asked| asked.topic(topic)),
            Owner::Concept(_) => false,
        };
        let (reading, (mut passages, held)) = reader.with(|boilerplate| {
            let reading = Reading::of_fields(source, &body, vocabulary, boilerplate);
            let passages = passage::passages(&reading, of_use, boilerplate);
            (reading, passages)
        });
        passages.retain(|passage| keys.binary_search(&passage.part.block).is_err());
        for key in
            keys.into_iter().filter(|key| vocabulary.force.unbinds(reading.folded(&reading.whole(*key))))
        {
            let below = key..body.block(body.block(key).parent.unwrap_or(key)).end;
            let duties = passages
                .iter_mut()
                .filter(|passage| below.contains(&passage.part.block) && passage.force.0 == Force::Duty);
            duties.for_each(|passage| passage.force = (Force::Mention, false));
        }
        Self::of(&reading, &passages, held, kind, |_| Vec::new())
    }
}

/// Whether there is a text of several words in a value. What an alias stands for is read where it is written.
/// Recursion is bounded: a tree is no deeper than the limit under which it was read.
fn says_something(node: &Node) -> bool {
    node.definition().is_none()
        && match &node.value {
            Value::Scalar(scalar) => scalar.text().trim().contains([' ', '\n']),
            Value::Seq(items) => items.iter().any(says_something),
            Value::Map(entries) => entries.iter().any(|entry| says_something(&entry.value)),
        }
}

/// The fields of a document as a body of prose.
struct Fields<'a> {
    source: &'a str,
    body: Markdown,
    /// The blocks that are keys.
    keys: Vec<BlockId>,
}

impl Fields<'_> {
    fn list(&mut self, span: Span, parent: Option<BlockId>) -> BlockId {
        self.body.open(BlockKind::List { ordered: false }, span, parent, Prose::default())
    }

    /// Items of a list, of a value that says something: most fields are a word, and a key that introduces nothing
    /// makes nothing of others. Recursion is bounded: a tree is no deeper than the limit under which it was read.
    fn value(&mut self, node: &Node, list: BlockId) {
        match &node.value {
            Value::Scalar(_) => {
                let prose = yaml::prose(self.source, node);
                let item = self.item(node.span, list);
                let text = markdown::parse(prose.text(), 0);
                self.body.graft(item, text, &prose);
                self.body.close(item);
            }
            Value::Seq(items) => {
                items.iter().filter(|item| says_something(item)).for_each(|item| self.value(item, list));
            }
            Value::Map(entries) => {
                for entry in entries.iter().filter(|entry| says_something(&entry.value)) {
                    let item = self.item(entry.key.span.cover(entry.value.span), list);
                    self.key(&entry.key, item);
                    let below = self.list(entry.value.span, Some(item));
                    self.value(&entry.value, below);
                    self.body.close(below);
                    self.body.close(item);
                }
            }
        }
    }

    fn item(&mut self, span: Span, list: BlockId) -> BlockId {
        self.body.open(BlockKind::Item { task: None }, span, Some(list), Prose::default())
    }

    /// `must_not` as "must not:".
    fn key(&mut self, key: &Node, item: BlockId) {
        let mut prose = yaml::prose(self.source, key).replacing('_', ' ');
        prose.push_for(Span { start: key.span.end, end: key.span.end }, ":");
        let block = self.body.open(BlockKind::Paragraph, key.span, Some(item), prose);
        self.keys.push(block);
    }
}
