//! A document that is moved, replaced, or made unreadable.

use std::fs;

use super::{Trick, no_letters, no_turnaround};
use crate::diff::text;
use crate::run::Place;

pub(crate) const TRICKS: [Trick; 9] = [
    Trick {
        name: "it moves out of the folders",
        breakage: no_letters,
        trick: |place| place.git(&["mv", "procedures/letters.md", "letters.md"]),
        told: "error soplint/no-longer-judged letters.md",
    },
    Trick {
        name: "git is told to ignore it",
        breakage: no_turnaround,
        trick: |place| {
            place.write(".gitignore", "/manual/\n");
            place.git(&["rm", "-r", "--quiet", "--cached", "manual"]);
        },
        told: "error soplint/no-longer-judged .gitignore",
    },
    Trick {
        name: "a link stands in its place",
        breakage: no_turnaround,
        trick: |place| {
            place.write("manual/other.txt", "---\nkind: sop\n---\n");
            fs::remove_file(place.path("manual/summaries.md")).unwrap();
            link(place, "other.txt", "manual/summaries.md");
        },
        told: "error soplint/no-longer-judged manual/summaries.md",
    },
    Trick {
        name: "another repository stands in its place",
        breakage: no_turnaround,
        trick: |place| {
            place.git(&["rm", "-r", "-f", "--quiet", "manual"]);
            place.git(&["init", "--quiet", "manual"]);
            let inner = ["-C", "manual", "-c", "user.name=Test", "-c", "user.email=test@example.com"];
            place.git(&[&inner[..], &["commit", "--quiet", "--allow-empty", "-m", "x"]].concat());
        },
        told: "error soplint/no-longer-judged manual/summaries.md",
    },
    Trick {
        name: "its name is written otherwise",
        breakage: no_letters,
        trick: |place| {
            place.git(&["mv", "procedures", "moved"]);
            place.git(&["mv", "moved", "Procedures"]);
        },
        told: "error soplint/no-longer-judged Procedures/letters.md",
    },
    Trick {
        name: "its name ends otherwise",
        breakage: no_turnaround,
        trick: |place| place.git(&["mv", "manual/summaries.md", "manual/summaries.txt"]),
        told: "error soplint/no-longer-judged manual/summaries.txt",
    },
    Trick {
        name: "its bytes are no text",
        breakage: no_turnaround,
        trick: |place| {
            let text = text(place, "manual/summaries.md");
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            place.write("manual/summaries.md", wide);
        },
        told: "warning soplint/encoding manual/summaries.md",
    },
    Trick {
        name: "its bytes are nothing at all",
        breakage: no_turnaround,
        trick: |place| place.write("manual/summaries.md", [0, 1, 2, 0xff, 0xfe]),
        told: "error soplint/no-longer-judged manual/summaries.md",
    },
    Trick {
        name: "it is too large to be read",
        breakage: no_turnaround,
        trick: |place| {
            let text = text(place, "manual/summaries.md");
            place.write("manual/summaries.md", format!("{text}\n{}", " \n".repeat(16 << 20)));
        },
        told: "warning soplint/unreadable manual/summaries.md",
    },
];

#[cfg(unix)]
fn link(place: &Place, to: &str, at: &str) {
    std::os::unix::fs::symlink(to, place.path(at)).unwrap();
}

#[cfg(not(unix))]
fn link(place: &Place, to: &str, at: &str) {
    place.write(at, to);
}
