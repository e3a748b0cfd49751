//! The built command, and folders and repositories of a test's own for it to run in.
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests make files and start the command")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value as Json;
use soplint::check::{Options, check};
use soplint::diagnostic::Label;
use soplint::facts::{Reader, Vocabulary};
use soplint::workspace::MemoryTree;
use tempfile::TempDir;

/// The date as of which the fixtures are judged.
pub(crate) const AS_OF: &str = "2026-10-15";

/// A folder that is gone when the test is over.
pub(crate) struct Place {
    _home: TempDir,
    root: PathBuf,
}

/// How a run of the command ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Place {
    /// A plain folder.
    pub(crate) fn folder() -> Self {
        let home = tempfile::tempdir().unwrap();
        let root = fs::canonicalize(home.path()).unwrap().join("firm");
        fs::create_dir(&root).unwrap();
        Self { _home: home, root }
    }

    /// A git repository without commits.
    pub(crate) fn repository() -> Self {
        let place = Self::folder();
        place.git(&["init", "--quiet", "--initial-branch=main"]);
        place
    }

    /// A plain folder whose firm does without what hangs on git's history, of which each SOP would be told.
    pub(crate) fn firm_without_history() -> Self {
        let off = "lint: {off: {sop/approval-current: 'Our lawyers read the changes of an SOP.'}}";
        Self::folder().with("soplint.yaml", format!("{PROFILE}{off}\n"))
    }

    /// A plain folder with the smallest profile, so that a run is no triage.
    pub(crate) fn firm() -> Self {
        Self::folder().with("soplint.yaml", PROFILE)
    }

    pub(crate) fn with(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.write(path, bytes);
        self
    }

    pub(crate) fn write(&self, path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) {
        let full = self.root.join(path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        fs::write(full, bytes).unwrap();
    }

    /// Everything below a folder, copied here.
    pub(crate) fn copy(self, from: &Path) -> Self {
        for (path, bytes) in files(from) {
            self.write(path, bytes);
        }
        self
    }

    pub(crate) fn path(&self, inner: &str) -> PathBuf {
        self.root.join(inner)
    }

    /// Commits everything, always on the same day.
    pub(crate) fn commit(self) -> Self {
        self.git(&["add", "--all"]);
        self.git(&[
            "-c",
            "user.name=Test",
            "-c",
            "user.email=test@example.com",
            "commit",
            "--quiet",
            "-m",
            "all",
        ]);
        self
    }

    pub(crate) fn git(&self, args: &[&str]) {
        let mut command = Command::new("git");
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"] {
            command.env_remove(name);
        }
        command.current_dir(&self.root).env("GIT_CONFIG_NOSYSTEM", "1").env("GIT_CONFIG_GLOBAL", "/dev/null");
        command
            .env("GIT_AUTHOR_DATE", "2026-10-01T09:00:00Z")
            .env("GIT_COMMITTER_DATE", "2026-10-01T09:00:00Z");
        let out = command.args(args).output().unwrap();
        assert!(out.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&out.stderr));
    }

    /// `soplint` in this folder.
    pub(crate) fn soplint(&self, args: &[&str]) -> Ran {
        self.soplint_in("", args, &[])
    }

    /// `soplint check --as-of`, with the fixtures' date.
    pub(crate) fn check(&self, args: &[&str]) -> Ran {
        self.soplint(&[&["check", "--as-of", AS_OF], args].concat())
    }

    /// The report of `soplint check`, as JSON; with the exit code.
    pub(crate) fn report(&self, args: &[&str]) -> (i32, Json) {
        let ran = self.check(&[&["-o", "json"], args].concat());
        let json = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        (ran.code, json)
    }

    /// `soplint` in a folder of this folder, with nothing in its environment but what is given.
    pub(crate) fn soplint_in(&self, folder: &str, args: &[&str], environment: &[(&str, &str)]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_soplint"));
        command.env_clear().envs(environment.iter().copied()).current_dir(self.root.join(folder)).args(args);
        let out = command.output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("soplint writes UTF-8");
        Ran {
            code: out.status.code().expect("no signal ended it"),
            out: text(out.stdout),
            err: text(out.stderr),
        }
    }
}

/// The least that makes a folder a firm's.
pub(crate) const PROFILE: &str = "kind: firm-profile\nschema: 1\nfirm: Castellane Brandt LLP\n\
    offices:\n  - {city: Raleigh, country: US, timezone: America/New_York}\njurisdictions: [NC]\n\
    people:\n  - {id: rcastellane, name: Rosa Castellane, role: attorney}\n";

/// An SOP in which every policy finds what it asks for.
pub(crate) fn complete_sop() -> Vec<u8> {
    fs::read(fixtures().join("sops/complete.md")).unwrap()
}

/// The same under another id, to lie beside it.
pub(crate) fn another_sop() -> Vec<u8> {
    String::from_utf8(complete_sop()).unwrap().replace("SOP-MED-102", "SOP-MED-103").into()
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The documents that are not part of the repository, where this machine has them.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    Some(PathBuf::from(std::env::var_os("SOPLINT_SHARED")?).join(folder))
}

/// Every file below a folder, with its path from there; links are not followed.
pub(crate) fn files(root: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found: Vec<_> = walkdir::WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| (entry.path().strip_prefix(root).unwrap().to_owned(), fs::read(entry.path()).unwrap()))
        .collect();
    found.sort();
    found
}

/// The same, as a tree in memory.
pub(crate) fn memory(root: &Path) -> MemoryTree {
    let mut tree = MemoryTree::default();
    for (path, bytes) in files(root) {
        tree.insert(path.to_str().unwrap(), bytes).unwrap();
    }
    tree
}

/// Compares with a file beside the inputs; writes it instead where SOPLINT_UPDATE is set.
#[track_caller]
pub(crate) fn same_as(path: &Path, actual: &str) {
    if std::env::var_os("SOPLINT_UPDATE").is_some() {
        fs::write(path, actual).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    assert!(
        expected == actual,
        "{} differs (SOPLINT_UPDATE=1 rewrites it); it is now:\n{actual}",
        path.display()
    );
}

/// What a firm's own policies in `policies/house/` say of its documents: each finding, and the words under its labels
/// in the same file.
pub(crate) fn told(firm: &Path) -> String {
    let options = Options { as_of: AS_OF.into(), only: vec!["house".to_owned()], ..Options::default() };
    let report = check(&memory(firm), &options).unwrap();
    let told = report.diagnostics.iter().map(|d| {
        let file = report.sources.get(d.primary.at.source);
        let words = |label: &Label| format!("  '{}': {}\n", label.at.span.of(file.text()), label.text);
        let here = |label: &&Label| label.at.source == d.primary.at.source;
        let labels: String = std::iter::once(&d.primary).chain(&d.related).filter(here).map(words).collect();
        format!("{}: {:?}: {}\n{labels}", file.path(), d.outcome, d.message).replace('\r', "")
    });
    told.collect()
}

/// The words that come with soplint, without those of policies.
pub(crate) fn vocabulary() -> Reader {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/vocabulary");
    let texts: Vec<(String, String)> = files(&root)
        .into_iter()
        .map(|(path, bytes)| (path.to_str().unwrap().replace('\\', "/"), String::from_utf8(bytes).unwrap()))
        .collect();
    let texts = texts.iter().map(|(path, text)| (path.as_str(), text.as_str()));
    Reader::new(Vocabulary::new(texts, &[], &[]).unwrap())
}
