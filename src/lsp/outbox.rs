//! What the server says to its client, and in which way.

use gen_lsp_types::MessageType;
use lsp_server::{Connection, Message, Notification, Request};
use serde_json::{Value, json};

/// The way to the client.
pub(super) struct Outbox<'a> {
    connection: &'a Connection,
    requests: i32,
}

impl<'a> Outbox<'a> {
    pub(super) fn new(connection: &'a Connection) -> Self {
        Self { connection, requests: 0 }
    }

    pub(super) fn request(&mut self, method: &str, params: Value) {
        self.requests += 1;
        self.send(Request { id: self.requests.into(), method: method.to_owned(), params });
    }

    pub(super) fn notify(&self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params });
    }

    /// In the face of the person at the keyboard.
    pub(super) fn show(&self, message: &str) {
        let message = format!("soplint: {message}");
        self.notify("window/showMessage", json!({ "type": MessageType::Warning, "message": message }));
    }

    /// Where somebody looks who wonders what is wrong.
    pub(super) fn log(&self, message: &str) {
        self.notify("window/logMessage", json!({ "type": MessageType::Warning, "message": message }));
    }

    pub(super) fn send(&self, message: impl Into<Message>) {
        let _ = self.connection.sender.send(message.into()); // fails when the client is gone: then the input ends too
    }
}
