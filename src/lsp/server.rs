//! The loop: message after message, and one piece of work at a time while none is waiting.
//!
//! So a burst of edits is judged once, at its end, and an edit never waits for more than the judgement
//! of one document.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use gen_lsp_types::{
    DidChangeWatchedFilesParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, FileChangeType, MessageType, TextDocumentIdentifier,
    TextDocumentPositionParams, VersionedTextDocumentIdentifier,
};
use jiff::Timestamp;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::check::PROFILE;
use crate::render::EditorFinding;
use crate::workspace::locate;

use super::answers;
use super::client::Client;
use super::document::{Change, Document, Place};
use super::firm::{Firm, Stale};
use super::uri::file_path;

/// Tells the time: what is in force depends on the day.
pub type Clock<'a> = &'a dyn Fn() -> Timestamp;

/// Serves one client until it leaves.
///
/// Gives the exit code: 0 only where the client asked to shut down before it left.
#[must_use]
pub fn serve(connection: &Connection, clock: Clock<'_>) -> u8 {
    let mut server = Server {
        connection,
        clock,
        client: None,
        stopping: false,
        documents: BTreeMap::new(),
        firms: BTreeMap::new(),
        told: None,
        requests: 0,
    };
    loop {
        let message = match connection.receiver.try_recv() {
            Ok(message) => message,
            Err(error) if error.is_disconnected() => return 1, // the input ended without `exit`
            Err(_) if server.guarded(Server::work).unwrap_or(true) => continue,
            Err(_) => match connection.receiver.recv() {
                Ok(message) => message,
                Err(_) => return 1,
            },
        };
        match message {
            Message::Notification(note) if note.method == "exit" => return u8::from(!server.stopping),
            Message::Notification(note) => server.notice(note),
            Message::Request(request) => server.answer(request),
            Message::Response(_) => {} // nothing that is asked needs one
        }
    }
}

struct Server<'a> {
    connection: &'a Connection,
    clock: Clock<'a>,
    /// Since `initialize`.
    client: Option<Client>,
    stopping: bool,
    /// By URI, in the client's spelling.
    documents: BTreeMap<String, Document>,
    /// By root.
    firms: BTreeMap<PathBuf, Firm>,
    /// What the person at the keyboard was last told of settings and policies.
    told: Option<String>,
    requests: i32,
}

