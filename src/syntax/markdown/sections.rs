//! Where the sections of real and bold headings end.

use super::{Block, Heading, HeadingId};

/// The sections that are open while the blocks go by.
#[derive(Debug, Default)]
pub(super) struct Sections {
    open: Vec<Section>,
}

#[derive(Debug)]
struct Section {
    heading: HeadingId,
    /// The block that holds the section, and where that ends.
    container: Option<u32>,
    end: u32,
    level: u8,
    /// Bold: any real heading ends it, and the next bold one.
    soft: bool,
}

impl Sections {
    /// Ends the sections whose container ends before a block.
    pub(super) fn reach(&mut self, block: u32, headings: &mut [Heading]) {
        while self.open.last().is_some_and(|open| open.end <= block) {
            self.end_last(block, headings);
        }
    }

    /// The innermost open section.
    pub(super) fn enclosing(&self) -> Option<HeadingId> {
        self.open.last().map(|open| open.heading)
    }

    /// The open section around the innermost one.
    pub(super) fn around(&self) -> Option<HeadingId> {
        let index = self.open.len().checked_sub(2)?;
        Some(self.open[index].heading)
    }

    /// Ends what a heading in a container ends. `level` is none for a bold one.
    pub(super) fn end(
        &mut self,
        at: u32,
        container: Option<u32>,
        level: Option<u8>,
        headings: &mut [Heading],
    ) {
        let ends = |open: &Section| {
            open.container == container && (open.soft || level.is_some_and(|level| open.level >= level))
        };
        while self.open.last().is_some_and(ends) {
            self.end_last(at, headings);
        }
    }

    /// Begins a section.
    pub(super) fn begin(
        &mut self,
        heading: HeadingId,
        container: Option<u32>,
        level: Option<u8>,
        blocks: &[Block],
    ) {
        let end = container.map_or(blocks.len() as u32, |id| blocks[id as usize].end.0);
        self.open.push(Section {
            heading,
            container,
            end,
            level: level.unwrap_or(u8::MAX),
            soft: level.is_none(),
        });
    }

    pub(super) fn finish(mut self, count: u32, headings: &mut [Heading]) {
        while !self.open.is_empty() {
            self.end_last(count, headings);
        }
    }

    fn end_last(&mut self, at: u32, headings: &mut [Heading]) {
        if let Some(section) = self.open.pop() {
            let body = &mut headings[section.heading.0 as usize].body;
            body.end = section.end.min(at).max(body.start);
        }
    }
}
