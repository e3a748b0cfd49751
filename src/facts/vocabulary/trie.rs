//! Which of many texts another text begins with.

/// Texts by their beginnings. The children of a node stand side by side, in the order of their bytes.
#[derive(Debug)]
pub(super) struct Trie {
    /// For each node the byte that leads to it.
    bytes: Vec<u8>,
    /// For each node its first child; the last child stands before the next node's first.
    children: Vec<u32>,
    /// For each node the number of the text that ends there, or [`NONE`].
    ends: Vec<u32>,
    /// For each byte the root's child, or [`NONE`]: the root has many.
    first: [u32; 256],
}

const NONE: u32 = u32::MAX;

impl Trie {
    /// The texts are sorted and each is given once.
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a String>) -> Self {
        let texts: Vec<&[u8]> = texts.map(|text| text.as_bytes()).collect();
        let mut trie = Self { bytes: vec![0], children: Vec::new(), ends: Vec::new(), first: [NONE; 256] };
        // For each node its depth, and the texts below it, which are neighbours.
        let mut nodes = vec![(0, 0..texts.len())];
        let mut at = 0;
        while at < nodes.len() {
            let (depth, mut below) = nodes[at].clone();
            let ends = texts.get(below.start).is_some_and(|text| text.len() == depth);
            trie.ends.push(if ends { below.start as u32 } else { NONE });
            trie.children.push(nodes.len() as u32);
            below.start += usize::from(ends);
            for same in texts[below.clone()].chunk_by(|a, b| a[depth] == b[depth]) {
                trie.bytes.push(same[0][depth]);
                nodes.push((depth + 1, below.start..below.start + same.len()));
                below.start += same.len();
            }
            at += 1;
        }
        trie.children.push(nodes.len() as u32);
        for child in trie.children[0]..trie.children[1] {
            trie.first[trie.bytes[child as usize] as usize] = child;
        }
        trie
    }

    /// The texts that a text begins with, shortest first: the number of each, and its length.
    pub(super) fn prefixes(&self, text: &[u8]) -> impl Iterator<Item = (usize, usize)> {
        let mut rest = text.iter();
        let below = std::iter::successors(Some(0), move |node| self.child(*node, *rest.next()?));
        below.enumerate().filter_map(|(length, node)| {
            let end = self.ends[node as usize];
            (end != NONE).then_some((end as usize, length))
        })
    }

    fn child(&self, node: u32, byte: u8) -> Option<u32> {
        if node == 0 {
            return Some(self.first[byte as usize]).filter(|child| *child != NONE);
        }
        let (from, to) = (self.children[node as usize], self.children[node as usize + 1]);
        let place = self.bytes[from as usize..to as usize].iter().position(|other| *other == byte)?;
        Some(from + place as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::Trie;

    #[test]
    fn every_beginning_is_found() {
        let texts = ["", "a", "ab", "abc", "b", "bcd"].map(str::to_owned);
        let trie = Trie::new(texts.iter());
        let found = |text: &str| trie.prefixes(text.as_bytes()).map(|(index, _)| texts[index].as_str()).collect::<Vec<_>>();
        assert_eq!(found("abd"), ["", "a", "ab"]);
        assert_eq!(found("bc"), ["", "b"]);
        assert_eq!(found("bcde"), ["", "b", "bcd"]);
        assert_eq!(found("x"), [""]);
        assert_eq!(Trie::new([].iter()).prefixes(b"a").count(), 0);
    }
}
