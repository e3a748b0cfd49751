//! Which of many texts another text begins with.

/// Texts by their beginnings.
#[derive(Debug)]
pub(super) struct Trie {
    /// The root first, then by depth; the children of a node stand side by side.
    nodes: Vec<Node>,
    /// For each node the number of the first text that begins with what leads there.
    texts: Vec<u32>,
    /// For each of the first nodes its child for every byte, or [`ROOT`] for none: these have many
    /// children, and most searches end among them.
    rows: Vec<[u32; 256]>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// The byte that leads to it.
    byte: u8,
    /// Whether a text ends there.
    ends: bool,
    /// How many children it has: not every byte occurs in UTF-8.
    count: u8,
    first_child: u32,
}

/// Nobody's child.
const ROOT: u32 = 0;

/// How many nodes have a row.
const ROWS: usize = 64;

impl Trie {
    /// The texts are sorted and each is given once.
    pub(super) fn new<'a>(texts: impl Iterator<Item = &'a String>) -> Self {
        let texts: Vec<&[u8]> = texts.map(|text| text.as_bytes()).collect();
        let mut nodes = vec![Node { byte: 0, ends: false, count: 0, first_child: 0 }];
        // For each node its depth, and the texts below it, which are neighbours.
        let mut below = vec![(0, 0..texts.len())];
        for at in 0.. {
            let Some((depth, mut range)) = below.get(at).cloned() else { break };
            nodes[at].ends = texts.get(range.start).is_some_and(|text| text.len() == depth);
            nodes[at].first_child = nodes.len() as u32;
            range.start += usize::from(nodes[at].ends);
            for same in texts[range.clone()].chunk_by(|a, b| a[depth] == b[depth]) {
                nodes.push(Node { byte: same[0][depth], ends: false, count: 0, first_child: 0 });
                nodes[at].count += 1;
                below.push((depth + 1, range.start..range.start + same.len()));
                range.start += same.len();
            }
        }
        let mut trie = Self { nodes, texts: Vec::new(), rows: Vec::new() };
        trie.texts = below.into_iter().map(|(_, range)| range.start as u32).collect();
        for node in trie.nodes.iter().take(ROWS) {
            let mut row = [ROOT; 256];
            for child in trie.children(*node) {
                row[trie.nodes[child].byte as usize] = child as u32;
            }
            trie.rows.push(row);
        }
        trie
    }

    fn children(&self, node: Node) -> std::ops::Range<usize> {
        node.first_child as usize..node.first_child as usize + node.count as usize
    }

    /// Tells of each text that a text begins with, shortest first: its number, and its length.
    pub(super) fn prefixes(&self, text: &[u8], mut tell: impl FnMut(usize, usize)) {
        let mut at = 0;
        for length in 0.. {
            let node = self.nodes[at];
            if node.ends {
                tell(self.texts[at] as usize, length);
            }
            let Some(&byte) = text.get(length) else { break };
            at = match self.rows.get(at) {
                Some(row) => row[byte as usize] as usize,
                None => {
                    self.children(node).find(|child| self.nodes[*child].byte == byte).unwrap_or(ROOT as usize)
                }
            };
            if at == ROOT as usize {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Trie;

    #[test]
    fn every_beginning_is_found() {
        let texts = ["", "a", "ab", "abc", "b", "bcd"].map(str::to_owned);
        let trie = Trie::new(texts.iter());
        let found = |text: &str| {
            let mut found = Vec::new();
            trie.prefixes(text.as_bytes(), |index, length| found.push(texts[index].split_at(length).0));
            found
        };
        assert_eq!(found("abd"), ["", "a", "ab"]);
        assert_eq!(found("bc"), ["", "b"]);
        assert_eq!(found("bcde"), ["", "b", "bcd"]);
        assert_eq!(found("x"), [""]);
        Trie::new([].iter()).prefixes(b"a", |_, _| panic!("there is nothing to find"));
    }
}