/// How a request fails.
type Refusal = (ErrorCode, String);

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DidChange {
    text_document: VersionedTextDocumentIdentifier,
    content_changes: Vec<Change>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Asked {
    text_document: TextDocumentIdentifier,
}

impl Server<'_> {
    /// Runs what may fail on hostile input without ending the session.
    fn guarded<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let ran = catch_unwind(AssertUnwindSafe(|| run(self))).ok();
        if ran.is_none() {
            self.log("soplint failed on this; this is a mistake in soplint. Please report it.");
        }
        ran
    }

    fn answer(&mut self, Request { id, method, params }: Request) {
        let result = match (method.as_str(), &self.client) {
            ("initialize", None) => {
                let client = Client::new(&params);
                let welcome = json!(client.welcome());
                self.client = Some(client);
                Ok(welcome)
            }
            (_, None) => {
                Err((ErrorCode::ServerNotInitialized, "the first request is `initialize`".to_owned()))
            }
            _ if self.stopping => Err((ErrorCode::InvalidRequest, "the server is shutting down".to_owned())),
            ("initialize", Some(_)) => Err((ErrorCode::InvalidRequest, "this was asked before".to_owned())),
            ("shutdown", _) => {
                self.stopping = true;
                Ok(Value::Null)
            }
            ("textDocument/hover", _) => self.at_place(params, answers::hover),
            ("textDocument/definition", _) => self.at_place(params, answers::definition),
            ("textDocument/diagnostic", _) => self.pulled(params),
            _ => Err((ErrorCode::MethodNotFound, format!("`{method}` is not known here"))),
        };
        let response = match result {
            Ok(result) => Response { id, response_result: Ok(result) },
            Err((code, why)) => Response::new_err(id, code as i32, why),
        };
        self.send(response);
    }

    fn notice(&mut self, Notification { method, params }: Notification) {
        if self.client.is_none() || self.stopping {
            return;
        }
        let read = self.guarded(|server| match method.as_str() {
            "initialized" => Ok(server.begin()),
            "textDocument/didOpen" => read(params).map(|params| server.open(params)),
            "textDocument/didChange" => read(params).map(|params| server.change(params)),
            "textDocument/didSave" => read(params).map(|params| server.save(&params)),
            "textDocument/didClose" => read(params).map(|params| server.close(&params)),
            "workspace/didChangeWatchedFiles" => read(params).map(|params| server.changed_on_disk(params)),
            "workspace/didChangeConfiguration" => Ok(server.look_at_disk()),
            _ => Ok(()),
        });
        if let Some(Err((_, why))) = read {
            self.log(&format!("{method}: {why}"));
        }
    }

    /// The next piece of work; false where there is none.
    fn work(&mut self) -> bool {
        if self.refresh() {
            return true;
        }
        let pulls = self.client.as_ref().is_none_or(|client| client.pulls);
        let waiting = self.documents.iter().find(|(_, document)| document.stale);
        let Some(uri) = waiting.filter(|_| !pulls).map(|(uri, _)| uri.clone()) else { return false };
        self.judge(&uri);
        true
    }

    fn begin(&mut self) {
        let Some(client) = &mut self.client else { return };
        let complaints = std::mem::take(&mut client.complaints);
        if client.watches {
            let watchers = json!([{ "globPattern": "**/*.{md,markdown,mdown,yaml,yml}" }]);
            let method = "workspace/didChangeWatchedFiles";
            let registration =
                json!({ "id": "files", "method": method, "registerOptions": { "watchers": watchers } });
            self.request("client/registerCapability", json!({ "registrations": [registration] }));
        }
        for complaint in complaints {
            self.show(&complaint);
        }
    }

    fn open(&mut self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let language = String::from(item.language_id);
        let place = self.place(&item.uri.0, &language);
        if let Some(Place { root, path }) = &place
            && let Some(firm) = self.firms.get_mut(root)
        {
            firm.lay(path, &item.text);
        }
        let document =
            Document { version: item.version, text: item.text, stale: place.is_some(), place, report: None };
        self.documents.insert(item.uri.0, document);
        self.look_at_disk_unless_watched();
    }

    fn change(&mut self, params: DidChange) {
        let Some(client) = &self.client else { return };
        let VersionedTextDocumentIdentifier { version, text_document_identifier } = params.text_document;
        let Some(document) = self.documents.get_mut(&text_document_identifier.uri.0) else { return };
        document.version = version;
        document.change(params.content_changes, client.unit);
        if let Some(Place { root, path }) = &document.place
            && let Some(firm) = self.firms.get_mut(root)
        {
            firm.lay(path, &document.text);
        }
    }

    fn save(&mut self, params: &DidSaveTextDocumentParams) {
        let profile = |path: PathBuf| path.file_name().is_some_and(|name| name == PROFILE);
        if file_path(&params.text_document.uri.0).is_some_and(profile) {
            self.find_roots();
        }
        self.look_at_disk_unless_watched();
    }

    /// Findings are shown for open documents alone: none are left behind.
    fn close(&mut self, params: &DidCloseTextDocumentParams) {
        let uri = &params.text_document.uri.0;
        let Some(document) = self.documents.remove(uri) else { return };
        if let Some(Place { root, path }) = &document.place
            && let Some(firm) = self.firms.get_mut(root)
        {
            firm.lift(path);
        }
        if self.client.as_ref().is_some_and(|client| !client.pulls) {
            self.notify("textDocument/publishDiagnostics", json!({ "uri": uri, "diagnostics": [] }));
        }
    }

    fn changed_on_disk(&mut self, params: DidChangeWatchedFilesParams) {
        let paths =
            params.changes.into_iter().filter_map(|change| Some((file_path(&change.uri.0)?, change.kind)));
        let mut roots_moved = false;
        for (file, kind) in paths {
            roots_moved |=
                kind != FileChangeType::Changed && file.file_name().is_some_and(|name| name == PROFILE);
            for firm in self.firms.values_mut() {
                if let Some(path) = real(&file).and_then(|file| firm.path_of(&file)) {
                    firm.touched(&path, Stale::Disk);
                }
            }
        }
        if roots_moved {
            self.find_roots();
        }
    }

    fn look_at_disk(&mut self) {
        for firm in self.firms.values_mut() {
            firm.stale = Stale::Disk;
        }
    }

    /// An editor that watches no files says at least when it opens and saves one.
    fn look_at_disk_unless_watched(&mut self) {
        if self.client.as_ref().is_some_and(|client| !client.watches) {
            self.look_at_disk();
        }
    }

    /// Where a document belongs. Opens the firm, if this is its first document.
    fn place(&mut self, uri: &str, language: &str) -> Option<Place> {
        let Some(file) = file_path(uri) else {
            // Written in the editor and not saved yet. What other schemes show is not in the working tree.
            let name = match (uri.split_once(':')?.0, language) {
                ("untitled", "markdown") => "untitled.md",
                ("untitled", "yaml") => "untitled.yaml",
                _ => return None,
            };
            self.firms.entry(PathBuf::new()).or_insert_with(Firm::nowhere);
            return Some(Place { root: PathBuf::new(), path: name.into() });
        };
        match locate(&file) {
            Ok((opened, path)) => {
                let root = opened.root.clone();
                self.firms.entry(root.clone()).or_insert_with(|| Firm::new(opened));
                Some(Place { root, path })
            }
            Err(error) => {
                self.log(&error.to_string());
                None
            }
        }
    }

    /// A `soplint.yaml` came or went: documents may have another root.
    fn find_roots(&mut self) {
        let before: Vec<(String, Option<Place>)> =
            self.documents.iter().map(|(uri, document)| (uri.clone(), document.place.clone())).collect();
        for (uri, old) in before.into_iter().filter(|(uri, _)| file_path(uri).is_some()) {
            let new = self.place(&uri, "");
            if new == old {
                continue;
            }
            if let Some(Place { root, path }) = &old
                && let Some(firm) = self.firms.get_mut(root)
            {
                firm.lift(path);
            }
            let Some(document) = self.documents.get_mut(&uri) else { continue };
            if let Some(Place { root, path }) = &new
                && let Some(firm) = self.firms.get_mut(root)
            {
                firm.lay(path, &document.text);
            }
            document.stale = true;
            document.place = new;
        }
    }

    /// Reads settings and policies again where they may have changed, and looks at the calendar. What
    /// was judged by others is judged again. True where something changed.
    fn refresh(&mut self) -> bool {
        let Some(client) = &self.client else { return false };
        let now = (self.clock)();
        let mut changed = Vec::new();
        for (root, firm) in &mut self.firms {
            let as_of = client.as_of.clone();
            let read = firm.refresh();
            let as_of = as_of.unwrap_or_else(|| firm.session().today(now));
            if read || firm.as_of != as_of {
                firm.as_of = as_of;
                changed.push(root.clone());
            }
        }
        if changed.is_empty() {
            return false;
        }
        let mut judged = false;
        for document in self.documents.values_mut() {
            if document.place.as_ref().is_some_and(|place| changed.contains(&place.root)) {
                judged |= document.report.is_some();
                document.stale = true;
            }
        }
        if client.pulls && judged {
            self.request("workspace/diagnostic/refresh", Value::Null);
        }
        self.tell_trouble();
        true
    }

    /// Mistakes in settings and policies show at their lines where the file is open. Where it is not,
    /// findings would silently be those of yesterday's settings.
    fn tell_trouble(&mut self) {
        let open: Vec<&Place> =
            self.documents.values().filter_map(|document| document.place.as_ref()).collect();
        let hidden = self.firms.iter().find_map(|(root, firm)| {
            let shown = |place: &&Place| {
                place.root == *root
                    && firm.session().mistakes().iter().any(|mistake| mistake.file.path() == place.path)
            };
            if open.iter().any(shown) { None } else { firm.session().trouble() }
        });
        if hidden.is_some() && hidden != self.told {
            let message = format!(
                "{} Until this is mended, soplint does not judge by it.",
                hidden.clone().unwrap_or_default()
            );
            self.show(&message);
        }
        self.told = hidden;
    }

    /// Judges a document, and tells the client unless it asks by itself.
    fn judge(&mut self, uri: &str) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        document.stale = false; // first: if judging fails, it would fail again and again
        let firm =
            document.place.as_ref().and_then(|place| Some((self.firms.get(&place.root)?, &place.path)));
        document.report = firm.map(|(firm, path)| firm.judge(path));
        if self.client.as_ref().is_some_and(|client| !client.pulls) {
            let version = document.version;
            let diagnostics = self.diagnostics(uri);
            let params = json!({ "uri": uri, "version": version, "diagnostics": diagnostics });
            self.notify("textDocument/publishDiagnostics", params);
        }
    }

    /// Makes the last judgement that of the current text.
    fn judged(&mut self, uri: &str) -> Result<(), Refusal> {
        let up_to_date = self.guarded(|server| {
            server.refresh();
            if server.documents.get(uri).is_some_and(|document| document.stale) {
                server.judge(uri);
            }
        });
        up_to_date.ok_or_else(|| (ErrorCode::InternalError, "soplint failed on this document".to_owned()))
    }

    fn diagnostics(&self, uri: &str) -> Value {
        let judged = self.documents.get(uri).and_then(|document| {
            let place = document.place.as_ref()?;
            Some((
                document.report.as_ref()?,
                self.firms.get(&place.root)?,
                &place.path,
                self.client.as_ref()?.unit,
            ))
        });
        let Some((report, firm, own, unit)) = judged else { return json!([]) };
        let uri_of =
            |path: &camino::Utf8Path| if path == own { Some(uri.to_owned()) } else { firm.uri_of(path) };
        json!(
            report
                .diagnostics
                .iter()
                .map(|finding| EditorFinding::new(finding, &report.sources, unit, &uri_of))
                .collect::<Vec<_>>()
        )
    }

    fn pulled(&mut self, params: Value) -> Result<Value, Refusal> {
        let Asked { text_document } = read(params)?;
        self.judged(&text_document.uri.0)?;
        Ok(json!({ "kind": "full", "items": self.diagnostics(&text_document.uri.0) }))
    }

    fn at_place(
        &mut self,
        params: Value,
        answer: fn(&Firm, &crate::diagnostic::Report, usize, crate::text::Encoding) -> Value,
    ) -> Result<Value, Refusal> {
        let TextDocumentPositionParams { text_document, position } = read(params)?;
        self.judged(&text_document.uri.0)?;
        let found = self.documents.get(&text_document.uri.0).and_then(|document| {
            let firm = self.firms.get(&document.place.as_ref()?.root)?;
            let unit = self.client.as_ref()?.unit;
            Some(answer(firm, document.report.as_ref()?, document.offset(position, unit), unit))
        });
        Ok(found.unwrap_or(Value::Null))
    }

    fn request(&mut self, method: &str, params: Value) {
        self.requests += 1;
        self.send(Request { id: self.requests.into(), method: method.to_owned(), params });
    }

    fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params });
    }

    /// In the face of the person at the keyboard.
    fn show(&self, message: &str) {
        let message = format!("soplint: {message}");
        self.notify("window/showMessage", json!({ "type": MessageType::Warning, "message": message }));
    }

    /// Where somebody looks who wonders what is wrong.
    fn log(&self, message: &str) {
        self.notify("window/logMessage", json!({ "type": MessageType::Warning, "message": message }));
    }

    fn send(&self, message: impl Into<Message>) {
        let _ = self.connection.sender.send(message.into()); // fails when the client is gone: then the input ends too
    }
}

fn read<T: DeserializeOwned>(params: Value) -> Result<T, Refusal> {
    serde_json::from_value(params).map_err(|error| (ErrorCode::InvalidParams, error.to_string()))
}

/// A path as roots are written: links in its folder resolved. The file itself may be gone.
fn real(file: &Path) -> Option<PathBuf> {
    Some(file.parent()?.canonicalize().ok()?.join(file.file_name()?))
}
