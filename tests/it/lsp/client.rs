//! A client in the same process, with a firm on disk.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request, Response};
use serde_json::{Value, json};
use soplint::text::Encoding;
use tempfile::TempDir;

/// Long enough for the busiest machine; a test that waits this long has failed.
const WAIT: Duration = Duration::from_secs(120);

pub(super) const AS_OF: &str = "2026-10-15";

/// A copy of the failing firm, outside any repository.
pub(super) struct Firm {
    folder: TempDir,
}

impl Firm {
    pub(super) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/firms/failing"), folder.path());
        Self { folder }
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    pub(super) fn uri(&self, path: &str) -> String {
        format!("file://{}/{}", self.root().to_str().unwrap(), path.replace(' ', "%20"))
    }

    pub(super) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap()
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// What a client can do.
pub(super) fn capabilities(encodings: &[&str], pulls: bool, watches: bool) -> Value {
    json!({
        "general": { "positionEncodings": encodings },
        "textDocument": if pulls { json!({ "diagnostic": {} }) } else { json!({}) },
        "workspace": {
            "diagnostics": { "refreshSupport": pulls },
            "didChangeWatchedFiles": { "dynamicRegistration": watches },
        },
    })
}

pub(super) struct Client {
    connection: Connection,
    server: Option<JoinHandle<u8>>,
    /// Not started yet, so that what is sent meanwhile waits together.
    waiting: Option<Connection>,
    requests: i32,
    /// Every set of diagnostics that was pushed, in order.
    pub(super) pushed: Vec<Value>,
    /// Other messages of the server, by method.
    pub(super) heard: BTreeMap<String, Vec<Value>>,
}

impl Client {
    /// A client whose server does not run yet.
    pub(super) fn held() -> Self {
        let (server, connection) = Connection::memory();
        Self {
            connection,
            server: None,
            waiting: Some(server),
            requests: 0,
            pushed: Vec::new(),
            heard: BTreeMap::new(),
        }
    }

    /// A client of a running server, after `initialized`.
    pub(super) fn new(capabilities: &Value) -> Self {
        Self::with(capabilities, &json!({ "asOf": AS_OF }))
    }

    /// The same, with settings.
    pub(super) fn with(capabilities: &Value, settings: &Value) -> Self {
        let mut client = Self::held();
        client.run();
        let hello = client
            .ask("initialize", json!({ "capabilities": capabilities, "initializationOptions": settings }));
        assert!(hello["capabilities"]["hoverProvider"].as_bool().unwrap());
        client.tell("initialized", json!({}));
        client
    }

    pub(super) fn run(&mut self) {
        let connection = self.waiting.take().unwrap();
        let now = "2026-12-31T23:30:00Z".parse::<jiff::Timestamp>().unwrap();
        self.server = Some(thread::spawn(move || soplint::lsp::serve(&connection, &|| now)));
    }

    pub(super) fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Notification { method: method.to_owned(), params }.into()).unwrap();
    }

    pub(super) fn send(&mut self, method: &str, params: Value) -> i32 {
        self.requests += 1;
        let request = Request { id: self.requests.into(), method: method.to_owned(), params };
        self.connection.sender.send(request.into()).unwrap();
        self.requests
    }

    /// Asks, and waits for the answer; errors become their code.
    pub(super) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.send(method, params);
        self.answer(id)
    }

    pub(super) fn answer(&mut self, id: i32) -> Value {
        loop {
            if let Some(Response { id: of, response_result }) = self.next()
                && of == id.into()
            {
                return response_result.unwrap_or_else(|error| json!(error.code));
            }
        }
    }

    pub(super) fn open(&self, uri: &str, language: &str, text: &str) {
        let item = json!({ "uri": uri, "languageId": language, "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": item }));
    }

    pub(super) fn change(&self, uri: &str, version: i32, changes: Value) {
        self.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes }),
        );
    }

    /// The diagnostics that are pushed next for a document at a version.
    pub(super) fn diagnostics(&mut self, uri: &str, version: i32) -> Vec<Value> {
        loop {
            let before = self.pushed.len();
            self.next();
            if let Some(params) = self.pushed.get(before)
                && params["uri"] == uri
                && params["version"] == version
            {
                return params["diagnostics"].as_array().unwrap().clone();
            }
        }
    }

    /// Waits until the server said something by a method, and gives all of it.
    pub(super) fn hear(&mut self, method: &str) -> Vec<Value> {
        while !self.heard.contains_key(method) {
            self.next();
        }
        self.heard.remove(method).unwrap()
    }

    fn next(&mut self) -> Option<Response> {
        match self.connection.receiver.recv_timeout(WAIT).expect("the server says something") {
            Message::Response(response) => return Some(response),
            Message::Notification(note) if note.method == "textDocument/publishDiagnostics" => {
                self.pushed.push(note.params)
            }
            Message::Notification(note) => self.heard.entry(note.method).or_default().push(note.params),
            Message::Request(request) => {
                self.heard.entry(request.method).or_default().push(request.params);
                self.connection.sender.send(Response::new_ok(request.id, ()).into()).unwrap();
            }
        }
        None
    }

    /// Leaves as it should be done, and gives the exit code.
    pub(super) fn leave(mut self) -> u8 {
        assert!(self.ask("shutdown", Value::Null).is_null());
        self.tell("exit", Value::Null);
        self.hang_up()
    }

    /// Leaves without a word.
    pub(super) fn hang_up(self) -> u8 {
        let Self { connection, server, .. } = self;
        drop(connection);
        server.unwrap().join().unwrap()
    }
}

/// The policy, the message and the bytes of each diagnostic.
pub(super) fn facts(
    diagnostics: &[Value],
    text: &str,
    unit: Encoding,
) -> Vec<(String, String, usize, usize)> {
    let fact = |d: &Value| {
        let at = |end: &str| byte(text, &d["range"][end], unit);
        (
            d["code"].as_str().unwrap().to_owned(),
            d["message"].as_str().unwrap().to_owned(),
            at("start"),
            at("end"),
        )
    };
    diagnostics.iter().map(fact).collect()
}

/// Where a line begins, counted apart from the program's own way.
pub(super) fn line_starts(text: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match (c, chars.peek()) {
            ('\r', Some((_, '\n'))) => {}
            ('\r' | '\n', _) => starts.push(at + 1),
            _ => {}
        }
    }
    starts
}

fn byte(text: &str, point: &Value, unit: Encoding) -> usize {
    let start = line_starts(text)[point["line"].as_u64().unwrap() as usize];
    let column = point["character"].as_u64().unwrap() as usize;
    match unit {
        Encoding::Utf8 => start + column,
        _ => {
            let units: Vec<u16> = text[start..].encode_utf16().take(column).collect();
            start + String::from_utf16(&units).expect("a column between characters").len()
        }
    }
}
