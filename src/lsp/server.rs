//! The loop: message after message, and one piece of work at a time while none is waiting.
//!
//! So a burst of edits is judged once, at its end, and an edit never waits for more than the judgement
//! of one document.

use std::panic::{AssertUnwindSafe, catch_unwind};

use gen_lsp_types::{
    DidChangeWatchedFilesParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, TextDocumentPositionParams, VersionedTextDocumentIdentifier,
};
use jiff::Timestamp;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, Response};
use serde_json::{Value, json};

use crate::text::Encoding;
use crate::workspace;

use super::answers;
use super::client::Client;
use super::desk::{Answer, Desk, Refreshed};
use super::outbox::{Outbox, Say};
use super::params::{Asked, Chosen, DidChange, Refusal, read};

/// Tells the time: what is in force depends on the day.
pub type Clock<'a> = &'a dyn Fn() -> Timestamp;

/// Serves one client until it leaves.
///
/// Gives the exit code: 0 only where the client asked to shut down before it left.
#[must_use]
pub fn serve(connection: &Connection, clock: Clock<'_>) -> u8 {
    // It fails when the client is gone: then the input ends too.
    serve_saying(connection, &|message| drop(connection.sender.send(message)), clock)
}

/// The same, where messages for the client go another way.
pub(super) fn serve_saying(connection: &Connection, say: Say<'_>, clock: Clock<'_>) -> u8 {
    let mut server = Server {
        out: Outbox::new(say),
        clock,
        client: None,
        stopping: false,
        desk: Desk::default(),
        told: None,
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
    out: Outbox<'a>,
    clock: Clock<'a>,
    /// Since `initialize`.
    client: Option<Client>,
    stopping: bool,
    desk: Desk,
    /// What the person at the keyboard was last told of settings and policies.
    told: Option<String>,
}

impl Server<'_> {
    /// Runs what may fail on hostile input without ending the session.
    fn guarded<T>(&mut self, run: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let ran = catch_unwind(AssertUnwindSafe(|| run(self))).ok();
        if ran.is_none() {
            self.out.log("soplint failed on this; this is a mistake in soplint. Please report it.");
        }
        ran
    }

    fn answer(&mut self, Request { id, method, params }: Request) {
        let result = match (method.as_str(), &self.client) {
            ("initialize", None) => {
                let client = Client::new(&params);
                let welcome = json!(client.welcome());
                self.desk.wishes.clone_from(&client.wishes);
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
            ("textDocument/codeAction", _) => self.fixes(params),
            _ => Err((ErrorCode::MethodNotFound, format!("`{method}` is not known here"))),
        };
        let response = match result {
            Ok(result) => Response { id, response_result: Ok(result) },
            Err((code, why)) => Response::new_err(id, code as i32, why),
        };
        self.out.send(response);
    }

    fn notice(&mut self, Notification { method, params }: Notification) {
        if self.client.is_none() || self.stopping {
            return;
        }
        let read = self.guarded(|server| {
            match method.as_str() {
                "initialized" => server.begin(),
                "textDocument/didOpen" => server.open(read(params)?),
                "textDocument/didChange" => server.change(read(params)?),
                "textDocument/didSave" => server.save(&read(params)?),
                "textDocument/didClose" => server.close(&read(params)?),
                "workspace/didChangeWatchedFiles" => {
                    let DidChangeWatchedFilesParams { changes } = read(params)?;
                    server
                        .desk
                        .changed_on_disk(changes.into_iter().map(|change| (change.uri.0, change.kind)));
                }
                "workspace/didChangeConfiguration" => server.desk.look_at_disk(),
                _ => {}
            }
            Ok::<(), Refusal>(())
        });
        if let Some(Err((_, why))) = read {
            self.out.log(&format!("{method}: {why}"));
        }
    }

    /// The next piece of work; false where there is none.
    fn work(&mut self) -> bool {
        if self.refresh() {
            return true;
        }
        let stale = if self.pulls() { None } else { self.desk.stale() };
        if let Some(uri) = &stale {
            self.judge(uri);
            return true;
        }
        self.learn()
    }

    /// Looks at some files that wait for it; false where there are none.
    fn learn(&mut self) -> bool {
        let Some(told) = self.desk.learn() else { return false };
        self.ask_again(told);
        true
    }

    /// Has a client that pulls do so again, where findings that it was told may no longer hold.
    fn ask_again(&mut self, told: bool) {
        if told && self.pulls() {
            self.out.request("workspace/diagnostic/refresh", Value::Null);
        }
    }

    fn begin(&mut self) {
        let Some(client) = &mut self.client else { return };
        let complaints = std::mem::take(&mut client.complaints);
        if client.watches {
            let watchers = json!([{ "globPattern": "**/*.{md,markdown,mdown,yaml,yml}" }]);
            let method = "workspace/didChangeWatchedFiles";
            let registration =
                json!({ "id": "files", "method": method, "registerOptions": { "watchers": watchers } });
            self.out.request("client/registerCapability", json!({ "registrations": [registration] }));
        }
        for complaint in complaints {
            self.out.show(&complaint);
        }
    }

    fn open(&mut self, params: DidOpenTextDocumentParams) {
        self.look_at_disk_unless_watched();
        let item = params.text_document;
        let language = String::from(item.language_id);
        if let Err(error) = self.desk.open(item.uri.0, &language, item.version, item.text) {
            // Where a commit was asked for and is not there, silence would look like a clean document.
            if matches!(error, workspace::Error::Revision { .. }) {
                self.out.show(&error.to_string());
            } else {
                self.out.log(&error.to_string());
            }
        }
    }

    fn change(&mut self, params: DidChange) {
        let VersionedTextDocumentIdentifier { version, text_document_identifier } = params.text_document;
        self.desk.change(&text_document_identifier.uri.0, version, params.content_changes, self.unit());
    }

    fn save(&mut self, params: &DidSaveTextDocumentParams) {
        self.desk.saved(&params.text_document.uri.0);
        self.look_at_disk_unless_watched();
    }

    /// Findings are shown for open documents alone: none are left behind.
    fn close(&mut self, params: &DidCloseTextDocumentParams) {
        let uri = &params.text_document.uri.0;
        if self.desk.close(uri) && !self.pulls() {
            self.out.notify("textDocument/publishDiagnostics", json!({ "uri": uri, "diagnostics": [] }));
        }
    }

    /// An editor that watches no files says at least when it opens and saves one.
    fn look_at_disk_unless_watched(&mut self) {
        if self.client.as_ref().is_some_and(|client| !client.watches) {
            self.desk.look_at_disk();
        }
    }

    /// True where settings, policies or the day changed.
    fn refresh(&mut self) -> bool {
        let Refreshed::Changed { told } = self.desk.refresh((self.clock)()) else { return false };
        self.ask_again(told);
        // Where the file with the mistake is not open, findings would silently be those of yesterday's settings.
        let trouble = self.desk.hidden_trouble();
        if let Some(trouble) = trouble.as_ref().filter(|_| trouble != self.told) {
            self.out.show(&format!("{trouble} Until this is mended, soplint does not judge by it."));
        }
        self.told = trouble;
        true
    }

    /// Judges a document if its findings are stale, and tells the client unless it asks by itself.
    fn judge(&mut self, uri: &str) {
        let Some((version, told)) = self.desk.judge(uri) else { return };
        self.ask_again(told);
        if !self.pulls() {
            let diagnostics = self.desk.diagnostics(uri, self.unit());
            let params = json!({ "uri": uri, "version": version, "diagnostics": diagnostics });
            self.out.notify("textDocument/publishDiagnostics", params);
        }
    }

    /// Makes the findings those of the text as it is now.
    fn settle(&mut self, uri: &str) -> Result<(), Refusal> {
        let settled = self.guarded(|server| {
            server.refresh();
            server.judge(uri);
        });
        settled.ok_or_else(|| (ErrorCode::InternalError, "soplint failed on this document".to_owned()))
    }

    fn pulled(&mut self, params: Value) -> Result<Value, Refusal> {
        let Asked { text_document } = read(params)?;
        self.settle(&text_document.uri.0)?;
        Ok(json!({ "kind": "full", "items": self.desk.diagnostics(&text_document.uri.0, self.unit()) }))
    }

    fn fixes(&mut self, params: Value) -> Result<Value, Refusal> {
        let Chosen { text_document, range, context } = read(params)?;
        // A kind stands for those below it, the empty one for all.
        let quick = |kind: &String| kind.is_empty() || kind == "quickfix";
        if context.only.is_some_and(|kinds| !kinds.iter().any(quick)) {
            return Ok(json!([]));
        }
        self.settle(&text_document.uri.0)?;
        let versioned = self.client.as_ref().is_some_and(|client| client.versions);
        Ok(self.desk.fixes(&text_document.uri.0, range, self.unit(), versioned))
    }

    fn at_place(&mut self, params: Value, answer: Answer) -> Result<Value, Refusal> {
        let TextDocumentPositionParams { text_document, position } = read(params)?;
        self.settle(&text_document.uri.0)?;
        Ok(self.desk.at(&text_document.uri.0, position, self.unit(), answer))
    }

    fn pulls(&self) -> bool {
        self.client.as_ref().is_some_and(|client| client.pulls)
    }

    fn unit(&self) -> Encoding {
        self.client.as_ref().map_or(Encoding::Utf16, |client| client.unit)
    }
}
