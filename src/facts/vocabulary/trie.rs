//! Which of many texts another text begins with.

/// Texts by their beginnings, as a double-array trie (Aoe 1989): the child of a node for a byte stands
/// at the node's base plus that byte, if the cell there names the node as its parent. So a step takes
/// one look at one cell, however many children there are.
#[derive(Debug)]
pub(super) struct Trie {
    cells: Vec<Cell>,
}

#[derive(Clone, Copy, Debug)]
struct Cell {
    /// The cell of the node above; [`NONE`] where no node stands.
    parent: u32,
    /// Where the children begin.
    base: u32,
    /// The number of the text that ends here, or [`NONE`].
    text: u32,
}

const NONE: u32 = u32::MAX;
const FREE: Cell = Cell { parent: NONE, base: 0, text: NONE };

/// The first node. Its base is never 0, so it is not its own child.
const ROOT: u32 = 0;

impl Trie {
    /// The texts are sorted and each is given once.
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a str>) -> Self {
        let texts: Vec<&[u8]> = texts.map(str::as_bytes).collect();
        let mut children: Vec<u8> = Vec::new();
        let mut cells = vec![Cell { parent: ROOT, base: 1, ..FREE }];
        // Where the search for room begins: all cells before are taken, or too near to the first for any
        // base to reach them.
        let mut full = 256;
        // Nodes whose children have no place yet: cell, depth, and the texts below, which are neighbours.
        let mut waiting = vec![(ROOT, 0, 0..texts.len())];
        while let Some((at, depth, mut below)) = waiting.pop() {
            if texts.get(below.start).is_some_and(|text| text.len() == depth) {
                cells[at as usize].text = below.start as u32;
                below.start += 1;
            }
            children.clear();
            match &texts[below.clone()] {
                [] => continue,
                // Most nodes lead to one text.
                [only] => children.push(only[depth]),
                several => {
                    children.extend(several.chunk_by(|a, b| a[depth] == b[depth]).map(|same| same[0][depth]));
                }
            }
            let first = children[0];
            while cells.get(full).is_some_and(|cell| cell.parent != NONE) {
                full += 1;
            }
            let free = |base: usize, byte: u8| {
                cells.get(base + usize::from(byte)).is_none_or(|cell| cell.parent == NONE)
            };
            let mut base = full - usize::from(first);
            while !children.iter().all(|byte| free(base, *byte)) {
                base += 1;
            }
            cells[at as usize].base = base as u32;
            let last = base + usize::from(*children.last().expect("there is a first"));
            cells.resize(cells.len().max(last + 1), FREE);
            for byte in &children {
                let child = base + usize::from(*byte);
                cells[child].parent = at;
                let end = below.start + texts[below.clone()].partition_point(|text| text[depth] == *byte);
                waiting.push((child as u32, depth + 1, below.start..end));
                below.start = end;
            }
        }
        Self { cells }
    }

    /// Tells of each text that a text begins with, shortest first: its number, and its length.
    #[inline]
    pub(super) fn prefixes(&self, text: &[u8], mut tell: impl FnMut(usize, usize)) {
        let mut at = ROOT;
        let mut cell = &self.cells[0];
        for (length, byte) in text.iter().enumerate() {
            if cell.text != NONE {
                tell(cell.text as usize, length);
            }
            let child = cell.base + u32::from(*byte);
            match self.cells.get(child as usize) {
                Some(next) if next.parent == at => (at, cell) = (child, next),
                _ => return,
            }
        }
        if cell.text != NONE {
            tell(cell.text as usize, text.len());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Trie;

    #[test]
    fn every_beginning_is_found() {
        let texts = ["", "a", "ab", "abc", "b", "bcd", "\u{e9}a", "\u{e9}b"];
        let trie = Trie::new(texts.into_iter());
        let found = |text: &str| {
            let mut found = Vec::new();
            trie.prefixes(text.as_bytes(), |index, length| {
                assert_eq!(texts[index].len(), length);
                found.push(texts[index]);
            });
            found
        };
        assert_eq!(found("abd"), ["", "a", "ab"]);
        assert_eq!(found("bc"), ["", "b"]);
        assert_eq!(found("bcde"), ["", "b", "bcd"]);
        assert_eq!(found("\u{e9}bx"), ["", "\u{e9}b"]);
        assert_eq!(found("\u{e9}"), [""]);
        assert_eq!(found("x"), [""]);
        assert_eq!(found("\0"), [""]);
        Trie::new(std::iter::empty()).prefixes(b"a", |_, _| panic!("there is nothing to find"));
    }
}
